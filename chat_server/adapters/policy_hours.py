"""The calendars of a policy file: `[hours.NAME]` with its weeks, countries, holidays, seasons and closures."""

import re
from datetime import date
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from chat_server.adapters.policy_parts import Part
from chat_server.domain.opening_hours import DAY, Calendar, Closure, CountryHours, Holiday, Season, Weekly, Window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)")
_EVERY_YEAR = re.compile(r"(\d\d)-(\d\d)")
LEAP_YEAR = 2024  # has every day that there can be


def calendar(part: Part, standard: ZoneInfo) -> Calendar:
    """`standard` is the zone of calendars that name none."""
    read = Calendar(
        zone=zone(part, standard),
        weekly=_weekly(part),
        country_hours=tuple(_country(one) for one in part.parts("country")),
        holidays=tuple(holiday for one in part.parts("holiday") for holiday in _holidays(one)),
        seasons=tuple(season for one in part.parts("season") if (season := _season(one))),
        closures=tuple(closure for one in part.parts("closure") if (closure := _closure(one))),
    )
    part.done()
    return read


def zone(part: Part, standard: ZoneInfo) -> ZoneInfo:
    name = part.text("time_zone")
    if not name:
        return standard
    if name not in _zones():
        part.note(f"{name!r} is no time zone: an IANA name such as Europe/Madrid is needed", "time_zone")
        return standard
    return ZoneInfo(name)


@cache
def _zones() -> set[str]:
    """Read once: that looks at every file of the zones' database."""
    return available_timezones()


def _country(part: Part) -> CountryHours:
    read = CountryHours(part.countries(required=True), _weekly(part))
    part.done()
    return read


def _holidays(part: Part) -> tuple[Holiday, ...]:
    """One for each date: `date` is a day of one year or "MM-DD" of every year, `dates` a list of them."""
    name, countries = part.text("name", required=True), part.countries()
    windows = _windows(part, "open", part.raw("open")) if part.has("open") else ()
    one, several = part.raw("date"), part.raw("dates")
    wanted = [*([one] if one is not None else []), *(several if isinstance(several, list) else [])]
    days = [_holiday(value) for value in wanted]
    if not days or None in days:
        key = next((key for key in ("dates", "date") if part.has(key)), None)
        message = 'a holiday needs a date that exists: date = 2026-04-03, date = "12-25" (every year), or dates = [...]'
        part.note(message, *([key] if key else []))
    part.done()
    return tuple(Holiday(name, *day, countries, windows) for day in days if day)


def _holiday(value: object) -> tuple[int, int, int | None] | None:
    """Month, day, and the year or None for every year."""
    if type(value) is date:
        return value.month, value.day, value.year
    match = _EVERY_YEAR.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    month, day = int(match[1]), int(match[2])
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        return None
    return month, day, None


def _season(part: Part) -> Season | None:
    name, first, last = part.text("name", required=True), part.day("first"), part.day("last")
    countries, weekly, note = part.countries(), _weekly(part), part.by_locale("note")
    part.done()
    if first is None or last is None:
        return None
    if last < first:
        part.note("a season cannot end before it begins: last lies before first", "last")
    return Season(name, first, last, weekly, countries, note)


def _closure(part: Part) -> Closure | None:
    name, start, end, countries = (
        part.text("name", required=True),
        part.moment("start"),
        part.moment("end"),
        part.countries(),
    )
    part.done()
    if start is None or end is None:
        return None
    if end <= start:
        part.note("a closure cannot end before it begins: end lies before start", "end")
    return Closure(name, start, end, countries)


def _weekly(part: Part) -> Weekly:
    """`weekly` has windows by day ("sat") or span of days ("mon-fri"); a day that is not named is closed."""
    if not part.has("weekly"):
        part.note('weekly is missing, such as weekly = { mon-fri = ["09:00-18:00"] }')
    days = part.part("weekly")
    week: list[tuple[Window, ...] | None] = [None] * len(DAYS)
    for key in days.names():
        first, _, last = key.partition("-")
        named = DAYS[DAYS.index(first) : DAYS.index(last or first) + 1] if {first, last or first} <= set(DAYS) else ()
        if not named:
            hint = f"{', '.join(DAYS)}, or from an earlier to a later one, such as mon-fri"
            days.note(f"{key} is no day: {hint}", key)
        windows = _windows(days, key, days.raw(key))
        for day in named:
            number = DAYS.index(day)
            if week[number] is not None:
                days.note(f"{day} stands here twice", key)
            week[number] = windows
    return tuple(windows or () for windows in week)


def _windows(part: Part, key: str, value: object) -> tuple[Window, ...]:
    if not isinstance(value, list):
        part.note(f'{key} must be a list of windows, such as ["09:00-13:00", "14:00-18:00"]', key)
        return ()
    windows = []
    for said in value:
        match = _WINDOW.fullmatch(said) if isinstance(said, str) else None
        if match is None:
            hint = "two times from 00:00 to 24:00, such as 09:00-17:30, or 22:00-02:00 for past midnight"
            part.note(f"{said!r} is no window: {hint}", key)
            continue
        start, end = int(match[1]) * 60 + int(match[2]), _minutes(match[3])
        if start == end:
            part.note(f"{said!r} is empty; the whole day is 00:00-24:00", key)
        windows.append(Window(start, end if end > start else end + DAY))
    windows.sort()
    for earlier, later in pairwise(windows):
        if later.start < earlier.end:
            both = f"{_said(earlier)} and {_said(later)}"
            part.note(f"windows of {key} overlap: {both}; make them one, or part them", key)
    return tuple(windows)


def _said(window: Window) -> str:
    """As the file says it."""
    end = window.end - DAY if window.end > DAY else window.end
    return "-".join(f"{time // 60:02}:{time % 60:02}" for time in (window.start, end))


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
