"""Everything a caller may send, declared once: bodies of HTTP calls and payloads of socket commands.

`parse` turns decoded JSON into one of these structs or raises a `ChatError` that names the field. TypeScript
types and `docs/protocol.md` are generated from the same declarations.
"""

import re
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from chat_server.domain.agent import Availability
from chat_server.domain.errors import Invalid, TooLarge
from chat_server.domain.events import OutcomeGiven

MAX_TEXT = 4000  # characters of a question or message (contract)
MAX_ATTACHMENTS = 10  # of one message: more are an archive, and belong into one

Id = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+\Z")]
ClientId = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
Comment = Annotated[str, Meta(max_length=2000)]
Locale = Annotated[str, Meta(min_length=2, max_length=35, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Page = Annotated[str, Meta(max_length=2000)]
TimeZone = Annotated[str, Meta(max_length=64)]
Seq = Annotated[int, Meta(ge=0, le=2**53)]


class Incoming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all that comes in: unknown fields are errors, not silently dropped wishes."""


class OpenSession(Incoming, frozen=True):
    token: Annotated[str, Meta(max_length=8192)] | None = None
    visitor_token: Annotated[str, Meta(max_length=200)] | None = None
    locale: Locale | None = None
    time_zone: TimeZone | None = None
    page: Page | None = None


class SuggestArticles(Incoming, frozen=True):
    """`visitor_token` (or `token`) stands in the body when the call comes as text/plain, without a preflight.

    `typing`: the last word may be unfinished and is not looked for. `first`: the article that stands on top now, which
    stays there unless another is clearly better.
    """

    question: Text
    locale: Locale | None = None
    typing: bool = False
    first: Annotated[str, Meta(max_length=300)] | None = None
    visitor_token: Annotated[str, Meta(max_length=200)] | None = None
    token: Annotated[str, Meta(max_length=200)] | None = None


class AskQuestion(Incoming, frozen=True):
    question: Text
    client_id: ClientId
    locale: Locale | None = None
    page: Page | None = None


class RecordReading(Incoming, frozen=True):
    article_id: Id
    dwell_ms: Annotated[int, Meta(ge=0, le=86_400_000)] | None = None


class RecordOutcome(Incoming, frozen=True):
    outcome: OutcomeGiven
    article_id: Id | None = None
    comment: Comment | None = None


class Escalate(Incoming, frozen=True):
    question_id: Id
    client_id: ClientId


class LogIn(Incoming, frozen=True):
    email: Annotated[str, Meta(min_length=1, max_length=320)]
    password: Annotated[str, Meta(min_length=1, max_length=1024)]


class SaveCannedReply(Incoming, frozen=True):
    shortcut: Annotated[str, Meta(min_length=1, max_length=40)]
    title: Name
    text: Text
    locale: Annotated[str, Meta(max_length=35, pattern=r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?\Z")] = ""


class SendMessage(Incoming, frozen=True):
    """Of `text` and `attachments` (ids of uploads, each sent along once) one may be empty."""

    conversation_id: Id
    client_id: ClientId
    text: Annotated[str, Meta(max_length=MAX_TEXT)]
    article_id: Id | None = None
    attachments: Annotated[tuple[Id, ...], Meta(max_length=MAX_ATTACHMENTS)] = ()


class AddNote(Incoming, frozen=True):
    conversation_id: Id
    client_id: ClientId
    text: Text


class OfConversation(Incoming, frozen=True):
    """Commands that need nothing but the conversation."""

    conversation_id: Id


class TransferConversation(Incoming, frozen=True):
    """`to` is an agent's id; `note` is for agents only."""

    conversation_id: Id
    to: Id
    note: Text | None = None


class MarkRead(Incoming, frozen=True):
    conversation_id: Id
    seq: Seq


class CatchUp(Incoming, frozen=True):
    conversation_id: Id
    after: Seq = 0


class Rate(Incoming, frozen=True):
    conversation_id: Id
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Comment | None = None


class RedactMessage(Incoming, frozen=True):
    conversation_id: Id
    seq: Seq


class SetAvailability(Incoming, frozen=True):
    availability: Availability


class SuggestToAgent(Incoming, frozen=True):
    text: Text
    locale: Locale


class Inbox(Incoming, frozen=True):
    """Takes nothing."""


class ImportContacts(Incoming, frozen=True):
    """Each contact has the claims of an identity without `exp`, with `sub` and `iat`."""

    contacts: Annotated[tuple[dict[str, object], ...], Meta(max_length=500)]


VISITOR_COMMANDS: dict[str, type[Incoming]] = {
    "send_message": SendMessage,
    "typing": OfConversation,
    "mark_read": MarkRead,
    "catch_up": CatchUp,
    "leave_queue": OfConversation,
    "rate": Rate,
}
AGENT_COMMANDS: dict[str, type[Incoming]] = {
    "send_message": SendMessage,
    "typing": OfConversation,
    "mark_read": MarkRead,
    "catch_up": CatchUp,
    "set_availability": SetAvailability,
    "accept_conversation": OfConversation,
    "open_conversation": OfConversation,
    "close_view": OfConversation,
    "add_note": AddNote,
    "resolve_conversation": OfConversation,
    "transfer_conversation": TransferConversation,
    "redact_message": RedactMessage,
    "suggest_articles": SuggestToAgent,
    "inbox": Inbox,
}
HTTP_BODIES: dict[str, type[Incoming]] = {
    "POST /api/widget/session": OpenSession,
    "POST /api/widget/suggestions": SuggestArticles,
    "POST /api/widget/questions": AskQuestion,
    "POST /api/widget/questions/{id}/read": RecordReading,
    "POST /api/widget/questions/{id}/outcome": RecordOutcome,
    "POST /api/widget/conversations": Escalate,
    "POST /api/console/session": LogIn,
    "POST /api/console/canned-replies": SaveCannedReply,
    "PUT /api/console/canned-replies/{id}": SaveCannedReply,
    "POST /api/platform/contacts": ImportContacts,
}

SAID = 200  # characters of a caller's own words that an error repeats at most
T = TypeVar("T", bound=Incoming)
_PATH = re.compile(r" - at `\$\.?([^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_MISSING = re.compile(r"missing required field `([^`]*)`")
_TOO_LONG = re.compile(r"of length <= (\d+)")


def parse(kind: type[T], raw: object) -> T:
    """Decoded JSON as a `kind`; raises TooLarge or Invalid, both naming the field where there is one."""
    try:
        command = msgspec.convert(raw, kind)
    except msgspec.ValidationError as problem:
        raise _explain(str(problem)) from None
    except UnicodeEncodeError:
        raise Invalid("Half a character (a lone surrogate) stands in a name or a choice. Remove it.") from None
    required = {"question"} if getattr(command, "attachments", ()) else {"question", "text"}
    for field in command.__struct_fields__:
        value = getattr(command, field)
        if isinstance(value, str):
            _check_text(value, field, required=field in required)
    return command


def _explain(problem: str) -> Invalid | TooLarge:
    message = _PATH.sub("", problem)[:SAID]
    path = _PATH.search(problem)
    named = _UNKNOWN.search(problem) or _MISSING.search(problem)
    field = named.group(1) if named else (path.group(1) if path and path.group(1) else None)
    field = field[:SAID] if field else None
    limit = _TOO_LONG.search(problem)
    if limit:
        return TooLarge(f"{field or 'This'} is longer than {limit.group(1)} characters. Shorten it.", field=field)
    return Invalid(f"{message}. See docs/protocol.md for what this call takes.", field=field)


def _check_text(value: str, field: str, *, required: bool) -> None:
    """Refuse what databases, e-mails and screens cannot carry; the rest (emoji, right-to-left) is welcome."""
    if "\x00" in value:
        raise Invalid(f"{field} contains a NUL character. Remove it and send again.", field=field)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Invalid(f"{field} contains half a character (a lone surrogate). Remove it.", field=field) from None
    if required and not value.strip():
        raise Invalid(f"{field} is empty. Write something first.", field=field)
