"""What check-ins and season news need from the world, as protocols; `ports.py` lists all of them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.check_in import CheckIn, CheckInId, Since
from chat_server.domain.contact import Contact
from chat_server.domain.ids import ContactId, SiteId
from chat_server.domain.mailing import Mailing


class Owed(msgspec.Struct, frozen=True):
    """An open check-in with all that its manager wants to know. `manager`: an agent with the address that the platform
    named; None as long as there is none. `last_notes` are those of the check-in before."""

    check_in: CheckIn
    contact: Contact
    manager: Agent | None
    summary: Since
    last_notes: str | None


class OwedFilter(msgspec.Struct, frozen=True):
    """Open check-ins of contacts on one of `plans`, the earliest first. `manager_email`: only those of this manager;
    `managed`: only those whose manager is an agent; `after`: (due_at, id) where the page before ended; `due_until`: due
    at this moment at the latest."""

    site_id: SiteId
    plans: tuple[str, ...]
    manager_email: str | None = None
    after: tuple[datetime, CheckInId] | None = None
    due_until: datetime | None = None
    unreminded: bool = False
    managed: bool = False
    limit: int = 50


class CheckIns(Protocol):
    async def unplanned(self, site_id: SiteId, plans: Collection[str], limit: int) -> tuple[Contact, ...]:
        """Contacts on these plans without an open check-in."""
        ...

    async def plan(self, planned: Sequence[CheckIn]) -> int:
        """Add these, all in one transaction; how many. One whose contact has an open check-in already is left out."""
        ...

    async def drop(self, site_id: SiteId, plans: Collection[str]) -> int:
        """Forget open check-ins of contacts on none of these plans."""
        ...

    async def owed(self, wanted: OwedFilter) -> tuple[Owed, ...]: ...

    async def get(self, check_in_id: CheckInId) -> CheckIn | None: ...

    async def open_of(self, contact_id: ContactId) -> CheckIn | None:
        """The contact's next check-in."""
        ...

    async def record(self, done: CheckIn, following: CheckIn | None) -> CheckIn:
        """Close the check-in and plan the next one (none for a contact whose plan has no manager any more).

        Returns it as it is stored: when it was closed before, nothing changes and it is that of before.
        """
        ...

    async def remind(self, wanted: OwedFilter, now: datetime, write: Callable[[Owed], Mailing | None]) -> int:
        """Put the mail about each of these into the outbox and mark it as reminded, all in one transaction; how many.

        Those for whom `write` gives None stay as they are and are asked about at the next time again.
        """
        ...


class SeasonReader(msgspec.Struct, frozen=True):
    """A contact who has the phone. `told`: the season's news is in the outbox for this contact already."""

    contact: Contact
    told: bool


class SeasonNews(Protocol):
    async def last(self, site_id: SiteId, prefix: str) -> str | None:
        """The `once` of the latest mail of those whose `once` begins so."""
        ...

    async def readers(
        self, site_id: SiteId, plans: Collection[str], prefix: str, after: ContactId | None, limit: int
    ) -> tuple[SeasonReader, ...]:
        """A page of the contacts on these plans by id; told are those for whom there is a mail `prefix` + id."""
        ...

    async def put(self, mailings: Sequence[Mailing]) -> None:
        """Into the outbox, all in one transaction; what is there already is left out."""
        ...
