"""Which seasons merchants with a phone line hear of, what counts as a change, and whom it concerns."""

from datetime import date

import msgspec
import pytest

from chat_server.domain.opening_hours import Calendar, Season, Window
from chat_server.domain.season_news import PhoneSeason, phone_seasons
from tests.support.policies import MADRID, OFFICE, small_policy

LONG_DAYS = (((Window(540, 1200),),) * 5) + ((),) * 2
PEAK = Season("Peak", date(2026, 11, 16), date(2026, 12, 23), LONG_DAYS, note={"en": "Until 8."})
SPAIN = msgspec.structs.replace(PEAK, name="Campaña", countries=("ES",))
MARCH = date(2026, 3, 2)


def only(*seasons: Season) -> PhoneSeason:
    (found,) = phone_seasons(small_policy(*seasons), MARCH)
    return found


def test_plans_with_the_phone_hear_of_its_seasons() -> None:
    assert only(PEAK).plans == ("small_shop", "large_shop", "business")
    assert only(PEAK).season == PEAK


def test_a_season_that_is_over_is_no_news() -> None:
    assert phone_seasons(small_policy(PEAK), PEAK.last) != ()
    assert phone_seasons(small_policy(PEAK), date(2026, 12, 24)) == ()


def test_the_season_that_begins_first_comes_first() -> None:
    easter = msgspec.structs.replace(PEAK, name="Easter", first=date(2026, 3, 23), last=date(2026, 4, 3))
    found = phone_seasons(small_policy(PEAK, easter), MARCH)
    assert [one.season.name for one in found] == ["Easter", "Peak"]


@pytest.mark.parametrize(
    "changed",
    [
        {"first": date(2026, 11, 17)},
        {"last": date(2026, 12, 24)},
        {"weekly": OFFICE},
        {"countries": ("ES",)},
        {"note": {"en": "Until 9."}},
    ],
)
def test_whatever_a_season_says_is_a_change_of_the_same_season(changed: dict[str, object]) -> None:
    before, after = only(PEAK), only(msgspec.structs.replace(PEAK, **changed))
    assert before.key == after.key
    assert before.change != after.change


def test_a_season_that_says_the_same_is_no_change_whatever_stands_around_it() -> None:
    around = [one for one in phone_seasons(small_policy(SPAIN, PEAK), MARCH) if one.season == PEAK]
    assert [(one.key, one.change) for one in around] == [(only(PEAK).key, only(PEAK).change)]


def test_another_name_is_another_season() -> None:
    assert only(PEAK).key != only(msgspec.structs.replace(PEAK, name="Christmas")).key


def test_a_season_for_one_country_concerns_nobody_else() -> None:
    assert [only(SPAIN).concerns(country) for country in ("ES", "NL", None)] == [True, False, False]
    assert [only(PEAK).concerns(country) for country in ("ES", "NL", None)] == [True, True, True]


def test_a_season_may_be_one_day() -> None:
    assert only(msgspec.structs.replace(PEAK, first=PEAK.last)).concerns("ES")


def test_a_country_with_a_season_of_its_own_hears_of_that_alone() -> None:
    calendar = Calendar(zone=MADRID, weekly=OFFICE, seasons=(PEAK, SPAIN))
    for_all, for_spain = (PhoneSeason("line", calendar, one, ("small_shop",)) for one in calendar.seasons)
    assert (for_all.concerns("ES"), for_spain.concerns("ES")) == (False, True)
    assert (for_all.concerns("NL"), for_spain.concerns("NL")) == (True, False)


def test_a_season_that_covers_more_days_than_the_countrys_own_concerns_that_country_too() -> None:
    short = msgspec.structs.replace(SPAIN, last=date(2026, 11, 20))
    calendar = Calendar(zone=MADRID, weekly=OFFICE, seasons=(PEAK, short))
    assert PhoneSeason("line", calendar, PEAK, ("small_shop",)).concerns("ES")
