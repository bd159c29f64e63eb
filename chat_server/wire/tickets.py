"""Tickets on the wire: what merchants and agents send about them, and what they get to see."""

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from chat_server.domain.attachment import AttachmentView
from chat_server.domain.events import Actor, AgentRef
from chat_server.wire.incoming import ClientId, Id, Incoming, Locale, Name, Text
from chat_server.wire.outgoing import Outgoing, Time
from chat_server.wire.outgoing_console import SummaryContact
from chat_server.wire.outgoing_ways import TicketKinds

TicketState = Literal["open", "waiting_for_carrier", "waiting_for_merchant", "solved"]
FieldValue = str | bool | int | float | tuple[str, ...]

# One address, without anything that a mail's header could mistake for more than that.
Email = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=254,
        pattern=r"^[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\]+\Z",
    ),
]
Subject = Annotated[str, Meta(max_length=200)]
Kind = Annotated[str, Meta(min_length=1, max_length=40)]
Fields = Annotated[dict[Annotated[str, Meta(max_length=40)], FieldValue], Meta(max_length=40)]
Files = Annotated[tuple[Id, ...], Meta(max_length=10)]


class OpenTicket(Incoming, frozen=True):
    """`fields` by the kind's field ids: text, number, true or false, or for files the attachments' ids.

    With `question_id` or `conversation_id` a missing `subject` or `text` is taken from what was asked there, and who
    waits in that conversation leaves the queue. `email` is needed from those whose address nobody has vouched for.
    """

    kind: Kind
    client_id: ClientId
    subject: Subject | None = None
    text: Text | None = None
    fields: Fields = msgspec.field(default_factory=dict)
    email: Email | None = None
    name: Name | None = None
    locale: Locale | None = None
    question_id: Id | None = None
    conversation_id: Id | None = None
    attachments: Files = ()


class ReplyToTicket(Incoming, frozen=True):
    client_id: ClientId
    text: Text
    attachments: Files = ()


class AnswerTicket(Incoming, frozen=True):
    """An agent's reply; `state` moves the ticket in the same step."""

    client_id: ClientId
    text: Text
    state: TicketState | None = None
    attachments: Files = ()


class NoteOnTicket(Incoming, frozen=True):
    client_id: ClientId
    text: Text


class MoveTicket(Incoming, frozen=True):
    state: TicketState


class AssignTicket(Incoming, frozen=True):
    """`instead_of` is who had it on the sender's screen: nobody takes a ticket over without having seen whose it is."""

    agent_id: Id | None
    instead_of: Id | None = None


class OpenTicketFromChat(Incoming, frozen=True):
    """What is missing is taken from the chat; an agent may leave required fields to be asked for later."""

    kind: Kind
    client_id: ClientId
    subject: Subject | None = None
    text: Text | None = None
    fields: Fields = msgspec.field(default_factory=dict)
    email: Email | None = None


class LogCall(Incoming, frozen=True):
    """The same `client_id` twice is one call."""

    topic: Annotated[str, Meta(min_length=1, max_length=500)]
    client_id: ClientId | None = None


BODIES: dict[str, type[Incoming]] = {
    "POST /api/widget/tickets": OpenTicket,
    "POST /api/widget/tickets/{id}/replies": ReplyToTicket,
    "POST /api/console/conversations/{id}/ticket": OpenTicketFromChat,
    "POST /api/console/tickets/{id}/replies": AnswerTicket,
    "POST /api/console/tickets/{id}/notes": NoteOnTicket,
    "POST /api/console/tickets/{id}/state": MoveTicket,
    "POST /api/console/tickets/{id}/assign": AssignTicket,
    "POST /api/console/contacts/{id}/calls": LogCall,
}


class FilledField(Outgoing, frozen=True):
    """A field as it was filled in. `value` is text to show: a choice's label, an amount such as 12.50, a time as RFC
    3339, yes or no; a field of files names them, separated by commas."""

    id: str
    type: Literal["text", "long_text", "choice", "money", "date_time", "yes_no", "files"]
    label: str
    value: str


EntryType = Literal["opened", "replied", "noted", "moved", "assigned", "reminded"]
ENTRY_TYPES: dict[str, EntryType] = {name: name for name in get_args(EntryType)}


class TicketEntryView(Outgoing, frozen=True, omit_defaults=True):
    """One line of the thread. Merchants get opened, replied and moved, numbered among themselves; agents all of them.

    `state`: where it moved to. `agent`: who has it since (absent: nobody). `by_mail`: the text came by e-mail.
    """

    seq: int
    type: EntryType
    actor: Actor
    at: Time
    text: str | None = None
    state: TicketState | None = None
    agent: AgentRef | None = None
    attachments: tuple[AttachmentView, ...] = ()
    by_mail: bool = False


class TicketSummary(Outgoing, frozen=True):
    """`unread`: what agents wrote or changed since the merchant last opened it."""

    ticket_id: str
    reference: str
    kind: str
    kind_label: str
    subject: str
    state: TicketState
    created_at: Time
    updated_at: Time
    unread: int


class Tickets(Outgoing, frozen=True):
    """The caller's own, the latest change first."""

    tickets: tuple[TicketSummary, ...]


class TicketView(Outgoing, frozen=True):
    ticket_id: str
    reference: str
    kind: str
    kind_label: str
    subject: str
    state: TicketState
    created_at: Time
    updated_at: Time
    unread: int
    fields: tuple[FilledField, ...]
    entries: tuple[TicketEntryView, ...]
    due_at: Time | None
    email: str | None


class ConsoleTicketLine(Outgoing, frozen=True):
    """A ticket in the agents' list. `last_by`: which side wrote last. `due_at` is null once it is solved."""

    ticket_id: str
    reference: str
    kind: str
    kind_label: str
    subject: str
    state: TicketState
    contact: SummaryContact
    agent: AgentRef | None
    created_at: Time
    updated_at: Time
    due_at: Time | None
    overdue: bool
    last_by: Literal["contact", "agent", "system"]


class ConsoleTickets(Outgoing, frozen=True):
    tickets: tuple[ConsoleTicketLine, ...]
    next: str | None


class ConsoleTicket(Outgoing, frozen=True):
    """`moves`: the states that it may go to now."""

    ticket: ConsoleTicketLine
    fields: tuple[FilledField, ...]
    entries: tuple[TicketEntryView, ...]
    moves: tuple[TicketState, ...]
    email: str | None
    conversation_id: str | None
    article_id: str | None


class Colleague(Outgoing, frozen=True):
    """`free`: chats that the agent could take now; None for who is not online."""

    id: str
    name: str
    free: int | None


class Agents(Outgoing, frozen=True):
    """Whom a ticket or a chat can be given to."""

    agents: tuple[Colleague, ...]


class LoggedCall(Outgoing, frozen=True):
    id: str
    agent: AgentRef
    topic: str
    at: Time


class LoggedCalls(Outgoing, frozen=True):
    calls: tuple[LoggedCall, ...]


ANSWERS: dict[str, type[Outgoing]] = {
    "POST /api/widget/tickets": TicketView,
    "GET /api/widget/tickets": Tickets,
    "GET /api/widget/tickets/{id}": TicketView,
    "POST /api/widget/tickets/{id}/replies": TicketView,
    "GET /api/console/tickets?state=&kind=&assignee=&q=&before=&locale=": ConsoleTickets,
    "GET /api/console/tickets/{id}": ConsoleTicket,
    "POST /api/console/conversations/{id}/ticket": ConsoleTicket,
    "POST /api/console/tickets/{id}/replies": ConsoleTicket,
    "POST /api/console/tickets/{id}/notes": ConsoleTicket,
    "POST /api/console/tickets/{id}/state": ConsoleTicket,
    "POST /api/console/tickets/{id}/assign": ConsoleTicket,
    "GET /api/console/ticket-kinds?locale=": TicketKinds,
    "GET /api/console/agents": Agents,
    "GET /api/console/contacts/{id}/calls": LoggedCalls,
    "POST /api/console/contacts/{id}/calls": LoggedCall,
}
