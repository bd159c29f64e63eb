"""Sources on real files, and what came out of them."""

import json
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from deflection.article import Article
from deflection.importing.items import Item, Kind, LeftOut, Options, Refused, Taken
from deflection.importing.kinds import open_source

PLANS = ("small_shop", "large_shop")
OPTIONS = Options(locale="en", locales=("en", "es", "nl"), plans=PLANS)


class Read:
    """What a source gave."""

    def __init__(self, items: list[Item], kind: Kind) -> None:
        self.items = items
        self.kind = kind

    @property
    def articles(self) -> list[Article]:
        return [item.article for item in self.items if isinstance(item, Taken)]

    @property
    def refused(self) -> list[Refused]:
        return [item for item in self.items if isinstance(item, Refused)]

    @property
    def left_out(self) -> list[str]:
        return [item.reason for item in self.items if isinstance(item, LeftOut)]

    @property
    def keys(self) -> set[tuple[str, str]]:
        return {(article.id, article.locale) for article in self.articles}

    def article(self, article_id: str, locale: str = "en") -> Article:
        return next(one for one in self.articles if (one.id, one.locale) == (article_id, locale))

    def reasons(self) -> dict[str, str]:
        """Why each file was refused, by its name."""
        return {Path(one.problem.path).name: one.problem.message for one in self.refused}

    def lines(self) -> dict[str, int]:
        return {Path(one.problem.path).name: one.problem.line for one in self.refused}


def read(path: Path, kind: Kind | None = None, options: Options = OPTIONS) -> Read:
    source = open_source(path, kind, options)
    try:
        return Read(list(source.items()), source.kind)
    finally:
        source.close()


def tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(path: Path, files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2026, 3, 2, 9, 0, 0))
            entry.compress_type = method
            archive.writestr(entry, content)
    return path


def sparse(path: Path, size: int) -> Path:
    """A file of this size that takes no room on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.truncate(size)
    return path


def announcing(path: Path, name: str, size: int) -> Path:
    """The archive with another size for the file in its table of contents."""
    data = bytearray(path.read_bytes())
    entry = data.rindex(name.encode(), 0, data.rindex(b"PK\x05\x06")) - 46
    struct.pack_into("<I", data, entry + 24, size)
    path.write_bytes(data)
    return path


def zendesk_article(number: int, **fields: object) -> dict[str, object]:
    """As `GET /api/v2/help_center/en-us/articles` lists it."""
    return {
        "id": number,
        "url": f"https://acme.zendesk.com/api/v2/help_center/en-us/articles/{number}.json",
        "html_url": f"https://acme.zendesk.com/hc/en-us/articles/{number}-Some-title",
        "draft": False,
        "section_id": 10,
        "updated_at": "2026-01-02T03:04:05Z",
        "edited_at": "2026-01-01T00:00:00Z",
        "name": f"Article {number}",
        "title": f"Article {number}",
        "source_locale": "en-us",
        "locale": "en-us",
        "user_segment_id": None,
        "label_names": [],
        "body": f"<p>The text of {number}.</p>",
        **fields,
    }


def page(name: str, *items: object) -> str:
    """One page of a list, as the API answers it."""
    return json.dumps({"count": len(items), "next_page": None, "page": 1, name: items}, indent=1)
