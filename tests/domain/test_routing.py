"""Who gets a waiting conversation."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.ids import AgentId, ConversationId, TeamId
from chat_server.domain.routing import Candidate, Desk, Lane, Shift, best, hand_out

SHIPPING = TeamId("shipping")
BILLING = TeamId("billing")


def desk(name: str, *languages: str, held: int = 0, capacity: int = 2, idle_since: int = 0, team: str = "") -> Desk:
    teams = frozenset({TeamId(team)} if team else ())
    return Desk(AgentId(name), capacity, held, frozenset(languages), teams, idle_since)


def waiting(number: int, locale: str = "es", team: TeamId | None = None, own: str | None = None) -> Candidate:
    lane = Lane(locale, team, AgentId(own) if own else None)
    return Candidate(ConversationId(f"c{number}"), number, lane)


def given_to(candidate: Candidate, *desks: Desk) -> str | None:
    found = best(Shift(desks), candidate)
    return found.agent_id if found else None


def test_a_spanish_question_goes_to_somebody_who_speaks_spanish_though_others_are_less_busy() -> None:
    assert given_to(waiting(1), desk("amir", "en"), desk("lucia", "es", held=1)) == "lucia"


def test_it_waits_for_a_spanish_speaker_on_shift_who_is_full() -> None:
    assert given_to(waiting(1), desk("amir", "en"), desk("lucia", "es", held=2)) is None


def test_while_nobody_on_shift_speaks_it_anybody_may_answer() -> None:
    assert given_to(waiting(1), desk("amir", "en")) == "amir"


def test_an_agent_without_languages_speaks_all() -> None:
    assert given_to(waiting(1), desk("jonas"), desk("amir", "en")) == "jonas"


def test_a_teams_conversation_stays_in_the_team_while_one_of_it_is_on_shift() -> None:
    theirs = waiting(1, team=BILLING)
    assert given_to(theirs, desk("amir"), desk("jonas", team="billing", held=1)) == "jonas"
    assert given_to(theirs, desk("amir"), desk("jonas", team="billing", held=2)) is None
    assert given_to(theirs, desk("amir"), desk("lucia", team="shipping")) is not None


def test_who_waits_for_the_own_agent_is_given_to_nobody_else() -> None:
    assert given_to(waiting(1, own="lucia"), desk("amir")) is None
    assert given_to(waiting(1, own="lucia"), desk("amir"), desk("lucia", held=1)) == "lucia"


def test_the_least_busy_in_share_of_the_capacity_comes_first_then_who_has_been_idle_longest() -> None:
    assert given_to(waiting(1), desk("amir", held=1, capacity=2), desk("lucia", held=1, capacity=4)) == "lucia"
    assert given_to(waiting(1), desk("amir", idle_since=20), desk("lucia", idle_since=10)) == "lucia"


def test_who_let_it_pass_is_asked_again_only_when_all_others_have() -> None:
    passed = Candidate(ConversationId("c"), 1, Lane("es"), tried=frozenset({AgentId("amir")}))
    assert given_to(passed, desk("amir"), desk("lucia", held=1)) == "lucia"
    assert given_to(passed, desk("amir"), desk("lucia", held=2)) == "amir"


def test_whom_nobody_free_can_help_holds_up_nobody_behind() -> None:
    given = hand_out([waiting(1, "es"), waiting(2, "en")], Shift([desk("lucia", "es", held=2), desk("amir", "en")]))
    assert [(candidate.id, one.agent_id) for candidate, one in given] == [("c2", "amir")]


locales = st.sampled_from(["es", "en", "nl"])
desks = st.lists(
    st.builds(
        Desk,
        agent_id=st.integers(0, 99).map(lambda n: AgentId(f"a{n}")),
        capacity=st.integers(1, 4),
        held=st.integers(0, 4),
        languages=st.frozensets(locales, max_size=2),
        teams=st.frozensets(st.sampled_from([SHIPPING, BILLING]), max_size=2),
        idle_since=st.integers(0, 5),
    ),
    max_size=6,
    unique_by=lambda desk: desk.agent_id,
)
queues = st.lists(st.tuples(locales, st.sampled_from([None, SHIPPING])), max_size=20).map(
    lambda lanes: [waiting(number, locale, team) for number, (locale, team) in enumerate(lanes)]
)


@given(queues, desks)
def test_capacity_is_never_exceeded_and_nothing_is_given_twice(queue: list[Candidate], on_shift: list[Desk]) -> None:
    given = hand_out(queue, Shift(on_shift))
    taken = Counter(one.agent_id for _, one in given)
    assert all(one.held + taken[one.agent_id] <= max(one.capacity, one.held) for one in on_shift)
    assert len({candidate.id for candidate, _ in given}) == len(given)


@given(queues, desks)
def test_nobody_waits_while_somebody_who_may_take_it_is_free(queue: list[Candidate], on_shift: list[Desk]) -> None:
    shift = Shift(on_shift)
    given = hand_out(queue, shift)
    taken = Counter(one.agent_id for _, one in given)
    served = {candidate.id for candidate, _ in given}
    for candidate in queue:
        if candidate.id not in served:
            assert all(one.held + taken[one.agent_id] >= one.capacity for one in shift.able(candidate.lane))


@given(queues, desks)
def test_within_a_lane_nobody_is_passed_over(queue: list[Candidate], on_shift: list[Desk]) -> None:
    served = {candidate.id for candidate, _ in hand_out(queue, Shift(on_shift))}
    for lane in {candidate.lane for candidate in queue}:
        there = [candidate.id in served for candidate in queue if candidate.lane == lane]
        assert there == sorted(there, reverse=True)
