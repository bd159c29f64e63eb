"""Measures how calm the list is: questions are typed letter by letter, as the widget would ask while somebody types."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

from deflection.article import EVERYONE
from deflection.measuring import OpenSet, Tell, place, share
from deflection.question_sets import AskedQuestion, UnusableInputError
from deflection.suggest import Suggester, Suggestions

AUDIENCE = frozenset({EVERYONE})
# Two hundred questions a set give a median that another sample does not move.
SAMPLE = 200
_SEED = 20_260_101
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """How the list behaved over the sample of one set.

    `changes` is how often another article than the one before came first, the first one not counted, and `emptied` how
    often a list went away; medians and means over the questions. `typed_hit_at_3` is how often a right article is in
    the list once the question is finished, `asked_hit_at_3` the same for the question asked at once.
    """

    name: str
    questions: int
    letters: int
    median_changes: float
    mean_changes: float
    median_emptied: float
    mean_emptied: float
    typed_hit_at_3: float | None
    asked_hit_at_3: float | None


@dataclass(frozen=True, slots=True)
class _Session:
    changes: int
    emptied: int
    last: Suggestions


def measure_typing(opened: OpenSet, tell: Tell, sample: int = SAMPLE) -> Typed:
    """Types a sample of the answerable questions, the same in every run. Raises UnusableInputError without any."""
    chance = random.Random(_SEED)  # noqa: S311 - the same sample in every run
    answerable = opened.answerable
    questions = chance.sample(answerable, min(sample, len(answerable)))
    if not questions:
        raise UnusableInputError(f"{opened.name}: no question has a right article")
    letters = sum(len(question.text) for question in questions)
    tell(f"{opened.name}: {letters} letters of {len(questions)} questions")
    sessions = [_type(opened.suggester, question) for question in questions]
    changes, emptied = [each.changes for each in sessions], [each.emptied for each in sessions]
    asked = [opened.suggester.suggest(each.text, locale=each.locale, audience=AUDIENCE) for each in questions]
    return Typed(
        name=opened.name,
        questions=len(questions),
        letters=letters,
        median_changes=median(changes),
        mean_changes=round(mean(changes), 2),
        median_emptied=median(emptied),
        mean_emptied=round(mean(emptied), 2),
        typed_hit_at_3=_hit(opened, questions, [each.last for each in sessions]),
        asked_hit_at_3=_hit(opened, questions, asked),
    )


def _type(suggester: Suggester, question: AskedQuestion) -> _Session:
    found = suggester.suggest("", locale=question.locale, audience=AUDIENCE)
    seen: str | None = None
    changes = emptied = 0
    for end in range(1, len(question.text) + 1):
        before = found.suggestions
        first = before[0].article_id if before else None
        found = _next(suggester, question.text[:end], question.locale, first, typing=end < len(question.text))
        emptied += bool(before) and not found.suggestions
        if found.suggestions:
            # What comes first after an empty list is compared with what was seen before it was empty.
            on_top = found.suggestions[0].article_id
            changes += seen not in {None, on_top}
            seen = on_top
    return _Session(changes, emptied, found)


def _next(suggester: Suggester, text: str, locale: str | None, first: str | None, *, typing: bool) -> Suggestions:
    """What the widget asks after a letter: the article that stands first stays unless another is clearly better."""
    return suggester.suggest(text, locale=locale, audience=AUDIENCE, limit=_SHOWN, typing=typing, first=first)


def _hit(opened: OpenSet, questions: Sequence[AskedQuestion], answers: Sequence[Suggestions]) -> float | None:
    return share(
        [
            place([each.article_id for each in found.suggestions], opened.answers[question.id]) is not None
            for question, found in zip(questions, answers, strict=True)
        ]
    )
