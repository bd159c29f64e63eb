"""The one door of the library: a question in, suggestions out."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from deflection.analysis import LANGUAGES, language_of
from deflection.confidence import ANSWER, MAYBE, Level, evidence, level_of
from deflection.index import Index, open_index
from deflection.language import detect
from deflection.passages import Fragment, shown
from deflection.question import clean, prepare
from deflection.ranking import Hit, Ranker

DEFAULT_LOCALE = "en"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article offered for a question.

    `fallback`: it is in the default language, because it does not exist in the question's. `section` is the anchor of
    the section that the passage is from (None: before the first heading). Scores compare within one answer only.
    """

    article_id: str
    locale: str
    fallback: bool
    title: str
    passage: tuple[Fragment, ...]
    section: str | None
    score: float
    content_hash: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is offered for a question, best first; `locale` is the language that the question was taken for.

    `certainty` (from 0) is what the level was decided by, for measuring.
    """

    level: Level
    confident: bool
    certainty: float
    locale: str
    index_version: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One locale's hits with what is needed to show them."""

    ranker: Ranker
    hits: tuple[Hit, ...]
    weights: Mapping[str, float]
    certainty: float
    fallback: bool


class Suggester:
    """Answers questions from one opened index. Synchronous; any number of threads may use one."""

    def __init__(self, index: Index, default_locale: str = DEFAULT_LOCALE) -> None:
        self._index = index
        self._rankers = {locale: Ranker(part) for locale, part in index.locales.items()}
        self._ids = {locale: {article.id for article in part.articles} for locale, part in index.locales.items()}
        self.default_locale = default_locale
        # All languages that can be told apart, not only those with articles: a question in another one must not be
        # taken for one of ours.
        self._candidates = tuple(dict.fromkeys((*self._rankers, *LANGUAGES)))

    @classmethod
    def open(cls, index_folder: Path | str, default_locale: str = DEFAULT_LOCALE) -> Self:
        """Opens the folder that `build_index` returned. Raises IndexDamagedError when it is not whole."""
        return cls(open_index(index_folder), default_locale)

    @property
    def index_version(self) -> str:
        return self._index.version

    @property
    def article_count(self) -> int:
        """Articles in all locales, each translation counted."""
        return sum(len(ids) for ids in self._ids.values())

    def suggest(self, question: str, *, locale: str | None, audience: Set[str], limit: int = 3) -> Suggestions:
        """What to offer for a question; nothing when the level is `none`.

        `locale` is the page's, a hint only; `audience` are the names under which the reader may read articles, such as
        `{"everyone", "small_shop"}`.
        """
        found = self.search(question, locale, audience, limit)
        if found.level == "none":
            return replace(found, suggestions=())
        return found

    def search(self, query: str, locale: str | None, audience: Set[str], limit: int = 10) -> Suggestions:
        """As `suggest`, but with every article that shares a word with the query, whatever the level."""
        detected = self._detected(query, locale)
        lists = self._ranked(query, detected, audience)
        if not any(ranked.hits for ranked in lists):
            # One or two words are taken for the page's language, but "devolución" on an English page is Spanish.
            unprimed = detect(clean(query), self._candidates, None)
            others = self._ranked(query, unprimed, audience)
            if any(ranked.hits for ranked in others):
                detected, lists = unprimed, others
        suggestions: list[Suggestion] = []
        for ranked in lists:
            wanted = max(0, limit - len(suggestions))
            suggestions.extend(_suggestion(ranked, hit) for hit in ranked.hits[:wanted])
        certainty = _certainty(lists)
        level = level_of(certainty)
        return Suggestions(
            level, level == "answer", round(certainty, 4), detected, self._index.version, tuple(suggestions)
        )

    def _detected(self, query: str, locale: str | None) -> str:
        known = {language_of(candidate) for candidate in self._candidates}
        # Of a page in Polish nothing is known but that its reader is no reader of ours: the default language it is.
        page = locale if locale and language_of(locale) in known else self.default_locale
        return detect(clean(query), self._candidates, page)

    def close(self) -> None:
        self._index.close()

    def _ranked(self, query: str, locale: str, audience: Set[str]) -> list[_Ranked]:
        """The question's own locale, then the default one without the articles that exist in the first."""
        lists: list[_Ranked] = []
        own = self._rankers.get(locale)
        if own:
            lists.append(_rank(own, query, audience, frozenset(), fallback=False))
        default = self._rankers.get(self.default_locale)
        if default and locale != self.default_locale:
            lists.append(_rank(default, query, audience, self._ids.get(locale, frozenset()), fallback=True))
        return lists


def _certainty(lists: Sequence[_Ranked]) -> float:
    """That of the list on top. Where it is silent, an article in the default language is worth a look, no answer."""
    first = lists[0].certainty if lists else 0.0
    if first >= MAYBE:
        return first
    return min(max((ranked.certainty for ranked in lists), default=0.0), ANSWER - 0.01)


def _rank(ranker: Ranker, query: str, audience: Set[str], without: Set[str], *, fallback: bool) -> _Ranked:
    question = prepare(query, ranker.index.analyzer, ranker.index.passage_count)
    ranking = ranker.rank(question, audience, without)
    return _Ranked(ranker, ranking.hits, ranking.weights, evidence(question, ranking).certainty, fallback)


def _suggestion(ranked: _Ranked, hit: Hit) -> Suggestion:
    index = ranked.ranker.index
    article, passage = index.articles[hit.article], index.passages[hit.passage]
    return Suggestion(
        article_id=article.id,
        locale=index.locale,
        fallback=ranked.fallback,
        title=article.title,
        passage=shown(passage.text, ranked.weights, index.analyzer),
        section=passage.section,
        score=round(hit.score, 4),
        content_hash=article.content_hash,
        url=article.url,
    )
