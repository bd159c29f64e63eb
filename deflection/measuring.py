"""The arithmetic of measuring: places of right articles, shares, curves and intervals, and question sets held open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deflection.article import Article
from deflection.question_sets import (
    AskedQuestion,
    UnusableInputError,
    open_corpus,
    read_answers,
    read_articles,
    read_questions,
)
from deflection.suggest import Suggester

# How far down a list a right article is looked for.
DEPTH = 10
# Cut-offs that are averaged where one of them would be noise: a question of the smallest set moves hit@3 by .006.
CUTS = (1, 2, 3, 4, 5)
RESAMPLES = 10_000
# An interval leaves out this share of the resamples at each end.
_TAIL = 0.025
_SEED = 20_260_101

# The place (from 1) of the first right article of each question, None for one that is not among the first DEPTH.
Ranks = Sequence[int | None]
Floats = npt.NDArray[np.float64]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A question set with its index open. `answers` are the right articles by question; others have none."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[AskedQuestion, ...]
    answers: dict[str, frozenset[str]]
    suggester: Suggester

    @property
    def answerable(self) -> list[AskedQuestion]:
        """The questions that an article of the set answers."""
        return [question for question in self.questions if self.answers.get(question.id)]

    @property
    def unanswerable(self) -> list[AskedQuestion]:
        """The questions that no article of the set answers."""
        return [question for question in self.questions if not self.answers.get(question.id)]

    def locale_of(self, question: AskedQuestion) -> str:
        """The locale whose articles a question is asked of: its own if there are any, or else the default one."""
        own = question.locale
        return own if own and own in self.suggester.index.locales else self.suggester.default_locale


def open_set(folder: Path, tell: Tell) -> OpenSet:
    """Reads a set and opens its index, which is built at first use. Raises UnusableInputError."""
    questions = read_questions(folder / "queries.jsonl")
    answers = read_answers(folder / "qrels.tsv")
    suggester = open_corpus(folder / "corpus.jsonl", tell)
    articles = read_articles(folder / "corpus.jsonl").articles
    return OpenSet(folder.resolve().name, articles, tuple(questions), answers, suggester)


def open_sets(folders: Sequence[Path], tell: Tell) -> list[OpenSet]:
    """Several sets, by their names. Raises UnusableInputError, also for the same name twice."""
    names = [folder.resolve().name for folder in folders]
    for name in names:
        if names.count(name) > 1:
            raise UnusableInputError(f"two sets are called {name}")
    return [open_set(folder, tell) for folder in folders]


@dataclass(frozen=True, slots=True)
class Hits:
    """How often a right article is among the first 1, 3 and 5 (0..1), and the mean of 1 / its place (0 beyond 10)."""

    hit_at_1: float
    hit_at_3: float
    hit_at_5: float
    mrr_at_10: float

    @classmethod
    def of(cls, ranks: Ranks) -> "Hits | None":
        """None without questions."""
        if not ranks:
            return None
        figures = (*(found(ranks, cut) for cut in (1, 3, 5)), reciprocal(ranks))
        at_1, at_3, at_5, reciprocals = (round(float(figure.mean()), 4) for figure in figures)
        return cls(at_1, at_3, at_5, reciprocals)


def place(ids: Sequence[str], right: frozenset[str]) -> int | None:
    """The place (from 1) of the first right article in a list, None when there is none."""
    return next((number for number, name in enumerate(ids, 1) if name in right), None)


def found(ranks: Ranks, cut: int) -> Floats:
    """1 for each question with a right article among the first `cut`, else 0 [questions]."""
    return np.array([rank is not None and rank <= cut for rank in ranks], np.float64)


def reciprocal(ranks: Ranks) -> Floats:
    """1 / place of each question's first right article, 0 without one [questions]."""
    return np.array([1 / rank if rank else 0.0 for rank in ranks], np.float64)


def share(flags: Sequence[bool]) -> float | None:
    """How many of them hold (0..1), None of none."""
    return round(sum(flags) / len(flags), 4) if flags else None


def percentile(ordered: Sequence[float], part: float) -> float:
    """The value that a part of the ordered values is below; 0 of none."""
    return round(ordered[min(len(ordered) - 1, int(part * len(ordered)))], 3) if ordered else 0.0


def area(above: Sequence[float], below: Sequence[float]) -> float | None:
    """The area under the ROC curve: how often one of `above` is higher than one of `below`, ties counting half."""
    if not above or not below:
        return None
    ordered = np.sort(np.array(below))
    values = np.array(above)
    wins = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2
    return round(float(wins.sum()) / (len(above) * len(below)), 4)


def curve(above: Sequence[float], below: Sequence[float]) -> list[tuple[float, float]]:
    """The ROC curve: for each threshold, from high to low, the share of `below` and the share of `above` that reach
    it; from (0, 0) to (1, 1)."""
    lower, higher = np.sort(np.array(below)), np.sort(np.array(above))
    thresholds = np.unique(np.concatenate((lower, higher)))[::-1]
    across = 1 - np.searchsorted(lower, thresholds, "left") / max(1, len(lower))
    up = 1 - np.searchsorted(higher, thresholds, "left") / max(1, len(higher))
    return [(0.0, 0.0), *zip(across.tolist(), up.tolist(), strict=True)]


def interval(differences: Sequence[Floats], resamples: int = RESAMPLES) -> tuple[float, float]:
    """The 95 % interval of the mean over sets of a difference that is known for each question: a paired bootstrap, the
    questions drawn anew within each set. The same for the same differences."""
    chance = np.random.default_rng(_SEED)
    means = np.zeros(resamples)
    for values in differences:
        # How often each of the different values is drawn is all that a mean needs, and there are few of them.
        kinds, counts = np.unique(values, return_counts=True)
        drawn = chance.multinomial(len(values), counts / len(values), resamples)
        means += drawn @ kinds / len(values) / len(differences)
    low, high = np.quantile(means, (_TAIL, 1 - _TAIL)).tolist()
    return round(low, 4), round(high, 4)
