"""A season's days and hours as people read them in their language."""

from datetime import time
from itertools import groupby

from babel import Locale
from babel.dates import format_date, format_time, get_day_names, get_timezone_location

from chat_server.domain.opening_hours import Window
from chat_server.domain.season_news import PhoneSeason

# Europe's way of writing dates and hours is the one that our merchants know.
REGIONS = {"en": "en_GB"}
MINUTES = 60
DAY = 24 * MINUTES


def season_text(of: PhoneSeason, locale: str) -> str:
    """Lines: from when to when, then the hours of each group of days that have the same, and whose clock it is."""
    spoken = Locale.parse(REGIONS.get(locale, locale))
    season = of.season
    lines = [f"{format_date(season.first, 'long', spoken)} – {format_date(season.last, 'long', spoken)}"]
    for windows, group in groupby(enumerate(season.weekly), key=lambda one: one[1]):
        days = [number for number, _ in group]
        if windows:
            lines.append(f"{_days(days, spoken)}: {', '.join(_hours(window, spoken) for window in windows)}")
    city = get_timezone_location(of.calendar.zone.key, spoken, return_city=True)
    return "\n".join((*lines, f"({city})"))


def _days(days: list[int], locale: Locale) -> str:
    names = get_day_names("wide", "stand-alone", locale)
    ends = days if len(days) < 2 else [days[0], days[-1]]  # noqa: PLR2004 - one day, or from one to another
    text = " – ".join(names[day] for day in ends)
    return text[:1].upper() + text[1:]


def _hours(window: Window, locale: Locale) -> str:
    return f"{_clock(window.start, locale)}–{_clock(window.end, locale)}"


def _clock(minutes: int, locale: Locale) -> str:
    hour, minute = divmod(minutes % DAY, MINUTES)
    return format_time(time(hour, minute), "short", locale=locale)
