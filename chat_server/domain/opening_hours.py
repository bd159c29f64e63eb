"""One calendar for every channel that has hours: when it is open, until when, and which rule says so.

A window belongs to the day on which it begins and may reach past midnight. It is open while the wall clock of the
line reads a time in [start, end): where clocks go back and a window holds the doubled hour, both passes are open.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

DAY = 24 * 60  # minutes
LONGEST_WINDOW_DAYS = 2  # a window begins before midnight and lasts a day at most
SEARCH_DAYS = 400  # how far ahead the next opening is looked for: over a year, so that yearly days are all seen
CLOSING_DAYS = 15  # what stays open for longer has no end worth telling


class Window(msgspec.Struct, frozen=True, order=True):
    """Minutes from midnight of the day it begins on; half-open. An `end` above 1440 lies in the next day."""

    start: int
    end: int


Weekly = tuple[tuple[Window, ...], ...]  # seven days from Monday


class CountryHours(msgspec.Struct, frozen=True):
    countries: tuple[str, ...]
    weekly: Weekly


class Holiday(msgspec.Struct, frozen=True):
    """One day, every year without `year`. `windows` are what is open nevertheless; no countries: everywhere."""

    name: str
    month: int
    day: int
    year: int | None = None
    countries: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()


class Season(msgspec.Struct, frozen=True):
    """`first` to `last`, both included, with hours of its own; no countries: everywhere. `note`: text by locale."""

    name: str
    first: date
    last: date
    weekly: Weekly
    countries: tuple[str, ...] = ()
    note: dict[str, str] = {}


class Closure(msgspec.Struct, frozen=True):
    """Once, from `start` until before `end`, both by the line's wall clock (without zone)."""

    name: str
    start: datetime
    end: datetime
    countries: tuple[str, ...] = ()


Rule = TypeVar("Rule", Holiday, Season, CountryHours)


class Calendar(msgspec.Struct, frozen=True):
    """Layers, the strongest first: closures, holidays, seasons, country rules, the general week.

    Within a layer what names the country goes before what is for all, and then the first one listed.
    """

    zone: ZoneInfo
    weekly: Weekly
    country_hours: tuple[CountryHours, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    seasons: tuple[Season, ...] = ()
    closures: tuple[Closure, ...] = ()


class Span(msgspec.Struct, frozen=True):
    """Open from `start` until before `end` (aware UTC); `rule` names what says so."""

    start: datetime
    end: datetime
    rule: str


class Opening(msgspec.Struct, frozen=True):
    """`opens_at` only while closed, `closes_at` only while open; None when not in sight. `rule` decided."""

    open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    rule: str


def opening(calendar: Calendar, country: str | None, at: datetime) -> Opening:
    """What holds at the moment `at` (aware) for somebody in `country` (ISO code; unknown: the general rule)."""
    moment = at.astimezone(UTC)
    today = moment.astimezone(calendar.zone).date()
    first = today - timedelta(days=LONGEST_WINDOW_DAYS)
    for span in _spans(calendar, country, first, SEARCH_DAYS + LONGEST_WINDOW_DAYS):
        if span.start <= moment < span.end:
            return Opening(open=True, opens_at=None, closes_at=_end(calendar, country, moment, first), rule=span.rule)
        if span.start > moment:
            return Opening(open=False, opens_at=span.start, closes_at=None, rule=_closed_by(calendar, country, moment))
    return Opening(open=False, opens_at=None, closes_at=None, rule=_closed_by(calendar, country, moment))


def hours_on(calendar: Calendar, country: str | None, day: date) -> tuple[Span, ...]:
    """What is open by the rule of this day of the line: the windows that begin on it, in order."""
    rule, windows = _rule_of(calendar, country, day)
    if not windows:
        return ()
    midnight = datetime.combine(day, time())
    spans = [
        Span(start, end, rule)
        for window in windows
        for start, end in _moments(
            calendar.zone, midnight + timedelta(minutes=window.start), midnight + timedelta(minutes=window.end)
        )
    ]
    for closure in calendar.closures:
        if _applies(country, closure.countries):
            spans = [left for span in spans for left in _without(span, *_closed(calendar.zone, closure))]
    return tuple(sorted(spans, key=_start))


def season_on(calendar: Calendar, country: str | None, day: date) -> Season | None:
    """The season whose hours count on this day; a holiday inside of it does not end it."""
    return _best(country, [one for one in calendar.seasons if one.first <= day <= one.last])


def _end(calendar: Calendar, country: str | None, moment: datetime, first: date) -> datetime | None:
    """When it closes: windows that touch are one."""
    end = moment
    for span in _spans(calendar, country, first, CLOSING_DAYS + LONGEST_WINDOW_DAYS):
        if span.end > end:
            if span.start > end:
                return end
            end = span.end
    return None if end - moment > timedelta(days=CLOSING_DAYS - 1) else end


def _spans(calendar: Calendar, country: str | None, first: date, days: int) -> Iterator[Span]:
    """What is open by the rules of so many days from `first`, by when it begins.

    Where clocks go back over midnight, the second pass of an evening begins after the first windows of the next day.
    """
    waiting: list[Span] = []
    for number in range(days):
        if begun := hours_on(calendar, country, first + timedelta(days=number)):
            waiting = sorted((*waiting, *begun), key=_start)
        if waiting:
            following = datetime.combine(first + timedelta(days=number + 1), time(), calendar.zone).astimezone(UTC)
            yield from (span for span in waiting if span.start < following)
            waiting = [span for span in waiting if span.start >= following]
    yield from waiting


def _start(span: Span) -> datetime:
    return span.start


def _rule_of(calendar: Calendar, country: str | None, day: date) -> tuple[str, tuple[Window, ...]]:
    """The name of the rule for a day, and its windows."""
    holiday = _best(
        country,
        [
            one
            for one in calendar.holidays
            if (one.month, one.day) == (day.month, day.day) and one.year in {None, day.year}
        ],
    )
    if holiday:
        return f"holiday {holiday.name}", holiday.windows
    season = season_on(calendar, country, day)
    if season:
        return f"season {season.name}", season.weekly[day.weekday()]
    hours = _best(country, calendar.country_hours)
    if hours:
        return f"country {country}", hours.weekly[day.weekday()]
    return "general", calendar.weekly[day.weekday()]


def _best(country: str | None, rules: Sequence[Rule]) -> Rule | None:
    """The first that names the country, else the first for everywhere."""
    if not rules:
        return None
    naming = (one for one in rules if country in one.countries)
    return next(naming, next((one for one in rules if not one.countries), None))


def _applies(country: str | None, countries: tuple[str, ...]) -> bool:
    return not countries or country in countries


def _closed_by(calendar: Calendar, country: str | None, moment: datetime) -> str:
    """The name of the rule that leaves a moment closed."""
    for closure in calendar.closures:
        start, end = _closed(calendar.zone, closure)
        if _applies(country, closure.countries) and start <= moment < end:
            return f"closure {closure.name}"
    return _rule_of(calendar, country, moment.astimezone(calendar.zone).date())[0]


def _closed(zone: ZoneInfo, closure: Closure) -> tuple[datetime, datetime]:
    """In UTC. Of a doubled hour the first pass begins it and the second ends it."""
    start = closure.start.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return start, closure.end.replace(tzinfo=zone, fold=1).astimezone(UTC)


def _without(span: Span, start: datetime, end: datetime) -> Iterator[Span]:
    if end <= span.start or span.end <= start:
        yield span
        return
    if span.start < start:
        yield msgspec.structs.replace(span, end=start)
    if end < span.end:
        yield msgspec.structs.replace(span, start=end)


def _moments(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans of UTC during which the zone's wall clock reads [start, end) (both without zone)."""
    before, after = _offset(start.replace(tzinfo=zone, fold=0)), _offset(end.replace(tzinfo=zone, fold=1))
    first, last = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
    if before == after:
        yield first - before, last - before
        return
    change = _change(zone, first - before - timedelta(days=1), last - after + timedelta(days=1))
    if first - before < change:
        yield first - before, min(last - before, change)
    if last - after > change:
        yield max(first - after, change), last - after


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The moment between two of UTC at which the zone's clocks change; they change once there, on a whole second."""
    new = _offset(high.astimezone(zone))
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if _offset(middle.astimezone(zone)) == new:
            high = middle
        else:
            low = middle
    return high


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()
