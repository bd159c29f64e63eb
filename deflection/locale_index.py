"""The articles of one locale as they are answered from: one segment, or two when some changed since the first."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from deflection.analysis import Analyzer, analyzer, language_of
from deflection.lexicon import expansions
from deflection.question import Question, Said, prepare
from deflection.segment import OpenSegment
from deflection.synonyms import Expansion, RelatedTerms, Synonyms, general_synonyms

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LocaleIndex:
    """The segments, which articles of each count ([N] of bool), and the words that mean the same."""

    locale: str
    analyzer: Analyzer
    synonyms: RelatedTerms
    segments: tuple[OpenSegment, ...]
    counting: tuple[Flags, ...]

    @classmethod
    def of(
        cls,
        locale: str,
        segments: tuple[OpenSegment, ...],
        gone: Set[str] = frozenset(),
        synonyms: Synonyms | None = None,
    ) -> Self:
        """`gone` are the articles of the first segment that no longer count, `synonyms` the help centre's own."""
        words = analyzer(language_of(locale))
        general = general_synonyms(words.language)
        counting = [np.ones(len(segment.catalogue.ids), np.bool_) for segment in segments]
        counting[0] = np.array([name not in gone for name in segments[0].catalogue.ids], np.bool_)
        related = (general.merged(synonyms) if synonyms else general).related(words)
        return cls(locale, words, related, segments, tuple(counting))

    def question(self, text: str, *, own: bool = True, shown: Sequence[Flags] | None = None) -> Question:
        """What is looked up for a text. When it is not in this locale's `own` language, no word of it is corrected: all
        of them are unknown here, and none is mistyped.

        `shown` are the articles of each segment that the reader may be shown (default: all that count). What stands in
        no other is unknown, so that nobody can tell from an answer what is written for others.
        """
        masks = self.counting if shown is None else shown

        def holders(term: str) -> int:
            return sum(_holders(segment, mask, term) for segment, mask in zip(self.segments, masks, strict=True))

        def known(term: str) -> bool:
            return any(_is_held(segment, mask, term) for segment, mask in zip(self.segments, masks, strict=True))

        def expand(said: Said) -> tuple[Expansion, ...]:
            if not own:
                return self.synonyms.expansions(tuple(term for _, terms in said for term in terms))
            lexicons = [segment.lexicon for segment in self.segments]
            return expansions(said, self.synonyms, lexicons, self.analyzer, known)

        return prepare(text, self.analyzer, holders, expand)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the articles that count."""
        return frozenset(
            segment.catalogue.ids[number]
            for segment, counting in zip(self.segments, self.counting, strict=True)
            for number in np.flatnonzero(counting).tolist()
        )


def _is_held(segment: OpenSegment, mask: Flags, term: str) -> bool:
    number = segment.numbers.get(term)
    if number is None:
        return False
    tables = segment.tables
    start, end = tables.starts[number], tables.starts[number + 1]
    # Mostly the first one may be shown.
    return bool(mask[tables.articles[start]] or mask[tables.articles[start:end]].any())


def _holders(segment: OpenSegment, mask: Flags, term: str) -> int:
    number = segment.numbers.get(term)
    if number is None:
        return 0
    starts = segment.tables.starts
    return int(np.count_nonzero(mask[segment.tables.articles[starts[number] : starts[number + 1]]]))
