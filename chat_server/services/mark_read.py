"""How far somebody has read. Visitors speak their own numbering; marks are kept in the numbering of all events."""

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.services.access import agents_conversation, visitors_conversation
from chat_server.services.ports import Ports


async def mark_read(ports: Ports, reader: Visitor | Agent, conversation_id: str, seq: int) -> None:
    """Marks never go back nor beyond the head. An agent who only looks at somebody else's chat leaves none."""
    if seq < 1:
        return
    if isinstance(reader, Visitor):
        conversation = await visitors_conversation(ports, reader, conversation_id)
        full = await ports.store.full_number(conversation.id, seq)
        if await ports.store.mark_read(conversation.id, "contact", full):
            ports.publisher.read(conversation, "contact", full, await ports.store.public_number(conversation.id, full))
        return
    conversation = await agents_conversation(ports, reader, conversation_id)
    if conversation.agent_id != reader.id:
        return
    before = await ports.store.read_marks(conversation.id)
    upto = min(seq, conversation.head)
    if await ports.store.mark_read(conversation.id, "agent", upto):
        public_before = await ports.store.public_number(conversation.id, before.agent)
        public_now = await ports.store.public_number(conversation.id, upto)
        if public_now > public_before:  # otherwise the merchant would learn that something invisible was read
            ports.publisher.read(conversation, "agent", upto, public_now)
