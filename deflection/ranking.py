"""Orders the articles of one locale by how well they answer a question: BM25F over the fields, in two grains.

An article is scored as a whole, and by its best passage; the sum ranks it. Terms are taken one after the other, so
that the work is a sum over postings and nothing else.
"""

import math
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field

from deflection.index import FIELDS, Field, LocaleIndex
from deflection.question import Question

# BM25's usual saturation.
K1 = 1.2
# What one occurrence counts in each field, and how much the field's length is held against it.
BOOST: dict[Field, float] = {"title": 2.0, "keywords": 1.0, "headings": 1.0, "body": 1.0}
LENGTH: dict[Field, float] = {"title": 0.75, "keywords": 0.75, "headings": 0.75, "body": 0.75}
PASSAGE_FIELDS: tuple[Field, ...] = ("headings", "body")
# The best passage counts as much as the article around it.
PASSAGE_WEIGHT = 1.0


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
    """The hits, best first, and the idf of each of the question's terms (terms that no article holds included)."""

    hits: tuple[Hit, ...]
    weights: dict[str, float] = field(default_factory=dict)


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
            in_articles, in_passages = self._occurrences(term, allowed)
            idf = math.log(1 + (visible - len(in_articles) + 0.5) / (len(in_articles) + 0.5))
            weights[term] = idf
            factor = idf * (K1 + 1) * count
            for article, amount in in_articles.items():
                whole[article] += factor * amount / (amount + K1)
                covered[article] += idf
            for passage, amount in in_passages.items():
                parts[passage] += factor * amount / (amount + K1)
        hits = [self._hit(article, score, parts, covered[article]) for article, score in whole.items()]
        hits.sort(key=lambda hit: (-hit.score, index.articles[hit.article].id))
        return Ranking(tuple(hits), weights)

    def _occurrences(self, term: str, allowed: list[bool]) -> tuple[dict[int, float], dict[int, float]]:
        """How much of the term each article and each passage has, over all fields."""
        in_articles: defaultdict[int, float] = defaultdict(float)
        in_passages: defaultdict[int, float] = defaultdict(float)
        entries = self.index.passages
        for name in FIELDS:
            article_norms, passage_norms = self._article_norms[name], self._passage_norms.get(name)
            boost = BOOST[name]
            for passage, count in zip(*self.index.postings(name, term), strict=True):
                article = entries[passage].article
                if not allowed[article]:
                    continue
                in_articles[article] += boost * count / article_norms[article]
                if passage_norms is not None:
                    in_passages[passage] += boost * count / passage_norms[passage]
        return in_articles, in_passages

    def _hit(self, article: int, score: float, parts: defaultdict[int, float], covered: float) -> Hit:
        passages = self.index.articles[article].passages
        best = max(passages, key=lambda passage: parts.get(passage, 0.0))
        return Hit(article, best, score + PASSAGE_WEIGHT * parts.get(best, 0.0), covered)


def _norms(index: LocaleIndex) -> tuple[dict[Field, list[float]], dict[Field, list[float]]]:
    """BM25's length factor of each article and passage, by field."""
    articles: dict[Field, list[float]] = {}
    passages: dict[Field, list[float]] = {}
    for position, name in enumerate(FIELDS):
        lengths = [passage.lengths[position] for passage in index.passages]
        sums = [sum(lengths[number] for number in article.passages) for article in index.articles]
        articles[name] = _factors(sums, LENGTH[name])
        if name in PASSAGE_FIELDS:
            passages[name] = _factors(lengths, LENGTH[name])
    return articles, passages


def _factors(lengths: list[int], b: float) -> list[float]:
    used = [length for length in lengths if length]
    mean = sum(used) / len(used) if used else 1.0
    return [1 - b + b * length / mean for length in lengths]
