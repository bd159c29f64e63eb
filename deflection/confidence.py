"""How sure the suggestions are: an answer, maybe one, or silence. People stop reading suggestions that miss.

Simple features with fixed thresholds; they hold for help centres of tens to thousands of short articles.
"""

from dataclasses import dataclass
from typing import Literal

from deflection.question import Question
from deflection.ranking import Ranking

Level = Literal["answer", "maybe", "none"]

ANSWER_COVERAGE = 0.6
ANSWER_MARGIN = 1.1
MAYBE_COVERAGE = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best article. All are 0 when no article shares a term with the question.

    `coverage` (0..1) is the share of the question's idf that the article holds; `strength` its score per unit of that
    idf; `margin` its score divided by the second's (infinite without a second).
    """

    coverage: float
    strength: float
    margin: float


def evidence(question: Question, ranking: Ranking) -> Evidence:
    """The features of the best hit of a ranking."""
    if not ranking.hits:
        return Evidence(0.0, 0.0, 0.0)
    best = ranking.hits[0]
    distinct = sum(ranking.weights.values())
    typed = sum(weight * question.terms[term] for term, weight in ranking.weights.items())
    second = ranking.hits[1].score if len(ranking.hits) > 1 else 0.0
    return Evidence(
        coverage=best.covered / distinct if distinct else 0.0,
        strength=best.score / typed if typed else 0.0,
        margin=best.score / second if second else float("inf"),
    )


def level_of(found: Evidence) -> Level:
    """The level that the evidence allows."""
    if found.coverage >= ANSWER_COVERAGE and found.margin >= ANSWER_MARGIN:
        return "answer"
    return "maybe" if found.coverage >= MAYBE_COVERAGE else "none"
