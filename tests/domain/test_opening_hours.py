"""One calendar for all channels: never open and closed at once, and the next opening is the first open moment."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat_server.domain.opening_hours import (
    Calendar,
    Closure,
    CountryHours,
    Holiday,
    Season,
    Weekly,
    Window,
    hours_on,
    opening,
    season_on,
)

MADRID = ZoneInfo("Europe/Madrid")
STEP = timedelta(minutes=5)  # every window and every change of clocks here falls on it
NINE_TO_SIX = (Window(9 * 60, 18 * 60),)
WORKING_DAYS: Weekly = (*([NINE_TO_SIX] * 5), (), ())
NEVER: Weekly = ((),) * 7


def on_all_days(*windows: Window) -> Weekly:
    return (windows,) * 7


def at(text: str, zone: ZoneInfo = MADRID, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def shown(moment: datetime | None, zone: ZoneInfo = MADRID) -> str | None:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else None


def line(**layers: object) -> Calendar:
    return Calendar(**({"zone": MADRID, "weekly": WORKING_DAYS} | layers))  # type: ignore[arg-type] # layers by name


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-09-22T08:59", False),
        ("2026-09-22T09:00", True),
        ("2026-09-22T17:59", True),
        ("2026-09-22T18:00", False),
        ("2026-09-26T12:00", False),
    ],
)
def test_a_window_is_open_from_its_start_until_before_its_end(moment: str, is_open: bool) -> None:
    assert opening(line(), None, at(moment)).open is is_open


def test_on_friday_evening_it_opens_on_monday() -> None:
    state = opening(line(), "ES", at("2026-09-25T18:00"))
    assert (shown(state.opens_at), state.closes_at, state.rule) == ("2026-09-28T09:00", None, "general")


def test_several_windows_a_day_have_a_break_between_them() -> None:
    calendar = line(weekly=on_all_days(Window(540, 780), Window(960, 1140)))
    siesta = opening(calendar, None, at("2026-09-22T14:00"))
    assert (siesta.open, shown(siesta.opens_at)) == (False, "2026-09-22T16:00")
    assert [(shown(span.start), shown(span.end)) for span in hours_on(calendar, None, date(2026, 9, 22))] == [
        ("2026-09-22T09:00", "2026-09-22T13:00"),
        ("2026-09-22T16:00", "2026-09-22T19:00"),
    ]


def test_windows_that_touch_are_one_and_a_window_may_pass_midnight() -> None:
    calendar = line(weekly=on_all_days(Window(120, 240), Window(1320, 1560)))
    night = opening(calendar, None, at("2026-09-22T23:00"))
    assert (night.open, shown(night.closes_at)) == (True, "2026-09-23T04:00")
    assert opening(calendar, None, at("2026-09-23T01:30")).open


def test_a_window_belongs_to_the_day_it_begins_on() -> None:
    """A holiday on Wednesday closes its own evening, not the night from Tuesday."""
    calendar = line(weekly=on_all_days(Window(1320, 1560)), holidays=(Holiday("Rest", 9, 23),))
    assert opening(calendar, None, at("2026-09-23T01:00")).open
    assert not opening(calendar, None, at("2026-09-23T23:00")).open
    assert not opening(calendar, None, at("2026-09-24T01:00")).open


def test_what_never_closes_has_no_end_and_what_never_opens_no_opening() -> None:
    state = opening(line(weekly=on_all_days(Window(0, 1440))), None, at("2026-09-22T12:00"))
    assert (state.open, state.closes_at) == (True, None)
    state = opening(line(weekly=NEVER), None, at("2026-09-22T12:00"))
    assert (state.open, state.opens_at) == (False, None)


def test_the_strongest_layer_decides_and_says_so() -> None:
    long, short = on_all_days(Window(480, 1200)), on_all_days(Window(600, 960))
    calendar = line(
        country_hours=(CountryHours(("NL", "ES"), short),),
        seasons=(Season("peak", date(2026, 11, 16), date(2026, 12, 23), long),),
        holidays=(Holiday("Constitution", 12, 8, countries=("ES",), windows=(Window(540, 660),)),),
        closures=(Closure("move", datetime(2026, 12, 8, 10), datetime(2026, 12, 8, 10, 30)),),  # noqa: DTZ001
    )
    rules = {
        ("2026-09-22T09:30", "DE"): (True, "general"),
        ("2026-09-22T09:30", None): (True, "general"),
        ("2026-09-22T09:30", "ES"): (False, "country ES"),
        ("2026-11-16T19:00", "ES"): (True, "season peak"),
        ("2026-12-08T09:30", "ES"): (True, "holiday Constitution"),
        ("2026-12-08T11:00", "ES"): (False, "holiday Constitution"),
        ("2026-12-08T11:00", "NL"): (True, "season peak"),
        ("2026-12-08T10:15", "ES"): (False, "closure move"),
        ("2026-12-24T10:15", "ES"): (True, "country ES"),
        ("2027-12-08T11:00", "ES"): (False, "holiday Constitution"),
    }
    for (moment, country), expected in rules.items():
        state = opening(calendar, country, at(moment))
        assert (state.open, state.rule) == expected, (moment, country)
    assert season_on(calendar, "ES", date(2026, 12, 8)) is calendar.seasons[0]
    assert season_on(calendar, "ES", date(2026, 12, 24)) is None


def test_what_names_the_country_goes_before_what_is_for_all() -> None:
    calendar = line(
        holidays=(Holiday("Everywhere", 12, 24), Holiday("Half a day", 12, 24, None, ("NL",), (Window(540, 720),))),
        seasons=(
            Season("all", date(2026, 11, 1), date(2026, 11, 30), NEVER),
            Season("Spain", date(2026, 11, 1), date(2026, 11, 30), WORKING_DAYS, ("ES",)),
        ),
    )
    assert opening(calendar, "NL", at("2026-12-24T10:00")).rule == "holiday Half a day"
    assert opening(calendar, "ES", at("2026-12-24T10:00")).rule == "holiday Everywhere"
    assert opening(calendar, "ES", at("2026-11-10T10:00")).rule == "season Spain"
    assert not opening(calendar, "NL", at("2026-11-10T10:00")).open


def test_hours_are_the_lines_on_both_sides_of_a_change_of_clocks() -> None:
    friday, monday = (opening(line(), None, at(f"{day}T08:00")).opens_at for day in ("2026-10-23", "2026-10-26"))
    assert friday is not None
    assert monday is not None
    assert (friday.hour, monday.hour) == (7, 8)  # UTC


def test_a_doubled_hour_is_open_both_times_and_a_missing_one_never() -> None:
    calendar = line(weekly=on_all_days(Window(150, 165)))  # 02:30 to 02:45
    for fold in (0, 1):
        assert opening(calendar, None, at("2026-10-25T02:40", fold=fold)).open
        assert not opening(calendar, None, at("2026-10-25T02:50", fold=fold)).open
    assert hours_on(calendar, None, date(2026, 3, 29)) == ()
    assert shown(opening(calendar, None, at("2026-03-29T00:00")).opens_at) == "2026-03-30T02:30"


# -- against brute force ------------------------------------------------------------------------------------------


def is_open(calendar: Calendar, country: str | None, moment: datetime) -> bool:
    """By reading the clock on the wall, the slow and plain way."""
    wall = moment.astimezone(calendar.zone)
    for closure in calendar.closures:
        begins, ends = (edge.replace(tzinfo=calendar.zone) for edge in (closure.start, closure.end))
        concerns = not closure.countries or country in closure.countries
        if concerns and begins.astimezone(UTC) <= moment < ends.replace(fold=1).astimezone(UTC):
            return False
    reads = wall.replace(tzinfo=None, fold=0)
    for back in range(3):
        day = reads.date() - timedelta(days=back)
        midnight = datetime.combine(day, time())
        for window in windows_of(calendar, country, day):
            if midnight + timedelta(minutes=window.start) <= reads < midnight + timedelta(minutes=window.end):
                return True
    return False


def windows_of(calendar: Calendar, country: str | None, day: date) -> tuple[Window, ...]:
    for named in (True, False):
        for holiday in calendar.holidays:
            concerns = country in holiday.countries if named else not holiday.countries
            if concerns and (holiday.month, holiday.day) == (day.month, day.day) and holiday.year in {None, day.year}:
                return holiday.windows
    for named in (True, False):
        for season in calendar.seasons:
            concerns = country in season.countries if named else not season.countries
            if concerns and season.first <= day <= season.last:
                return season.weekly[day.weekday()]
    for hours in calendar.country_hours:
        if country in hours.countries:
            return hours.weekly[day.weekday()]
    return calendar.weekly[day.weekday()]


def agrees_with_the_wall(calendar: Calendar, country: str | None, first: datetime, last: datetime) -> None:
    """At every step from first to last: open as the wall clock says, changing exactly when it does."""
    moments = [first + STEP * step for step in range((last - first) // STEP)]
    truth = [is_open(calendar, country, moment) for moment in moments]
    until: datetime | None = None  # when what holds at a moment ends, going backwards; unknown past the end
    for index in range(len(moments) - 1, -1, -1):
        if index + 1 < len(moments) and truth[index] != truth[index + 1]:
            until = moments[index + 1]
        state = opening(calendar, country, moments[index])
        assert state.open is truth[index], moments[index]
        assert (state.closes_at if not state.open else state.opens_at) is None
        if until is not None:
            assert (state.closes_at if state.open else state.opens_at) == until, moments[index]


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """Up to three in a day, apart or touching; the last may pass midnight."""
    edges = sorted(draw(st.sets(st.integers(0, 287), max_size=6)))
    pairs = [Window(start * 5, end * 5) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2:
        pairs.append(Window(edges[-1] * 5, draw(st.integers(edges[-1] + 1, edges[-1] + 288)) * 5))
    return tuple(pairs)


weeks = st.tuples(*([windows()] * 7))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
countries = st.sampled_from([(), ("ES",), ("NL", "ES")])


@st.composite
def calendars(draw: st.DrawFn, around: date, zone: ZoneInfo) -> Calendar:
    near = st.integers(-2, 3).map(lambda apart: around + timedelta(days=apart))

    def holiday() -> Holiday:
        day = draw(near)
        return Holiday("H", day.month, day.day, draw(st.sampled_from([None, 2026])), draw(countries), draw(windows()))

    def closure() -> Closure:
        start = datetime.combine(draw(near), time()) + STEP * draw(st.integers(0, 287))
        return Closure("C", start, start + STEP * draw(st.integers(1, 400)), draw(countries))

    seasons = [sorted((draw(near), draw(near))) for _ in range(draw(st.integers(0, 2)))]
    return Calendar(
        zone=zone,
        weekly=draw(weeks),
        country_hours=tuple(CountryHours(("ES",), draw(weeks)) for _ in range(draw(st.integers(0, 1)))),
        holidays=tuple(holiday() for _ in range(draw(st.integers(0, 2)))),
        seasons=tuple(Season("S", first, last, draw(weeks), draw(countries)) for first, last in seasons),
        closures=tuple(closure() for _ in range(draw(st.integers(0, 2)))),
    )


@settings(max_examples=40)
@given(st.data(), days, st.sampled_from(["ES", "DE", None]))
def test_any_calendar_agrees_with_the_wall_clock(data: st.DataObject, day: date, country: str | None) -> None:
    zone = ZoneInfo(data.draw(st.sampled_from(["Europe/Madrid", "America/New_York", "Asia/Kathmandu"])))
    start = datetime.combine(day, time(), UTC)
    agrees_with_the_wall(data.draw(calendars(day, zone)), country, start, start + timedelta(days=2))


def changes(zone: ZoneInfo) -> list[datetime]:
    """The hours of 2026 at which the zone's clocks change."""
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(366)]
    hours = [
        before + timedelta(hours=number)
        for before, after in pairwise(days)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
        for number in range(1, 25)
    ]
    earlier = timedelta(hours=1)
    return [
        hour for hour in hours if hour.astimezone(zone).utcoffset() != (hour - earlier).astimezone(zone).utcoffset()
    ]


# Windows that begin, end and turn around within the hours that change anywhere.
THROUGH_THE_NIGHT = on_all_days(
    Window(30, 90), Window(115, 125), Window(150, 210), Window(540, 1410), Window(1425, 1450)
)


def test_every_zone_shipped_gets_both_changes_of_the_year_right() -> None:
    alike: dict[tuple[datetime, tuple[timedelta | None, ...]], ZoneInfo] = {}  # many names are of one clock
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        for change in changes(zone):
            offsets = tuple(
                (change + apart).astimezone(zone).utcoffset() for apart in (-timedelta(hours=1), timedelta())
            )
            alike[change, offsets] = zone
    assert len(alike) > 30
    for (change, _), zone in alike.items():
        calendar = Calendar(zone=zone, weekly=THROUGH_THE_NIGHT)
        agrees_with_the_wall(calendar, None, change - timedelta(hours=5), change + timedelta(hours=5))


def test_a_day_that_a_zone_leaves_out_is_never_open() -> None:
    """Samoa had no 30 December 2011."""
    calendar = Calendar(zone=ZoneInfo("Pacific/Apia"), weekly=on_all_days(*NINE_TO_SIX))
    assert hours_on(calendar, None, date(2011, 12, 30)) == ()
    change = datetime(2011, 12, 30, 10, tzinfo=UTC)
    agrees_with_the_wall(calendar, None, change - timedelta(days=1), change + timedelta(days=1))
