"""What is looked up for a question, and where it stands: the sums over postings that every answer begins with."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from deflection.locale_index import Flags
from deflection.question import Question
from deflection.segment import OpenSegment
from deflection.weights import RankingWeights

Floats = npt.NDArray[np.float64]
Scores = npt.NDArray[np.floating]
Integers = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Lookup:
    """All that is looked up for a question: its terms, then what they bring, then pairs.

    `counts` is how often each term was typed; of what they bring, `owners` are the terms' positions.
    """

    words: list[str]
    counts: list[int]
    owners: list[int]
    weights: list[float]
    pairs: list[str]

    @classmethod
    def of(cls, question: Question) -> Self:
        positions = {term: position for position, term in enumerate(question.terms)}
        words, owners, weights = list(positions), [], []
        for expansion in question.expansions:
            owner = next((positions[source] for source in expansion.sources if source in positions), None)
            if owner is not None:
                words.append(expansion.term)
                owners.append(owner)
                weights.append(expansion.weight)
        return cls(words, list(question.terms.values()), owners, weights, sorted(question.pairs))

    def groups(self, known: Sequence[int]) -> list[list[int]]:
        """The places in `known` of each term and what it brings, where that is more than one."""
        if not self.owners:
            return []
        places: dict[int, list[int]] = {}
        terms = len(self.counts)
        for place, position in enumerate(known):
            if position < len(self.words):
                owner = position if position < terms else self.owners[position - terms]
                places.setdefault(owner, []).append(place)
        return [group for group in places.values() if len(group) > 1]

    def weighed(self, holders: Integers, articles: int, weights: RankingWeights) -> tuple[list[float], Floats]:
        """The idf of the words, and what each word and pair is multiplied with."""
        found: Floats = np.log1p((articles - holders + 0.5) / (holders + 0.5))
        idf: list[float] = found.tolist()
        terms = len(self.counts)
        for position, owner in enumerate(self.owners, terms):
            if holders[owner]:
                # A rare synonym of a common word tells no more than the word that was typed.
                idf[position] = min(idf[position], idf[owner])
        for owner in {owner for owner in self.owners if not holders[owner]}:
            # Of a word that is only known corrected, the correction tells how much it says.
            idf[owner] = max(idf[place] for place, of in enumerate(self.owners, terms) if of == owner)
        repeated = [count**weights.repeated for count in self.counts]
        factors = [value * times for value, times in zip(idf, repeated, strict=False)]
        for position, (owner, weight) in enumerate(zip(self.owners, self.weights, strict=True), terms):
            factors.append(idf[position] * weight * repeated[owner])
        factors += [value * weights.pairs for value in idf[len(self.words) :]]
        return idf[: len(self.words)], np.array(factors)

    def covered(self, held: Set[int], idf: Sequence[float]) -> float:
        """The summed idf of the question's terms of which an article holds the words at the positions `held`; of a
        term that it holds otherwise only, the part that counts."""
        terms = len(self.counts)
        shares = [float(position in held) for position in range(terms)]
        for position, (owner, weight) in enumerate(zip(self.owners, self.weights, strict=True), terms):
            if position in held:
                shares[owner] = max(shares[owner], weight)
        return sum(share * value for share, value in zip(shares, idf, strict=False))


@dataclass(frozen=True, slots=True)
class Found:
    """Where what is looked up stands in one segment: one row per posting that may be shown.

    `known` are the positions of the words and pairs that the segment knows, with their `numbers`; `words` of them are
    words. `sizes` is how many rows each has; `holders` is of all that is looked up. `groups` are the terms with what
    they bring, as places in `known`.
    """

    known: list[int]
    numbers: list[int]
    words: int
    groups: list[list[int]]
    sizes: Integers
    articles: npt.NDArray[np.int32]
    gains: npt.NDArray[np.float32]
    holders: Integers

    def scores(self, factors: Floats, articles: int) -> Floats:
        """The score of each article as a whole [articles]; 0 for one that shares but a pair of stop words."""
        border = int(self.sizes[: self.words].sum())
        if not border:
            return np.zeros(articles)
        gains: Scores = self.gains * np.repeat(factors[self.known], self.sizes)
        grouped = self._grouped(gains, articles)
        whole: Floats = np.bincount(self.articles[:border], gains[:border], articles).astype(np.float64, copy=False)
        whole += grouped
        if border < len(gains):
            whole += np.bincount(self.articles[border:], gains[border:], articles) * (whole > 0)
        return whole

    def _grouped(self, gains: Scores, articles: int) -> Floats | float:
        """Of a word and what means the same the best counts, not the sum: an article that says it in five ways answers
        no better. Takes the rows that it has seen to out of `gains`."""
        if not self.groups:
            return 0.0
        ends = np.cumsum(self.sizes).tolist()
        total = np.zeros(articles)
        for group in self.groups:
            best = np.zeros(articles)
            for place in group:
                rows = slice(ends[place] - int(self.sizes[place]), ends[place])
                holders = self.articles[rows]
                best[holders] = np.maximum(best[holders], gains[rows])
                gains[rows] = 0.0
            total += best
        return total

    def dense(self, factors: Floats, vocabulary: int) -> npt.NDArray[np.float32]:
        """The factor of every term of the segment's vocabulary [vocabulary], 0 for what is not looked up."""
        weights = np.zeros(vocabulary, np.float32)
        weights[self.numbers[: self.words]] = factors[self.known[: self.words]]
        return weights

    def held_by(self, article: int) -> set[int]:
        """The positions of the words and pairs that an article holds."""
        places = self.sizes.cumsum().searchsorted((self.articles == article).nonzero()[0], side="right")
        return {self.known[place] for place in places.tolist()}

    def by_number(self, factors: Floats) -> dict[int, float]:
        return dict(zip(self.numbers[: self.words], factors[self.known[: self.words]].tolist(), strict=True))


def find(segment: OpenSegment, mask: Flags, lookup: Lookup) -> Found:
    wanted = (*lookup.words, *lookup.pairs)
    numbered = [(place, segment.numbers[term]) for place, term in enumerate(wanted) if term in segment.numbers]
    holders = np.zeros(len(wanted), np.int64)
    tables = segment.tables
    if not numbered:
        return Found([], [], 0, [], holders[:0], tables.articles[:0], tables.weights[:0], holders)
    known, numbers = [place for place, _ in numbered], [number for _, number in numbered]
    starts, ends = tables.starts[numbers].tolist(), tables.starts[[number + 1 for number in numbers]].tolist()
    spans = list(zip(starts, ends, strict=True))
    articles = np.concatenate([tables.articles[start:end] for start, end in spans])
    gains = np.concatenate([tables.weights[start:end] for start, end in spans])
    sizes = np.array([end - start for start, end in spans])
    shown = mask[articles]
    if not shown.all():
        firsts = np.cumsum(sizes) - sizes
        sizes = np.add.reduceat(shown, firsts, dtype=np.int64)
        articles, gains = articles[shown], gains[shown]
    holders[known] = sizes
    words = sum(place < len(lookup.words) for place in known)
    return Found(known, numbers, words, lookup.groups(known), sizes, articles, gains, holders)
