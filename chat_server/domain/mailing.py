"""Mails that are owed to somebody: what a change tells of, kept with the change and sent afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import NewType

import msgspec

from chat_server.domain.ids import SiteId

MailId = NewType("MailId", str)

# A mail that its recipient's server refuses is tried again for this long: filters are corrected, mailboxes emptied.
KEEP_TRYING = timedelta(days=3)
# A mail that lay in a stopped server for days is not given up at its first refusal.
FEWEST_ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
# Each wait is moved by up to this share of itself, so that what failed together does not come back together.
JITTER = 0.25


class MailKind(StrEnum):
    """What a mail is about; the templates are named as these are."""

    TICKET_OPENED = "ticket_opened"
    TICKET_REPLIED = "ticket_replied"
    TICKET_MOVED = "ticket_moved"
    TICKET_SOLVED = "ticket_solved"
    TICKET_REMINDER = "ticket_reminder"
    PHONE_HOURS = "phone_hours"
    CHECK_IN_DUE = "check_in_due"


class Mailing(msgspec.Struct, frozen=True):
    """A mail as it is put into the outbox.

    `once` names what it tells of, such as `ticket_replied:<ticket id>:<seq>`: the same is never told twice.
    `content`, by kind (all texts):

    - every `ticket_*`: `ticket_id`, `reference`, `subject`, `name` (the merchant's, may be empty; both are for an
      address that nobody has vouched for)
    - `ticket_opened`: also `text`, what the merchant wrote (empty for such an address); `due_on` (ISO date) if it is
      known
    - `ticket_replied`: also `text`, `agent` (the agent's name), `state` (the state that it has now)
    - `ticket_moved`, `ticket_solved`: also `state`; `text` and `agent` when a reply came with it
    - `ticket_reminder`: also `state`
    - `phone_hours`: `name`, `text` (the season's note in the recipient's language), `hours` (lines)
    - `check_in_due`: `name` (the manager's), `contact`, `plan`, `due_on` and `since` (ISO dates), `chats`, `tickets`
      and `calls` (figures), `rating` (1 to 5, empty without any), `attributes` and `notes` (lines, may be empty)
    """

    site_id: SiteId
    once: str
    kind: MailKind
    recipient: str
    locale: str
    content: Mapping[str, str]
    at: datetime


class Mail(msgspec.Struct, frozen=True):
    """A mailing in the outbox. `attempts` counts those that its recipient's server answered with a refusal."""

    id: MailId
    site_id: SiteId
    once: str
    kind: MailKind
    recipient: str
    locale: str
    content: Mapping[str, str]
    attempts: int
    created_at: datetime


def wait_after(attempts: int, random: Random) -> timedelta:
    """How long to wait after this many attempts (one or more): twice as long each time, up to a limit."""
    doubled = FIRST_WAIT * (1 << min(attempts - 1, 16))
    return min(doubled, LONGEST_WAIT) * (1 + JITTER * (2 * random.random() - 1))


def given_up(mail: Mail, now: datetime) -> bool:
    """Refused for so long, and so often, that another attempt would not help."""
    return now - mail.created_at >= KEEP_TRYING and mail.attempts >= FEWEST_ATTEMPTS


class ReceivedFile(msgspec.Struct, frozen=True):
    """A file that came with a mail. `name` is what the sender called it, `media_type` what the sender says it is."""

    name: str
    media_type: str
    content: bytes


class Bounce(msgspec.Struct, frozen=True):
    """A mail of ours that could not be delivered: `original_id` is its Message-ID, `reason` what their server said."""

    original_id: str | None
    reason: str


class ReceivedMail(msgspec.Struct, frozen=True):
    """A mail as we understood it. `text` is what is new in it, without quotes and signature.

    `automatic` says why no person wrote it; `bounce` is set for reports on mails of ours.
    """

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    automatic: str | None = None
    bounce: Bounce | None = None
    files: tuple[ReceivedFile, ...] = ()
