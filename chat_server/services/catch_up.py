"""First load, reconnect and gaps are one thing: everything after the last number that the caller applied."""

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.events import Event
from chat_server.services.access import agents_conversation, visitors_conversation
from chat_server.services.ports import Ports
from chat_server.services.queue_place import queue_place
from chat_server.services.queue_ports import QueuePlace
from chat_server.services.stored import ReadMarks

PAGE = 500  # events a call


class CaughtUp(msgspec.Struct, frozen=True):
    """`head` and `read` are in the caller's numbering; `public` says which one that is."""

    conversation: Conversation
    events: tuple[Event, ...]
    head: int
    read: ReadMarks
    place: QueuePlace | None
    public: bool


async def catch_up(ports: Ports, reader: Visitor | Agent, conversation_id: str, after: int) -> CaughtUp:
    """At most 500 events; a number beyond the head gives none."""
    public = isinstance(reader, Visitor)
    if isinstance(reader, Visitor):
        conversation = await visitors_conversation(ports, reader, conversation_id)
    else:
        conversation = await agents_conversation(ports, reader, conversation_id)
    events = await ports.store.events(conversation.id, after, public=public, limit=PAGE)
    marks = await ports.store.read_marks(conversation.id)
    if public:
        marks = ReadMarks(
            contact=await ports.store.public_number(conversation.id, marks.contact),
            agent=await ports.store.public_number(conversation.id, marks.agent),
        )
    return CaughtUp(
        conversation=conversation,
        events=events,
        head=conversation.public_head if public else conversation.head,
        read=marks,
        place=await queue_place(ports, conversation),
        public=public,
    )
