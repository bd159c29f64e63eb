"""Chooses the weights of the ranking on question sets, and says what they are worth on questions that did not choose.

Each search begins in the middle of the best of DRAWN choices, drawn at random from GRID, and goes on by steps: the
weights are tried one after the other, one step up and one down, and a step is taken while it gains LEAST_GAIN; then the
next weight, until a whole round takes no step. (Steps alone, from plain BM25F, stop at worse weights: what is best for
one depends on the others.) What is gained: the mean over the sets of the mean of hit@1 to hit@5. The same search
without one of the sets, and without one part of all questions, says what the weights do where they were not chosen.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import mean
from types import TracebackType
from typing import Self

import numpy as np

from deflection.article import EVERYONE
from deflection.measuring import CUTS, DEPTH, Floats, OpenSet, Ranks, Tell, found, open_set, place
from deflection.measuring_postings import read_back, recompiled
from deflection.ranking import Ranker
from deflection.weights import CompiledWeights, Field, RankingWeights

AUDIENCE = frozenset({EVERYONE})

# `body` is the unit of the boosts, and no set has keywords. The middle values are those of the literature and of the
# first measurements; further out than this, two of the sets lose.
GRID: Mapping[str, tuple[float, ...]] = {
    "k1": (0.9, 1.2, 1.5, 1.8, 2.2),
    "b": (0.5, 0.65, 0.75, 0.85, 1.0),
    "held": (0.0, 0.25, 0.5, 0.75, 1.0),
    "title": (1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
    "headings": (0.3, 0.5, 0.7, 1.0, 1.5),
    "passage": (0.0, 0.35, 0.7, 1.0, 1.4),
    "repeated": (0.0, 0.3, 0.5, 0.75, 1.0),
    "pairs": (0.0, 0.4, 0.8, 1.2, 1.6),
    "title_meaning": (0.0, 0.4, 0.6, 0.8, 1.0, 1.2),
    "passage_meaning": (0.0, 0.3, 0.6, 0.9, 1.2),
    "article_meaning": (0.0, 0.2, 0.4, 0.6, 0.8),
}
BOOSTS: tuple[Field, ...] = ("title", "headings")
# Less is noise, and following it leads away from what other questions need.
LEAST_GAIN = 0.001
# With the best fifth in the middle of which a search begins, weights chosen without a set did on it what they did on
# the others; the single best of so many choices is lucky on the sets that chose it.
DRAWN = 120
_BEST = 24
PARTS = 3
# Of each set.
SAMPLE = 200
_SEED = 20_260_101

# The value of each weight, in the order of GRID.
Choice = tuple[float, ...]


def choice_of(values: Mapping[str, float]) -> Choice:
    """The values in their order."""
    return tuple(values[name] for name in GRID)


def present_choice() -> Choice:
    """The weights as they stand in `weights`."""
    compiled = CompiledWeights()
    values = {"k1": compiled.k1, "b": compiled.b, "held": compiled.held, **asdict(RankingWeights())}
    return choice_of({**values, **{name: compiled.boosts[name] for name in BOOSTS}})


def weights_of(choice: Choice) -> tuple[CompiledWeights, RankingWeights]:
    """The weights that a choice stands for; what GRID does not name stays as it is."""
    values = dict(zip(GRID, choice, strict=True))
    boosts = {**CompiledWeights().boosts, **{name: values.pop(name) for name in BOOSTS}}
    compiled = CompiledWeights(values.pop("k1"), values.pop("b"), values.pop("held"), boosts)
    return compiled, replace(RankingWeights(), **values)


class Asker:
    """Asks the answerable questions of a set under any weights. What is compiled last is kept. For one thread."""

    def __init__(self, opened: OpenSet) -> None:
        locales = opened.suggester.index.locales
        self._indexes = locales
        self._segments = {name: tuple(read_back(part) for part in index.segments) for name, index in locales.items()}
        self._questions = [
            (opened.locale_of(question), opened.answers[question.id], question.text) for question in opened.answerable
        ]
        self._prepared = [locales[locale].question(text) for locale, _, text in self._questions]
        self._compiled = dict(locales)
        self._key: CompiledWeights | None = None

    def ranks(self, choice: Choice, only: Sequence[int] | None = None) -> Ranks:
        """The place of each question's right article; `only` for the questions of these numbers."""
        compiled, ranking = weights_of(choice)
        if compiled != self._key:
            self._compiled = {
                name: recompiled(index, self._segments[name], compiled) for name, index in self._indexes.items()
            }
            self._key = compiled
        rankers = {name: Ranker(index, ranking) for name, index in self._compiled.items()}
        numbers = range(len(self._questions)) if only is None else only
        return [self._rank(rankers, number) for number in numbers]

    def _rank(self, rankers: Mapping[str, Ranker], number: int) -> int | None:
        locale, answers, _ = self._questions[number]
        ranker = rankers[locale]
        hits = ranker.rank(self._prepared[number], AUDIENCE, limit=DEPTH).hits[:DEPTH]
        return place([ranker.index.segments[hit.segment].catalogue.ids[hit.article] for hit in hits], answers)


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of a set, by their numbers (None: all), under a choice of weights."""

    folder: Path
    choice: Choice
    only: tuple[int, ...] | None


_askers: dict[Path, Asker] = {}


def _done(task: Task) -> Ranks:
    """In a process of its own, which keeps the sets open that it was asked about."""
    if task.folder not in _askers:
        _askers[task.folder] = Asker(open_set(task.folder, lambda _: None))
    return _askers[task.folder].ranks(task.choice, task.only)


RanksOf = Callable[[Path, Choice], Ranks]
# Tries sets under choices, and gives the places of right articles for each set and choice.
Trial = Callable[[Iterable[Path], Iterable[Choice]], RanksOf]


class Trials:
    """What choices of weights give, each tried once. `samples` are the questions that choose, by set."""

    def __init__(self, folders: Sequence[Path], samples: Mapping[Path, tuple[int, ...]], jobs: int, tell: Tell) -> None:
        self.folders, self.samples = list(folders), dict(samples)
        self._known: dict[tuple[Path, Choice], Ranks] = {}
        self._tell = tell
        self._pool: Executor | None = None
        if jobs > 1:
            # Processes begin anew: forking a process with threads (numpy's, the tokenizer's) may hang.
            self._pool = ProcessPoolExecutor(jobs, get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def whole(self, folder: Path, choice: Choice) -> Ranks:
        """All questions of a set."""
        [ranks] = self._run([Task(folder, choice, None)])
        return ranks

    def sampled(self, folders: Iterable[Path], choices: Iterable[Choice]) -> RanksOf:
        """The questions that choose; what is not known of these sets and choices is tried first, all at once."""
        choices = list(choices)
        missing = [
            Task(folder, choice, self.samples[folder])
            for folder in folders
            for choice in choices
            if (folder, choice) not in self._known
        ]
        for task, ranks in zip(missing, self._run(missing), strict=True):
            self._known[task.folder, task.choice] = ranks
        before, now = len(self._known) - len(missing), len(self._known)
        if before // 100 != now // 100:
            self._tell(f"tried {now} times")
        return lambda folder, choice: self._known[folder, choice]

    def _run(self, tasks: Sequence[Task]) -> list[Ranks]:
        return list(self._pool.map(_done, tasks) if self._pool else map(_done, tasks))


# Which of a set's sampled questions count in a search [questions of the sample].
Part = Mapping[Path, Sequence[bool]]


def gain_of(ranks: Ranks) -> Floats:
    """What is to be as high as possible, for each question: the mean of hit@1 to hit@5."""
    means: Floats = np.mean([found(ranks, cut) for cut in CUTS], axis=0)
    return means


def search(trial: Trial, part: Part) -> Choice:
    """The best choice for the sets and questions of `part`; the same in every run."""
    masks = [(folder, np.array(counts, np.bool_)) for folder, counts in part.items() if any(counts)]

    def scored(choices: Sequence[Choice]) -> list[tuple[float, Choice]]:
        ranks = trial(part, choices)
        gains = [[gain_of(ranks(folder, choice))[counts].mean() for folder, counts in masks] for choice in choices]
        return sorted(zip(map(mean, gains), choices, strict=True), key=lambda pair: -pair[0])

    [(score, choice)] = scored([middle_of([each for _, each in scored(drawn())[:_BEST]])])
    moved = True
    while moved:
        moved = False
        for number in range(len(GRID)):
            while steps := list(_steps(choice, number)):
                higher, better = scored(steps)[0]
                if higher < score + LEAST_GAIN:
                    break
                score, choice, moved = higher, better, True
    return choice


def drawn() -> list[Choice]:
    """The choices that every search begins with, the same in every run."""
    chance = Random(_SEED)  # noqa: S311 - nobody must guess it, everybody must get the same
    return [tuple(chance.choice(values) for values in GRID.values()) for _ in range(DRAWN)]


def middle_of(choices: Sequence[Choice]) -> Choice:
    """For each weight, the value of GRID in the middle of those chosen."""
    places = [[values.index(choice[number]) for choice in choices] for number, values in enumerate(GRID.values())]
    return tuple(values[round(mean(of))] for values, of in zip(GRID.values(), places, strict=True))


def _steps(choice: Choice, number: int) -> Iterator[Choice]:
    """The choice with one weight a step up or down."""
    values = list(GRID.values())[number]
    at = values.index(choice[number])
    for other in values[max(0, at - 1) : at + 2]:
        if other != choice[number]:
            yield with_value(choice, number, other)


def with_value(choice: Choice, number: int, value: float) -> Choice:
    """The choice with another value of one weight."""
    return (*choice[:number], value, *choice[number + 1 :])


def parts_of(count: int, seed: str) -> list[int]:
    """Which of PARTS each of so many questions belongs to, as even as can be."""
    numbers = [number % PARTS for number in range(count)]
    Random(f"{_SEED} {seed}").shuffle(numbers)  # noqa: S311 - the same parts in every run
    return numbers


def samples_of(sets: Sequence[tuple[Path, OpenSet]], size: int) -> dict[Path, tuple[int, ...]]:
    """The numbers of the answerable questions that choose, at most `size` of each set."""
    chosen = {}
    for folder, opened in sets:
        count = len(opened.answerable)
        chance = Random(f"{_SEED} {opened.name}")  # noqa: S311 - the same sample in every run
        chosen[folder] = tuple(sorted(chance.sample(range(count), min(size, count))))
    return chosen


def usual_jobs() -> int:
    """Two processes where there are as many processors: searches follow each other, only their steps run at once."""
    return min(2, os.cpu_count() or 1)
