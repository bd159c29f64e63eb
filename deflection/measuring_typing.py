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
# A hundred long questions are fifty thousand letters, each asked for: some minutes for four sets.
SAMPLE = 100
_SEED = 20_260_101
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """How the list behaved over the sample of one set, or of several together.

    For each question, `changes` is how often another article than the one before came first, the first one not
    counted, and `emptied` how often a list went away. `typed_right` says for each whether a right article is in the
    list once the question is finished, `asked_right` the same for the question asked at once.
    """

    name: str
    letters: int
    changes: tuple[int, ...]
    emptied: tuple[int, ...]
    typed_right: tuple[bool, ...]
    asked_right: tuple[bool, ...]

    def figures(self) -> dict[str, int | float | None]:
        """Medians and means over the questions, and hit@3."""
        return {
            "questions": len(self.changes),
            "letters": self.letters,
            "median_changes": median(self.changes),
            "mean_changes": round(mean(self.changes), 2),
            "median_emptied": median(self.emptied),
            "mean_emptied": round(mean(self.emptied), 2),
            "typed_hit@3": share(self.typed_right),
            "asked_hit@3": share(self.asked_right),
        }


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
    asked = [opened.suggester.suggest(each.text, locale=each.locale, audience=AUDIENCE) for each in questions]
    return Typed(
        name=opened.name,
        letters=letters,
        changes=tuple(each.changes for each in sessions),
        emptied=tuple(each.emptied for each in sessions),
        typed_right=_right(opened, questions, [each.last for each in sessions]),
        asked_right=_right(opened, questions, asked),
    )


def together(measured: Sequence[Typed]) -> Typed:
    """All questions of several sets as one."""
    return Typed(
        name="all questions",
        letters=sum(each.letters for each in measured),
        changes=tuple(count for each in measured for count in each.changes),
        emptied=tuple(count for each in measured for count in each.emptied),
        typed_right=tuple(right for each in measured for right in each.typed_right),
        asked_right=tuple(right for each in measured for right in each.asked_right),
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


def _right(opened: OpenSet, questions: Sequence[AskedQuestion], answers: Sequence[Suggestions]) -> tuple[bool, ...]:
    return tuple(
        place([each.article_id for each in found.suggestions], opened.answers[question.id]) is not None
        for question, found in zip(questions, answers, strict=True)
    )
