"""Measures suggestions on question sets: are the right articles on top, more often than with plain BM25F, and how
often is there an answer where none should be."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from deflection.article import EVERYONE
from deflection.baseline import Baselines
from deflection.measuring import (
    DEPTH,
    Floats,
    Hits,
    OpenSet,
    Ranks,
    Tell,
    area,
    found,
    interval,
    percentile,
    place,
    reciprocal,
    share,
)
from deflection.question_sets import AskedQuestion
from deflection.suggest import Suggester, Suggestions

AUDIENCE = frozenset({EVERYONE})
_CUT = 3


@dataclass(frozen=True, slots=True)
class Levels:
    """What the levels were. Shares are 0..1, None where no question of that kind is in the set.

    `answered_*` is the share of answerable and unanswerable questions that got level `answer`; `silent_*` that got
    `none`; `right_when_answered` how often the first article was right among answerable ones with level `answer`;
    `auc` the area under the ROC curve of the certainty, rightly answered questions against unanswerable ones.
    """

    answered_answerable: float | None
    answered_unanswerable: float | None
    silent_answerable: float | None
    silent_unanswerable: float | None
    right_when_answered: float | None
    auc: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of a whole search, from the question as it was typed to the passages."""

    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one set. `bm25f` and `ours` are None for a set that nothing answers.

    `difference` is ours less BM25F's in hit@3, `interval` its 95 % interval (paired bootstrap over the questions).
    `gains` are the differences of the questions one by one: in hit@1, hit@3, hit@5 and the reciprocal place.
    """

    name: str
    articles: int
    questions: int
    answerable: int
    bm25f: Hits | None
    ours: Hits | None
    difference: float | None
    interval: tuple[float, float] | None
    levels: Levels
    times: Times
    gains: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """The means over several sets, each counting the same; the interval resamples the questions within each set."""

    bm25f: Hits
    ours: Hits
    difference: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Outcome:
    level: str
    certainty: float
    rank: int | None
    ms: float


def ask(suggester: Suggester, question: AskedQuestion, locale: str | None, limit: int) -> tuple[Suggestions, float]:
    """The full ranking for a question, and the milliseconds it took. The question's own locale goes before `locale`."""
    start = time.perf_counter()
    answer = suggester.search(question.text, question.locale or locale, AUDIENCE, limit)
    return answer, (time.perf_counter() - start) * 1000


def evaluate(opened: OpenSet, tell: Tell) -> Measured:
    """Asks every question of a set, of plain BM25F first and then of our search; `tell` hears of progress."""
    tell(f"{opened.name}: {len(opened.questions)} questions to BM25F and to our search")
    plain = _plain(opened)
    answerable = [_outcome(opened, question) for question in opened.answerable]
    unanswerable = [_outcome(opened, question) for question in opened.unanswerable]
    ranks = [outcome.rank for outcome in answerable]
    gains = tuple(ours - bm25f for ours, bm25f in zip(_series(ranks), _series(plain), strict=True))
    hit = gains[1]
    return Measured(
        name=opened.name,
        articles=len(opened.articles),
        questions=len(opened.questions),
        answerable=len(answerable),
        bm25f=Hits.of(plain),
        ours=Hits.of(ranks),
        difference=round(float(hit.mean()), 4) if len(hit) else None,
        interval=interval([hit]) if len(hit) else None,
        levels=_levels(answerable, unanswerable),
        times=_times([outcome.ms for outcome in (*answerable, *unanswerable)]),
        gains=gains,
    )


def mean_of(measured: Sequence[Measured]) -> Mean | None:
    """The means over the sets that have answers; None without any."""
    pairs = [(one.bm25f, one.ours) for one in measured if one.bm25f and one.ours]
    if not pairs:
        return None
    plain, ours = (_mean_hits([pair[side] for pair in pairs]) for side in (0, 1))
    gains = [one.gains[1] for one in measured if len(one.gains[1])]
    difference = float(np.mean([gain.mean() for gain in gains]))
    return Mean(plain, ours, round(difference, 4), interval(gains))


def _mean_hits(hits: Sequence[Hits]) -> Hits:
    rows = np.array([list(asdict(each).values()) for each in hits])
    return Hits(*(round(value, 4) for value in rows.mean(axis=0).tolist()))


def _plain(opened: OpenSet) -> Ranks:
    with Baselines(opened.articles) as baselines:
        return [
            place(baselines.search(question.text, opened.locale_of(question), DEPTH), opened.answers[question.id])
            for question in opened.answerable
        ]


def _outcome(opened: OpenSet, question: AskedQuestion) -> _Outcome:
    answer, ms = ask(opened.suggester, question, None, DEPTH)
    ids = [suggestion.article_id for suggestion in answer.suggestions]
    return _Outcome(answer.level, answer.certainty, place(ids, opened.answers.get(question.id, frozenset())), ms)


def _series(ranks: Ranks) -> list[Floats]:
    return [*(found(ranks, cut) for cut in (1, _CUT, 5)), reciprocal(ranks)]


def _levels(answerable: Sequence[_Outcome], unanswerable: Sequence[_Outcome]) -> Levels:
    answered = [outcome for outcome in answerable if outcome.level == "answer"]
    return Levels(
        answered_answerable=share([outcome.level == "answer" for outcome in answerable]),
        answered_unanswerable=share([outcome.level == "answer" for outcome in unanswerable]),
        silent_answerable=share([outcome.level == "none" for outcome in answerable]),
        silent_unanswerable=share([outcome.level == "none" for outcome in unanswerable]),
        right_when_answered=share([outcome.rank == 1 for outcome in answered]),
        auc=area([o.certainty for o in answerable if o.rank == 1], [o.certainty for o in unanswerable]),
    )


def _times(ms: Sequence[float]) -> Times:
    ordered = sorted(ms)
    return Times(percentile(ordered, 0.50), percentile(ordered, 0.95), percentile(ordered, 0.99))
