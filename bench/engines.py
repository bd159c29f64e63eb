"""The engines that `bench.search` compares: ours, and three that are good at it, on the same articles.

Every engine is given the question's locale and one index per locale, so that none of them reads articles in languages
that the others leave out; and the plain query that its documentation would have people write: any of the words.
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer

from deflection.analysis import LANGUAGES, analyzer
from deflection.article import EVERYONE, Article
from deflection.index import Index
from deflection.ranking import Ranker
from deflection.suggest import Suggester
from deflection.weights import TERM_FIELDS

AUDIENCE = frozenset({EVERYONE})
SHOWN = 10
# Titles count double: what was measured to be best for Whoosh on the question sets.
TITLE = 2.0
WORD = re.compile(r"[^\W_]+")
# An article whose passages fill the first places is one article.
_PASSAGES = 3 * SHOWN


class Engine(Protocol):
    """Something that finds articles: the ids of the best ones, best first."""

    name: str

    def find(self, text: str, locale: str) -> Sequence[str]: ...


class WholeCall:
    """What the server calls: language, ranking, level, and the passages to show, marked."""

    name = "deflection, the whole `suggest` call"

    def __init__(self, suggester: Suggester) -> None:
        self._suggester = suggester

    def find(self, text: str, locale: str) -> Sequence[str]:
        found = self._suggester.suggest(text, locale=locale, audience=AUDIENCE, limit=3)
        return [suggestion.article_id for suggestion in found.suggestions]


class BareRanking:
    """Analysis and ranking only (words, passages and meaning), as the other engines do it."""

    name = "deflection, bare ranking"

    def __init__(self, opened: Index) -> None:
        self._rankers = {locale: Ranker(part) for locale, part in opened.locales.items()}

    def find(self, text: str, locale: str) -> Sequence[str]:
        ranker = self._rankers[locale]
        ranking = ranker.rank(ranker.index.question(text), AUDIENCE, limit=SHOWN)
        segments = ranker.index.segments
        return [segments[hit.segment].catalogue.ids[hit.article] for hit in ranking.hits]


class WhooshOnOurIndex:
    """Whoosh's own searcher on the very index that our tables are compiled from: one document a passage."""

    name = "Whoosh, on our index"

    def __init__(self, opened: Index) -> None:
        self._searchers = {
            locale: index.open_dir(str(part.segments[0].folder / "whoosh"), readonly=True).searcher()
            for locale, part in opened.locales.items()
        }

    def find(self, text: str, locale: str) -> Sequence[str]:
        terms = dict.fromkeys(analyzer(locale).terms(text))
        wanted = query.Or([query.Term(name, term) for term in terms for name in TERM_FIELDS])
        hits = self._searchers[locale].search(wanted, limit=_PASSAGES)
        return list(dict.fromkeys(hit["article"] for hit in hits))[:SHOWN]


class PlainWhoosh:
    """Whoosh as one would use it without us: one document an article, title and body."""

    name = "Whoosh, plain"

    def __init__(self, articles: Mapping[str, Sequence[Article]], folder: Path) -> None:
        self._searchers = {}
        for locale, texts in articles.items():
            place = folder / locale
            if not index.exists_in(str(place)):
                _write_whoosh(texts, place)
            self._searchers[locale] = index.open_dir(str(place), readonly=True).searcher()

    def find(self, text: str, locale: str) -> Sequence[str]:
        terms = dict.fromkeys(analyzer(locale).terms(text))
        wanted = [query.Term("title", term, boost=TITLE) for term in terms]
        wanted += [query.Term("body", term) for term in terms]
        return [hit["id"] for hit in self._searchers[locale].search(query.Or(wanted), limit=SHOWN)]


def _write_whoosh(articles: Sequence[Article], folder: Path) -> None:
    folder.mkdir(parents=True)
    text = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    made = index.create_in(str(folder), fields.Schema(id=fields.STORED, title=text, body=text))
    words = analyzer(articles[0].locale)
    writer = made.writer(limitmb=128)
    for article in articles:
        title, body = (" ".join(words.terms(part)) for part in (article.title, text_of(article)))
        writer.add_document(id=article.id, title=title, body=body)
    writer.commit(optimize=True)
    made.close()


class Fts5:
    """SQLite's full text search: porter over unicode61, any of the words, ordered by its bm25()."""

    name = "SQLite FTS5"

    def __init__(self, articles: Mapping[str, Sequence[Article]]) -> None:
        self._databases = {}
        for locale, texts in articles.items():
            database = sqlite3.connect(":memory:")
            options = "id UNINDEXED, title, body, tokenize = 'porter unicode61 remove_diacritics 2'"
            database.execute(f"CREATE VIRTUAL TABLE articles USING fts5({options})")
            rows = [(article.id, article.title, text_of(article)) for article in texts]
            database.executemany("INSERT INTO articles VALUES (?, ?, ?)", rows)
            database.execute("INSERT INTO articles (articles) VALUES ('optimize')")
            self._databases[locale] = database

    def find(self, text: str, locale: str) -> Sequence[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(WORD.findall(text.lower())))
        sql = "SELECT id FROM articles WHERE articles MATCH ? ORDER BY bm25(articles, 0, ?, 1) LIMIT ?"
        found = self._databases[locale].execute(sql, (words, TITLE, SHOWN))
        return [str(row[0]) for row in found]


def by_locale(articles: Sequence[Article]) -> dict[str, list[Article]]:
    """The articles of each locale."""
    found: dict[str, list[Article]] = {}
    for article in articles:
        found.setdefault(article.locale, []).append(article)
    return found


def forget() -> None:
    """Empties what our analysis remembers of words, so that no engine finds what another one has warmed."""
    analyzer.cache_clear()
    for language in LANGUAGES:
        analyzer(language)


def text_of(article: Article) -> str:
    """All of an article that is searched beside its title."""
    return "\n".join((article.summary, *article.tags, article.body))
