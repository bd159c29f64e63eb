"""A question: what was typed in earnest, what was suggested for it, what was read, and how it ended."""

from datetime import datetime, timedelta

import msgspec

from chat_server.domain.events import (
    Actor,
    ArticleRead,
    EventData,
    Level,
    NewEvent,
    Outcome,
    OutcomeRecorded,
    QuestionAsked,
    ShownSuggestion,
    SuggestionsShown,
)
from chat_server.domain.experiment import Arm
from chat_server.domain.ids import ArticleId, ConversationId, OwnerId, QuestionId, SiteId, VisitorId

# A question older than this no longer opens the way to people: what was shown for it may have changed since.
QUESTION_OPENS_THE_WAY_FOR = timedelta(hours=24)
# Earlier questions this close to the one that was escalated are attempts at the same matter.
SAME_MATTER_WITHIN = timedelta(hours=1)


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """One look at an article; `dwell_ms` is how long it stayed open."""

    article_id: ArticleId
    title: str
    at: datetime
    dwell_ms: int | None = None


class OutcomeEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer to "Did this answer your question?", or that all that was shown was dismissed for a person."""

    outcome: Outcome
    at: datetime
    article_id: ArticleId | None = None
    comment: str | None = None


class Withheld(msgspec.Struct, frozen=True):
    """What a hold-out would have been shown, in its order."""

    level: Level
    suggestions: tuple[ShownSuggestion, ...]


class Question(msgspec.Struct, frozen=True):
    """`level` and `shown` (first rank first) are what the merchant saw of the index `index_version`.

    For a hold-out that is nothing: `withheld` is what the same question brings to the others.
    """

    id: QuestionId
    site_id: SiteId
    owner_id: OwnerId
    visitor_id: VisitorId
    client_id: str
    text: str
    locale: str
    page: str | None
    level: Level
    index_version: str
    shown: tuple[ShownSuggestion, ...]
    asked_at: datetime
    arm: Arm = "none"
    withheld: Withheld | None = None
    readings: tuple[Reading, ...] = ()
    outcomes: tuple[OutcomeEntry, ...] = ()
    conversation_id: ConversationId | None = None

    def opens_the_way(self, now: datetime) -> bool:
        return now - self.asked_at <= QUESTION_OPENS_THE_WAY_FOR

    def leads_to(self, escalated: "Question") -> bool:
        """An earlier attempt at the same matter: asked shortly before and not answered."""
        earlier_by = escalated.asked_at - self.asked_at
        helped = any(entry.outcome == "helped" for entry in self.outcomes)
        return timedelta() <= earlier_by <= SAME_MATTER_WITHIN and not helped

    def dismissal(self, actor: Actor, now: datetime) -> list[NewEvent]:
        """The merchant turns from the suggestions to people: a fact, once, where anything was shown."""
        known = any(entry.outcome == "dismissed" for entry in self.outcomes)
        if known or not self.shown:
            return []
        return [NewEvent(actor=actor, data=OutcomeRecorded(question_id=self.id, outcome="dismissed"), at=now)]

    def events(self, actor: Actor) -> list[NewEvent]:
        """The question's story as the opening events of a conversation, in the order in which it happened."""
        story: list[tuple[datetime, int, EventData]] = [
            (
                self.asked_at,
                0,
                QuestionAsked(question_id=self.id, text=self.text, locale=self.locale, page=self.page),
            ),
            (self.asked_at, 1, SuggestionsShown(question_id=self.id, level=self.level, suggestions=self.shown)),
        ]
        story += [(reading.at, 2, reading_event(self.id, reading)) for reading in self.readings]
        story += [(entry.at, 3, outcome_event(self.id, entry)) for entry in self.outcomes]
        story.sort(key=lambda item: item[:2])
        return [NewEvent(actor=actor, data=data, at=at) for at, _, data in story]


def reading_event(question_id: QuestionId, reading: Reading) -> ArticleRead:
    return ArticleRead(
        question_id=question_id, article_id=reading.article_id, title=reading.title, dwell_ms=reading.dwell_ms
    )


def outcome_event(question_id: QuestionId, entry: OutcomeEntry) -> OutcomeRecorded:
    return OutcomeRecorded(
        question_id=question_id, outcome=entry.outcome, article_id=entry.article_id, comment=entry.comment
    )
