"""The index on disk: passages in Whoosh, one part per locale, in a folder named by its content.

An index is written beside its final place and renamed when whole, and every file's digest stands in its manifest, so
that a reader sees a complete index or none. All of Whoosh's files are read and written here.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal, get_args

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.reading import TermNotFound

from deflection.analysis import Analyzer, analyzer, language_of
from deflection.article import Article, stable_hash
from deflection.passages import Passage, passages_of

# `pairs` are those of neighbouring words in the title and in each tag.
Field = Literal["title", "keywords", "headings", "body", "pairs"]
FIELDS: tuple[Field, ...] = get_args(Field)

_MANIFEST = "manifest.json"
_BUILDING = ".building-"
# A build takes seconds; a folder of a build that began this long ago was left by a crash.
_ABANDONED_S = 3600.0
# The index in use, the one being swapped in, and one to go back to.
_KEPT_INDEXES = 3
_WRITER_MEMORY_MB = 128


class IndexDamagedError(Exception):
    """The folder holds no complete index: a file is missing, cut short or altered. Build it again."""


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """What is known of an article without reading its text; `passages` are the numbers of its passages."""

    id: str
    title: str
    summary: str
    audience: frozenset[str]
    content_hash: str
    url: str
    passages: range


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """One passage; `article` is the number of its article, `lengths` the number of terms in each of FIELDS."""

    article: int
    section: str | None
    text: str
    lengths: tuple[int, ...]


class LocaleIndex:
    """The passages of one locale. Title, keywords and pairs are indexed with an article's first one only."""

    def __init__(self, locale: str, folder: Path) -> None:
        self.locale = locale
        self.analyzer = analyzer(language_of(locale))
        self._whoosh = open_dir(str(folder), readonly=True)
        self._reader = self._whoosh.reader()
        # Whoosh's posting readers share one file position.
        self._lock = Lock()
        self.articles, self.passages = self._read_stored()

    def postings(self, field: Field, term: str) -> "tuple[array[int], array[float]]":
        """The passages with the term in the field, ascending, and how often each has it."""
        passages, counts = array("I"), array("f")
        with self._lock:
            try:
                matcher = self._reader.postings(field, term)
            except TermNotFound:
                return passages, counts
            while matcher.is_active():
                passages.append(matcher.id())
                counts.append(matcher.weight())
                matcher.next()
        return passages, counts

    def passage_count(self, term: str) -> int:
        """In how many passages the term occurs, at least; 0 if in none."""
        with self._lock:
            return max(int(self._reader.doc_frequency(field, term)) for field in FIELDS)

    def close(self) -> None:
        with self._lock:
            self._reader.close()
            self._whoosh.close()

    def _read_stored(self) -> tuple[tuple[IndexedArticle, ...], tuple[IndexedPassage, ...]]:
        articles: list[IndexedArticle] = []
        passages: list[IndexedPassage] = []
        for number, fields in self._reader.iter_docs():
            stored = fields["stored"]
            if "title" in stored:
                articles.append(
                    IndexedArticle(
                        id=str(fields["article"]),
                        title=str(stored["title"]),
                        summary=str(stored["summary"]),
                        audience=frozenset(str(stored["audience"]).split("\n")),
                        content_hash=str(stored["content_hash"]),
                        url=str(stored["url"]),
                        passages=range(int(number), int(number) + int(stored["passages"])),
                    )
                )
            passages.append(
                IndexedPassage(
                    article=len(articles) - 1,
                    section=str(stored["section"]) or None,
                    text=str(stored["text"]),
                    lengths=tuple(int(length) for length in str(stored["lengths"]).split()),
                )
            )
        return tuple(articles), tuple(passages)


@dataclass(frozen=True, slots=True)
class Index:
    """An opened index. Any number of threads may read it; `version` names its content."""

    version: str
    locales: Mapping[str, LocaleIndex]

    def close(self) -> None:
        for part in self.locales.values():
            part.close()


@cache
def code_version() -> str:
    """Changes with any code that shapes an index: all of this package, rather than a number that people forget."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return stable_hash(*(source.read_text("utf-8") for source in sources))


def index_version(articles: Iterable[Article]) -> str:
    """The name of the index of these articles: the same for the same content and code, whatever the order."""
    parts = sorted(
        stable_hash(article.id, article.content_hash, article.url, *sorted(article.audience)) for article in articles
    )
    return stable_hash(code_version(), *parts)


def build_index(articles: Iterable[Article], folder: Path | str) -> Path:
    """Writes the index of the articles below `folder` unless it is there whole, and returns its own folder.

    Safe to run in a process of its own and in several at once; older indexes are removed, the newest few are kept.
    """
    articles = sorted(articles, key=lambda article: (article.locale, article.id))
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    version = index_version(articles)
    target = root / version
    if not _is_whole(target):
        building = Path(tempfile.mkdtemp(prefix=f"{_BUILDING}{version[:8]}-", dir=root))
        try:
            _write(articles, building, version)
            _put_in_place(building, target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    os.utime(target)
    _remove_old(root, target)
    return target


def open_index(folder: Path | str) -> Index:
    """Opens what `build_index` returned. Raises IndexDamagedError when it is not whole."""
    root = Path(folder)
    manifest = _check(root)
    locales = {locale: LocaleIndex(locale, root / locale) for locale in manifest}
    return Index(version=root.name, locales=locales)


def _is_whole(folder: Path) -> bool:
    try:
        _check(folder)
    except IndexDamagedError:
        return False
    return True


def _check(folder: Path) -> list[str]:
    """The locales of the index, once every file is as it was written."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        locales = [str(locale) for locale in manifest["locales"]]
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(f"{folder}: no readable manifest") from error
    for name, digest in files.items():
        if _digest(folder / name) != digest:
            raise IndexDamagedError(f"{folder / name}: missing, cut short or altered")
    return locales


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError:
        return ""


def _write(articles: list[Article], folder: Path, version: str) -> None:
    by_locale: dict[str, list[Article]] = {}
    for article in articles:
        by_locale.setdefault(article.locale, []).append(article)
    for locale, texts in by_locale.items():
        (folder / locale).mkdir()
        _write_locale(texts, folder / locale, analyzer(language_of(locale)))
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    manifest = {
        "version": version,
        "locales": sorted(by_locale),
        "files": {file.relative_to(folder).as_posix(): _digest(file) for file in files},
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")


def _write_locale(articles: list[Article], folder: Path, words: Analyzer) -> None:
    # Terms are analysed here and joined by spaces, so that the stored schema names nothing but Whoosh's own classes.
    fields = {field: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for field in FIELDS}
    schema = Schema(article=ID(stored=True), stored=STORED, **fields)
    whoosh = create_in(str(folder), schema)
    writer = whoosh.writer(limitmb=_WRITER_MEMORY_MB)
    for article in articles:
        passages = list(passages_of(article.sections)) or [Passage(None, (), article.summary)]
        for number, passage in enumerate(passages):
            terms: dict[Field, list[str]] = {
                "title": words.terms(article.title) if number == 0 else [],
                "keywords": words.terms("\n".join((article.summary, *article.tags))) if number == 0 else [],
                "headings": words.terms("\n".join(passage.headings)),
                "body": words.terms(passage.text),
                "pairs": _pairs(article, words) if number == 0 else [],
            }
            stored = {
                "section": passage.section or "",
                "text": passage.text,
                "lengths": " ".join(str(len(terms[field])) for field in FIELDS),
            }
            if number == 0:
                stored |= _stored_of(article, len(passages))
            indexed = {field: " ".join(found) for field, found in terms.items() if found}
            writer.add_document(article=article.id, stored=stored, **indexed)
    writer.commit(optimize=True)
    whoosh.close()


def _pairs(article: Article, words: Analyzer) -> list[str]:
    """Each pair once: how often a title says it tells nothing."""
    return sorted({pair for text in (article.title, *article.tags) for pair in words.pairs(text)})


def _stored_of(article: Article, passages: int) -> dict[str, str]:
    return {
        "title": article.title,
        "summary": article.summary,
        "audience": "\n".join(sorted(article.audience)),
        "content_hash": article.content_hash,
        "url": article.url,
        "passages": str(passages),
    }


def _put_in_place(building: Path, target: Path) -> None:
    try:
        building.rename(target)
    except OSError:
        # Another build was faster, or a damaged index is in the way; that one is moved aside first.
        if _is_whole(target):
            return
        target.rename(building.with_name(f"{building.name}-damaged"))
        building.rename(target)
        shutil.rmtree(building.with_name(f"{building.name}-damaged"), ignore_errors=True)


def _remove_old(root: Path, current: Path) -> None:
    indexes = [path for path in root.iterdir() if (path / _MANIFEST).is_file() and not path.name.startswith(".")]
    newest_first = sorted(indexes, key=lambda path: path.stat().st_mtime, reverse=True)
    old = [path for path in newest_first if path != current][_KEPT_INDEXES - 1 :]
    abandoned = [path for path in root.glob(f"{_BUILDING}*") if time.time() - path.stat().st_mtime > _ABANDONED_S]
    for path in (*old, *abandoned):
        shutil.rmtree(path, ignore_errors=True)
