"""Says why an article stands where it stands for a question, and what the one on top has that it lacks."""

import difflib
from collections.abc import Set
from dataclasses import dataclass

from deflection.article import EVERYONE
from deflection.calibration import Calibration, Features
from deflection.compiling import Segment
from deflection.confidence import features_of
from deflection.explaining_parts import Parts, Ranked, Standing
from deflection.locale_index import LocaleIndex
from deflection.measuring_postings import read_back
from deflection.question_sets import UnusableInputError
from deflection.ranking import CANDIDATES, Ranker
from deflection.suggest import Suggester, Suggestions

_NEAR_IDS = 5
_NEARNESS = 0.4


@dataclass(frozen=True, slots=True)
class Explanation:
    """One article beside the one on top (None when nothing was found).

    `closely`: it is among those that `suggest` looks at closely, the best by words alone; of others the score says
    what it would be. `features`, measured in the units of `calibration`, decided the level; they are of the list that
    the first article is from.
    """

    found: Suggestions
    closely: bool
    standing: Standing
    first: Standing | None
    features: Features | None
    calibration: Calibration


class Explainer:
    """Explains what one suggester finds; reads a locale's postings when they are first needed. For one thread."""

    def __init__(self, suggester: Suggester, audience: Set[str] = frozenset({EVERYONE})) -> None:
        self._suggester = suggester
        self._audience = audience
        self._read: dict[str, tuple[Segment, ...]] = {}

    def explain(self, question: str, article_id: str, locale: str | None) -> Explanation:
        """Why an article stands where it stands. Raises UnusableInputError for one that cannot be found."""
        # Up to CANDIDATES the scores are those of a short list; beyond, more articles are looked at than usual.
        limit = CANDIDATES
        found = self._suggester.search(question, locale, self._audience, limit)
        own = self._locale_of(article_id, found.locale)
        closely = (article_id, own) in _shown(found)
        if not closely:
            limit = max(CANDIDATES, self._suggester.article_count)
            found = self._suggester.search(question, locale, self._audience, limit)
        ranked = self._ranked(question, own, found.locale, limit)
        standing = self._standing(ranked, article_id, found)
        first = None
        if found.suggestions:
            top = found.suggestions[0]
            if top.locale != own:
                ranked = self._ranked(question, top.locale, found.locale, limit)
            first = self._standing(ranked, top.article_id, found)
        calibration = ranked.ranker.index.segments[0].calibration
        return Explanation(found, closely, standing, first, features_of(ranked.ranking), calibration)

    def _locale_of(self, article_id: str, question_locale: str) -> str:
        """The locale in which the question may find the article."""
        locales = self._suggester.index.locales
        there = [name for name, index in locales.items() if article_id in index.ids]
        if not there:
            raise UnusableInputError(f"no article {article_id}{self._near(article_id)}")
        own = next((name for name in (question_locale, self._suggester.default_locale) if name in there), None)
        if own is None:
            places = ", ".join(there)
            raise UnusableInputError(f"the question was taken for {question_locale}; {article_id} is in {places} only")
        segment, number = _place(locales[own], article_id)
        opened = locales[own].segments[segment]
        readers = opened.catalogue.audiences[opened.tables.audiences[number]]
        if self._audience.isdisjoint(readers):
            raise UnusableInputError(f"{article_id} is for {', '.join(readers)} only: name one with --audience")
        return own

    def _near(self, article_id: str) -> str:
        names = sorted({name for index in self._suggester.index.locales.values() for name in index.ids})
        near = difflib.get_close_matches(article_id, names, _NEAR_IDS, _NEARNESS)
        near += [name for name in names if article_id in name and name not in near]
        return f"; near are {', '.join(near[:_NEAR_IDS])}" if near else ""

    def _ranked(self, text: str, locale: str, question_locale: str, limit: int) -> Ranked:
        """As the suggester ranks: in the default language without the articles that are there in the question's."""
        locales = self._suggester.index.locales
        ranker = Ranker(locales[locale])
        fallback = locale != question_locale and question_locale in locales
        without = locales[question_locale].ids if fallback else frozenset()
        question = ranker.question(text, self._audience, without, own=locale == question_locale)
        return Ranked(ranker, question, ranker.rank(question, self._audience, without, limit), self._audience, without)

    def _standing(self, ranked: Ranked, article_id: str, found: Suggestions) -> Standing:
        index = ranked.ranker.index
        if index.locale not in self._read:
            self._read[index.locale] = tuple(read_back(segment) for segment in index.segments)
        segment, number = _place(index, article_id)
        shown = _shown(found)
        at = (article_id, index.locale)
        parts = Parts(ranked, segment, self._read[index.locale][segment])
        return parts.standing(number, shown.index(at) + 1 if at in shown else None)


def _shown(found: Suggestions) -> list[tuple[str, str]]:
    return [(each.article_id, each.locale) for each in found.suggestions]


def _place(index: LocaleIndex, article_id: str) -> tuple[int, int]:
    """The segment and the number of an article that counts."""
    for place, (segment, counting) in enumerate(zip(index.segments, index.counting, strict=True)):
        ids = segment.catalogue.ids
        number = ids.index(article_id) if article_id in ids else None
        if number is not None and counting[number]:
            return place, number
    raise KeyError(article_id)
