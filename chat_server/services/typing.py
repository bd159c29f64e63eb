"""A passing hint that somebody is typing; nothing is stored."""

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.services.access import agents_conversation, visitors_conversation
from chat_server.services.ports import Ports


async def typing(ports: Ports, who: Visitor | Agent, conversation_id: str) -> None:
    """An agent's typing is shown only for the chat that the agent holds."""
    ports.limiter.check("typing", who.id)
    if isinstance(who, Visitor):
        conversation = await visitors_conversation(ports, who, conversation_id)
        if conversation.is_open:
            ports.publisher.typing(conversation, "contact", who.owner_id, who.actor.name)
        return
    conversation = await agents_conversation(ports, who, conversation_id)
    if conversation.is_open and conversation.agent_id == who.id:
        ports.publisher.typing(conversation, "agent", who.id, who.name)
