"""Reads a folder of articles, `<locale>/<slug>.md`, remembering where each article stands.

Reading never fails as a whole: what cannot be read is a problem with its file and line, the rest is returned.
"""

import re
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


def read_article_files(folder: Path) -> tuple[list[ReadArticle], list[ArticleProblem]]:
    """All articles below `folder`, ordered by locale and id, and what is wrong with the others."""
    found: list[ReadArticle] = []
    problems: list[ArticleProblem] = []
    try:
        children = sorted(child for child in folder.iterdir() if child.is_dir() and not child.name.startswith("."))
    except OSError as error:
        return [], [ArticleProblem(str(folder), 0, f"cannot be read: {error.strerror}")]
    for child in children:
        if not LOCALE.fullmatch(child.name):
            problems.append(ArticleProblem(str(child), 0, "a folder of articles must be named as a locale, such as es"))
            continue
        for file in sorted(child.rglob("*.md")):
            entry, wrong = _read_file(file, child)
            problems.extend(wrong)
            if entry:
                found.append(entry)
    return found, problems


def _read_file(file: Path, locale_folder: Path) -> tuple[ReadArticle | None, tuple[ArticleProblem, ...]]:
    path = str(file)
    if file.parent != locale_folder:
        return None, (ArticleProblem(path, 0, "articles stand in the locale's folder itself, not in folders below it"),)
    if not SLUG.fullmatch(file.stem) or len(file.stem) > MAX_SLUG_LENGTH:
        message = f"{file.stem!r} is no slug: lower-case English words joined by hyphens, at most {MAX_SLUG_LENGTH}"
        return None, (ArticleProblem(path, 0, message),)
    text, wrong = _read_text(file)
    if wrong:
        return None, (wrong,)
    front, problems = parse(path, text)
    if front is None:
        return None, problems
    odd = sorted(name for name in front.audience if not AUDIENCE.fullmatch(name))
    if odd:
        return None, (ArticleProblem(path, 1, f"audience {odd[0]!r} is no name of an audience"),)
    article = Article(
        id=file.stem,
        locale=locale_folder.name,
        title=front.title,
        summary=front.summary,
        body=front.body,
        tags=front.tags,
        audience=front.audience,
        updated_at=datetime.fromtimestamp(int(file.stat().st_mtime), UTC),
    )
    return ReadArticle(article, path, front.body_line), ()


def _read_text(file: Path) -> tuple[str, ArticleProblem | None]:
    path = str(file)
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            return "", ArticleProblem(path, 0, f"larger than {MAX_FILE_BYTES:,} bytes")
        data = file.read_bytes()
    except OSError as error:
        return "", ArticleProblem(path, 0, f"cannot be read: {error.strerror}")
    if b"\0" in data:
        return "", ArticleProblem(
            path, _line(data, data.index(b"\0")), "contains a NUL character; is this a text file?"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", ArticleProblem(path, _line(data, error.start), "is not UTF-8 text")
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
