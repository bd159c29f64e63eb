"""What mail needs from the world, as protocols; `ports.py` holds them together as `Ports.mail`."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chat_server.domain.ids import SiteId
from chat_server.domain.mailing import Mail, MailId, ReceivedMail

# A mail server may take this long to let us in, and as long again for each mail.
LONGEST_ATTEMPT = timedelta(seconds=50)


class UnreachableError(Exception):
    """The mail server cannot be used at all now: it is away, or it does not let us in. The mails wait."""


class RefusedError(Exception):
    """The mail server did not take this mail; others may pass."""


class Delivery(StrEnum):
    """Where mails go; the console says so when it is files."""

    SMTP = "smtp"
    FILES = "files"


class Purpose(StrEnum):
    """What a ticket's token is for: who may write to the address may not read the page for it."""

    ANSWER = "answer"
    PAGE = "page"


class Outbox(Protocol):
    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Mail, ...]:
        """Mails that are due, oldest first; nobody else gets them before `until`."""
        ...

    async def hold(self, mail_ids: Sequence[MailId], until: datetime) -> None:
        """Claimed and still to be tried: nobody else gets them before this later `until`."""
        ...

    async def mark_sent(self, mail_id: MailId, now: datetime) -> None: ...

    async def release(self, mail_ids: Sequence[MailId]) -> None:
        """Claimed but not tried: due again at once, in the order in which they were owed."""
        ...

    async def postpone(self, mail_id: MailId, next_at: datetime, problem: str) -> None:
        """It was refused: one attempt more, tried again at `next_at`."""
        ...

    async def give_up(self, mail_id: MailId, problem: str) -> None: ...

    async def get(self, mail_id: MailId) -> Mail | None: ...


class MailLine(Protocol):
    async def send(self, mail: Mail) -> None:
        """Hand it over, within LONGEST_ATTEMPT; raises RefusedError when it was not taken, for whatever reason."""
        ...


class Mailer(Protocol):
    @property
    def delivery(self) -> Delivery: ...

    def line(self) -> AbstractAsyncContextManager[MailLine]:
        """A connection for several mails; entering it raises UnreachableError, within LONGEST_ATTEMPT."""
        ...


class ReceivedMails(Protocol):
    """Which mails were dealt with, by Message-ID."""

    async def known(self, message_id: str) -> bool: ...

    async def remember(self, message_id: str, ticket_id: str | None, result: str, now: datetime) -> None: ...


class MailReader(Protocol):
    async def read(self, raw: bytes) -> ReceivedMail:
        """Whatever comes: broken parts are left out, never raised."""
        ...


class TicketSeals(Protocol):
    """Signed tokens for a ticket's mail address and page, by the ticket's reference."""

    async def seal(self, site_id: SiteId, purpose: Purpose, reference: str) -> str:
        """Lowercase letters and digits: mail programs change the case of addresses."""
        ...

    async def open(self, site_id: SiteId, purpose: Purpose, token: str) -> str | None:
        """The reference; None when the token is not ours or was made for something else."""
        ...


@dataclass(frozen=True)
class MailPorts:
    outbox: Outbox
    mailer: Mailer
    received: ReceivedMails
    reader: MailReader
    seals: TicketSeals
