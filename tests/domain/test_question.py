"""The story of a question: what was typed, shown, read and said about it, in the order in which it happened."""

from datetime import timedelta

from chat_server.domain.events import ArticleRead, OutcomeRecorded, QuestionAsked, SuggestionsShown
from chat_server.domain.ids import ArticleId
from chat_server.domain.question import OutcomeEntry, Reading
from tests.support.builders import TRACK, VERA_SPEAKING, a_question, types
from tests.support.clock import MONDAY_MORNING

NINE = MONDAY_MORNING
TRACKING, LOST = ArticleId("track-a-parcel"), ArticleId("parcel-lost")


def minutes(later: float) -> timedelta:
    return timedelta(minutes=later)


def test_the_story_is_told_in_the_order_in_which_it_happened() -> None:
    question = a_question(
        page="/orders",
        readings=(
            Reading(article_id=LOST, title="When a parcel is lost", at=NINE + minutes(3), dwell_ms=9000),
            Reading(article_id=TRACKING, title="Track a parcel", at=NINE + minutes(1)),
        ),
        outcomes=(OutcomeEntry(outcome="not_related", at=NINE + minutes(2), article_id=TRACKING, comment="Not mine"),),
    )
    told = question.events(VERA_SPEAKING)
    assert [event.data for event in told] == [
        QuestionAsked(question_id=question.id, text="Where is my parcel?", locale="es", page="/orders"),
        SuggestionsShown(question_id=question.id, level="answer", suggestions=(TRACK,)),
        ArticleRead(question_id=question.id, article_id=TRACKING, title="Track a parcel"),
        OutcomeRecorded(question_id=question.id, outcome="not_related", article_id=TRACKING, comment="Not mine"),
        ArticleRead(question_id=question.id, article_id=LOST, title="When a parcel is lost", dwell_ms=9000),
    ]
    assert [event.at - NINE for event in told] == [minutes(0), minutes(0), minutes(1), minutes(2), minutes(3)]
    assert {event.actor for event in told} == {VERA_SPEAKING}


def test_what_happened_in_the_same_millisecond_is_told_as_it_must_have_been() -> None:
    at_once = a_question(
        readings=(Reading(article_id=TRACKING, title="Track a parcel", at=NINE),),
        outcomes=(OutcomeEntry(outcome="helped", at=NINE),),
    )
    assert types(at_once.events(VERA_SPEAKING)) == [
        "question.asked",
        "suggestions.shown",
        "article.read",
        "outcome.given",
    ]


def test_two_readings_in_the_same_millisecond_keep_their_order() -> None:
    both = a_question(
        readings=(
            Reading(article_id=TRACKING, title="Track a parcel", at=NINE),
            Reading(article_id=LOST, title="When a parcel is lost", at=NINE),
        )
    )
    read = [event.data.article_id for event in both.events(VERA_SPEAKING) if isinstance(event.data, ArticleRead)]
    assert read == [TRACKING, LOST]
