"""The index on disk: passages in Whoosh, one part per locale, in a folder named by its content.

All of Whoosh's files are read and written here; which folder they are in, and that it is whole, `index_folders` knows.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal, get_args

from whoosh import versionstring
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.reading import TermNotFound

from deflection.analysis import Analyzer, analyzer, language_of
from deflection.article import Article, stable_hash
from deflection.index_folders import check, ensure
from deflection.passages import Passage, passages_of

# `pairs` are those of neighbouring words in the title and in each tag.
Field = Literal["title", "keywords", "headings", "body", "pairs"]
FIELDS: tuple[Field, ...] = get_args(Field)

_WRITER_MEMORY_MB = 128


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
    """Changes with any code that shapes an index: this package and Whoosh, rather than a number that people forget."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return stable_hash(versionstring(), *(source.read_text("utf-8") for source in sources))


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
    return ensure(Path(folder), index_version(articles), lambda building: _write(articles, building))


def open_index(folder: Path | str) -> Index:
    """Opens what `build_index` returned. Raises IndexDamagedError when it is not whole."""
    root = Path(folder)
    locales = {locale: LocaleIndex(locale, root / locale) for locale in check(root)}
    return Index(version=root.name, locales=locales)


def _write(articles: list[Article], folder: Path) -> list[str]:
    by_locale: dict[str, list[Article]] = {}
    for article in articles:
        by_locale.setdefault(article.locale, []).append(article)
    for locale, texts in by_locale.items():
        (folder / locale).mkdir()
        _write_locale(texts, folder / locale, analyzer(language_of(locale)))
    return list(by_locale)


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
