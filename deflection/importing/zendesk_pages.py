"""What the Help Center API of Zendesk Guide answers with, one page a file: read, checked and told apart."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from deflection.article import UNKNOWN_TIME

# A page of the API has at most 100 articles; a dump in one file has them all, and is read whole.
MAX_JSON_BYTES = 32_000_000
# Lists and single answers: the same objects under two names.
_PLURAL = {"article": "articles", "section": "sections", "category": "categories", "translation": "translations"}
KNOWN = frozenset(_PLURAL.values())
Fields = Mapping[object, object]


class PageError(Exception):
    """Why the file is no page of the API, and on which line if that can be said."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Text:
    """An article in one locale, as an article or a translation carries it. `body` is HTML."""

    source_id: int
    locale: str
    title: str
    body: str
    hidden: str  # why it is not published, "" when it is
    updated_at: datetime


def objects_of(data: bytes) -> Iterator[tuple[str, object]]:
    """Every object of the file with its kind, one of KNOWN. Raises PageError."""
    try:
        page: object = json.loads(data)
    except json.JSONDecodeError as error:
        raise PageError(f"not valid JSON: {error.msg}", error.lineno) from error
    except UnicodeDecodeError as error:
        raise PageError("is not UTF-8 text", data.count(b"\n", 0, error.start) + 1) from error
    except (RecursionError, ValueError) as error:
        raise PageError("not valid JSON: nested too deeply, or a number too long") from error
    for part in page if isinstance(page, list) else [page]:
        if not isinstance(part, dict):
            raise PageError("is no page of the Help Center API")
        for key, value in part.items():
            if key in KNOWN and isinstance(value, list):
                yield from ((str(key), item) for item in value)
            elif key in _PLURAL and isinstance(value, dict):
                yield _PLURAL[key], value


def number(fields: Fields, key: str) -> int | None:
    """Ids are numbers; some tools write them as texts."""
    value = fields.get(key)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**18 else None


def word(fields: Fields, *keys: str) -> str:
    """The first of the fields that is a text with something in it, on one line; "" when none is."""
    for key in keys:
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(sound(value).split())
    return ""


def sound(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can carry and nothing else."""
    return text.encode("utf-8", "replace").decode("utf-8")


def text_of(kind: str, item: object) -> Text:
    """The text of an article or of an article's translation. Raises PageError."""
    if not isinstance(item, dict):
        raise PageError("is no object")
    source_id = number(item, "id" if kind == "articles" else "source_id")
    if source_id is None:
        raise PageError("has no id that is a number")
    body = item.get("body")
    locale, title = word(item, "locale", "source_locale"), word(item, "title", "name")
    if not locale or not title:
        raise PageError(f"article {source_id} has no {'title' if locale else 'locale'}")
    if body is not None and not isinstance(body, str):
        raise PageError(f"the body of article {source_id} is no text")
    if "\0" in (body or "") or "\0" in title:
        raise PageError(f"article {source_id} contains a NUL character")
    hidden = next((name for name in ("draft", "hidden") if item.get(name) is True), "")
    time = _time(item.get("edited_at") or item.get("updated_at"))
    return Text(source_id, locale, title, sound(body or ""), hidden, time)


def line_of_id(data: bytes, value: int) -> int:
    """The line on which the object with this id says so; 0 when it cannot be found."""
    found = re.search(rb'"(?:id|source_id)"\s*:\s*"?%d\b' % value, data)
    return data.count(b"\n", 0, found.start()) + 1 if found else 0


def _time(value: object) -> datetime:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else UNKNOWN_TIME
    except ValueError:
        return UNKNOWN_TIME
    return time if time.tzinfo else time.replace(tzinfo=UTC)
