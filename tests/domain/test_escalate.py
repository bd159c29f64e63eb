"""Asking for a person: only through a question, and everything that was tried goes along."""

from datetime import timedelta

import msgspec
import pytest

from chat_server.domain.conversation import Situation, Status, escalate
from chat_server.domain.errors import QuestionRequired
from chat_server.domain.events import NewEvent, OutcomeRecorded, QuestionAsked
from chat_server.domain.ids import ConversationId
from chat_server.domain.question import OutcomeEntry, Question, Withheld
from tests.support.builders import TRACK, VERA_SPEAKING, a_conversation, a_question, types
from tests.support.clock import MONDAY_MORNING

NOW = MONDAY_MORNING
OPENING = ["question.asked", "suggestions.shown"]


def vera_escalates(question: Question, *others: Question, status: Status = Status.NEW) -> list[NewEvent]:
    asked = tuple(sorted((question, *others), key=lambda one: one.asked_at))
    situation = Situation(conversation=a_conversation(status), questions=asked)
    return escalate(situation, question.id, VERA_SPEAKING, NOW)


def texts(events: list[NewEvent]) -> list[str]:
    return [event.data.text for event in events if isinstance(event.data, QuestionAsked)]


def asked(text: str, **ago: float) -> Question:
    return a_question(text, asked_at=NOW - timedelta(**ago))


def test_the_log_opens_with_the_question_and_what_was_shown_and_then_waits() -> None:
    events = vera_escalates(asked("Where is my parcel?", minutes=1))
    assert types(events) == [*OPENING, "outcome.given", "conversation.queued"]
    assert events[-1].at == NOW
    assert events[0].at == NOW - timedelta(minutes=1)
    assert {event.actor for event in events} == {VERA_SPEAKING}


def test_without_a_question_there_is_no_way_to_people() -> None:
    situation = Situation(conversation=a_conversation(Status.NEW))
    with pytest.raises(QuestionRequired) as refused:
        escalate(situation, "que_unknown", VERA_SPEAKING, NOW)
    assert refused.value.field == "question_id"


def test_a_question_opens_the_way_for_exactly_a_day() -> None:
    assert vera_escalates(asked("Where is my parcel?", hours=24))
    with pytest.raises(QuestionRequired):
        vera_escalates(asked("Where is my parcel?", hours=24, seconds=1))


def test_an_old_question_does_not_open_the_way_even_while_a_conversation_is_open() -> None:
    with pytest.raises(QuestionRequired):
        vera_escalates(asked("Where is my parcel?", hours=25), status=Status.ACTIVE)


def test_earlier_attempts_of_the_last_hour_come_along_oldest_first() -> None:
    events = vera_escalates(
        asked("parcel missing", minutes=1), asked("Where is my parcel?", minutes=61), asked("parcel", minutes=30)
    )
    assert texts(events) == ["Where is my parcel?", "parcel", "parcel missing"]


def test_what_was_asked_in_the_same_moment_in_another_tab_comes_along() -> None:
    events = vera_escalates(asked("parcel missing", minutes=1), asked("parcel", minutes=1))
    assert sorted(texts(events)) == ["parcel", "parcel missing"]


def test_what_was_asked_longer_before_is_another_matter() -> None:
    events = vera_escalates(asked("parcel missing", minutes=1), asked("How do I print labels?", minutes=61, seconds=1))
    assert texts(events) == ["parcel missing"]


def test_what_was_answered_is_another_matter() -> None:
    helped = OutcomeEntry(outcome="helped", at=NOW)
    answered = a_question("How do I print labels?", asked_at=NOW - timedelta(minutes=5), outcomes=(helped,))
    assert texts(vera_escalates(asked("parcel missing", minutes=1), answered)) == ["parcel missing"]


def test_what_was_rejected_comes_along() -> None:
    rejected = OutcomeEntry(outcome="not_related", at=NOW)
    tried = a_question("parcel", asked_at=NOW - timedelta(minutes=5), outcomes=(rejected,))
    assert texts(vera_escalates(asked("parcel missing", minutes=1), tried)) == ["parcel", "parcel missing"]


def test_a_question_may_be_escalated_although_it_helped() -> None:
    helped = OutcomeEntry(outcome="helped", at=NOW - timedelta(minutes=1))
    after_all = a_question(asked_at=NOW - timedelta(minutes=5), outcomes=(helped,))
    assert types(vera_escalates(after_all)) == [*OPENING, "outcome.given", "outcome.given", "conversation.queued"]


def test_what_was_asked_after_it_is_left_out() -> None:
    events = vera_escalates(asked("parcel missing", minutes=10), asked("How do I print labels?", minutes=1))
    assert texts(events) == ["parcel missing"]


def test_what_led_to_another_conversation_stays_there() -> None:
    elsewhere = a_question("parcel", asked_at=NOW - timedelta(minutes=5), joined=ConversationId("cnv_before"))
    assert texts(vera_escalates(asked("parcel missing", minutes=1), elsewhere)) == ["parcel missing"]


def test_the_same_question_may_open_a_new_conversation_after_the_old_one_ended() -> None:
    again = a_question(asked_at=NOW - timedelta(hours=2), joined=ConversationId("cnv_before"))
    assert types(vera_escalates(again)) == [*OPENING, "outcome.given", "conversation.queued"]


@pytest.mark.parametrize("status", [Status.QUEUED, Status.ACTIVE])
def test_while_a_conversation_is_open_the_question_joins_it(status: Status) -> None:
    assert types(vera_escalates(asked("And my invoice?", minutes=1), status=status)) == [*OPENING, "outcome.given"]


def test_a_question_that_is_in_the_open_conversation_already_is_not_added_again() -> None:
    there = a_question(asked_at=NOW - timedelta(minutes=3), joined=ConversationId("cnv_vera"))
    assert vera_escalates(there, status=Status.QUEUED) == []


def dismissed(events: list[NewEvent]) -> list[str]:
    return [
        event.data.question_id
        for event in events
        if isinstance(event.data, OutcomeRecorded) and event.data.outcome == "dismissed"
    ]


def test_asking_for_a_person_dismisses_what_was_shown_for_all_questions_that_led_there() -> None:
    first, second = asked("parcel", minutes=30), asked("parcel missing", minutes=1)
    events = vera_escalates(second, first)
    assert types(events) == [*OPENING, *OPENING, "outcome.given", "outcome.given", "conversation.queued"]
    assert dismissed(events) == [first.id, second.id]
    assert {(event.at, event.actor) for event in events[4:]} == {(NOW, VERA_SPEAKING)}


def test_where_nothing_was_shown_there_is_nothing_to_dismiss() -> None:
    nothing = msgspec.structs.replace(asked("dragons", minutes=1), level="none", shown=())
    assert types(vera_escalates(nothing)) == [*OPENING, "conversation.queued"]


def test_what_was_withheld_is_not_dismissed() -> None:
    withheld = Withheld(level="answer", suggestions=(TRACK,))
    held_out = msgspec.structs.replace(
        asked("parcel", minutes=1), arm="holdout", level="none", shown=(), withheld=withheld
    )
    assert dismissed(vera_escalates(held_out)) == []


def test_what_was_dismissed_before_is_not_dismissed_again() -> None:
    entry = OutcomeEntry(outcome="dismissed", at=NOW - timedelta(hours=1))
    again = a_question(asked_at=NOW - timedelta(hours=2), outcomes=(entry,), joined=ConversationId("cnv_before"))
    assert types(vera_escalates(again)) == [*OPENING, "outcome.given", "conversation.queued"]
