"""How conversations end, reopen and are rated."""

from datetime import timedelta

import msgspec
import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.conversation import Status, end_for_another, leave_queue, rate, reopen, requeue, resolve
from chat_server.domain.errors import Conflict, Invalid, NotFound, QuestionRequired
from chat_server.domain.events import (
    SYSTEM,
    ConversationAbandoned,
    ConversationQueued,
    ConversationReopened,
    ConversationResolved,
    RatingGiven,
)
from tests.support.builders import VERA_SPEAKING, a_situation, an_agent, ref
from tests.support.clock import MONDAY_MORNING

NOW = MONDAY_MORNING
AMIR, LUCIA = an_agent("Amir"), an_agent("Lucia")


def test_leaving_the_queue_says_why_the_conversation_ended() -> None:
    (left,) = leave_queue(a_situation(Status.QUEUED), VERA_SPEAKING, NOW)
    assert (left.data, left.actor, left.at) == (ConversationAbandoned(reason="left_queue"), VERA_SPEAKING, NOW)


def test_leaving_twice_changes_nothing() -> None:
    assert leave_queue(a_situation(Status.ABANDONED), VERA_SPEAKING, NOW) == []


def test_the_holder_resolves() -> None:
    (done,) = resolve(a_situation(Status.ACTIVE, agent=AMIR), NOW)
    assert (done.data, done.actor, done.at) == (ConversationResolved(), AMIR.actor, NOW)


def test_resolving_twice_changes_nothing() -> None:
    assert resolve(a_situation(Status.RESOLVED, agent=AMIR), NOW) == []


def test_only_the_holder_may_resolve() -> None:
    with pytest.raises(Conflict, match="Lucia"):
        resolve(a_situation(Status.ACTIVE, agent=AMIR, holder=LUCIA), NOW)


def test_what_still_waits_must_be_accepted_before_it_is_resolved() -> None:
    with pytest.raises(Conflict, match="Accept it first"):
        resolve(a_situation(Status.QUEUED, agent=AMIR), NOW)


def test_an_unknown_agent_finds_nothing_to_resolve() -> None:
    with pytest.raises(NotFound):
        resolve(a_situation(Status.ACTIVE), NOW)


def test_the_system_puts_a_conversation_back_and_says_why() -> None:
    (back,) = requeue(a_situation(Status.ACTIVE, agent=AMIR), "agent_gone", NOW)
    assert (back.data, back.actor) == (ConversationQueued(reason="agent_gone"), SYSTEM)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.RESOLVED, Status.ABANDONED])
def test_what_nobody_holds_is_not_put_back(status: Status) -> None:
    assert requeue(a_situation(status), "agent_gone", NOW) == []


def reopened(last_holder: Agent | None) -> ConversationReopened:
    (again,) = reopen(a_situation(Status.RESOLVED, agent=last_holder, holder=AMIR), VERA_SPEAKING, NOW)
    assert isinstance(again.data, ConversationReopened)
    return again.data


def test_a_reopened_conversation_goes_to_the_one_who_held_it() -> None:
    assert reopened(AMIR) == ConversationReopened(agent=ref(AMIR))


@pytest.mark.parametrize(
    "unable",
    [
        an_agent(availability=Availability.AWAY),
        an_agent(availability=Availability.OFFLINE),
        an_agent(open_count=4),
        an_agent(active=False),
        None,
    ],
)
def test_it_never_reopens_into_somebody_who_is_not_there(unable: Agent | None) -> None:
    assert reopened(unable) == ConversationReopened(agent=None)


def test_it_reopens_for_exactly_seven_days() -> None:
    assert reopen(a_situation(Status.RESOLVED, at=NOW - timedelta(days=7)), VERA_SPEAKING, NOW)
    with pytest.raises(QuestionRequired):
        reopen(a_situation(Status.RESOLVED, at=NOW - timedelta(days=7, milliseconds=1)), VERA_SPEAKING, NOW)


def test_a_setting_may_shorten_the_time_for_reopening() -> None:
    yesterday = a_situation(Status.RESOLVED, at=NOW - timedelta(days=1))
    with pytest.raises(QuestionRequired):
        reopen(yesterday, VERA_SPEAKING, NOW, timedelta(hours=23))


def test_nothing_reopens_beside_another_open_conversation() -> None:
    meanwhile = msgspec.structs.replace(a_situation(Status.RESOLVED, agent=AMIR), open_elsewhere=True)
    with pytest.raises(Conflict, match="another conversation"):
        reopen(meanwhile, VERA_SPEAKING, NOW)


def test_who_left_the_queue_asks_anew() -> None:
    with pytest.raises(QuestionRequired, match="left the queue"):
        reopen(a_situation(Status.ABANDONED), VERA_SPEAKING, NOW)


@pytest.mark.parametrize("score", [1, 5])
def test_a_resolved_conversation_is_rated_from_one_to_five(score: int) -> None:
    (given,) = rate(a_situation(Status.RESOLVED), score, "Quick", VERA_SPEAKING, NOW)
    assert (given.data, given.actor) == (RatingGiven(score=score, comment="Quick"), VERA_SPEAKING)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_no_other_score_exists(score: int) -> None:
    with pytest.raises(Invalid) as refused:
        rate(a_situation(Status.RESOLVED), score, None, VERA_SPEAKING, NOW)
    assert refused.value.field == "score"


@pytest.mark.parametrize("status", [Status.QUEUED, Status.ACTIVE, Status.ABANDONED])
def test_only_what_is_resolved_can_be_rated(status: Status) -> None:
    with pytest.raises(Conflict, match=str(status)):
        rate(a_situation(status), 5, None, VERA_SPEAKING, NOW)


def vera_rated_four(comment: str | None, *, again: int, saying: str | None) -> bool:
    """Whether rating once more, after a first four with `comment`, is something new."""
    before = a_situation(Status.RESOLVED, rating=4, comment=comment)
    return bool(rate(before, again, saying, VERA_SPEAKING, NOW))


@pytest.mark.parametrize(("comment", "saying"), [(None, None), ("Quick", "Quick"), ("Quick", None)])
def test_the_same_rating_again_changes_nothing(comment: str | None, saying: str | None) -> None:
    assert not vera_rated_four(comment, again=4, saying=saying)


@pytest.mark.parametrize(
    ("comment", "again", "saying"),
    [(None, 5, None), (None, 4, "and friendly"), ("Quick", 4, "and friendly"), ("Quick", 5, "Quick")],
)
def test_another_rating_replaces_the_first(comment: str | None, again: int, saying: str | None) -> None:
    assert vera_rated_four(comment, again=again, saying=saying)


def test_when_two_open_conversations_meet_the_waiting_one_is_given_up_by_the_system() -> None:
    (ended,) = end_for_another(a_situation(Status.QUEUED), NOW)
    assert (ended.data, ended.actor, ended.at) == (ConversationAbandoned(reason="merged"), SYSTEM, NOW)


def test_when_two_open_conversations_meet_the_answered_one_is_resolved_by_the_system() -> None:
    (ended,) = end_for_another(a_situation(Status.ACTIVE), NOW)
    assert (ended.data, ended.actor, ended.at) == (ConversationResolved(), SYSTEM, NOW)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.ABANDONED])
def test_what_has_ended_does_not_end_again(status: Status) -> None:
    assert end_for_another(a_situation(status), NOW) == []
