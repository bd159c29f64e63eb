"""Reads a folder of articles, `<locale>/<slug>.md`, remembering where each article stands.

Reading never fails as a whole: what cannot be read is a problem with its file and line, the rest is returned. Finding
the files and reading one are two steps, so that whoever reads often parses only those that changed.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that is to hold an article. `state` is different after every change of its content."""

    path: Path
    locale_folder: Path
    state: tuple[int, int, int, int]  # modified and changed (ns), bytes, inode
    changed_at: datetime

    @property
    def locale(self) -> str:
        return self.locale_folder.name

    @property
    def id(self) -> str:
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a folder, ordered by locale and path; `unread` are folders and files that could not be looked at."""

    files: tuple[ArticleFile, ...]
    problems: tuple[ArticleProblem, ...]
    unread: tuple[Path, ...]


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
    """Every `*.md` below the locale folders of `folder`; nothing is opened."""
    files: list[ArticleFile] = []
    problems: list[ArticleProblem] = []
    unread: list[Path] = []

    def failed(error: OSError, path: Path) -> None:
        problems.append(ArticleProblem(str(path), 0, f"cannot be read: {error.strerror}"))
        unread.append(path)

    try:
        children = sorted(child for child in folder.iterdir() if not child.name.startswith("."))
    except OSError as error:
        failed(error, folder)
        return Found((), tuple(problems), tuple(unread))
    for child in children:
        if not child.is_dir():
            continue
        if not LOCALE.fullmatch(child.name):
            problems.append(ArticleProblem(str(child), 0, "a folder of articles must be named as a locale, such as es"))
            continue
        for path in sorted(_markdown_below(child, failed)):
            try:
                status = path.stat()
            except OSError as error:
                failed(error, path)
                continue
            state = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
            files.append(ArticleFile(path, child, state, datetime.fromtimestamp(int(status.st_mtime), UTC)))
    return Found(tuple(files), tuple(problems), tuple(unread))


def _markdown_below(folder: Path, failed: Callable[[OSError, Path], None]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, onerror=lambda error: failed(error, Path(error.filename or folder))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            # Editors keep locks and half-written texts in hidden files.
            if name.endswith(".md") and not name.startswith("."):
                yield Path(place, name)


def read_article_file(file: ArticleFile) -> tuple[ReadArticle | None, tuple[ArticleProblem, ...]]:
    """The article of one file, or None and what is wrong with it."""
    path = str(file.path)
    if file.path.parent != file.locale_folder:
        return None, (ArticleProblem(path, 0, "articles stand in the locale's folder itself, not in folders below it"),)
    if not SLUG.fullmatch(file.id) or len(file.id) > MAX_SLUG_LENGTH:
        message = f"{file.id!r} is no slug: lower-case English words joined by hyphens, at most {MAX_SLUG_LENGTH}"
        return None, (ArticleProblem(path, 0, message),)
    text, wrong = _read_text(file.path)
    if wrong:
        return None, (wrong,)
    front, problems = parse(path, text)
    if front is None:
        return None, problems
    odd = sorted(name for name in front.audience if not AUDIENCE.fullmatch(name))
    if odd:
        return None, (ArticleProblem(path, 1, f"audience {odd[0]!r} is no name of an audience"),)
    article = Article(
        id=file.id,
        locale=file.locale,
        title=front.title,
        summary=front.summary,
        body=front.body,
        tags=front.tags,
        audience=front.audience,
        updated_at=file.changed_at,
    )
    return ReadArticle(article, path, front.body_line), ()


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
