"""What suggestions are measured against: plain BM25F as Whoosh has it, by its own matcher, over the same articles.

Nothing of our ranking is used, its analysis neither: Whoosh's analyzer of the language, the fields `title` (counting
double) and `body`, any term may match.
"""

from collections.abc import Collection, Sequence
from typing import Self

from whoosh.analysis import LanguageAnalyzer, StandardAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.lang import has_stemmer
from whoosh.query import Or, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from deflection.analysis import language_of
from deflection.article import Article

_TITLE_BOOST = 2.0


class Baseline:
    """The articles of one locale in an index in memory; close it after use. For one thread."""

    def __init__(self, articles: Collection[Article], locale: str) -> None:
        language = language_of(locale)
        self._analyzer = LanguageAnalyzer(language) if has_stemmer(language) else StandardAnalyzer()
        text = TEXT(analyzer=self._analyzer, phrase=False)
        self._index = RamStorage().create_index(Schema(id=ID(stored=True), title=text, body=text))
        writer = self._index.writer()
        for article in articles:
            writer.add_document(id=article.id, title=article.title, body=article.body)
        writer.commit()
        self._searcher: Searcher = self._index.searcher(weighting=BM25F())

    def search(self, question: str, limit: int) -> list[str]:
        """The ids of the best articles, best first."""
        terms = list(dict.fromkeys(token.text for token in self._analyzer(question, mode="query")))
        titles = [Term("title", term, boost=_TITLE_BOOST) for term in terms]
        bodies = [Term("body", term) for term in terms]
        return [hit["id"] for hit in self._searcher.search(Or([*titles, *bodies]), limit=limit)]

    def close(self) -> None:
        """Gives the index back."""
        self._searcher.close()
        self._index.close()


class Baselines:
    """One baseline a locale, made when the first question in it is asked."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._by_locale: dict[str, Baseline] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for baseline in self._by_locale.values():
            baseline.close()

    def search(self, question: str, locale: str, limit: int) -> list[str]:
        """The ids of the best articles of a locale, best first."""
        if locale not in self._by_locale:
            own = [article for article in self._articles if article.locale == locale]
            self._by_locale[locale] = Baseline(own, locale)
        return self._by_locale[locale].search(question, limit)
