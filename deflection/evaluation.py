"""Measures suggestions on a question set: are the right articles on top, and is silence kept where it should be."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from deflection.article import EVERYONE
from deflection.question_sets import AskedQuestion, UnusableInputError, open_corpus, read_answers, read_questions
from deflection.suggest import Suggester, Suggestions

AUDIENCE = frozenset({EVERYONE})
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one set. Shares are 0..1, None where no question of that kind is in the set; times are milliseconds.

    `answered_*` is the share of answerable and unanswerable questions that got level `answer`; `silent_*` that got
    `none`; `right_when_answered` how often the first article was right among answerable ones with level `answer`.
    """

    questions: int
    answerable: int
    unanswerable: int
    hit_at_1: float | None
    hit_at_3: float | None
    hit_at_5: float | None
    mrr_at_10: float | None
    answered_answerable: float | None
    answered_unanswerable: float | None
    silent_answerable: float | None
    silent_unanswerable: float | None
    right_when_answered: float | None
    auc: float | None
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class _Outcome:
    level: str
    certainty: float
    rank: int | None
    ms: float


def ask(suggester: Suggester, question: AskedQuestion, locale: str | None, limit: int) -> tuple[Suggestions, float]:
    """The full ranking for a question, and the milliseconds it took. The question's own locale goes before `locale`."""
    start = time.perf_counter()
    found = suggester.search(question.text, question.locale or locale, AUDIENCE, limit)
    return found, (time.perf_counter() - start) * 1000


def evaluate(folder: Path, tell: Callable[[str], None]) -> Measured:
    """Asks every question of a set; `tell` hears of progress. Raises UnusableInputError when the set cannot be read."""
    questions = read_questions(folder / "queries.jsonl")
    answers = read_answers(folder / "qrels.tsv")
    suggester = open_corpus(folder / "corpus.jsonl", tell)
    try:
        answerable: list[_Outcome] = []
        unanswerable: list[_Outcome] = []
        for question in questions:
            right = answers.get(question.id, frozenset())
            (answerable if right else unanswerable).append(_outcome(suggester, question, right))
    finally:
        suggester.close()
    return _measured(answerable, unanswerable)


def _outcome(suggester: Suggester, question: AskedQuestion, right: Collection[str]) -> _Outcome:
    found, ms = ask(suggester, question, None, DEPTH)
    ids = [suggestion.article_id for suggestion in found.suggestions]
    rank = next((place for place, article in enumerate(ids, 1) if article in right), None)
    return _Outcome(found.level, found.certainty, rank, ms)


def _measured(answerable: Sequence[_Outcome], unanswerable: Sequence[_Outcome]) -> Measured:
    everything = [*answerable, *unanswerable]
    if not everything:
        raise UnusableInputError("the set has no question")
    ranks = [outcome.rank for outcome in answerable]
    answered = [outcome for outcome in answerable if outcome.level == "answer"]
    times = sorted(outcome.ms for outcome in everything)
    return Measured(
        questions=len(everything),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        hit_at_1=_share([rank is not None and rank <= 1 for rank in ranks]),
        hit_at_3=_share([rank is not None and rank <= 3 for rank in ranks]),  # noqa: PLR2004
        hit_at_5=_share([rank is not None and rank <= 5 for rank in ranks]),  # noqa: PLR2004
        mrr_at_10=round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4) if ranks else None,
        answered_answerable=_share([outcome.level == "answer" for outcome in answerable]),
        answered_unanswerable=_share([outcome.level == "answer" for outcome in unanswerable]),
        silent_answerable=_share([outcome.level == "none" for outcome in answerable]),
        silent_unanswerable=_share([outcome.level == "none" for outcome in unanswerable]),
        right_when_answered=_share([outcome.rank == 1 for outcome in answered]),
        auc=_auc([o.certainty for o in answerable if o.rank == 1], [o.certainty for o in unanswerable]),
        p50_ms=_percentile(times, 0.50),
        p95_ms=_percentile(times, 0.95),
        p99_ms=_percentile(times, 0.99),
    )


def _share(flags: Sequence[bool]) -> float | None:
    return round(sum(flags) / len(flags), 4) if flags else None


def _auc(right: Sequence[float], foreign: Sequence[float]) -> float | None:
    """How often a rightly answered question is more confident than an unanswerable one; ties count half."""
    if not right or not foreign:
        return None
    wins = sum((a > b) + 0.5 * (a == b) for a in right for b in foreign)
    return round(wins / (len(right) * len(foreign)), 4)


def _percentile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)
