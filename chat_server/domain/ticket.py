"""A ticket: its states with the legal moves in one table, and its one thread of numbered entries.

Decisions (`reply`, `move`, `assign`, ...) look at the ticket as it is inside the transaction and say which entries
become true. What merchants may see is numbered among itself, so that nobody can infer that a note exists.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

import msgspec

from chat_server.domain.attachment import AttachmentView
from chat_server.domain.errors import Conflict
from chat_server.domain.events import SYSTEM, Actor, ActorKind, AgentRef
from chat_server.domain.ids import AgentId, ArticleId, ConversationId, OwnerId, QuestionId, SiteId, TicketId


class TicketState(StrEnum):
    OPEN = "open"
    WAITING_FOR_CARRIER = "waiting_for_carrier"
    WAITING_FOR_MERCHANT = "waiting_for_merchant"
    SOLVED = "solved"


# From a state to those that may follow. What is solved opens again before it waits for anybody.
LEGAL_MOVES: dict[TicketState, tuple[TicketState, ...]] = {
    TicketState.OPEN: (TicketState.WAITING_FOR_CARRIER, TicketState.WAITING_FOR_MERCHANT, TicketState.SOLVED),
    TicketState.WAITING_FOR_CARRIER: (TicketState.OPEN, TicketState.WAITING_FOR_MERCHANT, TicketState.SOLVED),
    TicketState.WAITING_FOR_MERCHANT: (TicketState.OPEN, TicketState.WAITING_FOR_CARRIER, TicketState.SOLVED),
    TicketState.SOLVED: (TicketState.OPEN,),
}
# A merchant's word in one of these makes the ticket ours again.
OPENED_BY_A_REPLY = frozenset({TicketState.WAITING_FOR_MERCHANT, TicketState.SOLVED})
# In these we owe the next word. While the merchant has to write, nobody else is late.
OURS = (TicketState.OPEN, TicketState.WAITING_FOR_CARRIER)

Fields = Mapping[str, str]  # by field id, as `ticket_fields.checked` leaves them


class EntryData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of what an entry says. `type` is its stable name on the wire and in the database."""

    type: ClassVar[str] = ""
    public: ClassVar[bool] = True


class Opened(EntryData, frozen=True):
    type = "opened"
    text: str
    attachments: tuple[AttachmentView, ...] = ()


class Replied(EntryData, frozen=True):
    type = "replied"
    text: str
    attachments: tuple[AttachmentView, ...] = ()
    by_mail: bool = False


class Noted(EntryData, frozen=True):
    """For agents only: their own words, or a mail about the ticket that is not the merchant's."""

    type = "noted"
    public = False
    text: str
    attachments: tuple[AttachmentView, ...] = ()
    by_mail: bool = False


class Moved(EntryData, frozen=True):
    """`due_at`: when we owe the next word, if it became ours again by this."""

    type = "moved"
    state: TicketState
    due_at: datetime | None = None


class Assigned(EntryData, frozen=True):
    """Without `agent` nobody has the ticket any more."""

    type = "assigned"
    public = False
    agent: AgentRef | None = None


class Reminded(EntryData, frozen=True):
    """The merchant was reminded that we wait for an answer."""

    type = "reminded"
    public = False


ENTRY_DATA: dict[str, type[EntryData]] = {
    data.type: data for data in (Opened, Replied, Noted, Moved, Assigned, Reminded)
}


class NewEntry(msgspec.Struct, frozen=True):
    """What a decision proposes; the store numbers it when it commits."""

    actor: Actor
    data: EntryData
    at: datetime


class Entry(msgspec.Struct, frozen=True):
    seq: int
    actor: Actor
    data: EntryData
    at: datetime


class Ticket(msgspec.Struct, frozen=True):
    """The current state: what folding all entries with `evolve` gives. `updated_at` moves with what merchants see.

    `email_typed`: the address is what a visitor gave; it may be anybody's.
    """

    id: TicketId
    site_id: SiteId
    reference: str
    owner_id: OwnerId
    kind: str
    subject: str
    fields: Fields
    locale: str
    name: str
    email: str | None
    created_at: datetime
    updated_at: datetime
    state: TicketState = TicketState.OPEN
    agent_id: AgentId | None = None
    agent_name: str | None = None
    conversation_id: ConversationId | None = None
    question_id: QuestionId | None = None
    article_id: ArticleId | None = None
    head: int = 0
    read_seq: int = 0
    due_at: datetime | None = None
    reminded_at: datetime | None = None
    solved_at: datetime | None = None
    email_typed: bool = False

    @property
    def agent(self) -> AgentRef | None:
        return AgentRef(id=self.agent_id, name=self.agent_name or "") if self.agent_id else None

    def overdue(self, now: datetime) -> bool:
        """We promised an answer by now."""
        return self.state in OURS and self.due_at is not None and self.due_at <= now


def evolve(ticket: Ticket, entry: Entry) -> Ticket:
    """The ticket after one more entry."""
    data = entry.data
    changed = msgspec.structs.replace(
        ticket, head=entry.seq, updated_at=max(ticket.updated_at, entry.at) if data.public else ticket.updated_at
    )
    match data:
        case Moved(state=state, due_at=due_at):
            solved_at = entry.at if state is TicketState.SOLVED else None
            return msgspec.structs.replace(changed, state=state, solved_at=solved_at, due_at=due_at or ticket.due_at)
        case Assigned(agent=agent):
            return msgspec.structs.replace(
                changed, agent_id=agent.id if agent else None, agent_name=agent.name if agent else None
            )
        case Reminded():
            return msgspec.structs.replace(changed, reminded_at=entry.at)
        case _:
            return changed


def reply(
    ticket: Ticket,
    said: Replied,
    actor: Actor,
    now: datetime,
    state: TicketState | None = None,
    due_after: timedelta | None = None,
) -> list[NewEntry]:
    """A word from either side. The merchant's opens what was solved or waited for it; an agent's may move it."""
    if actor.kind is ActorKind.CONTACT:
        state = TicketState.OPEN if ticket.state in OPENED_BY_A_REPLY else None
    moved = move(ticket, state, actor, now, due_after) if state is not None else []
    return [NewEntry(actor=actor, data=said, at=now), *moved]


def note(noted: Noted, actor: Actor, now: datetime) -> list[NewEntry]:
    """For agents, in any state."""
    return [NewEntry(actor=actor, data=noted, at=now)]


def move(
    ticket: Ticket, state: TicketState, actor: Actor, now: datetime, due_after: timedelta | None = None
) -> list[NewEntry]:
    """Moving to where it is changes nothing; raises Conflict for an illegal move, naming the legal ones.

    What becomes ours again is due after `due_after`: the day promised at first passed while it was not our turn.
    """
    if state is ticket.state:
        return []
    if state not in LEGAL_MOVES[ticket.state]:
        raise Conflict(
            f"This ticket is {ticket.state}: it cannot become {state} now. "
            f"Possible: {', '.join(LEGAL_MOVES[ticket.state])}. Load it again to see its current state."
        )
    ours_again = state is TicketState.OPEN and ticket.state in OPENED_BY_A_REPLY
    due_at = now + due_after if ours_again and due_after is not None else None
    return [NewEntry(actor=actor, data=Moved(state=state, due_at=due_at), at=now)]


def assign(
    ticket: Ticket, agent: AgentRef | None, instead_of: str | None, actor: Actor, now: datetime
) -> list[NewEntry]:
    """Give the ticket to `agent` or to nobody, if `instead_of` has it as the sender saw. Again changes nothing."""
    if ticket.agent_id == (agent.id if agent else None):
        return []
    if ticket.agent_id != instead_of:
        raise Conflict(
            f"{ticket.agent_name or 'Nobody'} has this ticket by now. Load it again before you give it away."
        )
    return [NewEntry(actor=actor, data=Assigned(agent=agent), at=now)]


def remind(ticket: Ticket, after: timedelta, now: datetime) -> list[NewEntry]:
    """Once for each time that we wait for the merchant longer than `after`."""
    if ticket.state is not TicketState.WAITING_FOR_MERCHANT or now - ticket.updated_at < after:
        return []
    if ticket.reminded_at is not None and ticket.reminded_at >= ticket.updated_at:
        return []
    return [NewEntry(actor=SYSTEM, data=Reminded(), at=now)]


def shown_to_merchant(entries: Sequence[Entry]) -> list[Entry]:
    """What the merchant may see, numbered from 1 without gaps."""
    public = [entry for entry in entries if entry.data.public]
    return [msgspec.structs.replace(entry, seq=seq) for seq, entry in enumerate(public, start=1)]
