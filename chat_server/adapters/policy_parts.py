"""Reading a file of settings part by part: whatever is wrong is noted with its place, and reading goes on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from chat_server.adapters.toml_lines import Path
from chat_server.domain.policy import Texts

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]*")
COUNTRY = re.compile(r"[A-Z]{2}")
LOCALE = re.compile(r"[a-z]{2}")
NOT_ISO = {"UK": "GB", "EL": "GR"}  # what people write for countries that have another code


@dataclass
class Problems:
    """What is wrong, each with the path of the key that it is about."""

    found: list[tuple[Path, str]] = field(default_factory=list)

    def note(self, path: Path, message: str) -> None:
        self.found.append((path, message))


class Part:
    """One table of the file. Getters note what is wrong and answer with something harmless; `done` notes what nobody
    asked for."""

    def __init__(self, table: Mapping[str, object], path: Path, problems: Problems) -> None:
        self._table, self.path, self.problems = table, path, problems
        self._asked: set[str] = set()

    def note(self, message: str, *keys: str) -> None:
        self.problems.note((*self.path, *keys), message)

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._table

    def names(self) -> tuple[str, ...]:
        return tuple(self._table)

    def raw(self, key: str) -> object:
        self._asked.add(key)
        return self._table.get(key)

    def done(self) -> None:
        for key in self._table.keys() - self._asked:
            meant = get_close_matches(key, self._asked, n=1)
            hint = f" Did you mean {meant[0]}?" if meant else ""
            known = ", ".join(sorted(self._asked))
            self.note(f"{key} is not known here.{hint} Known are: {known or 'no keys'}.", key)

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.raw(key)
        if isinstance(value, str) and (value.strip() or not required):
            return value.strip()
        if value is not None or required:
            wrong = "is missing" if value is None else "must be a text"
            self.note(f'{key} {wrong}, such as {key} = "..."', *self._at(key))
        return ""

    def identifier(self, key: str, taken: Iterable[str] = (), most: int = 60) -> str:
        value = self.text(key, required=True)
        if value and not IDENTIFIER.fullmatch(value):
            self.note(f"{key} must be made of a-z, 0-9, _ and -, not {value!r}", key)
        elif len(value) > most:
            self.note(f"{key} may have {most} characters at most, not {len(value)}", key)
        if value and value in taken:
            self.note(f"{key} {value!r} stands here twice", key)
        return value

    def flag(self, key: str) -> bool:
        value = self.raw(key)
        if value is not None and not isinstance(value, bool):
            self.note(f"{key} must be true or false", key)
        return value is True

    def number(self, key: str, most: int = 10_000) -> int | None:
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            self.note(f"{key} must be a whole number from 1 to {most}", key)
            return None
        return value

    def day(self, key: str) -> date | None:
        value = self.raw(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        wrong = "must be a date without quotes" if self.has(key) else "is missing"
        self.note(f"{key} {wrong}, such as {key} = 2026-12-24", *self._at(key))
        return None

    def moment(self, key: str) -> datetime | None:
        value = self.raw(key)
        if isinstance(value, datetime) and value.tzinfo is None:
            return value
        wrong = "must be a date and time of the line, without zone and quotes" if self.has(key) else "is missing"
        self.note(f"{key} {wrong}, such as {key} = 2026-10-01T12:00:00", *self._at(key))
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            example = value if isinstance(value, str) else "..."
            self.note(f'{key} must be a list of texts, such as {key} = ["{example}"]', key)
            return ()
        return tuple(str(one) for one in value)

    def countries(self, *, required: bool = False) -> tuple[str, ...]:
        listed = self.texts("countries")
        if required and self.raw("countries") in (None, []):
            self.note('countries must say for which, such as countries = ["ES"]', *self._at("countries"))
        for one in listed:
            if not COUNTRY.fullmatch(one):
                self.note(f"countries must be ISO codes of two capitals, such as ES, not {one!r}", "countries")
            elif one in NOT_ISO:
                self.note(f"{one} is no ISO code: that country's is {NOT_ISO[one]}", "countries")
        return listed

    def by_locale(self, key: str, *, required: bool = False) -> Texts:
        """A text for each locale, at least in English; a plain text serves all of them."""
        value = self.raw(key)
        if isinstance(value, str) and value.strip():
            return {"en": value.strip()}
        if value is None:
            if required:
                self.note(f'{key} is missing: a text, or a text for each locale, such as {key} = {{ en = "..." }}')
            return {}
        return self._locales(key, value)

    def _locales(self, key: str, value: object) -> Texts:
        if not isinstance(value, dict):
            self.note(f"{key} must be a text, or a text for each locale", key)
            return {}
        for locale, text in value.items():
            if not LOCALE.fullmatch(locale):
                self.note(f"{locale} is no language: two small letters, such as es", key, locale)
            if not isinstance(text, str) or not text.strip():
                self.note(f"{key}.{locale} must be a text", key, locale)
        if "en" not in value:
            self.note(f"{key} must have an English text (en): readers of other languages get that one", key)
        return {locale: text.strip() for locale, text in value.items() if isinstance(text, str)}

    def part(self, key: str) -> "Part":
        """The table of this name; empty where there is none."""
        value = self.raw(key)
        if value is not None and not isinstance(value, dict):
            self.note(f"{key} must be a table, written as [{self._header(key)}]", key)
        return Part(value if isinstance(value, dict) else {}, (*self.path, key), self.problems)

    def parts(self, key: str) -> tuple["Part", ...]:
        """The tables of an array, written as [[...]]."""
        value = self.raw(key)
        tables = value if isinstance(value, list) else []
        if (value is not None and not isinstance(value, list)) or not all(isinstance(one, dict) for one in tables):
            self.note(f"{key} must be written as [[{self._header(key)}]]", key)
            return ()
        return tuple(Part(one, (*self.path, key, number), self.problems) for number, one in enumerate(tables))

    def _header(self, key: str) -> str:
        return ".".join((*(name for name in self.path if isinstance(name, str)), key))

    def _at(self, key: str) -> tuple[str, ...]:
        return (key,) if self.has(key) else ()
