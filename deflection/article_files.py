"""Reads a folder of articles, `<locale>/<slug>.md`, remembering where each article stands.

Reading never fails as a whole: what cannot be read is a problem with its file and line, the rest is returned. Finding
the files and reading one are two steps, so that whoever reads often parses only those that changed.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from deflection.article import Article
from deflection.front_matter import ArticleProblem, parse

LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
AUDIENCE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
# An article of 500 words has 4 kB; what is larger than this was not written by hand.
MAX_FILE_BYTES = 1_000_000
MAX_SLUG_LENGTH = 100


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with the place that it was read from; `body_line` is the body's first line in the file."""

    article: Article
    path: str
    body_line: int


# Some file systems number their files with 64 bits, and databases store 63 and a sign.
_63_BITS = 2**63 - 1
# Modified and changed (ns), bytes, inode: another one after every change of the content.
FileState = tuple[int, int, int, int]


class ArticleFile(NamedTuple):
    """A file that is to hold an article of `locale`. `nested`: it stands in a folder below the locale's."""

    path: str
    locale: str
    id: str
    nested: bool
    state: FileState


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a folder, ordered by locale and path; `unread` are folders and files that could not be looked at."""

    files: tuple[ArticleFile, ...]
    problems: tuple[ArticleProblem, ...]
    unread: tuple[str, ...]


def read_article_files(folder: Path) -> tuple[list[ReadArticle], list[ArticleProblem]]:
    """All articles below `folder`, ordered by locale and id, and what is wrong with the others."""
    found = find_article_files(folder)
    entries: list[ReadArticle] = []
    problems = list(found.problems)
    for file in found.files:
        entry, wrong = read_article_file(file)
        problems.extend(wrong)
        if entry:
            entries.append(entry)
    return entries, problems


def find_article_files(folder: Path) -> Found:
    """Every `*.md` below the locale folders of `folder`; nothing is opened. Thousands of files take some hundredths of
    a second, which is why there are no `Path`s here."""
    files: list[ArticleFile] = []
    problems: list[ArticleProblem] = []
    unread: list[str] = []
    for entry in _entries(str(folder), problems, unread):
        if not entry.is_dir():
            continue
        if LOCALE.fullmatch(entry.name):
            files.extend(_below(entry.path, entry.name, problems, unread))
        else:
            problems.append(ArticleProblem(entry.path, 0, "a folder of articles must be named as a locale, such as es"))
    return Found(tuple(files), tuple(problems), tuple(unread))


def _below(
    folder: str, locale: str, problems: list[ArticleProblem], unread: list[str], *, nested: bool = False
) -> Iterator[ArticleFile]:
    for entry in _entries(folder, problems, unread):
        try:
            if entry.name.endswith(".md"):
                status = entry.stat()
                state = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino & _63_BITS)
                yield ArticleFile(entry.path, locale, entry.name[:-3], nested, state)
            elif entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, locale, problems, unread, nested=True)
        except OSError as error:
            problems.append(ArticleProblem(entry.path, 0, f"cannot be read: {error.strerror}"))
            unread.append(entry.path)


def _entries(folder: str, problems: list[ArticleProblem], unread: list[str]) -> "list[os.DirEntry[str]]":
    """What stands in the folder, by name. Editors keep locks and half-written texts in hidden files."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(ArticleProblem(folder, 0, f"cannot be read: {error.strerror}"))
        unread.append(folder)
        return []


def read_article_file(file: ArticleFile) -> tuple[ReadArticle | None, tuple[ArticleProblem, ...]]:
    """The article of one file, or None and what is wrong with it."""
    if file.nested:
        message = "articles stand in the locale's folder itself, not in folders below it"
        return None, (ArticleProblem(file.path, 0, message),)
    if not SLUG.fullmatch(file.id) or len(file.id) > MAX_SLUG_LENGTH:
        message = f"{file.id!r} is no slug: lower-case English words joined by hyphens, at most {MAX_SLUG_LENGTH}"
        return None, (ArticleProblem(file.path, 0, message),)
    text, wrong = _read_text(Path(file.path))
    if wrong:
        return None, (wrong,)
    front, problems = parse(file.path, text)
    if front is None:
        return None, problems
    odd = sorted(name for name in front.audience if not AUDIENCE.fullmatch(name))
    if odd:
        return None, (ArticleProblem(file.path, 1, f"audience {odd[0]!r} is no name of an audience"),)
    article = Article(
        id=file.id,
        locale=file.locale,
        title=front.title,
        summary=front.summary,
        body=front.body,
        tags=front.tags,
        audience=front.audience,
        updated_at=datetime.fromtimestamp(file.state[0] // 1_000_000_000, UTC),
    )
    return ReadArticle(article, file.path, front.body_line), ()


def _read_text(file: Path) -> tuple[str, ArticleProblem | None]:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return "", ArticleProblem(str(file), 0, f"cannot be read: {error.strerror}")
    return decoded(str(file), data)


def decoded(path: str, data: bytes, limit: int = MAX_FILE_BYTES) -> tuple[str, ArticleProblem | None]:
    """A file's bytes as text with lines ending in a newline only, or what is wrong with them."""
    if len(data) > limit:
        return "", ArticleProblem(path, 0, f"larger than {limit:,} bytes")
    if b"\0" in data:
        return "", ArticleProblem(
            path, line_of(data, data.index(b"\0")), "contains a NUL character; is this a text file?"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", ArticleProblem(path, line_of(data, error.start), "is not UTF-8 text")
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def line_of(data: bytes, position: int) -> int:
    """The line of a byte, from 1."""
    return data.count(b"\n", 0, position) + 1
