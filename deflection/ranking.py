"""Orders the articles of one locale by how well they answer a question.

BM25F in two grains, an article as a whole and its best passage, from the compiled tables; then, for the best articles
only and in languages that have them, how close title and passages are in meaning. Each field is saturated by itself, as
Whoosh does it. What every number was measured to be worth stands in docs/search.md.
"""

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deflection.embeddings import VECTOR_SCALE, Vector, embedder, without_direction
from deflection.index import Flags, LocaleIndex
from deflection.question import Question
from deflection.segment import OpenSegment
from deflection.tables import Tables
from deflection.weights import RankingWeights

# Articles that are looked at closely: with 64 of them the first three were the same for every question of the sets.
CANDIDATES = 32
# The first articles, by whose scores it is judged how sure the first one is.
LOOKED_AT = 6
# Which passage is shown is decided by the words of the question; meaning decides between equals only.
_SHOWN_BY_MEANING = 0.01
# Audiences that ask in turn: plans, by languages that lack articles.
_REMEMBERED_MASKS = 64

Floats = npt.NDArray[np.float64]
Scores = npt.NDArray[np.floating]
Integers = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article (segment and number), its best passage (its number), and how it fits.

    `lexical` is what shared words give, `title_cosine` and `passage_cosine` (-1..1) how close it is in meaning (0 in a
    language without embeddings); `score` joins them.
    """

    segment: int
    article: int
    passage: int
    score: float
    lexical: float
    title_cosine: float
    passage_cosine: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits, best first, and the idf of each term of the question, those that no article holds included.

    `weights` are by segment: what each term (by its number) says in the passage that is shown. `covered` is the summed
    idf of the terms that the best article holds; `articles` how many the reader may read.
    """

    hits: tuple[Hit, ...]
    idf: Mapping[str, float]
    weights: tuple[Mapping[int, float], ...]
    covered: float
    articles: int


class Ranker:
    """Ranks the articles of one locale. Immutable; any number of threads may use it."""

    def __init__(self, index: LocaleIndex, weights: RankingWeights | None = None) -> None:
        self.index = index
        self._weights = weights or RankingWeights()
        self._embedder = embedder(index.analyzer.language)
        self._masks = lru_cache(_REMEMBERED_MASKS)(self._new_masks)

    def holders(self, term: str) -> int:
        """In how many articles a term stands, those that no longer count included."""
        found = 0
        for segment in self.index.segments:
            number = segment.numbers.get(term)
            if number is not None:
                found += int(segment.tables.starts[number + 1] - segment.tables.starts[number])
        return found

    def rank(self, question: Question, audience: Set[str], without: Set[str] = frozenset(), limit: int = 10) -> Ranking:
        """The best articles that share a term with the question and that the audience may read, except those
        `without`: at least `limit` and LOOKED_AT, if there are as many."""
        masks, visible = self._masks(frozenset(audience), frozenset(without))
        terms, pairs = list(question.terms), sorted(question.pairs)
        found = [_found(segment, mask, terms, pairs) for segment, mask in zip(self.index.segments, masks, strict=True)]
        idf = _idf(np.sum([part.holders for part in found], axis=0), visible)
        # A word typed four times counts twice: repetition means something in a long question, but not that much.
        factors = idf.copy()
        factors[: len(terms)] *= np.sqrt(np.array(list(question.terms.values()), np.float64))
        factors[len(terms) :] *= self._weights.pairs
        wanted = max(CANDIDATES, limit)
        vector = self._embedder.embed(question.text) if self._embedder and terms else None
        candidates = [
            self._candidates(number, part, factors, len(terms), wanted, vector) for number, part in enumerate(found)
        ]
        hits = self._hits([part for part in candidates if len(part.articles)], max(limit, LOOKED_AT))
        by_term = dict(zip(terms, idf.tolist(), strict=False))
        by_number = tuple(part.by_number(by_term) for part in found)
        covered = _covered(self.index.segments[hits[0].segment], hits[0], by_number) if hits else 0.0
        return Ranking(hits, by_term, by_number, covered, visible)

    def _candidates(
        self, number: int, found: "_Found", factors: Floats, terms: int, wanted: int, vector: Vector | None
    ) -> "_Candidates":
        segment = self.index.segments[number]
        tables = segment.tables
        whole = found.scores(factors, terms, tables.article_count)
        articles = _best(whole, wanted)
        starts, ends = tables.passages[articles], tables.passages[articles + 1]
        firsts = np.cumsum(ends - starts) - (ends - starts)
        passages = np.repeat(starts - firsts, ends - starts) + np.arange((ends - starts).sum())
        parts = _passage_scores(tables, starts, ends, passages, found.dense(factors, terms, len(segment.numbers)))
        if vector is None or not len(articles):
            nothing = np.zeros(len(articles), np.float32)
            return _Candidates(number, segment, articles, whole[articles], passages, firsts, parts, nothing, parts * 0)
        turned = without_direction(vector, segment.frozen.common) / VECTOR_SCALE
        titles = tables.title_vectors[articles].astype(np.float32) @ turned
        cosines = tables.passage_vectors[passages].astype(np.float32) @ turned
        return _Candidates(number, segment, articles, whole[articles], passages, firsts, parts, titles, cosines)

    def _hits(self, candidates: Sequence["_Candidates"], limit: int) -> tuple[Hit, ...]:
        if not candidates:
            return ()
        lexical = [part.lexical(self._weights.passage) for part in candidates]
        best = max(float(scores.max()) for scores in lexical)
        best_part = max(float(part.parts.max()) for part in candidates) or 1.0
        if len(candidates) == 1:
            return tuple(candidates[0].hits(lexical[0], best, best_part, self._weights, limit))
        hits = [
            hit
            for part, scores in zip(candidates, lexical, strict=True)
            for hit in part.hits(scores, best, best_part, self._weights, limit)
        ]
        hits.sort(key=lambda hit: (-hit.score, self.index.segments[hit.segment].catalogue.ids[hit.article]))
        return tuple(hits[:limit])

    def _new_masks(self, audience: frozenset[str], without: frozenset[str]) -> tuple[list[Flags], int]:
        """Which articles of each segment may be shown, and how many in all."""
        masks = []
        for segment, counting in zip(self.index.segments, self.index.counting, strict=True):
            catalogue = segment.catalogue
            readable = np.array([not audience.isdisjoint(readers) for readers in catalogue.audiences], np.bool_)
            mask = counting & readable[segment.tables.audiences]
            if without:
                mask &= np.array([name not in without for name in catalogue.ids], np.bool_)
            masks.append(mask)
        return masks, sum(int(mask.sum()) for mask in masks)


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the question's terms, then its pairs, stand in one segment: one row per posting that may be shown.

    `known` are the positions of those that the segment knows, `sizes` how many rows each has; `holders` is of all.
    """

    terms: list[str]
    numbers: list[int]
    known: list[int]
    sizes: Integers
    articles: npt.NDArray[np.int32]
    gains: npt.NDArray[np.float32]
    holders: Integers

    def scores(self, factors: Floats, terms: int, articles: int) -> Floats:
        """The score of each article as a whole [articles]; 0 for one that shares but a pair of stop words."""
        border = int(self.sizes[: sum(position < terms for position in self.known)].sum())
        if not border:
            return np.zeros(articles)
        gains = self.gains * np.repeat(factors[self.known], self.sizes)
        whole: Floats = np.bincount(self.articles[:border], gains[:border], articles).astype(np.float64, copy=False)
        if border < len(gains):
            whole += np.bincount(self.articles[border:], gains[border:], articles) * (whole > 0)
        return whole

    def dense(self, factors: Floats, terms: int, vocabulary: int) -> npt.NDArray[np.float32]:
        """The factor of every term of the segment's vocabulary [vocabulary], 0 for what was not asked."""
        weights = np.zeros(vocabulary, np.float32)
        for position, number in zip(self.known, self.numbers, strict=True):
            if position < terms:
                weights[number] = factors[position]
        return weights

    def by_number(self, weights: Mapping[str, float]) -> dict[int, float]:
        pairs = zip(self.known, self.numbers, strict=True)
        return {number: weights[self.terms[position]] for position, number in pairs if position < len(self.terms)}


def _found(segment: OpenSegment, mask: Flags, terms: Sequence[str], pairs: Sequence[str]) -> _Found:
    known, numbers = [], []
    for position, term in enumerate((*terms, *pairs)):
        number = segment.numbers.get(term)
        if number is not None:
            known.append(position)
            numbers.append(number)
    holders = np.zeros(len(terms) + len(pairs), np.int64)
    tables = segment.tables
    if not known:
        return _Found(list(terms), [], [], holders[:0], tables.articles[:0], tables.weights[:0], holders)
    starts, ends = tables.starts[numbers].tolist(), tables.starts[[number + 1 for number in numbers]].tolist()
    spans = list(zip(starts, ends, strict=True))
    articles = np.concatenate([tables.articles[start:end] for start, end in spans])
    gains = np.concatenate([tables.weights[start:end] for start, end in spans])
    sizes = np.array([end - start for start, end in spans])
    shown = mask[articles]
    if not shown.all():
        firsts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        sizes = np.add.reduceat(shown, firsts, dtype=np.int64)
        articles, gains = articles[shown], gains[shown]
    holders[known] = sizes
    return _Found(list(terms), numbers, known, sizes, articles, gains, holders)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The best articles of one segment: their scores as a whole, all their passages one after the other (the first of
    article i is at `firsts[i]`) with the passages' own scores, and the cosines of titles and passages."""

    number: int
    segment: OpenSegment
    articles: Integers
    whole: Floats
    passages: Integers
    firsts: Integers
    parts: Floats
    titles: Scores
    cosines: Scores

    def lexical(self, passage_weight: float) -> Floats:
        scores: Floats = self.whole + passage_weight * np.maximum.reduceat(self.parts, self.firsts)
        return scores

    def hits(
        self, lexical: Floats, best: float, best_part: float, weights: RankingWeights, limit: int
    ) -> Iterator[Hit]:
        """The best `limit`: the highest score first, then by id, which is the order of the numbers."""
        closest = np.maximum.reduceat(self.cosines, self.firsts)
        scores = lexical / best + weights.title_meaning * self.titles + weights.passage_meaning * closest
        shown = self.parts / best_part + _SHOWN_BY_MEANING * self.cosines
        ends = [*self.firsts[1:].tolist(), len(shown)]
        for row in np.argsort(-scores, kind="stable")[:limit].tolist():
            first = int(self.firsts[row])
            passage = self.passages[first + int(shown[first : ends[row]].argmax())]
            yield Hit(
                segment=self.number,
                article=int(self.articles[row]),
                passage=int(passage),
                score=float(scores[row]),
                lexical=float(lexical[row]),
                title_cosine=float(self.titles[row]),
                passage_cosine=float(closest[row]),
            )


def _passage_scores(
    tables: Tables, starts: Integers, ends: Integers, passages: Integers, weights: npt.NDArray[np.float32]
) -> Floats:
    """The score of each of the passages, which are those from `starts` to `ends`."""
    if not len(passages):
        return np.zeros(0)
    spans = list(zip(tables.entry_starts[starts].tolist(), tables.entry_starts[ends].tolist(), strict=True))
    terms = np.concatenate([tables.entry_terms[start:end] for start, end in spans])
    gains = np.concatenate([tables.entry_weights[start:end] for start, end in spans])
    # A passage of stop words has no entry; sums over rows of nothing must be nothing.
    totals = np.zeros(len(terms) + 1)
    np.cumsum(weights[terms] * gains, out=totals[1:])
    last = np.cumsum(tables.entry_starts[passages + 1] - tables.entry_starts[passages])
    sums: Floats = np.diff(totals[last], prepend=0.0)
    return sums


def _best(scores: Floats, wanted: int) -> Integers:
    """The numbers of the `wanted` highest positive scores, ascending."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) <= wanted:
        return positive
    chosen = positive[np.argpartition(scores[positive], len(positive) - wanted)[-wanted:]]
    chosen.sort()
    return chosen


def _covered(segment: OpenSegment, hit: Hit, weights: Sequence[Mapping[int, float]]) -> float:
    """The summed idf of the question's terms that an article holds."""
    tables = segment.tables
    covered = 0.0
    for number, idf in weights[hit.segment].items():
        holders = tables.articles[tables.starts[number] : tables.starts[number + 1]]
        place = int(holders.searchsorted(hit.article))
        if place < len(holders) and holders[place] == hit.article:
            covered += idf
    return covered


def _idf(holders: Integers, articles: int) -> Floats:
    weights: Floats = np.log1p((articles - holders + 0.5) / (holders + 0.5))
    return weights


def rare_idf(articles: int) -> float:
    """The idf of a term that one article of so many holds."""
    return math.log1p((articles - 0.5) / 1.5)
