"""The whole protocol of `tune`: choose on all sets, on all but one, on parts of the questions; then tell what each
choice is worth where it was not chosen, and how flat the optimum is. docs/search.md describes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deflection.measuring import Hits, Ranks, Tell, interval, open_sets
from deflection.measuring_tables import number, table
from deflection.question_sets import UnusableInputError
from deflection.tuning import (
    GRID,
    PARTS,
    Choice,
    Part,
    Trials,
    gain_of,
    parts_of,
    present_choice,
    samples_of,
    search,
    with_value,
)


@dataclass(frozen=True, slots=True)
class Worth:
    """What one choice gives on all questions of one set. `gain` is the mean of hit@1 to hit@5."""

    hits: Hits
    gain: float

    @classmethod
    def of(cls, ranks: Ranks) -> "Worth":
        """Of the places of the right articles; there is at least one question."""
        hits = Hits.of(ranks)
        if hits is None:
            raise UnusableInputError("a set without an answerable question cannot be tuned on")
        return cls(hits, float(gain_of(ranks).mean()))


@dataclass(frozen=True, slots=True)
class Other:
    """Another value of one weight, the others as chosen: the change of the mean gain, and its 95 % interval."""

    value: float
    change: float
    interval: tuple[float, float]

    @property
    def as_good(self) -> bool:
        """Whether chance explains the change."""
        return self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What `tune` found. `worth` is by set and then by `present`, `chosen` and `left out` (chosen without the set);
    `left_out_questions` is the mean gain on the parts of the sampled questions that did not choose, with `chosen` and
    `present` on the same questions; `others` is by weight."""

    chosen: Choice
    left_out: Mapping[str, Choice]
    parts: Sequence[Choice]
    worth: Mapping[str, Mapping[str, Worth]]
    left_out_questions: Mapping[str, float]
    others: Mapping[str, Sequence[Other]]


def tune(folders: Sequence[Path], sample: int, jobs: int, tell: Tell) -> Tuned:
    """Runs the protocol on two sets or more. Raises UnusableInputError for one that cannot be tuned on."""
    opened = dict(zip(folders, open_sets(folders, tell), strict=True))
    names = {folder: each.name for folder, each in opened.items()}
    for folder, name in names.items():
        if not opened[folder].answerable:
            raise UnusableInputError(f"{name}: a set without an answerable question cannot be tuned on")
    if len(opened) == 1:
        raise UnusableInputError("weights are chosen on two sets or more, so that one can be left out")
    samples = samples_of(list(opened.items()), sample)
    everything: Part = {folder: [True] * len(of) for folder, of in samples.items()}
    with Trials(folders, samples, jobs, tell) as trials:
        tell("choosing on all sets")
        chosen = search(trials.sampled, everything)
        left_out = {}
        for folder in folders:
            tell(f"choosing without {names[folder]}")
            left_out[folder] = search(trials.sampled, {of: all_ for of, all_ in everything.items() if of != folder})
        belongs = {folder: parts_of(len(of), names[folder]) for folder, of in samples.items()}
        parts = []
        for part in range(PARTS):
            tell(f"choosing without part {part + 1} of {PARTS} of the questions")
            parts.append(search(trials.sampled, {folder: [of != part for of in belongs[folder]] for folder in folders}))
        tell("measuring what was chosen")
        return Tuned(
            chosen=chosen,
            left_out={names[folder]: choice for folder, choice in left_out.items()},
            parts=parts,
            worth={
                names[folder]: {
                    kind: Worth.of(trials.whole(folder, choice))
                    for kind, choice in (
                        ("present", present_choice()),
                        ("chosen", chosen),
                        ("left out", left_out[folder]),
                    )
                }
                for folder in folders
            },
            left_out_questions=_left_out_questions(trials, belongs, parts, chosen),
            others={name: list(_others(trials, chosen, place)) for place, name in enumerate(GRID)},
        )


def _left_out_questions(
    trials: Trials, belongs: Mapping[Path, Sequence[int]], parts: Sequence[Choice], chosen: Choice
) -> dict[str, float]:
    ranks = trials.sampled(belongs, [*parts, chosen, present_choice()])
    own, of_chosen, present = [], [], []
    for folder, numbers in belongs.items():
        by_part = np.array([gain_of(ranks(folder, choice)) for choice in parts])
        own.append(float(by_part[numbers, np.arange(len(numbers))].mean()))
        of_chosen.append(float(gain_of(ranks(folder, chosen)).mean()))
        present.append(float(gain_of(ranks(folder, present_choice())).mean()))
    return {"left out": float(np.mean(own)), "chosen": float(np.mean(of_chosen)), "present": float(np.mean(present))}


def _others(trials: Trials, chosen: Choice, place: int) -> Iterator[Other]:
    values = list(GRID.values())[place]
    choices = [with_value(chosen, place, value) for value in values]
    ranks = trials.sampled(trials.folders, [chosen, *choices])
    for value, choice in zip(values, choices, strict=True):
        changes = [gain_of(ranks(folder, choice)) - gain_of(ranks(folder, chosen)) for folder in trials.folders]
        yield Other(value, float(np.mean([change.mean() for change in changes])), interval(changes))


def tuning_report(tuned: Tuned) -> str:
    """The tables, for people."""
    names = list(tuned.left_out)
    weights = [["weight", "now", "chosen", *(f"without {name}" for name in names)]]
    columns = [present_choice(), tuned.chosen, *tuned.left_out.values()]
    weights += [[name, *(f"{column[place]:g}" for column in columns)] for place, name in enumerate(GRID)]
    return "\n\n".join((table(weights), _worth_table(tuned), _questions_line(tuned), _flatness_table(tuned)))


def _worth_table(tuned: Tuned) -> str:
    kinds = {"present": "as they are", "chosen": "chosen on all sets", "left out": "chosen on the other sets"}
    rows = [["", "weights", "hit@1", "hit@3", "hit@5", "mrr@10", "mean of hit@1..5"]]
    for kind, words in kinds.items():
        of_kind = {name: worth[kind] for name, worth in tuned.worth.items()}
        rows += [[name, words, *_cells(worth.hits), number(worth.gain, ".4f")] for name, worth in of_kind.items()]
        means = np.mean(
            [(w.hits.hit_at_1, w.hits.hit_at_3, w.hits.hit_at_5, w.hits.mrr_at_10, w.gain) for w in of_kind.values()],
            axis=0,
        )
        rows.append(["mean of the sets", words, *(number(value, ".4f") for value in means.tolist())])
    return table(rows)


def _cells(hits: Hits) -> list[str]:
    return [number(value, ".4f") for value in (hits.hit_at_1, hits.hit_at_3, hits.hit_at_5, hits.mrr_at_10)]


def _questions_line(tuned: Tuned) -> str:
    of = tuned.left_out_questions
    return (
        f"Mean of hit@1..5 over the sampled questions, each under weights chosen without its own third: "
        f"{of['left out']:.4f} (chosen on all: {of['chosen']:.4f}, as they are: {of['present']:.4f})"
    )


def _flatness_table(tuned: Tuned) -> str:
    rows = [["one weight moved", "chosen", "as good (95 %)", "worst value", "its change", "95 % interval"]]
    for place, (name, others) in enumerate(tuned.others.items()):
        good = [other.value for other in others if other.as_good]
        worst = min(others, key=lambda other: other.change)
        bounds = f"{worst.interval[0]:+.4f} to {worst.interval[1]:+.4f}"
        span = " ".join(f"{value:g}" for value in good)
        rows.append([name, f"{tuned.chosen[place]:g}", span, f"{worst.value:g}", f"{worst.change:+.4f}", bounds])
    return table(rows)
