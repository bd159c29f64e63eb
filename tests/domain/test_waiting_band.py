"""How long a merchant is told it takes."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.ids import AgentId
from chat_server.domain.routing import Candidate, Desk, Lane, Shift
from chat_server.domain.waiting_band import Calibration, Forecast, Outlook, WaitingBand, forecasts, told
from tests.domain.test_routing import desk, waiting

MINUTE = 60.0
HANDLING = tuple(sorted(MINUTE * minutes for minutes in (2, 4, 5, 6, 7, 8, 9, 10, 12, 20)))


def outlook(*desks: Desk, leaving_per_s: float = 0.0, arrivals: tuple[tuple[Lane, float], ...] = ()) -> Outlook:
    busy = tuple((one.agent_id, MINUTE * number) for one in desks for number in range(1, one.held + 1))
    return Outlook(HANDLING, busy, tuple(8 * 3600.0 for _ in desks), leaving_per_s, arrivals, 600.0)


def middles(queue: list[Candidate], desks: list[Desk], seen: Outlook) -> list[float]:
    found = forecasts(queue, Shift(desks), seen, now_ms=len(queue), chance=Random(7))  # noqa: S311
    return [forecast.middle_s for forecast in found if forecast is not None]


def full(number: int) -> list[Desk]:
    return [desk(f"a{index}", held=2) for index in range(number)]


def test_more_agents_mean_less_waiting() -> None:
    queue = [waiting(number) for number in range(10)]
    few, many = full(2), full(6)
    assert middles(queue, many, outlook(*many))[-1] < 0.6 * middles(queue, few, outlook(*few))[-1]


def test_who_stands_further_back_is_told_a_longer_wait() -> None:
    queue, two = [waiting(number) for number in range(10)], full(2)
    found = middles(queue, two, outlook(*two))
    assert found == sorted(found)


def test_an_hour_and_a_half_is_not_thirty_minutes() -> None:
    queue, one = [waiting(number) for number in range(25)], full(1)
    band = Calibration().band(Forecast(middles(queue, one, outlook(*one))[-1], MINUTE))
    assert band.low_s > 3600
    assert band.low_s % 300 == band.high_s % 300 == 0


def test_when_people_give_up_waiting_gets_shorter_for_the_others() -> None:
    queue, two = [waiting(number) for number in range(20)], full(2)
    patient = middles(queue, two, outlook(*two))[-1]
    assert middles(queue, two, outlook(*two, leaving_per_s=1 / 900))[-1] < patient


def test_those_who_may_still_overtake_are_counted_in() -> None:
    queue, two = [waiting(number) for number in range(10)], full(2)
    alone = middles(queue, two, outlook(*two))[-1]
    with_head_starts = tuple((Lane("es"), 480.0) for _ in range(10))
    assert middles(queue, two, outlook(*two, arrivals=with_head_starts))[-1] > alone


def test_for_whom_nobody_on_shift_will_take_there_is_no_forecast() -> None:
    one = full(1)
    found = forecasts([waiting(1, own="lucia")], Shift(one), outlook(*one), 0, Random(1))  # noqa: S311
    assert found == [None]


def test_what_is_left_of_a_chat_comes_from_those_that_lasted_longer() -> None:
    seen, chance = outlook(), Random(3)  # noqa: S311
    assert {seen.left_of(11 * MINUTE, chance) for _ in range(50)} == {MINUTE, 9 * MINUTE}
    assert seen.left_of(40 * MINUTE, chance) == 20 * MINUTE


def test_a_band_follows_what_really_happened() -> None:
    forecast, calibration = Forecast(middle_s=600.0, spread_s=300.0), Calibration()
    before = calibration.band(forecast)
    for _ in range(60):
        calibration = calibration.learned(forecast.error(1500.0))  # a change of regime: twice as long and more
    assert before.high_s < 1500
    assert calibration.band(forecast).low_s <= 1500 <= calibration.band(forecast).high_s


def test_those_who_wait_longer_than_they_were_told_widen_the_bands_of_others_already() -> None:
    forecast = Forecast(middle_s=600.0, spread_s=300.0)
    overdue = [forecast.error(1500.0)] * 10
    assert Calibration().band(forecast, overdue).high_s > Calibration().band(forecast).high_s


def test_four_out_of_five_fall_into_the_band_when_forecasts_are_right() -> None:
    chance, calibration, inside = Random(5), Calibration(), 0  # noqa: S311
    for _ in range(600):
        forecast = Forecast(middle_s=chance.uniform(600, 1800), spread_s=300.0)
        really = forecast.middle_s + chance.gauss(0, 300.0 / 2.56)
        band = calibration.band(forecast)
        inside += band.low_s <= really <= band.high_s
        calibration = calibration.learned(forecast.error(really))
    assert 0.75 <= inside / 600 <= 0.88


def test_errors_of_long_ago_are_forgotten() -> None:
    calibration = Calibration()
    for error in range(300):
        calibration = calibration.learned(float(error))
    assert calibration.errors == tuple(float(error) for error in range(100, 300))


@pytest.mark.parametrize(
    ("low", "high", "band"),
    [
        (-20.0, 10.0, WaitingBand(0, 30)),
        (70.0, 130.0, WaitingBand(60, 150)),
        (661.0, 1190.0, WaitingBand(660, 1200)),
        (3590.0, 4000.0, WaitingBand(3540, 4200)),
        (0.0, 0.0, WaitingBand(0, 30)),
    ],
)
def test_bands_come_in_steps_that_people_speak_of(low: float, high: float, band: WaitingBand) -> None:
    assert told(low, high) == band


@given(st.floats(-1000, 50_000), st.floats(0, 50_000))
def test_a_band_holds_what_it_was_made_from(low: float, wide: float) -> None:
    band = told(low, low + wide)
    assert band.low_s <= max(0.0, low)
    assert band.high_s >= low + wide
    assert band.low_s < band.high_s


def test_the_same_seed_gives_the_same_forecast() -> None:
    queue, two = [waiting(number) for number in range(5)], full(2)
    assert middles(queue, two, outlook(*two)) == middles(queue, two, outlook(*two))
    assert AgentId("a0") in dict(outlook(*two).busy)
