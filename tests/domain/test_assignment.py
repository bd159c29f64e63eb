"""Who gets a waiting conversation: the first who is free and there; everybody else hears why not."""

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.assignment import accept
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, NotFound, Taken
from chat_server.domain.events import ConversationAssigned
from tests.support.builders import a_situation, an_agent, ref
from tests.support.clock import MONDAY_MORNING

AMIR, LUCIA = an_agent("Amir"), an_agent("Lucia")


def test_an_agent_who_is_there_and_free_takes_the_waiting_conversation() -> None:
    (taken,) = accept(a_situation(Status.QUEUED, agent=AMIR), MONDAY_MORNING)
    assert taken.data == ConversationAssigned(agent=ref(AMIR))
    assert (taken.actor, taken.at) == (AMIR.actor, MONDAY_MORNING)


def test_accepting_what_one_holds_already_changes_nothing() -> None:
    assert accept(a_situation(Status.ACTIVE, agent=AMIR), MONDAY_MORNING) == []


def test_the_holder_may_accept_again_even_when_away_and_full() -> None:
    away = an_agent("Amir", availability=Availability.AWAY, open_count=4)
    assert accept(a_situation(Status.ACTIVE, agent=away), MONDAY_MORNING) == []


def test_the_slower_one_hears_who_was_faster() -> None:
    with pytest.raises(Taken, match="Lucia"):
        accept(a_situation(Status.ACTIVE, agent=AMIR, holder=LUCIA), MONDAY_MORNING)


@pytest.mark.parametrize("status", [Status.NEW, Status.RESOLVED, Status.ABANDONED])
def test_what_does_not_wait_cannot_be_accepted(status: Status) -> None:
    with pytest.raises(Conflict, match=str(status)):
        accept(a_situation(status, agent=AMIR), MONDAY_MORNING)


@pytest.mark.parametrize("availability", [Availability.AWAY, Availability.OFFLINE])
def test_who_is_not_online_gets_no_chats(availability: Availability) -> None:
    with pytest.raises(Conflict, match=str(availability)):
        accept(a_situation(Status.QUEUED, agent=an_agent(availability=availability)), MONDAY_MORNING)


@pytest.mark.parametrize(("open_count", "capacity"), [(3, 3), (4, 3)])
def test_nobody_gets_more_than_the_capacity(open_count: int, capacity: int) -> None:
    with pytest.raises(Conflict, match=f"{open_count} of {capacity}"):
        accept(a_situation(Status.QUEUED, agent=an_agent(open_count=open_count, capacity=capacity)), MONDAY_MORNING)


def test_the_last_free_place_is_given() -> None:
    assert accept(a_situation(Status.QUEUED, agent=an_agent(open_count=2, capacity=3)), MONDAY_MORNING)


def test_an_unknown_agent_finds_nothing() -> None:
    with pytest.raises(NotFound):
        accept(a_situation(Status.QUEUED), MONDAY_MORNING)


@pytest.mark.parametrize(
    ("agent", "takes"),
    [
        (an_agent(), True),
        (an_agent(open_count=3), True),
        (an_agent(open_count=4), False),
        (an_agent(availability=Availability.AWAY), False),
        (an_agent(availability=Availability.OFFLINE), False),
        (an_agent(active=False), False),
    ],
)
def test_who_takes_chats(agent: Agent, *, takes: bool) -> None:
    assert agent.takes_chats is takes
