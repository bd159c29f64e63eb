"""The parts of one article's score for one question, worked out from Whoosh's postings; they add up to the score.

What `ranking` does with arrays for all articles at once is done here slowly for one, and told.
"""

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from deflection.compiling import Occurrences, Segment
from deflection.embeddings import VECTOR_SCALE, embedder, without_direction
from deflection.locale_index import Flags
from deflection.question import Question
from deflection.ranking import Hit, Ranker, Ranking
from deflection.segment import OpenSegment
from deflection.weights import PASSAGE_FIELDS, TERM_FIELDS, CompiledWeights, Field, RankingWeights


@dataclass(frozen=True, slots=True)
class InField:
    """A term in one field: how often, in how many terms, how many the field has on average, and what that gives
    before the term's own weight."""

    count: int
    length: int
    mean_length: float
    gives: float


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question, or one that it brought, in an article.

    `typed` is how often it was typed; `brought_by` names the term that brought it, None for one that was typed; `idf`
    is that of a typed term. `weight` is what the fields' shares are multiplied with. `in_article` and `in_passage` are
    by field; `held` is what it gets for being anywhere in the article. `gives` is its part of the score in the article
    as a whole, `passage_gives` in the best passage; `outdone`: another of the words that mean the same counts instead.
    """

    text: str
    typed: int
    brought_by: str | None
    idf: float | None
    weight: float
    in_article: Mapping[Field, InField]
    in_passage: Mapping[Field, InField]
    held: float
    gives: float
    passage_gives: float
    outdone: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """A cosine (-1..1) and its part of the score."""

    cosine: float
    gives: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One article for one question. `place` is from 1, None when no word of the question is in it.

    `pairs` are the neighbouring words that its title or tags share with the question, with their parts; `passage` is
    the text of the best passage by words. `score` is what `suggest` gives; all parts add up to it.
    """

    article_id: str
    locale: str
    title: str
    place: int | None
    terms: Sequence[Term]
    pairs: Mapping[str, float]
    meaning: Mapping[str, Meaning]
    passage: str
    score: float

    @property
    def total(self) -> float:
        """The parts added up."""
        words = sum(term.gives + term.passage_gives for term in self.terms)
        return words + sum(self.pairs.values()) + sum(meaning.gives for meaning in self.meaning.values())


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one locale's articles gave for a question, and what was asked."""

    ranker: Ranker
    question: Question
    ranking: Ranking
    audience: Set[str]
    without: Set[str]

    def holders(self, term: str) -> int:
        """In how many of the articles that may be shown a term stands."""
        index = self.ranker.index
        return sum(self._in_segment(*pair, term) for pair in zip(index.segments, index.counting, strict=True))

    def _in_segment(self, segment: OpenSegment, counting: Flags, term: str) -> int:
        number = segment.numbers.get(term)
        if number is None:
            return 0
        tables, catalogue = segment.tables, segment.catalogue
        holders = tables.articles[tables.starts[number] : tables.starts[number + 1]].tolist()
        return sum(
            bool(counting[article])
            and catalogue.ids[article] not in self.without
            and not self.audience.isdisjoint(catalogue.audiences[tables.audiences[article]])
            for article in holders
        )


class Parts:
    """Takes the scores of one segment's articles apart; `read` is the segment as it was read back."""

    def __init__(self, of: Ranked, segment: int, read: Segment) -> None:
        self._of = of
        self._number = segment
        self._segment = of.ranker.index.segments[segment]
        self._read = read
        self._compiled, self._weights = CompiledWeights(), RankingWeights()
        # Words count in shares of what they give to the article that they give most.
        self._unit = 1 / max(of.ranking.scored.lexical, default=1.0)

    def standing(self, article: int, place: int | None) -> Standing:
        """Where an article (by its number) stands, and why; `place` is that in the whole list."""
        hit = self._hit(article)
        tables, catalogue = self._segment.tables, self._segment.catalogue
        passages = range(tables.passages[article], tables.passages[article + 1])
        best = max(passages, key=self._words_in)
        return Standing(
            article_id=catalogue.ids[article],
            locale=self._of.ranker.index.locale,
            title=catalogue.titles[article],
            place=place,
            terms=list(self._terms(passages, best)),
            pairs=dict(self._pairs(passages)) if hit else {},
            meaning=dict(self._meaning(article, passages)) if hit else {},
            passage=tables.text(best),
            score=hit.score if hit else 0.0,
        )

    def _hit(self, article: int) -> Hit | None:
        hits = self._of.ranking.hits
        return next((hit for hit in hits if (hit.segment, hit.article) == (self._number, article)), None)

    def _factor(self, term: str) -> float:
        number = self._segment.numbers.get(term)
        return 0.0 if number is None else self._of.ranking.weights[self._number].get(number, 0.0)

    def _words_in(self, passage: int) -> float:
        """What the words of the question give to a passage, before it is weighed beside the article."""
        return sum(self._factor(text) * _sum(self._in_passage(text, passage)) for text, _ in self._looked_for())

    def _looked_for(self) -> Iterator[tuple[str, str | None]]:
        """Each term with what brought it (None: it was typed), those that mean the same one after the other."""
        question = self._of.question
        for typed in question.terms:
            yield typed, None
            for expansion in question.expansions:
                if next((source for source in expansion.sources if source in question.terms), None) == typed:
                    yield expansion.term, typed

    def _terms(self, passages: range, best: int) -> Iterator[Term]:
        group: list[Term] = []
        for text, brought_by in self._looked_for():
            if brought_by is None:
                yield from _best_counts(group)
                group = []
            group.append(self._term(text, brought_by, passages, best))
        yield from _best_counts(group)

    def _term(self, text: str, brought_by: str | None, passages: range, best: int) -> Term:
        question, factor = self._of.question, self._factor(text)
        in_article, in_passage = self._in_article(text, passages), self._in_passage(text, best)
        held = self._compiled.held if in_article else 0.0
        return Term(
            text=text,
            typed=question.terms.get(text, 0),
            brought_by=brought_by,
            idf=self._of.ranking.idf.get(text),
            weight=factor,
            in_article=in_article,
            in_passage=in_passage,
            held=held,
            gives=factor * (_sum(in_article) + held) * self._unit,
            passage_gives=self._weights.passage * factor * _sum(in_passage) * self._unit,
        )

    def _in_article(self, text: str, passages: range) -> dict[Field, InField]:
        means = self._segment.frozen.article_lengths
        return {
            name: self._in_field(name, counts, int(self._read.lengths[name][passages].sum()), means[name])
            for name in TERM_FIELDS
            if (counts := self._count(name, text, passages))
        }

    def _in_passage(self, text: str, passage: int) -> dict[Field, InField]:
        means = self._segment.frozen.passage_lengths
        return {
            name: self._in_field(name, count, int(self._read.lengths[name][passage]), means[name])
            for name in PASSAGE_FIELDS
            if (count := self._count(name, text, range(passage, passage + 1)))
        }

    def _in_field(self, name: Field, count: int, length: int, mean_length: float) -> InField:
        weights = self._compiled
        norm = 1 - weights.b + weights.b * length / mean_length
        gives = weights.boosts[name] * (weights.k1 + 1) * count / (count + weights.k1 * norm)
        return InField(count, length, mean_length, gives)

    def _count(self, name: Field, term: str, passages: range) -> int:
        number = self._segment.numbers.get(term)
        return 0 if number is None else _count(self._read.occurrences[name], number, passages)

    def _pairs(self, passages: range) -> Iterator[tuple[str, float]]:
        articles = self._of.ranking.articles
        for pair in sorted(self._of.question.pairs):
            if self._count("pairs", pair, passages):
                holders = self._of.holders(pair)
                idf = math.log1p((articles - holders + 0.5) / (holders + 0.5))
                yield pair, self._weights.pairs * idf * self._unit

    def _meaning(self, article: int, passages: range) -> Iterator[tuple[str, Meaning]]:
        vectors = embedder(self._of.ranker.index.analyzer.language)
        if vectors is None:
            return
        tables, weights = self._segment.tables, self._weights
        asked = without_direction(vectors.embed(self._of.question.text), self._segment.frozen.common) / VECTOR_SCALE
        closest = (tables.passage_vectors[passages.start : passages.stop].astype(np.float32) @ asked).max()
        cosines = {
            "title": (weights.title_meaning, tables.title_vectors[article].astype(np.float32) @ asked),
            "closest passage": (weights.passage_meaning, closest),
            "whole text": (weights.article_meaning, tables.article_vectors[article].astype(np.float32) @ asked),
        }
        for name, (weight, cosine) in cosines.items():
            yield name, Meaning(float(cosine), weight * float(cosine))


def _best_counts(group: Sequence[Term]) -> Iterator[Term]:
    """Of the words that mean the same, the best counts in the article as a whole."""
    best = max(group, key=lambda term: term.gives, default=None)
    for term in group:
        outdone = term is not best and term.gives > 0
        yield replace(term, gives=0.0, outdone=True) if outdone else term


def _sum(fields: Mapping[Field, InField]) -> float:
    return sum(field.gives for field in fields.values())


def _count(found: Occurrences, number: int, passages: range) -> int:
    rows = slice(*np.searchsorted(found.terms, (number, number + 1)))
    inside = (found.passages[rows] >= passages.start) & (found.passages[rows] < passages.stop)
    return round(float(found.counts[rows][inside].sum()))
