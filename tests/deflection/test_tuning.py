"""Choosing weights, and saying what they are worth where they were not chosen."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from deflection.measuring import Ranks, open_set
from deflection.measuring_postings import read_back, recompiled
from deflection.measuring_tuning import tune, tuning_report
from deflection.question_sets import UnusableInputError
from deflection.ranking import Ranker
from deflection.tuning import (
    GRID,
    PARTS,
    Asker,
    Choice,
    RanksOf,
    Trial,
    Trials,
    choice_of,
    gain_of,
    middle_of,
    parts_of,
    present_choice,
    samples_of,
    search,
    weights_of,
    with_value,
)
from deflection.weights import CompiledWeights, RankingWeights
from tests.deflection.builders import EVERYBODY

PLACES = list(GRID)
TOPICS = {
    "tracking": "Where a parcel is, scan by scan, from the depot to the door of the customer.",
    "refunds": "Money for labels that were never used comes back within two weeks, to the same card.",
    "customs": "Outside the European Union a parcel needs a form, an invoice and the value in euros.",
    "returns": "A customer prints the label for the way back; the shop pays for it when it is scanned.",
    "pickups": "The driver rings between nine and noon; parcels stand ready at the door with their labels.",
    "insurance": "Damage is paid up to the value that was insured, with photos of the parcel as proof.",
    "addresses": "A street or a name can be corrected before the first scan of the parcel.",
}


def make_set(folder: Path, questions: Mapping[str, str]) -> Path:
    folder.mkdir()
    corpus = [{"id": name, "locale": "en", "title": name.title(), "body": body} for name, body in TOPICS.items()]
    asked = [{"id": f"q{number}", "text": text, "locale": "en"} for number, text in enumerate(questions)]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)))
    (folder / "qrels.tsv").write_text("".join(f"q{n}\t{name}\t1\n" for n, name in enumerate(questions.values())))
    return folder


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first = {
        "where is the parcel of my customer": "tracking",
        "money back for labels": "refunds",
        "which form and invoice for a parcel": "customs",
        "label for the way back": "returns",
    }
    second = {
        "when does the driver come to my door": "pickups",
        "photos of a damaged parcel": "insurance",
        "wrong name of the street": "addresses",
    }
    return [make_set(tmp_path / "first", first), make_set(tmp_path / "second", second)]


def test_the_weights_as_they_stand_are_a_choice_like_any_other() -> None:
    compiled, ranking = weights_of(present_choice())
    assert compiled == CompiledWeights()
    assert ranking == RankingWeights()


def test_a_choice_changes_the_weights_that_it_names() -> None:
    choice = with_value(with_value(present_choice(), PLACES.index("title"), 4.0), PLACES.index("pairs"), 0.4)
    compiled, ranking = weights_of(choice)
    assert (compiled.boosts["title"], ranking.pairs) == (4.0, 0.4)
    assert compiled.boosts["body"] == CompiledWeights().boosts["body"]
    assert ranking.passage == RankingWeights().passage


def test_what_is_read_back_compiles_to_the_same_tables(sets: Sequence[Path]) -> None:
    index = open_set(sets[0], print).suggester.index.locales["en"]
    read = tuple(read_back(segment) for segment in index.segments)
    same = recompiled(index, read, CompiledWeights()).segments[0].tables
    other = recompiled(index, read, CompiledWeights(held=1.0)).segments[0].tables
    for name in ("starts", "articles", "weights", "entry_starts", "entry_terms", "entry_weights"):
        assert np.array_equal(getattr(same, name), getattr(index.segments[0].tables, name)), name
    assert other.weights.sum() > same.weights.sum()
    assert np.array_equal(other.passage_vectors, index.segments[0].tables.passage_vectors)


def test_trying_the_present_weights_ranks_as_the_suggester_does(sets: Sequence[Path]) -> None:
    opened = open_set(sets[0], print)
    ranks = Asker(opened).ranks(present_choice())
    ranker = Ranker(opened.suggester.index.locales["en"])
    names = ranker.index.segments[0].catalogue.ids
    for question, rank in zip(opened.answerable, ranks, strict=True):
        hits = ranker.rank(ranker.index.question(question.text), EVERYBODY).hits
        right = [place for place, hit in enumerate(hits, 1) if names[hit.article] in opened.answers[question.id]]
        assert rank == (right[0] if right else None)
    assert Asker(opened).ranks(present_choice(), [2, 0]) == [ranks[2], ranks[0]]


def test_other_weights_rank_otherwise(sets: Sequence[Path]) -> None:
    asker = Asker(open_set(sets[0], print))
    titles_only = with_value(present_choice(), PLACES.index("title_meaning"), 50.0)
    before = asker.ranks(present_choice())
    assert asker.ranks(titles_only) != before
    assert asker.ranks(present_choice()) == before


def test_two_processes_find_what_one_finds(sets: Sequence[Path]) -> None:
    samples = samples_of([(folder, open_set(folder, print)) for folder in sets], 10)
    choices = [present_choice(), with_value(present_choice(), PLACES.index("k1"), 0.9)]
    found = []
    for jobs in (1, 2):
        with Trials(sets, samples, jobs, print) as trials:
            ranks = trials.sampled(sets, choices)
            found.append([ranks(folder, choice) for folder in sets for choice in choices])
    assert found[0] == found[1]


def test_a_set_of_one_question_does_not_choose_where_it_is_left_out() -> None:
    asked: set[Path] = set()

    def ranks(folder: Path, _choice: Choice) -> Ranks:
        asked.add(folder)
        return [1]

    search(lambda _folders, _choices: ranks, {Path("one"): [False], Path("other"): [True]})
    assert asked == {Path("other")}


def test_the_gain_is_the_mean_of_five_cuts() -> None:
    assert gain_of([1, 3, 5, 6, None]).tolist() == pytest.approx([1.0, 0.6, 0.2, 0.0, 0.0])


def test_the_middle_of_choices_is_taken_weight_by_weight() -> None:
    low, high = (choice_of({name: values[at] for name, values in GRID.items()}) for at in (0, -1))
    assert middle_of([low, low, low]) == low
    assert all(value in values[1:-1] for value, values in zip(middle_of([low, high]), GRID.values(), strict=True))


def one_set_of(ranks: Callable[[Choice], Ranks]) -> Trial:
    """A made-up set, of which nothing matters but the choice."""

    def trial(_folders: Iterable[Path], _choices: Iterable[Choice]) -> RanksOf:
        return lambda _, choice: ranks(choice)

    return trial


def test_steps_lead_to_the_best_choice_from_where_the_search_begins() -> None:
    best = choice_of({name: values[(place * 2) % len(values)] for place, (name, values) in enumerate(GRID.items())})

    def ranks(choice: Choice) -> Ranks:
        """The further off, the fewer of sixty questions are answered."""
        columns = zip(GRID.values(), choice, best, strict=True)
        off = sum(abs(values.index(value) - values.index(right)) for values, value, right in columns)
        return [1 if number > off else None for number in range(60)]

    assert search(one_set_of(ranks), {Path("made-up"): [True] * 60}) == best


def test_a_gain_that_is_noise_moves_nothing() -> None:
    begin = search(one_set_of(lambda _: [1, None]), {Path("made-up"): [True, True]})

    def ranks(choice: Choice) -> Ranks:
        return [1, *([None] * 2_000), 1 if choice != begin else None]

    assert search(one_set_of(ranks), {Path("made-up"): [True] * 2_002}) == begin


def test_questions_that_do_not_count_choose_nothing() -> None:
    begin = search(one_set_of(lambda _: [1, None]), {Path("made-up"): [True, True]})

    def ranks(choice: Choice) -> Ranks:
        return [1, 1 if choice != begin else None]

    assert search(one_set_of(ranks), {Path("made-up"): [True, False]}) == begin
    assert search(one_set_of(ranks), {Path("made-up"): [True, True]}) != begin


def test_parts_are_even_and_the_same_in_every_run() -> None:
    parts = parts_of(100, "set")
    assert sorted(parts.count(part) for part in range(PARTS)) == [33, 33, 34]
    assert parts == parts_of(100, "set") != parts_of(100, "other")


def test_a_sample_is_the_same_in_every_run(sets: Sequence[Path]) -> None:
    opened = [(folder, open_set(folder, print)) for folder in sets]
    small = samples_of(opened, 2)
    assert [len(numbers) for numbers in small.values()] == [2, 2]
    assert small == samples_of(opened, 2)
    assert samples_of(opened, 99)[sets[0]] == (0, 1, 2, 3)


def test_tuning_tells_what_weights_are_worth_where_they_were_not_chosen(
    sets: Sequence[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deflection.tuning.DRAWN", 6)
    told: list[str] = []
    tuned = tune(sets, 10, 1, told.append)
    assert tuned == tune(sets, 10, 1, told.append)
    assert set(tuned.left_out) == set(tuned.worth) == {"first", "second"}
    assert len(tuned.parts) == PARTS
    assert tuned.worth["first"]["chosen"].gain >= 0.8
    for place, (name, others) in enumerate(tuned.others.items()):
        assert [other.value for other in others] == list(GRID[name])
        [itself] = [other for other in others if other.value == tuned.chosen[place]]
        assert (itself.change, itself.as_good) == (0.0, True)
    report = tuning_report(tuned)
    assert "chosen on the other sets" in report
    assert "without first" in report.splitlines()[0]
    assert "choosing without second" in told


def test_a_set_without_answers_cannot_be_tuned_on(sets: Sequence[Path]) -> None:
    (sets[1] / "qrels.tsv").write_text("")
    with pytest.raises(UnusableInputError, match="second: a set without an answerable question"):
        tune(sets, 10, 1, print)
