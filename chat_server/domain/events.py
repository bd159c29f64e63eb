"""The facts of a conversation: every event type with its data and its audience, declared once.

An event is numbered twice: `seq` counts all events of its conversation, `public_seq` only those for everyone
(None for agents-only ones). Both are free of gaps, so a visitor can never infer that a note exists.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

import msgspec

from chat_server.domain.attachment import AttachmentView
from chat_server.domain.ids import AgentId, ArticleId, ConversationId, QuestionId, TicketId
from chat_server.domain.queue_order import QueuePlan


class Audience(StrEnum):
    EVERYONE = "everyone"
    AGENTS = "agents"


class ActorKind(StrEnum):
    CONTACT = "contact"
    AGENT = "agent"
    SYSTEM = "system"


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who did it; `name` is what the other side may read (never an e-mail address)."""

    kind: ActorKind
    id: str | None = None
    name: str | None = None


SYSTEM = Actor(kind=ActorKind.SYSTEM)

Level = Literal["answer", "maybe", "none"]
OutcomeGiven = Literal["helped", "not_related", "not_answered"]
# Whoever asks for a person has dismissed what was shown, whether a word was said about it or not.
Outcome = Literal["helped", "not_related", "not_answered", "dismissed"]


class EventData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all event data. `type` is its stable name on the wire and in the log, `v` the version of its fields."""

    type: ClassVar[str] = ""
    v: ClassVar[int] = 1
    audience: ClassVar[Audience] = Audience.EVERYONE


class ShownSuggestion(msgspec.Struct, frozen=True):
    """A suggestion as it was shown; `content_hash` says which text of the article was read."""

    article_id: ArticleId
    title: str
    score: float
    content_hash: str


class AgentRef(msgspec.Struct, frozen=True):
    id: AgentId
    name: str


class QuestionAsked(EventData, frozen=True):
    type = "question.asked"
    question_id: QuestionId
    text: str
    locale: str
    page: str | None = None


class SuggestionsShown(EventData, frozen=True):
    type = "suggestions.shown"
    question_id: QuestionId
    level: Level
    suggestions: tuple[ShownSuggestion, ...]


class ArticleRead(EventData, frozen=True):
    type = "article.read"
    question_id: QuestionId
    article_id: ArticleId
    title: str
    dwell_ms: int | None = None


class OutcomeRecorded(EventData, frozen=True):
    type = "outcome.given"
    question_id: QuestionId
    outcome: Outcome
    article_id: ArticleId | None = None
    comment: str | None = None


class ConversationQueued(EventData, frozen=True):
    """`queue_plan` says why it stands where it stands; back in the queue without one, it keeps the place it had."""

    type = "conversation.queued"
    reason: str | None = None
    queue_plan: QueuePlan | None = None


class ConversationAssigned(EventData, frozen=True):
    type = "conversation.assigned"
    agent: AgentRef


class ConversationTransferred(EventData, frozen=True):
    """From one pair of hands into another."""

    type = "conversation.transferred"
    giver: AgentRef = msgspec.field(name="from")
    to: AgentRef
    reason: str | None = None


class ConversationResolved(EventData, frozen=True):
    type = "conversation.resolved"


class ConversationReopened(EventData, frozen=True):
    """With `agent` the chat goes straight back to the one who held it, without it joins the queue: `queue_plan`."""

    type = "conversation.reopened"
    agent: AgentRef | None = None
    queue_plan: QueuePlan | None = None


class ConversationAbandoned(EventData, frozen=True):
    type = "conversation.abandoned"
    reason: str | None = None


class MessageSent(EventData, frozen=True):
    """`redacted` is set on the stored message when its text was taken out of the log."""

    type = "message.sent"
    text: str
    client_id: str | None = None
    article_id: ArticleId | None = None
    article_title: str | None = None
    attachments: tuple[AttachmentView, ...] = ()
    redacted: bool = False


class NoteAdded(EventData, frozen=True):
    type = "note.added"
    audience = Audience.AGENTS
    text: str
    client_id: str | None = None


class MessageRedacted(EventData, frozen=True):
    """The text of message `seq` is gone. `public_seq` is the same message in the visitors' numbering."""

    type = "message.redacted"
    seq: int
    public_seq: int


class RatingGiven(EventData, frozen=True):
    type = "rating.given"
    score: int
    comment: str | None = None


class TicketOpened(EventData, frozen=True):
    """The matter goes on as a ticket, whoever opened it."""

    type = "ticket.opened"
    ticket_id: TicketId
    reference: str


EVENT_DATA: dict[str, type[EventData]] = {
    data.type: data
    for data in (
        QuestionAsked,
        SuggestionsShown,
        ArticleRead,
        OutcomeRecorded,
        ConversationQueued,
        ConversationAssigned,
        ConversationTransferred,
        ConversationResolved,
        ConversationReopened,
        ConversationAbandoned,
        MessageSent,
        NoteAdded,
        MessageRedacted,
        RatingGiven,
        TicketOpened,
    )
}


class NewEvent(msgspec.Struct, frozen=True):
    """A fact that a decision proposes; the store numbers it when it commits."""

    actor: Actor
    data: EventData
    at: datetime


class Event(msgspec.Struct, frozen=True):
    """A stored fact."""

    conversation_id: ConversationId
    seq: int
    public_seq: int | None
    actor: Actor
    data: EventData
    at: datetime
