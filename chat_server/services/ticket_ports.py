"""What the services need to keep tickets, as a protocol, and what goes in and comes out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from chat_server.domain.attachment import AttachmentView
from chat_server.domain.contact import Contact
from chat_server.domain.conversation import Situation
from chat_server.domain.events import AgentRef, NewEvent
from chat_server.domain.ids import AgentId, ContactId, OwnerId, QuestionId, SiteId, TicketId
from chat_server.domain.ticket import Entry, NewEntry, Ticket, TicketState
from chat_server.services.stored import Executed, Uploads

LastBy = Literal["contact", "agent", "system"]


class TicketOnce(msgspec.Struct, frozen=True):
    """Makes a command that is sent twice happen once: `scope` is who sends and where, `fingerprint` what."""

    scope: str
    client_id: str
    fingerprint: str


# What a decision looks at: the ticket inside the transaction, and the attachments that are now bound to it.
Decide = Callable[[Ticket, tuple[AttachmentView, ...]], Sequence[NewEntry]]
DecideInChat = Callable[[Situation], Sequence[NewEvent]]


class Opening(msgspec.Struct, frozen=True):
    """A new ticket. `in_chat` says what becomes true in its conversation; `dismisses` is the question whose suggestions
    did not help."""

    ticket: Ticket
    decide: Decide
    once: TicketOnce
    uploads: Uploads
    in_chat: DecideInChat | None = None
    dismisses: QuestionId | None = None


class Changed(msgspec.Struct, frozen=True):
    """What is stored now; `entries` are the new ones, none when `replayed` from before."""

    ticket: Ticket
    entries: tuple[Entry, ...] = ()
    executed: Executed | None = None
    replayed: bool = False


class OwnTicket(msgspec.Struct, frozen=True):
    """A ticket in its merchant's list; `unread` counts what we wrote or changed since they looked."""

    ticket: Ticket
    unread: int


class TicketLine(msgspec.Struct, frozen=True):
    """A ticket in the agents' list."""

    ticket: Ticket
    contact: Contact | None
    last_by: LastBy


class TicketFilter(msgspec.Struct, frozen=True):
    """`states` empty: all; `due_until` lists what was due by then. `before` is (updated_at, id) where the page before
    ended, `words` must all occur."""

    site_id: SiteId
    states: tuple[TicketState, ...] = ()
    due_until: datetime | None = None
    kind: str | None = None
    agent_id: AgentId | None = None
    unassigned: bool = False
    ticket_id: TicketId | None = None
    reference: str | None = None
    words: tuple[str, ...] = ()
    before: tuple[datetime, TicketId] | None = None
    limit: int = 50


class PhoneCall(msgspec.Struct, frozen=True):
    """A call that an agent logged; it counts as contact."""

    id: str
    site_id: SiteId
    contact_id: ContactId
    agent: AgentRef
    topic: str
    at: datetime


class Tickets(Protocol):
    async def open(self, opening: Opening) -> Changed:
        """Store it with its first entries, its mail and what it changes in its conversation, all in one transaction.

        Raises what `decide` and `in_chat` raise, and Conflict when the same client id comes with another body.
        """
        ...

    async def change(
        self, ticket_id: TicketId, decide: Decide, once: TicketOnce | None = None, uploads: Uploads | None = None
    ) -> Changed:
        """Decide on the ticket as it is, number and store the entries and owe the mail, in one transaction."""
        ...

    async def get(self, ticket_id: TicketId) -> Ticket | None: ...

    async def by_reference(self, site_id: SiteId, reference: str) -> Ticket | None: ...

    async def entries(self, ticket_id: TicketId) -> tuple[Entry, ...]: ...

    async def of_owner(self, site_id: SiteId, owner_id: OwnerId, limit: int) -> tuple[OwnTicket, ...]:
        """The latest change first."""
        ...

    async def unread(self, ticket_id: TicketId) -> int: ...

    async def mark_read(self, ticket_id: TicketId, seq: int) -> None:
        """The merchant has seen everything up to `seq`; marks never go back."""
        ...

    async def listed(self, wanted: TicketFilter) -> tuple[TicketLine, ...]: ...

    async def unanswered(self, site_id: SiteId, kind: str, since: datetime, limit: int) -> tuple[TicketId, ...]:
        """Tickets of this kind that wait for their merchants since `since` or longer, not reminded of that yet."""
        ...


class PhoneCalls(Protocol):
    async def add(self, call: PhoneCall) -> PhoneCall:
        """Store it, or return the one that has this id already; Conflict when that one says something else."""
        ...

    async def of_contact(self, contact_id: ContactId, limit: int) -> tuple[PhoneCall, ...]:
        """The last one first."""
        ...
