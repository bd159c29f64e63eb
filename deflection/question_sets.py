"""Reads question sets (`corpus.jsonl`, `queries.jsonl`, `qrels.tsv`) and opens the cached index of a corpus."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deflection.article import stable_hash
from deflection.index import build_index
from deflection.sources import FolderReading, read_corpus, read_folder
from deflection.suggest import DEFAULT_LOCALE, Suggester


class UnusableInputError(Exception):
    """A file that cannot be worked with; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of a set; `answerable` is None when the set does not say."""

    id: str
    text: str
    locale: str | None
    answerable: bool | None


def read_questions(file: Path) -> list[AskedQuestion]:
    """One JSON object a line: `id`, `text`, and optionally `locale` and `answerable`. Raises UnusableInputError."""
    questions: list[AskedQuestion] = []
    for number, line in enumerate(_read(file), 1):
        if not line.strip():
            continue
        try:
            fields: object = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnusableInputError(f"{file}:{number}: not a JSON object in UTF-8") from error
        if not isinstance(fields, dict):
            raise UnusableInputError(f"{file}:{number}: not a JSON object")
        questions.append(_question(fields, f"{file}:{number}"))
    if not questions:
        raise UnusableInputError(f"{file}: no question")
    return questions


def _question(fields: Mapping[object, object], place: str) -> AskedQuestion:
    question_id, text, locale, answerable = (fields.get(key) for key in ("id", "text", "locale", "answerable"))
    if not isinstance(question_id, str | int) or isinstance(question_id, bool):
        raise UnusableInputError(f"{place}: id must be a text")
    if not isinstance(text, str):
        raise UnusableInputError(f"{place}: text must be a text")
    if locale is not None and not isinstance(locale, str):
        raise UnusableInputError(f"{place}: locale must be a text")
    return AskedQuestion(str(question_id), text, locale or None, answerable if isinstance(answerable, bool) else None)


def read_answers(file: Path) -> dict[str, frozenset[str]]:
    """The right articles of each question, from `question <TAB> article <TAB> 1`; 0 marks a wrong one."""
    answers: dict[str, set[str]] = {}
    for number, line in enumerate(_read(file), 1):
        if not line.strip():
            continue
        columns = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        if len(columns) < 2:  # noqa: PLR2004
            raise UnusableInputError(f"{file}:{number}: expected question, article and 1, separated by tabs")
        if columns[2:3] != ["0"]:
            answers.setdefault(columns[0], set()).add(columns[1])
    return {question: frozenset(articles) for question, articles in answers.items()}


def open_corpus(source: Path, tell: Callable[[str], None]) -> Suggester:
    """The suggester of a folder of articles or a corpus file; its index is built at first use and kept in the cache.

    `tell` hears of progress, and of articles that cannot be read and are left out. Raises UnusableInputError when none
    can be read.
    """
    reading = read_articles(source)
    for problem in reading.problems:
        tell(str(problem))
    if not reading.articles:
        raise UnusableInputError(f"{source}: no article that can be read")
    tell(f"{len(reading.articles)} articles of {source}")
    folder = build_index(reading.articles, cache_folder(source), reading.synonyms)
    locales = [article.locale for article in reading.articles]
    default = DEFAULT_LOCALE if DEFAULT_LOCALE in locales else max(sorted(set(locales)), key=locales.count)
    return Suggester.open(folder, default)


def read_articles(source: Path) -> FolderReading:
    """A folder of articles, or the corpus file of a set."""
    return read_folder(source) if source.is_dir() else read_corpus(source)


def cache_folder(source: Path) -> Path:
    """Where the indexes of one source are kept: below the user's cache folder, by the source's place."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "deflection" / stable_hash(str(source.resolve()))[:16]


def _read(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().splitlines()
    except OSError as error:
        raise UnusableInputError(f"{file}: cannot be read: {error.strerror}") from error
