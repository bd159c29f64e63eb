"""The words of the server-rendered pages, one TOML file a locale, and what Babel knows about the locales."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

TEXTS = Path(__file__).parent.parent / "templates" / "texts"
# For locales that a site has articles in but that the pages do not speak.
FALLBACK = "en"
# Where a language writes its dates differently, it is Europe's way that our merchants know: 4 March 2026.
REGIONS = {"en": "en_GB"}


@dataclass(frozen=True)
class Texts:
    """The words in one locale. A missing key raises KeyError: a test compares the locales, so readers never see it."""

    locale: str
    words: Mapping[str, object]

    def __call__(self, key: str, **values: object) -> str:
        """`t("help.name", brand="Parcelo")`"""
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(key)
        return found.format(**values) if values else found

    def counted(self, key: str, n: int, **values: object) -> str:
        """The form for `n`, as in `articles = { one = "{n} article", other = "{n} articles" }`."""
        forms = self._find(key)
        if not isinstance(forms, dict):
            raise KeyError(key)
        form = forms.get(Locale.parse(self.locale).plural_form(n), forms["other"])
        return str(form).format(n=n, **values)

    def listed(self, key: str) -> list[str]:
        found = self._find(key)
        if not isinstance(found, list):
            raise KeyError(key)
        return [str(line) for line in found]

    def has(self, key: str) -> bool:
        try:
            self._find(key)
        except KeyError:
            return False
        return True

    def _find(self, key: str) -> object:
        found: object = self.words
        for part in key.split("."):
            if not isinstance(found, Mapping):
                raise KeyError(key)
            found = found[part]
        return found


def texts(locale: str, folder: str = "") -> Texts:
    """The words of `folder` (the pages' own, or `demo`) in the locale, else in English."""
    spoken = locale if locale in spoken_locales(folder) else FALLBACK
    return _read(TEXTS / folder / f"{spoken}.toml")


@cache
def spoken_locales(folder: str = "") -> frozenset[str]:
    return frozenset(path.stem for path in (TEXTS / folder).glob("*.toml"))


@cache
def _read(path: Path) -> Texts:
    return Texts(path.stem, tomllib.loads(path.read_text("utf-8")))


def language_name(locale: str, inside: str | None = None) -> str:
    """What the language is called, in itself (with a capital) or as it is written inside a sentence of another."""
    known = _known(locale)
    if known is None:
        return locale
    if inside is not None:
        return known.get_display_name(_known(inside) or FALLBACK) or locale
    own = known.get_display_name() or locale
    return own[:1].upper() + own[1:]


def country_name(country: str, locale: str) -> str:
    known = _known(locale)
    return known.territories.get(country, country) if known else country


def direction(locale: str) -> str:
    known = _known(locale)
    return known.text_direction if known else "ltr"


def long_date(moment: datetime, locale: str) -> str:
    return format_date(moment, "long", _known(REGIONS.get(locale, locale)) or FALLBACK)


def time_of_day(moment: datetime, locale: str, zone: ZoneInfo) -> str:
    """Day and time by the clock of `zone`, which is named: 4 Mar 2026, 17:30 (Europe/Madrid)."""
    known = _known(REGIONS.get(locale, locale)) or FALLBACK
    return f"{format_datetime(moment, 'd MMM y, HH:mm', zone, known)} ({zone.key})"


def amount(text: str, locale: str) -> str:
    """An amount that is kept as `1234.50`, as people write it."""
    return format_decimal(Decimal(text), "#,##0.00", _known(REGIONS.get(locale, locale)) or FALLBACK)


def wished_locales(request: web.Request) -> tuple[str, ...]:
    """The languages that the browser asks for, best first."""
    wishes: list[tuple[float, str]] = []
    for part in request.headers.get("Accept-Language", "")[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), tag))
        except ValueError:
            continue
    return tuple(tag for _, tag in sorted(wishes, key=lambda wish: wish[0]))


@cache
def _known(locale: str) -> Locale | None:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
