"""What is measured on question sets: against plain BM25F, silence, and calm while somebody types."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from deflection.baseline import Baselines
from deflection.calibration import MAYBE
from deflection.evaluation import evaluate, mean_of
from deflection.measuring import OpenSet, open_set, open_sets
from deflection.measuring_plots import Line, plot_silence, svg
from deflection.measuring_silence import judged, measure_silence
from deflection.measuring_typing import measure_typing, together
from deflection.question_sets import UnusableInputError
from deflection.ranking import Ranker
from tests.deflection.builders import article

Right = Mapping[str, Sequence[str]]
SHOP_TOPICS = (
    ("lost", "My parcel is lost", "It counts as lost after five days without a scan. Start an investigation."),
    ("label", "Print a shipping label", "Open the shipment and press print. The label has a barcode."),
    ("customs", "Customs documents", "Outside the European Union fill in the form CN22 and a commercial invoice."),
    ("pickup", "Book a pick-up", "The driver comes between nine and noon. Have the parcels ready."),
    ("refund", "Cancel a label and get your money back", "Unused labels are refunded within two weeks."),
    ("address", "Correct an address", "Before the first scan the address of a shipment can be changed."),
    ("claims", "What does the insurance pay?", "Damage is paid up to the insured value, with photos as proof."),
)
COOKING_TOPICS = (
    ("bread", "Bake a loaf of bread", "Knead the dough, let it rise for an hour, bake it at 220 degrees."),
    ("soup", "Cook a vegetable soup", "Fry onions and carrots, add broth, simmer for half an hour."),
    ("cake", "Bake a chocolate cake", "Melt butter and chocolate, stir in eggs, sugar and flour."),
    ("pasta", "Cook pasta", "Boil salted water. Fresh pasta takes three minutes."),
    ("jam", "Make strawberry jam", "Boil strawberries with sugar and pour the jam into hot jars."),
    ("salad", "Dress a salad", "Three parts of oil, one part of vinegar, salt and mustard."),
)
SHOP_QUESTIONS = {
    "no scan for days, is my parcel lost?": ["lost"],
    "how do I print a label with a barcode": ["label"],
    "which customs form outside the European Union": ["customs"],
    "when does the driver come to pick up my parcels": ["pickup"],
    "how do I train my dog": [],
}
COOKING_QUESTIONS = {"how long does dough rise": ["bread"], "how many minutes does fresh pasta boil": ["pasta"]}

SVG = "{http://www.w3.org/2000/svg}"
Builder = Callable[[str, Sequence[tuple[str, str, str]], Right], Path]


@pytest.fixture
def make_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def make(name: str, topics: Sequence[tuple[str, str, str]], questions: Right) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        corpus = [{"id": id_, "locale": "en", "title": title, "body": body} for id_, title, body in topics]
        asked = [{"id": str(number), "text": text, "locale": "en"} for number, text in enumerate(questions)]
        right = [f"{number}\t{name}\t1" for number, names in enumerate(questions.values()) for name in names]
        (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
        (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)))
        (folder / "qrels.tsv").write_text("\n".join(right))
        return folder

    return make


@pytest.fixture
def shop_set(make_set: Builder) -> OpenSet:
    return open_set(make_set("shop", SHOP_TOPICS, SHOP_QUESTIONS), print)


@pytest.fixture
def cooking_set(make_set: Builder) -> OpenSet:
    return open_set(make_set("cooking", COOKING_TOPICS, COOKING_QUESTIONS), print)


def read(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - we have just drawn it


def test_plain_bm25f_counts_a_title_double_and_needs_one_word_only() -> None:
    articles = [article("in-title", "Customs", "Nothing else."), article("in-body", "Nothing", "Customs else.")]
    with Baselines(articles) as plain:
        assert plain.search("zebra customs", "en", 10) == ["in-title", "in-body"]
        assert plain.search("zebra", "en", 10) == []


def test_plain_bm25f_stems_in_the_language_of_the_articles() -> None:
    articles = [
        article("en", "Labels", "x"),
        article("es", "Etiquetas", "x", locale="es"),
        article("pl", "Paczki", "x"),
    ]
    with Baselines(articles) as plain:
        assert plain.search("label", "en", 10) == ["en"]
        assert plain.search("etiqueta", "es", 10) == ["es"]
        assert plain.search("etiqueta", "en", 10) == []


def test_both_are_asked_the_same_questions(shop_set: OpenSet) -> None:
    measured = evaluate(shop_set, print)
    assert (measured.articles, measured.questions, measured.answerable) == (7, 5, 4)
    assert measured.bm25f is not None
    assert measured.ours is not None
    assert measured.difference == pytest.approx(measured.ours.hit_at_3 - measured.bm25f.hit_at_3)
    assert measured.difference is not None
    assert measured.interval is not None
    assert measured.interval[0] <= measured.difference <= measured.interval[1]
    assert len(measured.gains[0]) == 4


def test_a_set_that_nothing_answers_has_no_hits(make_set: Builder) -> None:
    measured = evaluate(open_set(make_set("silent", SHOP_TOPICS, {"how do I train my dog": []}), print), print)
    assert (measured.bm25f, measured.ours, measured.difference, measured.interval) == (None, None, None, None)
    assert mean_of([measured]) is None


def test_each_set_counts_the_same_in_the_mean(shop_set: OpenSet, cooking_set: OpenSet) -> None:
    measured = [evaluate(each, print) for each in (shop_set, cooking_set)]
    mean = mean_of(measured)
    assert mean is not None
    each = [one.ours.mrr_at_10 for one in measured if one.ours]
    assert mean.ours.mrr_at_10 == pytest.approx(sum(each) / 2, abs=1e-4)


def test_sets_must_be_told_apart_by_their_names(shop_set: OpenSet, tmp_path: Path) -> None:
    assert shop_set.name == "shop"
    with pytest.raises(UnusableInputError, match="two sets are called shop"):
        open_sets([tmp_path / "shop", tmp_path / "cooking" / ".." / "shop"], print)


def test_a_right_article_is_left_out_where_it_counts_as_deleted(shop_set: OpenSet) -> None:
    ranker = Ranker(shop_set.suggester.index.locales["en"])
    question = "how do I print a label with a barcode"
    whole, ranking = judged(ranker, question)
    poorer, rest = judged(ranker, question, frozenset({"label"}))
    names = ranker.index.segments[0].catalogue.ids
    assert names[ranking.hits[0].article] == "label"
    assert "label" not in [names[hit.article] for hit in rest.hits]
    assert poorer.certainty < whole.certainty


def test_measuring_judges_as_the_suggester_does(shop_set: OpenSet) -> None:
    ranker = Ranker(shop_set.suggester.index.locales["en"])
    for question in shop_set.questions:
        found = shop_set.suggester.search(question.text, "en", frozenset({"everyone"}))
        judgement, _ = judged(ranker, question.text)
        assert (judgement.level, round(judgement.certainty, 4)) == (found.level, found.certainty)


def test_silence_is_measured_on_deleted_foreign_and_unanswerable_questions(
    shop_set: OpenSet, cooking_set: OpenSet
) -> None:
    silence = measure_silence(shop_set, [cooking_set], print)
    assert (len(silence.right.values), len(silence.deleted.values), len(silence.unanswerable.values)) == (4, 4, 1)
    assert list(silence.foreign) == ["cooking"]
    assert silence.foreign["cooking"].answered == 0.0
    assert max(silence.all_foreign) < MAYBE
    assert silence.area_foreign == 1.0
    assert silence.area_deleted is not None
    assert silence.area_deleted > 0.5


def test_the_curves_are_drawn_as_pictures(shop_set: OpenSet, cooking_set: OpenSet, tmp_path: Path) -> None:
    measured = [measure_silence(shop_set, [cooking_set], print), measure_silence(cooking_set, [], print)]
    files = plot_silence(measured, tmp_path / "plots" / "new")
    assert [file.name for file in files] == ["silence-deleted.svg", "silence-foreign.svg"]
    names = [[text.text for text in read(file.read_text()).iter(f"{SVG}text")] for file in files]
    assert {"shop", "cooking"} <= set(names[0])
    assert "cooking" not in names[1], "nobody asked it a foreign question"


def test_a_picture_starts_below_on_the_left_and_spells_names_out() -> None:
    picture = svg("<title>", "across", "up & away", [Line("a < b", [(0.0, 0.0), (0.5, 1.0), (1.0, 1.0)], (0.5, 0.75))])
    root = read(picture)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"<title>", "up & away", "a < b"} <= set(texts)
    [line] = root.iter(f"{SVG}polyline")
    [(first_x, first_y), (_, top), *_] = [
        tuple(map(float, point.split(","))) for point in line.attrib["points"].split()
    ]
    [circle] = root.iter(f"{SVG}circle")
    assert first_y > float(circle.attrib["cy"]) > top
    assert first_x < float(circle.attrib["cx"])


def test_typing_letter_by_letter_ends_with_what_asking_at_once_finds(shop_set: OpenSet) -> None:
    typed = measure_typing(shop_set, print)
    assert typed.typed_right == typed.asked_right == (True,) * 4
    assert typed.letters == sum(len(question.text) for question in shop_set.answerable)
    assert all(0 <= changes <= 3 for changes in typed.changes)


def test_each_time_another_article_comes_first_is_counted(make_set: Builder) -> None:
    text = "customs documents customs documents bread bread bread dough dough loaf bake a loaf of bread"
    mixed = open_set(make_set("mixed", (*SHOP_TOPICS, *COOKING_TOPICS), {text: ["bread"]}), print)
    assert measure_typing(mixed, print).changes == (1,)


def test_each_time_a_list_goes_away_is_counted(shop_set: OpenSet, make_set: Builder) -> None:
    text = "customs my cat and my dog and my horse and my goat sleep on the sofa in the garden all day long"
    away = open_set(make_set("away", SHOP_TOPICS, {text: ["customs"]}), print)
    typed = measure_typing(away, print)
    assert (typed.changes, typed.emptied, typed.typed_right) == ((0,), (1,), (False,))
    assert measure_typing(shop_set, print).emptied == (0, 0, 0, 0)


def test_questions_of_several_sets_count_one_by_one_together(shop_set: OpenSet, cooking_set: OpenSet) -> None:
    typed = [measure_typing(each, print) for each in (shop_set, cooking_set)]
    figures = together(typed).figures()
    assert figures["questions"] == 6
    assert figures["letters"] == typed[0].letters + typed[1].letters
    assert figures["typed_hit@3"] == 1.0


def test_a_sample_is_the_same_in_every_run(shop_set: OpenSet) -> None:
    assert measure_typing(shop_set, print, 2) == measure_typing(shop_set, print, 2)
    assert len(measure_typing(shop_set, print, 2).changes) == 2


def test_a_set_without_answers_cannot_be_typed(make_set: Builder) -> None:
    with pytest.raises(UnusableInputError, match="silent: no question has a right article"):
        measure_typing(open_set(make_set("silent", SHOP_TOPICS, {"how do I train my dog": []}), print), print)
