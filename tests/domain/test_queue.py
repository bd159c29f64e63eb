"""What can honestly be said about how long somebody waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.queue import MIN_OBSERVATIONS, WaitingBand, waiting_band

TEN_MINUTES_EACH = [600.0] * 5
AT_ONCE = WaitingBand(low_s=0, high_s=120)


def test_with_nobody_online_nothing_can_be_said() -> None:
    assert waiting_band(1, 0, 0, TEN_MINUTES_EACH) is None


@pytest.mark.parametrize("position", [1, 2, 3])
def test_who_finds_a_free_place_waits_only_until_somebody_reacts(position: int) -> None:
    assert waiting_band(position, 3, 8, []) == AT_ONCE


def test_behind_the_free_places_it_takes_as_long_as_places_take_to_become_free() -> None:
    assert waiting_band(4, 3, 1, TEN_MINUTES_EACH) == WaitingBand(low_s=600, high_s=720)


def test_twice_as_many_places_halve_the_wait() -> None:
    assert waiting_band(8, 0, 4, TEN_MINUTES_EACH) == WaitingBand(low_s=1200, high_s=1320)
    assert waiting_band(8, 0, 8, TEN_MINUTES_EACH) == WaitingBand(low_s=600, high_s=720)


def test_the_band_is_as_wide_as_the_handling_times_differ() -> None:
    assert waiting_band(1, 0, 1, [60, 120, 300, 600, 1200, 2400, 3000]) == WaitingBand(low_s=120, high_s=2520)


def test_the_band_is_in_whole_minutes_rounded_outwards() -> None:
    assert waiting_band(1, 0, 1, [610.0] * 5) == WaitingBand(low_s=600, high_s=780)


@pytest.mark.parametrize(("observed", "known"), [(MIN_OBSERVATIONS - 1, False), (MIN_OBSERVATIONS, True)])
def test_with_hardly_any_data_there_is_no_guess(observed: int, *, known: bool) -> None:
    assert (waiting_band(1, 0, 1, [600.0] * observed) is not None) is known


@given(
    st.integers(1, 200),
    st.integers(0, 20),
    st.integers(1, 50),
    st.lists(st.floats(1, 100_000), min_size=MIN_OBSERVATIONS, max_size=50),
)
def test_who_stands_further_back_never_hears_a_shorter_wait(
    position: int, free: int, places: int, handling: list[float]
) -> None:
    here, behind = waiting_band(position, free, places, handling), waiting_band(position + 1, free, places, handling)
    assert here is not None
    assert behind is not None
    assert 0 <= here.low_s <= here.high_s
    assert (here.low_s, here.high_s) <= (behind.low_s, behind.high_s)
    assert here.low_s % 60 == here.high_s % 60 == 0
