"""The assignment run forward: positions, and when whose turn is."""

from functools import partial
from math import inf
from random import Random

import pytest
from hypothesis import given

from chat_server.domain.forward_run import (
    Busy,
    Newcomer,
    Run,
    first_releases,
    releases_of_drawn_chats,
    releases_of_equal_chats,
    run,
)
from chat_server.domain.ids import AgentId
from chat_server.domain.routing import Candidate, Desk, Shift, hand_out
from tests.domain.test_routing import desk, desks, queues, waiting

TEN_MINUTES = 600.0
EQUAL = partial(releases_of_equal_chats, TEN_MINUTES)


def run_of(queue: list[Candidate], on_shift: list[Desk], *busy: tuple[str, float]) -> Run:
    shift = Shift(on_shift)
    first = first_releases(shift, [Busy(AgentId(name), left) for name, left in busy])
    return run(queue, shift, first, EQUAL)


def test_free_places_are_taken_at_once_and_then_as_chats_end() -> None:
    queue = [waiting(number) for number in range(4)]
    seen = run_of(queue, [desk("lucia", held=1)], ("lucia", 90.0))
    assert seen.start_s == [0.0, 90.0, 600.0, 690.0]
    assert seen.ahead == [0, 1, 2, 3]


def test_who_waits_for_other_agents_is_not_ahead() -> None:
    queue = [waiting(1, "es"), waiting(2, "es"), waiting(3, "en")]
    on_shift = [desk("lucia", "es", held=1, capacity=1), desk("amir", "en", held=1, capacity=1)]
    seen = run_of(queue, on_shift, ("lucia", 60.0), ("amir", 300.0))
    assert seen.ahead == [0, 1, 0]
    assert seen.start_s == [60.0, 660.0, 300.0]


def test_who_shares_an_agent_is_ahead_only_where_the_agent_takes_it_before() -> None:
    queue = [waiting(1, "en"), waiting(2, "es")]
    seen = run_of(queue, [desk("lucia", "es", "en", held=1, capacity=1)], ("lucia", 60.0))
    assert seen.ahead == [0, 1]


def test_while_nobody_is_there_positions_are_the_order() -> None:
    seen = run_of([waiting(1), waiting(2)], [])
    assert (seen.ahead, seen.start_s) == ([0, 1], [inf, inf])


def test_for_the_own_agent_who_is_away_nobody_can_say_when() -> None:
    seen = run_of([waiting(1, own="lucia"), waiting(2)], [desk("amir")])
    assert seen.start_s == [inf, 0.0]


def test_an_agent_whose_chats_never_end_takes_nothing() -> None:
    queue = [waiting(1, "es"), waiting(2, "en")]
    on_shift = [desk("lucia", "es", held=1, capacity=1), desk("amir", "en")]
    assert run_of(queue, on_shift).start_s == [inf, 0.0]


def test_who_has_left_takes_no_place() -> None:
    shift = Shift([desk("lucia", held=1, capacity=1)])
    first = first_releases(shift, [Busy(AgentId("lucia"), 60.0)])
    queue = [waiting(1), waiting(2)]
    seen = run(queue, shift, first, EQUAL, leaves_s=[30.0, inf])
    assert seen.start_s == [60.0, 60.0]


def test_a_newcomer_with_a_head_start_goes_before_whom_it_overtakes() -> None:
    shift = Shift([desk("lucia", held=1, capacity=1)])
    first = first_releases(shift, [Busy(AgentId("lucia"), 60.0)])
    queue = [waiting(1), waiting(2)]
    for at, starts in ((30.0, [60.0, 1260.0]), (90.0, [60.0, 1260.0]), (700.0, [60.0, 660.0])):
        comes = [Newcomer(at_s=at, lane=queue[0].lane, rank=0.5)]
        assert run(queue, shift, first, EQUAL, newcomers=comes).start_s == starts


def test_nobody_starts_after_the_shift_has_ended() -> None:
    shift = Shift([desk("lucia", held=1, capacity=1)])
    first = first_releases(shift, [Busy(AgentId("lucia"), 60.0)])
    releases = partial(releases_of_drawn_chats, lambda: TEN_MINUTES, [650.0])
    assert run([waiting(1), waiting(2)], shift, first, releases).start_s == [60.0, inf]


def test_chats_of_drawn_length_free_their_places_in_time() -> None:
    releases = releases_of_drawn_chats(Random(1).random, [2.0, 6.0], [(0.0, 0), (5.0, 1)])  # noqa: S311
    times = [at for at, _ in releases]
    assert times == sorted(times)
    assert times[-1] < 6.0


@given(queues, desks)
def test_who_is_handed_out_now_starts_now(queue: list[Candidate], on_shift: list[Desk]) -> None:
    seen = run_of(queue, on_shift)
    now = [candidate.id for candidate, start in zip(queue, seen.start_s, strict=True) if start == 0.0]
    assert [candidate.id for candidate, _ in hand_out(queue, Shift(on_shift))] == now


@given(queues, desks)
def test_positions_within_a_lane_are_in_order(queue: list[Candidate], on_shift: list[Desk]) -> None:
    seen = run_of(queue, on_shift)
    for lane in {candidate.lane for candidate in queue}:
        there = [ahead for candidate, ahead in zip(queue, seen.ahead, strict=True) if candidate.lane == lane]
        assert there == sorted(set(there))


@pytest.mark.parametrize("size", [0, 1])
def test_an_empty_queue_or_desk_is_no_trouble(size: int) -> None:
    assert run_of([], [desk("lucia")] * size) == Run(ahead=[], start_s=[])
