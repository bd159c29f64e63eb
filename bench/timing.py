"""Asks engines questions and keeps what each answer took, by the clock and of the processor."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from bench.corpora import Question
from bench.engines import Engine

# Engines take turns after so many questions, so that a noisy minute on a shared machine falls on all of them.
_TURN = 50
_TOP = 3


@dataclass
class Measured:
    """One engine's answers, by the question's text: milliseconds by the clock and of the processor, and whether a right
    article was among the first three (of those questions that have one)."""

    name: str
    wall_ms: dict[str, float] = field(default_factory=dict)
    cpu_ms: dict[str, float] = field(default_factory=dict)
    hits: list[bool] = field(default_factory=list)

    def ask(self, engine: Engine, question: Question) -> None:
        """Asks, and writes down what it took and whether it was right."""
        cpu, wall = time.thread_time_ns(), time.perf_counter_ns()
        found = engine.find(question.text, question.locale)
        wall, cpu = time.perf_counter_ns() - wall, time.thread_time_ns() - cpu
        self.wall_ms[question.text] = wall / 1e6
        self.cpu_ms[question.text] = cpu / 1e6
        if question.right:
            self.hits.append(not question.right.isdisjoint(found[:_TOP]))

    @property
    def hit_at_3(self) -> float | None:
        """None when no question says which article is right."""
        return sum(self.hits) / len(self.hits) if self.hits else None

    def times_slower(self, than: "Measured") -> tuple[float, float]:
        """The median and the mean by those of another engine, on the questions that both were asked."""
        both = self.wall_ms.keys() & than.wall_ms.keys()
        own, other = ([of.wall_ms[text] for text in both] for of in (self, than))
        return percentile(own, 50) / percentile(other, 50), fmean(own) / fmean(other)

    def figures(self) -> dict[str, object]:
        """For the table and the file of figures; milliseconds."""
        return {
            "engine": self.name,
            "questions": len(self.wall_ms),
            **{f"p{share}_ms": percentile(self.wall_ms.values(), share) for share in (50, 95, 99)},
            "mean_ms": fmean(self.wall_ms.values()),
            **{f"p{share}_cpu_ms": percentile(self.cpu_ms.values(), share) for share in (50, 99)},
            "hit@3": self.hit_at_3,
        }


def percentile(values: Iterable[float], share: int) -> float:
    """The value that `share` percent do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, share * len(ordered) // 100)] if ordered else 0.0


def take_turns(
    engines: Sequence[Engine],
    warm_up: Sequence[Question],
    questions: Sequence[Question],
    tell: Callable[[str], None],
    sampled: Mapping[str, int] | None = None,
) -> list[Measured]:
    """Every question to every engine, once; engines in `sampled` get one in so many.

    Of two engines that share what is remembered of words, each comes first at every other turn.
    """
    every = sampled or {}
    measured = {engine.name: Measured(engine.name) for engine in engines}
    for engine in engines:
        for question in warm_up[:: every.get(engine.name, 1)]:
            engine.find(question.text, question.locale)
    for turn, start in enumerate(range(0, len(questions), _TURN)):
        tell(f"question {start} of {len(questions)}")
        for engine in engines if turn % 2 else reversed(engines):
            step = every.get(engine.name, 1)
            for number, question in enumerate(questions[start : start + _TURN], start):
                if number % step == 0:
                    measured[engine.name].ask(engine, question)
    return list(measured.values())
