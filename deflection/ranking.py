"""Orders the articles of one locale by how well they answer a question.

BM25F in two grains, an article as a whole and its best passage, from the compiled tables; then, for the best articles
only and in languages that have them, how close title and passages are in meaning. Each field is saturated by itself, as
Whoosh does it. What every number was measured to be worth stands in docs/search.md.
"""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from deflection.embeddings import VECTOR_SCALE, Vector, embedder, without_direction
from deflection.locale_index import Flags, LocaleIndex
from deflection.lookup import Floats, Found, Integers, Lookup, Scores, find
from deflection.question import Question
from deflection.tables import Tables
from deflection.weights import RankingWeights

# Articles that are looked at closely: with 64 of them the first three were the same for every question of the sets.
CANDIDATES = 32
# Which passage is shown is decided by the words of the question; meaning decides between equals only.
_SHOWN_BY_MEANING = 0.01
# Audiences that ask in turn: plans, by languages that lack articles.
_REMEMBERED_MASKS = 64


@dataclass(frozen=True, slots=True)
class Hit:
    """An article (segment and number), its best passage (its number), and how it fits."""

    segment: int
    article: int
    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class Scored:
    """What all articles that were looked at closely have, the first hit's first: `lexical` is what shared words give,
    `titles` and `passages` are the cosines (-1..1) of title and closest passage (0 in a language without embeddings).
    """

    lexical: Sequence[float]
    titles: Sequence[float]
    passages: Sequence[float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits, best first, what was seen of all candidates, and the idf of each term of the question, those that no
    article holds included.

    `weights` are by segment: what each word (by its number) says in the passage that is shown. `covered` is the summed
    idf of the terms that the best article holds; `articles` how many the reader may read; `by_meaning` says that the
    language has embeddings.
    """

    hits: tuple[Hit, ...]
    scored: Scored
    idf: Mapping[str, float]
    weights: tuple[Mapping[int, float], ...]
    covered: float
    articles: int
    by_meaning: bool


class Ranker:
    """Ranks the articles of one locale. Immutable; any number of threads may use it."""

    def __init__(self, index: LocaleIndex, weights: RankingWeights | None = None) -> None:
        self.index = index
        self._weights = weights or RankingWeights()
        self._embedder = embedder(index.analyzer.language)
        self._masks = lru_cache(_REMEMBERED_MASKS)(partial(_masks_of, index))

    def question(self, text: str, audience: Set[str], without: Set[str] = frozenset(), *, own: bool = True) -> Question:
        """What is looked up for a text, for a reader: a word that stands only in what others may read is unknown."""
        return self.index.question(text, own=own, shown=self._masks(frozenset(audience), frozenset(without))[0])

    def rank(self, question: Question, audience: Set[str], without: Set[str] = frozenset(), limit: int = 10) -> Ranking:
        """The best articles that share a term with the question and that the audience may read, except those
        `without`: at least `limit`, if there are as many."""
        masks, visible = self._masks(frozenset(audience), frozenset(without))
        lookup = Lookup.of(question)
        found = [find(segment, mask, lookup) for segment, mask in zip(self.index.segments, masks, strict=True)]
        idf, factors = lookup.weighed(np.sum([part.holders for part in found], axis=0), visible, self._weights)
        wanted = max(CANDIDATES, limit)
        vector = self._embedder.embed(question.text) if self._embedder and question.terms else None
        candidates = [self._candidates(number, part, factors, wanted, vector) for number, part in enumerate(found)]
        hits, scored = _joined([part for part in candidates if len(part.articles)], self._weights, limit)
        by_number = tuple(part.by_number(factors) for part in found)
        covered = lookup.covered(found[hits[0].segment].held_by(hits[0].article), idf) if hits else 0.0
        return Ranking(
            hits,
            scored,
            dict(zip(question.terms, idf, strict=False)),
            by_number,
            covered,
            visible,
            self._embedder is not None,
        )

    def _candidates(
        self, number: int, found: Found, factors: Floats, wanted: int, vector: Vector | None
    ) -> "_Candidates":
        segment = self.index.segments[number]
        tables = segment.tables
        whole = found.scores(factors, tables.article_count)
        articles = _best(whole, wanted)
        starts, ends = tables.passages[articles], tables.passages[articles + 1]
        firsts = np.cumsum(ends - starts) - (ends - starts)
        passages = np.repeat(starts - firsts, ends - starts) + np.arange((ends - starts).sum())
        parts = _passage_scores(tables, starts, ends, passages, found.dense(factors, len(segment.numbers)))
        if vector is None or not len(articles):
            none = np.zeros(len(articles), np.float32)
            return _Candidates(number, articles, whole[articles], passages, firsts, parts, none, none, parts * 0)
        turned = without_direction(vector, segment.frozen.common) / VECTOR_SCALE
        titles = tables.title_vectors[articles].astype(np.float32) @ turned
        bodies = tables.article_vectors[articles].astype(np.float32) @ turned
        cosines = tables.passage_vectors[passages].astype(np.float32) @ turned
        return _Candidates(number, articles, whole[articles], passages, firsts, parts, titles, bodies, cosines)


def _masks_of(index: LocaleIndex, audience: frozenset[str], without: frozenset[str]) -> tuple[list[Flags], int]:
    """Which articles of each segment may be shown, and how many in all."""
    masks = []
    for segment, counting in zip(index.segments, index.counting, strict=True):
        catalogue = segment.catalogue
        readable = np.array([not audience.isdisjoint(readers) for readers in catalogue.audiences], np.bool_)
        mask = counting & readable[segment.tables.audiences]
        if without:
            mask &= np.array([name not in without for name in catalogue.ids], np.bool_)
        masks.append(mask)
    return masks, sum(int(mask.sum()) for mask in masks)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The best articles of one segment: their scores as a whole, all their passages one after the other (the first of
    article i is at `firsts[i]`) with the passages' own scores, and the cosines of titles, whole texts and
    passages."""

    number: int
    articles: Integers
    whole: Floats
    passages: Integers
    firsts: Integers
    parts: Floats
    titles: Scores
    bodies: Scores
    cosines: Scores

    @property
    def closest(self) -> Scores:
        """The cosine of each article's closest passage."""
        found: Scores = np.maximum.reduceat(self.cosines, self.firsts)
        return found

    def lexical(self, passage_weight: float) -> Floats:
        """The score that shared words give each article."""
        scores: Floats = self.whole + passage_weight * np.maximum.reduceat(self.parts, self.firsts)
        return scores

    def passage(self, row: int, best_part: float) -> int:
        """The passage of an article (by its row) that is shown."""
        end = self.firsts[row + 1] if row + 1 < len(self.firsts) else len(self.passages)
        mine = slice(self.firsts[row], end)
        fits = self.parts[mine] / best_part + _SHOWN_BY_MEANING * self.cosines[mine]
        return int(self.passages[mine][fits.argmax()])


def _joined(candidates: Sequence[_Candidates], weights: RankingWeights, limit: int) -> tuple[tuple[Hit, ...], Scored]:
    """The hits of all segments in one order: by score; equal ones as they stand in their segment, which is by id."""
    if not candidates:
        return (), Scored((), (), ())
    lexical = np.concatenate([part.lexical(weights.passage) for part in candidates])
    titles = np.concatenate([part.titles for part in candidates])
    closest = np.concatenate([part.closest for part in candidates])
    meaning = weights.title_meaning * titles + weights.passage_meaning * closest
    meaning += weights.article_meaning * np.concatenate([part.bodies for part in candidates])
    scores = lexical / lexical.max() + meaning
    best_part = max(float(part.parts.max()) for part in candidates) or 1.0
    owners = [(part, row) for part in candidates for row in range(len(part.articles))]
    order = np.argsort(-scores, kind="stable")
    hits = []
    for place in order[:limit].tolist():
        part, row = owners[place]
        hits.append(Hit(part.number, int(part.articles[row]), part.passage(row, best_part), float(scores[place])))
    return tuple(hits), Scored(lexical[order].tolist(), titles[order].tolist(), closest[order].tolist())


def _passage_scores(
    tables: Tables, starts: Integers, ends: Integers, passages: Integers, weights: npt.NDArray[np.float32]
) -> Floats:
    """The score of each of the passages, which are those from `starts` to `ends`."""
    if not len(passages):
        return np.zeros(0)
    spans = list(zip(tables.entry_starts[starts].tolist(), tables.entry_starts[ends].tolist(), strict=True))
    terms = np.concatenate([tables.entry_terms[start:end] for start, end in spans])
    gains = np.concatenate([tables.entry_weights[start:end] for start, end in spans])
    gains *= weights.take(terms)
    sizes = tables.entry_starts.take(passages + 1) - tables.entry_starts.take(passages)
    ends = sizes.cumsum()
    # A passage of stop words has no entry; sums over rows of nothing must be nothing, and reduceat needs a row.
    sums: Floats = np.add.reduceat(np.append(gains, np.float32(0)), ends - sizes, dtype=np.float64)
    sums[sizes == 0] = 0.0
    return sums


def _best(scores: Floats, wanted: int) -> Integers:
    """The numbers of the `wanted` highest positive scores, ascending."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) <= wanted:
        return positive
    chosen = positive[np.argpartition(scores[positive], len(positive) - wanted)[-wanted:]]
    chosen.sort()
    return chosen


def rare_idf(articles: int) -> float:
    """The idf of a term that one article of so many holds."""
    return math.log1p((articles - 0.5) / 1.5)
