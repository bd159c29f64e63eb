"""Files below a folder, found without following links out of it and read with a bound."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from deflection.front_matter import ArticleProblem
from deflection.importing.items import Refused

# What the readers know what to do with; other files (pictures, styles) are passed over.
MARKDOWN_SUFFIXES = (".md", ".markdown")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
JSON_SUFFIXES = (".json",)
_SUFFIXES = (*MARKDOWN_SUFFIXES, *HTML_SUFFIXES, *JSON_SUFFIXES)
# Help centres nest four folders at most; a hostile tree or archive nests thousands.
MAX_DEPTH = 30
# The largest help centres have some tens of thousands of articles.
MAX_FILES = 100_000


class UnreadableError(Exception):
    """The text says why, without the file's name."""


@dataclass(frozen=True, slots=True)
class TreeFile:
    """`name` is relative to the tree's root, with slashes; `shown` names the file in messages."""

    name: str
    shown: str
    changed_at: datetime

    def is_one_of(self, suffixes: tuple[str, ...]) -> bool:
        return self.name.lower().endswith(suffixes)


class Tree(Protocol):
    """`files` are ordered by name; `refused` is what cannot be taken as a file of the tree."""

    files: tuple[TreeFile, ...]
    refused: tuple[Refused, ...]

    def read(self, file: TreeFile, limit: int) -> bytes:
        """At most `limit` bytes. Raises UnreadableError when there are more, or when it cannot be read."""
        ...

    def close(self) -> None: ...


def is_wanted(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES)


def is_passed_over(part: str) -> bool:
    """Hidden files and folders, and what archives of a Mac and Node bring along."""
    return part.startswith(".") or part in {"__MACOSX", "node_modules"}


def printable(name: str) -> str:
    """The name as a terminal may show it: no line ends, no escape sequences, no halves of characters."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in name)


def too_large(limit: int) -> UnreadableError:
    return UnreadableError(f"larger than {limit:,} bytes")


class FolderTree:
    """The files below a folder. With `only`, that one file in it."""

    def __init__(self, root: Path, only: str | None = None) -> None:
        self._root = root
        self._real = Path(os.path.realpath(root))
        self._refused: list[Refused] = []
        found: list[TreeFile] = []
        for file in self._walk() if only is None else self._file(only, root / only):
            if len(found) == MAX_FILES:
                self._refuse(root, f"more than {MAX_FILES:,} files: what follows is not read", hides_articles=True)
                break
            found.append(file)
        self.files = tuple(sorted(found, key=lambda file: file.name))
        self.refused = tuple(self._refused)

    def read(self, file: TreeFile, limit: int) -> bytes:
        try:
            path = Path(os.path.realpath(self._root / file.name))
            if not path.is_relative_to(self._real):
                raise UnreadableError("is a link out of the folder")
            # Not waiting: a pipe would have us wait for ever.
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as stream:
                status = os.fstat(stream.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise UnreadableError("is no regular file")
                if status.st_size > limit:
                    raise too_large(limit)
                data = stream.read(limit + 1)
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}") from error
        if len(data) > limit:
            raise too_large(limit)
        return data

    def close(self) -> None:
        """Nothing is held open."""

    def _walk(self) -> Iterator[TreeFile]:
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            place = self._root / folder
            if folder.count("/") >= MAX_DEPTH:
                self._refuse(place, f"nested deeper than {MAX_DEPTH} folders", hides_articles=True)
                continue
            try:
                with os.scandir(place) as entries:
                    children = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self._refuse(place, f"cannot be read: {error.strerror}", hides_articles=True)
                continue
            for entry in children:
                if is_passed_over(entry.name):
                    continue
                try:
                    yield from self._entry(entry, f"{folder}{entry.name}", waiting)
                except OSError as error:
                    self._refuse(place / entry.name, f"cannot be read: {error.strerror}", hides_articles=True)

    def _entry(self, entry: "os.DirEntry[str]", name: str, waiting: list[str]) -> Iterator[TreeFile]:
        if entry.is_symlink() and not self._stays_inside(entry):
            return
        if entry.is_dir(follow_symlinks=False):
            waiting.append(f"{name}/")
        elif is_wanted(entry.name) and not entry.is_dir():
            yield from self._file(name, Path(entry.path))

    def _stays_inside(self, entry: "os.DirEntry[str]") -> bool:
        target = Path(os.path.realpath(entry.path))
        if target.is_relative_to(self._real):
            return True  # a link to a folder inside is passed over: its files are found where they are
        if entry.is_dir() or is_wanted(entry.name):
            self._refuse(Path(entry.path), "is a link out of the folder", hides_articles=entry.is_dir())
        return False

    def _file(self, name: str, path: Path) -> Iterator[TreeFile]:
        try:
            name.encode("utf-8")
            changed = path.stat().st_mtime
        except UnicodeEncodeError:
            self._refuse(path, "its name is not UTF-8")
        except OSError as error:
            self._refuse(path, f"cannot be read: {error.strerror}", hides_articles=True)
        else:
            yield TreeFile(name, printable(str(path)), datetime.fromtimestamp(int(changed), UTC))

    def _refuse(self, path: Path, message: str, *, hides_articles: bool = False) -> None:
        problem = ArticleProblem(printable(str(path)), 0, message)
        self._refused.append(Refused(problem, hides_articles=hides_articles))
