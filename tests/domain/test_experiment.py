"""The hold-out: a share of merchants, always the same ones, and only while people are there."""

from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.experiment import arm_of, is_drawn
from chat_server.domain.ids import OwnerId

OWNERS = [OwnerId(f"con_{number}") for number in range(20_000)]
# Of the first twelve, by a share of .3: a change here would move people from arm to arm in the middle of an experiment.
DRAWN_IN_THE_FIRST_VERSION = {2, 3, 9}
SHARES = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2, 0.5, 0.9])
def test_the_share_holds_over_many_people(share: float) -> None:
    drawn = sum(is_drawn(owner, share) for owner in OWNERS)
    deviation = sqrt(len(OWNERS) * share * (1 - share))
    assert abs(drawn - len(OWNERS) * share) < 4 * deviation


@pytest.mark.parametrize("prefix", ["vis_", "con_", ""])
def test_ids_that_follow_each_other_are_drawn_like_any(prefix: str) -> None:
    drawn = [is_drawn(OwnerId(f"{prefix}{number}"), 0.5) for number in range(1000)]
    runs = sum(one != other for one, other in pairwise(drawn))
    assert 430 < runs < 570


def test_no_share_draws_nobody_and_the_whole_draws_everybody() -> None:
    assert not any(is_drawn(owner, 0.0) for owner in OWNERS)
    assert all(is_drawn(owner, 1.0) for owner in OWNERS)


@given(st.text(), SHARES, SHARES)
def test_raising_the_share_only_adds_people(owner: str, one: float, other: float) -> None:
    smaller, larger = sorted((one, other))
    if is_drawn(OwnerId(owner), smaller):
        assert is_drawn(OwnerId(owner), larger)


@given(st.text(), SHARES)
def test_the_same_person_is_always_in_the_same_arm(owner: str, share: float) -> None:
    assert len({arm_of(OwnerId(owner), share, people_there=True) for _ in range(3)}) == 1


def test_who_is_drawn_stays_so_over_restarts_and_versions() -> None:
    drawn = {number for number in range(12) if is_drawn(OwnerId(f"con_{number}"), 0.3)}
    assert drawn == DRAWN_IN_THE_FIRST_VERSION


def test_with_nobody_at_the_desk_nobody_is_held_out() -> None:
    assert {arm_of(owner, 1.0, people_there=False) for owner in OWNERS[:100]} == {"none"}
    assert {arm_of(owner, 1.0, people_there=True) for owner in OWNERS[:100]} == {"holdout"}
