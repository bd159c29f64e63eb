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
    return {"title": 2.5, "keywords": 1.0, "headings": 0.7, "body": 1.0}


@dataclass(frozen=True, slots=True)
class CompiledWeights:
    """What is worked into the tables: another value needs another compile (not another index).

    `k1` and `b` are BM25's saturation and length correction; `boosts` say what each field's score counts; `held` is
    what a term gives an article for being anywhere in it, however long it is (BM25+, Lv & Zhai 2011).
    """

    k1: float = 1.5
    b: float = 0.75
    held: float = 0.5
    boosts: Mapping[Field, float] = field(default_factory=_boosts)


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What is weighed at the question.

    `passage`: what the best passage counts beside the article as a whole; `pairs`: two neighbouring words of a title
    or tag, which say how a thing is asked ("where is"); `title_meaning`, `passage_meaning` and
    `article_meaning`: the cosine of the title, of the best passage and of the whole text beside the words' score, which
    is scaled so that the best article has 1. `repeated`: the power of how often a word was typed, for repetition means
    something in a long question, but not that much.
    """

    passage: float = 0.7
    repeated: float = 0.3
    pairs: float = 0.8
    title_meaning: float = 0.8
    passage_meaning: float = 0.6
    article_meaning: float = 0.4
