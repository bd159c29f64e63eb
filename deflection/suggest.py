"""The one door of the library: a question in, suggestions out."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from deflection.analysis import LANGUAGES, language_of
from deflection.calibration import ANSWER, MAYBE, Level, judge, level_of
from deflection.confidence import features_of
from deflection.index import Index, open_index
from deflection.language import detect
from deflection.passages import Fragment, shown
from deflection.question import clean, finished_words
from deflection.ranking import Hit, Ranker, Ranking
from deflection.tables import Tables

DEFAULT_LOCALE = "en"
# An article on top stays there while it has at least this share of the best one's score: less while words are still
# coming, for what they say is not complete. Over questions typed letter by letter .9 left a change more, and with .5
# for the finished question the best article came second too often.
STEADY = 0.75
STEADY_TYPING = 0.5
# So far down it may be meanwhile.
FURTHER = 10


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

    `certainty` (0..1) is what the level was decided by, for measuring.
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
    ranking: Ranking
    certainty: float
    fallback: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """The article that stands first now, the share of the best one's score that keeps it there, and how far down."""

    article_id: str | None
    share: float
    depth: int

    def first_of(self, ranked: _Ranked) -> tuple[Hit, ...]:
        """The hits of a list with that article first, if it is nearly as good as the best."""
        hits = ranked.ranking.hits
        segments = ranked.ranker.index.segments
        for hit in hits[: self.depth] if self.article_id else ():
            if segments[hit.segment].catalogue.ids[hit.article] == self.article_id:
                if hit.score >= self.share * hits[0].score:
                    return (hit, *(other for other in hits if other is not hit))
                break
        return hits


class Suggester:
    """Answers questions from one opened index. Synchronous; any number of threads may use one."""

    def __init__(self, index: Index, default_locale: str = DEFAULT_LOCALE) -> None:
        self.index = index
        self._rankers = {locale: Ranker(part) for locale, part in index.locales.items()}
        self._ids = {locale: part.ids for locale, part in index.locales.items()}
        # Articles in en-US are there for whoever reads en.
        self.default_locale = self._locale_of(default_locale) or default_locale
        # All languages that can be told apart, not only those with articles: a question in another one must not be
        # taken for one of ours.
        there = {language_of(locale) for locale in self._rankers}
        self._candidates = (*self._rankers, *(language for language in LANGUAGES if language not in there))

    @classmethod
    def open(
        cls, index_folder: Path | str, default_locale: str = DEFAULT_LOCALE, before: "Suggester | None" = None
    ) -> Self:
        """Opens the folder that `build_index` returned. Raises IndexDamagedError when it is not whole.

        `before`: a suggester that is open already, whose maps are used again where the index is the same.
        """
        return cls(open_index(index_folder, before.index if before else None), default_locale)

    @property
    def index_version(self) -> str:
        return self.index.version

    @property
    def article_count(self) -> int:
        """Articles in all locales, each translation counted."""
        return sum(len(ids) for ids in self._ids.values())

    def suggest(
        self,
        question: str,
        *,
        locale: str | None,
        audience: Set[str],
        limit: int = 3,
        typing: bool = False,
        first: str | None = None,
    ) -> Suggestions:
        """What to offer for a question; nothing when the level is `none`.

        `locale` is the page's, a hint only; `audience` are the names under which the reader may read articles, such as
        `{"everyone", "small_shop"}`. A list that jumps is not read: while somebody is `typing`, the word that is not
        finished is not looked for, and the article that stands `first` now stays there unless another is clearly
        better.
        """
        kept = _Kept(first, STEADY_TYPING if typing else STEADY, FURTHER if typing else limit)
        found = self._found(finished_words(question) if typing else question, locale, audience, limit, kept)
        return replace(found, suggestions=()) if found.level == "none" else found

    def search(self, query: str, locale: str | None, audience: Set[str], limit: int = 10) -> Suggestions:
        """As `suggest`, but with every article that shares a word with the query, whatever the level."""
        return self._found(query, locale, audience, limit, _Kept(None, STEADY, limit))

    def _found(self, query: str, locale: str | None, audience: Set[str], limit: int, kept: "_Kept") -> Suggestions:
        detected = self._detected(query, locale)
        wanted = max(limit, kept.depth)
        lists = self._ranked(query, detected, audience, wanted)
        found = any(ranked.ranking.hits for ranked in lists)
        if not found or (language_of(detected) not in LANGUAGES and lists[0].certainty < MAYBE):
            # One or two words are taken for the page's language, but "devolución" on an English page is Spanish.
            unprimed = detect(clean(query), self._candidates, None)
            others = self._ranked(query, unprimed, audience, wanted)
            if _certainty(others) > _certainty(lists) or not found:
                detected, lists = unprimed, others
        certainty = _certainty(lists)
        if len(lists) > 1 and lists[0].certainty < MAYBE <= lists[1].certainty:
            # No article in the question's language answers: then one in the default language comes first.
            lists.reverse()
        suggestions: list[Suggestion] = []
        for place, ranked in enumerate(lists):
            hits = ranked.ranking.hits if place else kept.first_of(ranked)
            suggestions.extend(_suggestion(ranked, hit) for hit in hits[: max(0, limit - len(suggestions))])
        level = level_of(certainty)
        return Suggestions(
            level, level == "answer", round(certainty, 4), detected, self.index.version, tuple(suggestions)
        )

    def _detected(self, query: str, locale: str | None) -> str:
        page = self._locale_of(locale) if locale else None
        if page and language_of(page) not in LANGUAGES:
            # How its language looks is not known; whoever reads articles in it asks in it.
            return page
        known = {language_of(candidate) for candidate in self._candidates}
        # Of a page in Polish nothing is known but that its reader is no reader of ours: the default language it is.
        prior = locale if locale and language_of(locale) in known else self.default_locale
        return detect(clean(query), self._candidates, prior)

    def _locale_of(self, wanted: str) -> str | None:
        """The locale with articles that somebody who wants another of its language gets."""
        if wanted in self._rankers:
            return wanted
        return next((locale for locale in self._rankers if language_of(locale) == language_of(wanted)), None)

    def _ranked(self, query: str, locale: str, audience: Set[str], limit: int) -> list[_Ranked]:
        """The question's own locale, then the default one without the articles that exist in the first."""
        lists: list[_Ranked] = []
        own = self._rankers.get(locale)
        if own:
            lists.append(_rank(own, query, audience, frozenset(), limit, fallback=False))
        # Most questions are answered by their own locale: then nothing of the default one would be shown.
        if lists and len(lists[0].ranking.hits) >= limit and lists[0].certainty >= MAYBE:
            return lists
        default = self._rankers.get(self.default_locale)
        if default and locale != self.default_locale:
            without = self._ids.get(locale, frozenset())
            lists.append(_rank(default, query, audience, without, limit, fallback=True))
        return lists


def _certainty(lists: Sequence[_Ranked]) -> float:
    """That of the list on top. Where it is silent, an article in the default language is worth a look, no answer."""
    first = lists[0].certainty if lists else 0.0
    if first >= MAYBE:
        return first
    return min(max((ranked.certainty for ranked in lists), default=0.0), ANSWER - 0.01)


def _rank(ranker: Ranker, query: str, audience: Set[str], without: Set[str], limit: int, *, fallback: bool) -> _Ranked:
    question = ranker.question(query, audience, without, own=not fallback)
    ranking = ranker.rank(question, audience, without, limit)
    certainty = judge(features_of(ranking), ranker.index.segments[0].calibration).certainty
    return _Ranked(ranker, ranking, certainty, fallback)


def _suggestion(ranked: _Ranked, hit: Hit) -> Suggestion:
    index = ranked.ranker.index
    segment = index.segments[hit.segment]
    catalogue = segment.catalogue
    return Suggestion(
        article_id=catalogue.ids[hit.article],
        locale=index.locale,
        fallback=ranked.fallback,
        title=catalogue.titles[hit.article],
        passage=_passage(segment.tables, hit.passage, ranked.ranking.weights[hit.segment]),
        section=catalogue.sections[hit.passage],
        score=round(hit.score, 4),
        content_hash=catalogue.content_hashes[hit.article],
        url=catalogue.urls[hit.article],
    )


def _passage(tables: Tables, number: int, weights: Mapping[int, float]) -> tuple[Fragment, ...]:
    words = tables.words[tables.word_starts[number] : tables.word_starts[number + 1]].tolist()
    windows = tables.windows[tables.window_starts[number] : tables.window_starts[number + 1]].tolist()
    matches = [(start, end, term) for start, end, term in words if term in weights]
    return shown(tables.text(number), matches, weights, [(start, end) for start, end in windows])
