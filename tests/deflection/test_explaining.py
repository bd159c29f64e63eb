"""Why an article stands where it stands."""

from pathlib import Path

import pytest

from deflection.explaining import Explainer
from deflection.explaining_text import explanation_text
from deflection.index import build_index
from deflection.question_sets import UnusableInputError
from deflection.suggest import Suggester
from tests.deflection.builders import CUSTOMS, EVERYBODY, SHOP, article, suggester_of

QUESTIONS = (
    ("where is my parcel", "en"),
    ("cancel a label and get my money back", "en"),
    ("The label, the label, the LABEL does not print on A4!", "en"),
    ("who pays import duties when a customer in Switzerland sends back", "en"),
    ("CN22 form", "en"),
    ("zebra labl", "en"),
    ("¿dónde está mi paquete?", "es"),
    ("quiero anular un envío y que me devuelvan el dinero", "es"),
    ("el transportista no ha venido a recoger", "es"),
    ("etiqueta", "es"),
    ("Wann wird mein Paket abgeholt?", "de"),
    ("retourlabel voor een klant maken", "nl"),
)


@pytest.fixture(scope="module")
def explainer(help_centre: Suggester) -> Explainer:
    return Explainer(help_centre)


@pytest.fixture(scope="module")
def shop_explainer(shop: Suggester) -> Explainer:
    return Explainer(shop)


@pytest.mark.parametrize(("question", "locale"), QUESTIONS)
def test_the_parts_add_up_to_the_score_of_every_article(
    help_centre: Suggester, explainer: Explainer, question: str, locale: str
) -> None:
    short = {
        (each.article_id, each.locale): each.score
        for each in help_centre.search(question, locale, EVERYBODY).suggestions
    }
    everything = help_centre.search(question, locale, EVERYBODY, help_centre.article_count).suggestions
    assert len(short) > 0
    for each in everything:
        explanation = explainer.explain(question, each.article_id, locale)
        standing = explanation.standing
        assert standing.locale == each.locale
        assert standing.total == pytest.approx(standing.score, abs=2e-4), each.article_id
        expected = short.get((each.article_id, each.locale), None if explanation.closely else each.score)
        if expected is not None:
            assert standing.score == pytest.approx(expected, abs=1e-4), each.article_id


def test_places_are_those_of_the_list(help_centre: Suggester, explainer: Explainer) -> None:
    question = "cancel a label and get my money back"
    for place, each in enumerate(help_centre.search(question, "en", EVERYBODY).suggestions, 1):
        explanation = explainer.explain(question, each.article_id, "en")
        assert (explanation.standing.place, explanation.closely) == (place, True)
        assert explanation.first is not None
        assert explanation.first.place == 1


def test_each_term_says_in_which_field_it_stands_how_often(shop_explainer: Explainer) -> None:
    standing = shop_explainer.explain("customs form form", "customs-documents", "en").standing
    customs, form = (term for term in standing.terms if term.brought_by is None)
    assert (customs.text, customs.typed, form.text, form.typed) == ("custom", 1, "form", 2)
    assert {name: place.count for name, place in form.in_article.items()} == {"body": 2}
    assert {name: place.count for name, place in customs.in_article.items()} == {"title": 1, "keywords": 1}
    assert form.weight > (form.idf or 0) > 0
    assert form.passage_gives > 0 == customs.passage_gives


def test_neighbouring_words_of_the_title_are_told(shop_explainer: Explainer) -> None:
    standing = shop_explainer.explain("is my parcel lost", "parcel-lost", "en").standing
    assert set(standing.pairs) == {"my_parcel"}
    assert standing.pairs["my_parcel"] > 0


def test_of_words_that_mean_the_same_the_best_counts_once(explainer: Explainer) -> None:
    terms = explainer.explain("get my money back", "cancel-or-refund-a-label", "en").standing.terms
    refund = next(term for term in terms if term.text == "refund")
    assert (refund.brought_by, refund.outdone, refund.gives) == ("money", True, 0.0)
    assert next(term for term in terms if term.text == "money").gives > 0


def test_a_correction_is_told_with_the_word_that_brought_it(explainer: Explainer) -> None:
    terms = explainer.explain("zebra labl", "create-a-label", "en").standing.terms
    corrected = next(term for term in terms if term.text == "label")
    assert (corrected.brought_by, corrected.typed, corrected.idf) == ("labl", 0, None)
    assert corrected.gives > 0


def test_what_decided_the_level_is_told(shop: Suggester, shop_explainer: Explainer) -> None:
    explanation = shop_explainer.explain("which customs documents do I need", "parcel-lost", "en")
    assert explanation.found.level == shop.search("which customs documents do I need", "en", EVERYBODY).level
    assert explanation.features is not None
    assert explanation.features.coverage == 1.0
    assert explanation.calibration == shop.index.locales["en"].segments[0].calibration


def test_an_article_without_any_word_of_the_question_has_no_place(shop_explainer: Explainer) -> None:
    explanation = shop_explainer.explain("zebra invoice", "parcel-lost", "en")
    assert (explanation.standing.place, explanation.standing.total, explanation.standing.score) == (None, 0.0, 0.0)
    assert explanation.first is not None
    assert explanation.first.article_id == "customs-documents"
    text = explanation_text("zebra invoice", explanation)
    assert "parcel-lost (en), My parcel is lost: not found" in text
    assert "None of its words is in the article: zebra, invoic." in text


def test_a_question_that_finds_nothing_is_explained_too(shop_explainer: Explainer) -> None:
    explanation = shop_explainer.explain("?!", "parcel-lost", "en")
    assert (explanation.first, explanation.features, explanation.standing.place) == (None, None, None)
    assert "nothing that can be looked for" in explanation_text("?!", explanation)


def test_an_article_in_the_default_language_is_explained_among_those_that_the_language_lacks(
    shop: Suggester, shop_explainer: Explainer
) -> None:
    question = "necesito el CN22 para un paquete"
    found = shop.search(question, "es", EVERYBODY).suggestions
    [fallback] = [each for each in found if each.fallback]
    explanation = shop_explainer.explain(question, fallback.article_id, "es")
    assert explanation.standing.locale == "en"
    assert explanation.standing.total == pytest.approx(fallback.score, abs=2e-4)


def test_changed_articles_are_explained_from_the_segment_that_they_are_in(tmp_path: Path) -> None:
    articles = [article(f"filler-{number}", f"Filler {number}", "Parcels and labels.") for number in range(12)]
    build_index([*articles, CUSTOMS], tmp_path)
    changed = article("customs-documents", "Customs papers", "The form CN22 has a new colour.")
    suggester = Suggester.open(build_index([*articles, changed], tmp_path))
    assert len(suggester.index.locales["en"].segments) == 2
    for name in ("customs-documents", "filler-3"):
        standing = Explainer(suggester).explain("customs parcels with the new form", name, "en").standing
        score = next(
            each.score
            for each in suggester.search("customs parcels with the new form", "en", EVERYBODY, 20).suggestions
            if each.article_id == name
        )
        assert standing.total == pytest.approx(score, abs=2e-4)


def test_what_the_first_article_has_more_of_adds_up_to_the_difference(explainer: Explainer) -> None:
    question = "cancel a label and get my money back"
    explanation = explainer.explain(question, "return-label", "en")
    assert explanation.first is not None
    text = explanation_text(question, explanation)
    more = text.rsplit("\n", 1)[1].split()
    assert more[0] == "sum"
    assert float(more[1]) == pytest.approx(explanation.first.score - explanation.standing.score, abs=3e-4)


def test_the_columns_of_the_table_add_up(explainer: Explainer) -> None:
    question = "where is my parcel"
    explanation = explainer.explain(question, "track-a-parcel", "en")
    [last] = [line for line in explanation_text(question, explanation).splitlines() if line.startswith("sum")][:1]
    assert sum(map(float, last.split()[1:])) == pytest.approx(explanation.standing.score, abs=3e-4)


def test_an_article_that_is_not_there_is_told_with_those_that_are_near(shop_explainer: Explainer) -> None:
    with pytest.raises(UnusableInputError, match="no article parcel-los; near are parcel-lost"):
        shop_explainer.explain("lost", "parcel-los", "en")
    with pytest.raises(UnusableInputError, match=r"no article label; near are .*return-label"):
        shop_explainer.explain("lost", "label", "en")
    with pytest.raises(UnusableInputError, match=r"no article 12345\Z"):
        shop_explainer.explain("lost", "12345", "en")


def test_an_article_that_the_reader_may_not_read_is_told(shop: Suggester, shop_explainer: Explainer) -> None:
    with pytest.raises(UnusableInputError, match="agent-refund-limits is for agents only"):
        shop_explainer.explain("how much may I refund", "agent-refund-limits", "en")
    agents = Explainer(shop, EVERYBODY | {"agents"})
    assert agents.explain("how much may I refund", "agent-refund-limits", "en").standing.place == 1


def test_an_article_that_is_only_there_in_another_language_is_told(tmp_path: Path) -> None:
    german = article("nur-deutsch", "Nur auf Deutsch", "Ein Paket.", locale="de")
    suggester = suggester_of([*SHOP, german], tmp_path)
    with pytest.raises(UnusableInputError, match="taken for en; nur-deutsch is in de only"):
        Explainer(suggester).explain("where is my parcel", "nur-deutsch", "en")
