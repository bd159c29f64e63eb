"""Orders the articles of one locale by how well they answer a question: BM25F over the fields, in two grains.

An article is scored as a whole, and by its best passage; the sum ranks it. Each field is saturated by itself, as Whoosh
does it, which was better on every set but one than saturating their sum. Terms are taken one after the other: the work
is a sum over postings and nothing else.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from deflection.index import Field, LocaleIndex
from deflection.question import Question

# BM25's usual saturation and length correction; the measures were flat around them.
K1 = 1.2
B = 0.75
# What a field's score counts. Titles 2 to 4 were equally good on four question sets, 6 and more worse.
TERM_FIELDS: tuple[Field, ...] = ("title", "keywords", "headings", "body")
BOOST: dict[Field, float] = {"title": 3.0, "keywords": 1.0, "headings": 1.0, "body": 1.0}
# A passage has no title of its own.
PASSAGE_FIELDS: frozenset[Field] = frozenset({"headings", "body"})
# The best passage tells apart articles that are equally good as a whole; counting it in full costs hit@1.
PASSAGE_WEIGHT = 0.5
# Two neighbouring words of a title or tag say how a thing is asked ("where is"), which single terms cannot: on the demo
# articles hit@1 rose from .70 to .86, elsewhere nothing changed. At 2 they drown the terms (stackfaq .78 to .73).
PAIR_WEIGHT = 0.7


@dataclass(frozen=True, slots=True)
class Hit:
    """An article (its number), its best passage (its number), and how it fits.

    `covered` is the summed idf of the question's terms that the article holds.
    """

    article: int
    passage: int
    score: float
    covered: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits, best first, the idf of each of the question's terms (those that no article holds included), and for
    comparison the idf of a term that one article holds."""

    hits: tuple[Hit, ...]
    weights: Mapping[str, float]
    rare_idf: float


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """How often one term stands in one field of each article and of each passage."""

    articles: Mapping[int, float]
    passages: Mapping[int, float]


class Ranker:
    """Ranks the articles of one locale. Immutable; any number of threads may use it."""

    def __init__(self, index: LocaleIndex) -> None:
        self.index = index
        self._article_norms, self._passage_norms = _norms(index)

    def rank(self, question: Question, audience: Set[str], without: Set[str] = frozenset()) -> Ranking:
        """All articles that share a term with the question and that the audience may read, except those `without`."""
        index = self.index
        allowed = [
            not audience.isdisjoint(article.audience) and article.id not in without for article in index.articles
        ]
        visible = sum(allowed)
        whole: defaultdict[int, float] = defaultdict(float)
        parts: defaultdict[int, float] = defaultdict(float)
        covered: defaultdict[int, float] = defaultdict(float)
        weights: dict[str, float] = {}
        for term, count in question.terms.items():
            found = [self._occurrences(name, term, allowed) for name in TERM_FIELDS]
            holders = set().union(*(occurrences.articles for occurrences in found))
            idf = _idf(len(holders), visible)
            weights[term] = idf
            for article in holders:
                covered[article] += idf
            # A word typed four times counts twice: repetition means something in a long question, but not that much.
            factor = idf * (K1 + 1) * math.sqrt(count)
            for name, occurrences in zip(TERM_FIELDS, found, strict=True):
                _add(whole, occurrences.articles, self._article_norms[name], factor * BOOST[name])
                if name in PASSAGE_FIELDS:
                    _add(parts, occurrences.passages, self._passage_norms[name], factor * BOOST[name])
        for pair in question.pairs:
            having = self._occurrences("pairs", pair, allowed).articles.keys()
            for article in having & whole.keys():
                whole[article] += PAIR_WEIGHT * _idf(len(having), visible)
        hits = [self._hit(article, score, parts, covered[article]) for article, score in whole.items()]
        hits.sort(key=lambda hit: (-hit.score, index.articles[hit.article].id))
        return Ranking(tuple(hits), weights, _idf(1, visible))

    def _occurrences(self, name: Field, term: str, allowed: list[bool]) -> _Occurrences:
        articles: defaultdict[int, float] = defaultdict(float)
        passages: dict[int, float] = {}
        entries = self.index.passages
        for passage, count in zip(*self.index.postings(name, term), strict=True):
            article = entries[passage].article
            if allowed[article]:
                articles[article] += count
                passages[passage] = count
        return _Occurrences(articles, passages)

    def _hit(self, article: int, score: float, parts: Mapping[int, float], covered: float) -> Hit:
        passages = self.index.articles[article].passages
        best = max(passages, key=lambda passage: parts.get(passage, 0.0))
        return Hit(article, best, score + PASSAGE_WEIGHT * parts.get(best, 0.0), covered)


def _idf(holders: int, articles: int) -> float:
    return math.log(1 + (articles - holders + 0.5) / (holders + 0.5))


def _add(scores: defaultdict[int, float], counts: Mapping[int, float], norms: list[float], factor: float) -> None:
    for number, count in counts.items():
        scores[number] += factor * count / (count + K1 * norms[number])


def _norms(index: LocaleIndex) -> tuple[dict[Field, list[float]], dict[Field, list[float]]]:
    """BM25's length factor of each article and passage, by field."""
    articles: dict[Field, list[float]] = {}
    passages: dict[Field, list[float]] = {}
    for position, name in enumerate(TERM_FIELDS):
        lengths = [passage.lengths[position] for passage in index.passages]
        sums = [sum(lengths[number] for number in article.passages) for article in index.articles]
        articles[name] = _factors(sums)
        if name in PASSAGE_FIELDS:
            passages[name] = _factors(lengths)
    return articles, passages


def _factors(lengths: list[int]) -> list[float]:
    used = [length for length in lengths if length]
    mean = sum(used) / len(used) if used else 1.0
    return [1 - B + B * length / mean for length in lengths]
