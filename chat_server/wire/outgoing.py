"""Everything the server sends, declared once; TypeScript types and `docs/protocol.md` are generated from it.

Events have two payload builders, one per audience: what a visitor gets is built from the public numbering alone.
"""

from datetime import UTC, datetime
from typing import Literal

import msgspec

from chat_server.domain.conversation import Status
from chat_server.domain.events import Actor, AgentRef, Event, Level, MessageRedacted, MessageSent
from chat_server.domain.policy import ChannelKind, NoticeKind

Json = dict[str, object]
Time = str  # RFC 3339, UTC, milliseconds: see `rfc3339`


class Outgoing(msgspec.Struct, frozen=True):
    """Base of all answers."""


class Done(Outgoing, frozen=True):
    """Recorded; nothing to report."""

    ok: bool = True


class Fragment(Outgoing, frozen=True):
    text: str
    match: bool


class Suggestion(Outgoing, frozen=True, omit_defaults=True):
    """`fallback`: the article is in the default language, because the question's has none."""

    article_id: str
    title: str
    locale: str
    fallback: bool
    passage: tuple[Fragment, ...]
    url: str
    score: float
    section: str | None = None


class Suggestions(Outgoing, frozen=True):
    level: Level
    confident: bool
    suggestions: tuple[Suggestion, ...]


class QuestionAnswered(Outgoing, frozen=True):
    question_id: str
    level: Level
    confident: bool
    suggestions: tuple[Suggestion, ...]


class Wait(Outgoing, frozen=True):
    low_s: int
    high_s: int


class Section(Outgoing, frozen=True):
    id: str
    title: str


class Article(Outgoing, frozen=True):
    article_id: str
    title: str
    html: str
    sections: tuple[Section, ...]
    locale: str
    fallback: bool
    url: str
    updated_at: Time


class ContactView(Outgoing, frozen=True):
    """The signed-in person as the own browser sees it."""

    id: str
    name: str
    email: str | None
    verified: bool


class HoursToday(Outgoing, frozen=True):
    """One window of today, by the line's day."""

    start: Time = msgspec.field(name="from")
    end: Time = msgspec.field(name="to")


class Channel(Outgoing, frozen=True, omit_defaults=True):
    """What the plan offers; `available`: usable now. `opens_at` and `closes_at` where the channel has hours.

    Phone: `number`, `hours_today`, the line's `time_zone`, and `note` in a season. Ticket: the `kinds` to choose from.
    Personal agent and account manager: `assigned`, and once they are, `name` (and `face`, a picture's address); an
    agent who is away is `back_at` that time, absent when unknown. Survey: `url`.
    """

    kind: ChannelKind
    available: bool
    opens_at: Time | None = None
    closes_at: Time | None = None
    time_zone: str | None = None
    rule: str | None = None
    number: str | None = None
    note: str | None = None
    hours_today: tuple[HoursToday, ...] | None = None
    kinds: tuple[str, ...] | None = None
    assigned: bool | None = None
    name: str | None = None
    face: str | None = None
    about: str | None = None
    next_check_in: Time | None = None
    back_at: Time | None = None
    url: str | None = None


class Notice(Outgoing, frozen=True, omit_defaults=True):
    """`url_locale` is given when what stands at `url` is in another language; `dismissible`: can be hidden for good."""

    kind: NoticeKind
    text: str
    url: str | None = None
    url_locale: str | None = None
    dismissible: bool | None = None


class ConversationState(Outgoing, frozen=True, omit_defaults=True):
    """A conversation as its merchant sees it. `reopen_until` is set once it is resolved."""

    conversation_id: str
    status: Status
    agent: AgentRef | None = None
    position: int | None = None
    wait: Wait | None = None
    rated: bool = False
    reopen_until: Time | None = None


class Escalated(Outgoing, frozen=True):
    conversation_id: str
    status: Status
    position: int | None
    wait: Wait | None


class Session(Outgoing, frozen=True):
    visitor_token: str
    contact: ContactView | None
    plan: str
    plan_name: str
    plans_url: str | None
    locale: str
    channels: tuple[Channel, ...]
    notices: tuple[Notice, ...]
    open_conversation: ConversationState | None
    last_conversation: ConversationState | None
    unread: int
    unsent_question: str | None


class ReadMarks(Outgoing, frozen=True):
    """How far each side has read, in the caller's numbering."""

    contact: int
    agent: int


class EventView(Outgoing, frozen=True):
    """`data` is typed by `type`: see the table of events."""

    conversation_id: str
    seq: int
    type: str
    v: int
    actor: Actor
    at: Time
    data: Json


class CaughtUp(Outgoing, frozen=True):
    """At most 500 events after the asked number; `head` is the last number there is."""

    events: tuple[EventView, ...]
    head: int
    conversation: ConversationState
    read: ReadMarks


class Sent(Outgoing, frozen=True):
    seq: int


class TypingSignal(Outgoing, frozen=True, tag="typing", tag_field="type"):
    conversation_id: str
    actor: Actor


class ReadSignal(Outgoing, frozen=True, tag="read", tag_field="type"):
    conversation_id: str
    reader: Literal["contact", "agent"]
    seq: int


class QueueSignal(Outgoing, frozen=True, tag="queue", tag_field="type"):
    conversation_id: str
    position: int
    wait: Wait | None


class PresenceSignal(Outgoing, frozen=True, tag="presence", tag_field="type"):
    available: bool


class HeadsSignal(Outgoing, frozen=True, tag="heads", tag_field="type"):
    heads: dict[str, int]


class ListsSignal(Outgoing, frozen=True, tag="lists", tag_field="type"):
    version: int


Signal = TypingSignal | ReadSignal | QueueSignal | PresenceSignal | HeadsSignal | ListsSignal


def for_agents(event: Event) -> EventView:
    return _view(event, event.seq, msgspec.to_builtins(event.data))


def for_everyone(event: Event) -> EventView | None:
    """The visitors' payload in the visitors' numbering; None for what only agents may know of."""
    if event.public_seq is None:
        return None
    data = event.data
    if isinstance(data, MessageRedacted):
        return _view(event, event.public_seq, {"seq": data.public_seq})
    return _view(event, event.public_seq, msgspec.to_builtins(data))


def _view(event: Event, seq: int, data: Json) -> EventView:
    if isinstance(event.data, MessageRedacted):
        data.pop("public_seq", None)
    data.pop("queue_plan", None)  # agents get the reason with their lists
    if isinstance(event.data, MessageSent) and not event.data.redacted:
        data.pop("redacted", None)
    return EventView(
        conversation_id=event.conversation_id,
        seq=seq,
        type=event.data.type,
        v=event.data.v,
        actor=event.actor,
        at=rfc3339(event.at),
        data=data,
    )


def rfc3339(moment: datetime) -> Time:
    """UTC with milliseconds and a Z, the one form of time on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def builtins(answer: msgspec.Struct) -> Json:
    """An answer as plain JSON types, for HTTP and socket alike."""
    result: Json = msgspec.to_builtins(answer)
    return result
