"""Measures silence: how often a question gets `answer` although the articles do not answer it.

Three kinds of such questions: foreign ones (of another set), those whose right articles were deleted, and those that
the set itself marks as unanswerable. Against them stand the questions whose right article is among the first three.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from deflection.article import EVERYONE
from deflection.calibration import Judgement, judge
from deflection.confidence import features_of
from deflection.measuring import OpenSet, Tell, area, place, share
from deflection.question_sets import AskedQuestion
from deflection.ranking import Ranker, Ranking

AUDIENCE = frozenset({EVERYONE})
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Certainties:
    """How certain the first article was, and how often the level was `answer` and `none` (0..1, None of no question).

    `values` are sorted.
    """

    values: tuple[float, ...]
    answered: float | None
    silent: float | None

    @classmethod
    def of(cls, judgements: Collection[Judgement]) -> "Certainties":
        """Those of some questions."""
        levels = [judgement.level for judgement in judgements]
        values = sorted(judgement.certainty for judgement in judgements)
        answered, silent = ([level == wanted for level in levels] for wanted in ("answer", "none"))
        return cls(tuple(values), share(answered), share(silent))


@dataclass(frozen=True, slots=True)
class Silence:
    """The figures of one set's articles: of questions whose right article is among the first three, of questions whose
    right articles were deleted, of unanswerable ones, and of foreign ones by the set that they come from."""

    name: str
    right: Certainties
    deleted: Certainties
    unanswerable: Certainties
    foreign: Mapping[str, Certainties]

    @property
    def all_foreign(self) -> tuple[float, ...]:
        """The certainties of all foreign questions, sorted."""
        return tuple(sorted(value for of in self.foreign.values() for value in of.values))

    @property
    def area_deleted(self) -> float | None:
        """The area under the ROC curve, right questions against those whose articles were deleted."""
        return area(self.right.values, self.deleted.values)

    @property
    def area_foreign(self) -> float | None:
        """The area under the ROC curve, right questions against foreign ones."""
        return area(self.right.values, self.all_foreign)


def judged(ranker: Ranker, text: str, without: Set[str] = frozenset()) -> tuple[Judgement, Ranking]:
    """The level of a question to one locale's articles, except those `without`; the one place where measuring turns a
    ranking into a level."""
    ranking = ranker.rank(ranker.question(text, AUDIENCE, without), AUDIENCE, without)
    return judge(features_of(ranking), ranker.index.segments[0].calibration), ranking


def measure_silence(opened: OpenSet, others: Sequence[OpenSet], tell: Tell) -> Silence:
    """Asks a set's articles its own questions, these again without their right articles, and the others' questions."""
    rankers = {locale: Ranker(part) for locale, part in opened.suggester.index.locales.items()}
    tell(f"{opened.name}: {len(opened.answerable)} questions without their right articles")
    right, deleted = [], []
    for question in opened.answerable:
        ranker = rankers[opened.locale_of(question)]
        answers = opened.answers[question.id]
        judgement, ranking = judged(ranker, question.text)
        names = [ranker.index.segments[hit.segment].catalogue.ids[hit.article] for hit in ranking.hits[:_SHOWN]]
        if place(names, answers):
            right.append(judgement)
        deleted.append(judged(ranker, question.text, answers)[0])
    tell(f"{opened.name}: {sum(len(other.questions) for other in others)} foreign questions")
    return Silence(
        name=opened.name,
        right=Certainties.of(right),
        deleted=Certainties.of(deleted),
        unanswerable=_asked(opened, opened.unanswerable),
        foreign={other.name: _asked(opened, other.questions) for other in others},
    )


def _asked(opened: OpenSet, questions: Sequence[AskedQuestion]) -> Certainties:
    """Asked as a merchant would, so that a language without articles is met as it would be."""
    found = [opened.suggester.search(question.text, question.locale, AUDIENCE) for question in questions]
    return Certainties.of([Judgement(each.certainty, each.level) for each in found])
