"""Files in a .zip, read in place: nothing is unpacked to disk, and what is unpacked in memory is bounded."""

import stat
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from deflection.front_matter import ArticleProblem
from deflection.importing.items import Refused
from deflection.importing.trees import (
    MAX_DEPTH,
    MAX_FILES,
    TreeFile,
    UnreadableError,
    is_passed_over,
    is_wanted,
    printable,
    too_large,
)

# Pages of a help centre shrink to a tenth, very uniform ones to a fiftieth; bombs to a thousandth.
MAX_RATIO = 200
# Small files may shrink by anything: 200 kB of memory harm nobody.
_RATIO_FROM_BYTES = 200_000
# All pages together; 20,000 articles of 25 kB each have half of it.
MAX_TOTAL_BYTES = 1_000_000_000
# The archive's table of contents is the one thing that is read whole: 100,000 entries have about 10 MB.
_MAX_CONTENTS_BYTES = 32_000_000
_END = b"PK\x05\x06"
_END_BYTES = 22 + 65_535  # the record at the end of an archive, with the longest comment
_ENCRYPTED = 0x1


class ZipTree:
    """`path` is read while it is open. Raises UnreadableError when it is no archive that we would open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._refused: list[Refused] = []
        self._entries: dict[str, zipfile.ZipInfo] = {}
        try:
            _check_contents(path)
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableError("is no readable .zip archive") from error
        self._take(self._archive.infolist())
        self.files = tuple(
            TreeFile(name, self._shown(name), _time(self._entries[name])) for name in sorted(self._entries)
        )
        self.refused = tuple(self._refused)

    def read(self, file: TreeFile, limit: int) -> bytes:
        entry = self._entries[file.name]
        if entry.file_size > limit:
            raise too_large(limit)
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise UnreadableError("is damaged in the archive") from error
        if len(data) > limit:
            raise too_large(limit)
        return data

    def close(self) -> None:
        self._archive.close()

    def _take(self, entries: list[zipfile.ZipInfo]) -> None:
        total = 0
        for entry in entries:
            if entry.is_dir() or not is_wanted(entry.filename):
                continue
            if any(is_passed_over(part) and part not in {".", ".."} for part in entry.filename.split("/")):
                continue
            reason = _reason_against(entry)
            if reason is None and entry.filename in self._entries:
                reason = "stands in the archive twice"
            if reason is not None:
                self._refuse(entry.filename, reason)
                continue
            total += entry.file_size
            if total > MAX_TOTAL_BYTES or len(self._entries) == MAX_FILES:
                limits = f"{MAX_TOTAL_BYTES:,} bytes or {MAX_FILES:,} files"
                self._refuse(
                    entry.filename,
                    f"the archive unpacks to more than {limits}: this and what follows is not read",
                    hides_articles=True,
                )
                break
            self._entries[entry.filename] = entry

    def _refuse(self, name: str, message: str, *, hides_articles: bool = False) -> None:
        self._refused.append(Refused(ArticleProblem(self._shown(name), 0, message), hides_articles=hides_articles))

    def _shown(self, name: str) -> str:
        return printable(f"{self._path}/{name}")


def _check_contents(path: Path) -> None:
    """Raises ValueError when the table of contents is too large to be read, before it is read."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _END_BYTES))
        tail = stream.read()
    place = tail.rfind(_END)
    if place < 0 or int.from_bytes(tail[place + 12 : place + 16], "little") > _MAX_CONTENTS_BYTES:
        raise ValueError("no table of contents, or one that is too large")


def _reason_against(entry: zipfile.ZipInfo) -> str | None:
    name, path = entry.filename, PurePosixPath(entry.filename)
    large = entry.file_size > _RATIO_FROM_BYTES
    reasons = {
        "its name is no plain path": entry.orig_filename != name or "\\" in name or not name.isprintable(),
        "its name leads out of the archive": path.is_absolute() or ".." in path.parts or name[1:2] == ":",
        f"nested deeper than {MAX_DEPTH} folders": len(path.parts) > MAX_DEPTH,
        "is a link": stat.S_ISLNK(entry.external_attr >> 16),
        "is encrypted": bool(entry.flag_bits & _ENCRYPTED),
        f"unpacks to more than {MAX_RATIO} times its size": large
        and entry.file_size > MAX_RATIO * max(1, entry.compress_size),
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _time(entry: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=UTC)  # the first day that an archive can name
