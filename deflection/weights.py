"""What each part of the ranking counts: every number that `python -m deflection tune` may turn, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

# `pairs` are those of neighbouring words in the title and in each tag.
Field = Literal["title", "keywords", "headings", "body", "pairs"]
FIELDS: tuple[Field, ...] = get_args(Field)
TERM_FIELDS: tuple[Field, ...] = ("title", "keywords", "headings", "body")
# A passage has no title of its own.
PASSAGE_FIELDS: tuple[Field, ...] = ("headings", "body")


def _boosts() -> Mapping[Field, float]:
    return {"title": 3.0, "keywords": 1.0, "headings": 1.0, "body": 1.0}


@dataclass(frozen=True, slots=True)
class CompiledWeights:
    """What is worked into the tables: another value needs another compile (not another index).

    `k1` and `b` are BM25's saturation and length correction; `boosts` say what each field's score counts.
    """

    k1: float = 1.2
    b: float = 0.75
    boosts: Mapping[Field, float] = field(default_factory=_boosts)


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What is weighed at the question.

    `passage`: what the best passage counts beside the article as a whole; `pairs`: two neighbouring words of a title or
    tag, which say how a thing is asked ("where is"); `meaning`: title's plus best passage's cosine beside the words'
    score, which is scaled so that the best article has 1.
    """

    passage: float = 0.7
    pairs: float = 0.7
    meaning: float = 0.67
