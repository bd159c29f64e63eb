"""What merchants are offered for their questions."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from deflection.index import build_index
from deflection.suggest import STEADY, Suggester
from tests.deflection.builders import CUSTOMS, EVERYBODY, RETURNS, SHOP, article, ids, suggester_of

SMALL_SHOP = frozenset({"everyone", "small_shop"})


def test_a_spanish_merchant_finds_the_spanish_article_without_typing_accents(shop: Suggester) -> None:
    found = shop.suggest("se ha perdido el paquete de una clienta", locale="es", audience=EVERYBODY)
    best = found.suggestions[0]
    assert (best.article_id, best.locale, best.fallback, found.locale) == ("parcel-lost", "es", False, "es")
    assert best.title == "Mi paquete se ha perdido"
    assert any(fragment.match for fragment in best.passage)
    assert ids(shop, "etiqueta devolucion", "es")[0] == "return-label"


def test_a_spanish_question_on_an_english_page_is_answered_in_spanish(shop: Suggester) -> None:
    found = shop.suggest("¿cómo hago una etiqueta de devolución para mi clienta?", locale="en", audience=EVERYBODY)
    assert (found.locale, found.suggestions[0].locale) == ("es", "es")
    assert shop.search("devolución", "en", EVERYBODY).suggestions[0].locale == "es"


def test_an_article_missing_in_the_merchants_language_is_offered_in_the_default_one_and_marked(shop: Suggester) -> None:
    found = shop.suggest("necesito el CN22 o el CN23", locale="es", audience=EVERYBODY)
    best = found.suggestions[0]
    assert (best.article_id, best.locale, best.fallback) == ("customs-documents", "en", True)


def test_an_article_that_exists_in_the_merchants_language_is_not_offered_in_english(shop: Suggester) -> None:
    found = shop.search("parcel lost escaneo label devolución", "es", EVERYBODY).suggestions
    assert [(each.article_id, each.locale) for each in found if each.article_id != "customs-documents"] == [
        ("return-label", "es"),
        ("parcel-lost", "es"),
    ]


def test_the_merchants_language_comes_before_the_default_one(shop: Suggester) -> None:
    found = shop.search("mi paquete se ha perdido, which customs documents", "es", EVERYBODY).suggestions
    assert [each.fallback for each in found] == [False, False, True]
    assert (found[0].article_id, found[2].article_id) == ("parcel-lost", "customs-documents")


def test_what_answers_in_the_default_language_comes_first_where_none_of_the_merchants_own_does(shop: Suggester) -> None:
    found = shop.search("para el paquete: which customs documents do I need, CN22 or CN23", "es", EVERYBODY)
    assert found.suggestions[0].article_id == "customs-documents"
    assert found.level != "answer" or found.locale == "en"


def test_a_page_in_a_language_without_articles_gets_the_default_language(shop: Suggester) -> None:
    assert ids(shop, "which customs documents do I need", "de") == ids(shop, "which customs documents do I need", "en")
    assert ids(shop, "customs", "pl")[0] == "customs-documents"
    assert ids(shop, "customs", None)[0] == "customs-documents"


def test_each_article_is_offered_once_with_the_section_that_answers(shop: Suggester) -> None:
    found = shop.search("invoice for customs above 300 EUR", "en", EVERYBODY).suggestions
    assert [each.article_id for each in found].count("customs-documents") == 1
    assert found[0].section == "above-300-eur"
    assert found[0].url == CUSTOMS.url
    assert found[0].content_hash == CUSTOMS.content_hash
    assert [fragment.text for fragment in found[0].passage if fragment.match] == ["invoice"]


def test_only_those_in_the_audience_find_an_article(shop: Suggester) -> None:
    assert "phone-support-hours" not in ids(shop, "when can I call you on the phone")
    assert ids(shop, "when can I call you on the phone", audience=SMALL_SHOP)[0] == "phone-support-hours"
    assert "agent-refund-limits" not in ids(shop, "goodwill refunds", audience=SMALL_SHOP)
    assert ids(shop, "goodwill refunds", audience=frozenset({"agents"})) == ["agent-refund-limits"]


def test_articles_one_may_not_read_take_no_place_in_the_list(tmp_path: Path) -> None:
    hidden = [article(f"hidden-{number}", "Return label", "Return label.", audience={"agents"}) for number in range(20)]
    suggester = suggester_of([*hidden, RETURNS], tmp_path)
    found = suggester.search("return label", "en", EVERYBODY, limit=3)
    assert [each.article_id for each in found.suggestions] == ["return-label"]


def test_the_words_of_a_tag_find_an_article_whose_text_lacks_them(shop: Suggester) -> None:
    assert ids(shop, "mandar algo de vuelta", "es")[0] == "return-label"


@pytest.mark.parametrize(
    "text", ["hola", "Hello!", "buenos días", "hi there, I need help please", "asdf", "ok gracias"]
)
def test_greetings_and_nonsense_are_met_with_silence(help_centre: Suggester, text: str) -> None:
    for locale in ("es", "en"):
        found = help_centre.suggest(text, locale=locale, audience=SMALL_SHOP)
        assert (found.level, found.confident, found.suggestions) == ("none", False, ())


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("receta de tortilla de patatas", "es"),
        ("mi gato está enfermo", "es"),
        ("¿dónde puedo comprar un coche de segunda mano?", "es"),
        ("how do I train my dog", "en"),
        ("best pizza in town", "en"),
        ("football results of yesterday", "en"),
    ],
)
def test_what_the_help_centre_does_not_know_is_met_with_silence(help_centre: Suggester, text: str, locale: str) -> None:
    assert help_centre.suggest(text, locale=locale, audience=SMALL_SHOP).level == "none"


@pytest.mark.parametrize(
    ("text", "locale", "article_id"),
    [
        ("¿dónde está mi paquete?", "es", "track-a-parcel"),
        ("el paquete pone entregado pero el cliente no lo tiene", "es", "delivered-but-not-received"),
        ("ha llegado roto", "es", "parcel-damaged"),
        ("cancelar una etiqueta", "es", "cancel-or-refund-a-label"),
        ("no se importan los pedidos de mi tienda", "es", "shop-orders-not-importing"),
        ("where is my parcel", "en", "track-a-parcel"),
        ("cancel a label and get my money back", "en", "cancel-or-refund-a-label"),
        ("who pays import duties", "en", "customs-duties-who-pays"),
    ],
)
def test_a_usual_question_has_a_confident_answer(
    help_centre: Suggester, text: str, locale: str, article_id: str
) -> None:
    found = help_centre.suggest(text, locale=locale, audience=SMALL_SHOP)
    assert found.confident
    assert article_id in [each.article_id for each in found.suggestions[:2]]
    assert len(found.suggestions) <= 3


def test_the_search_page_lists_what_suggestions_are_silent_about(help_centre: Suggester) -> None:
    question = "which box do tomatoes grow in on a balcony"
    assert help_centre.suggest(question, locale="en", audience=EVERYBODY).suggestions == ()
    assert help_centre.search(question, "en", EVERYBODY, limit=20).suggestions


def test_many_threads_get_the_answers_that_one_gets(shop: Suggester) -> None:
    questions = [f"{article.title} {article.body}" for article in SHOP] * 8

    def asked(question: str) -> list[tuple[str, float]]:
        found = shop.search(question, None, SMALL_SHOP).suggestions
        return [(each.article_id, each.score) for each in found]

    alone = [asked(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(asked, questions)) == alone


def test_the_word_that_is_being_typed_does_not_move_the_list(help_centre: Suggester) -> None:
    def first(text: str) -> str:
        return help_centre.suggest(text, locale="en", audience=EVERYBODY, typing=True).suggestions[0].article_id

    assert {first("cancel a label " + "returns"[:letters]) for letters in range(7)} == {first("cancel a label ")}
    assert first("returns ") == first("returns")


def test_the_first_article_stays_while_no_other_is_clearly_better(help_centre: Suggester) -> None:
    def ranked(text: str, first: str | None = None) -> list[str]:
        found = help_centre.suggest(text, locale="en", audience=EVERYBODY, first=first)
        return [suggestion.article_id for suggestion in found.suggestions]

    scores = help_centre.search("print a label", "en", EVERYBODY, 3).suggestions
    assert scores[1].score >= STEADY * scores[0].score
    close = [suggestion.article_id for suggestion in scores]
    assert ranked("print a label", first=close[1]) == [close[1], close[0], close[2]]
    clear = ranked("track my parcel")
    assert ranked("track my parcel", first=clear[2]) == clear
    assert ranked("track my parcel", first="no-such-article") == clear


def test_accents_may_be_typed_as_marks_behind_their_letters(tmp_path: Path) -> None:
    devolver = article("devolver", "Hacer una devolución", "Abre el envío.", locale="es")
    # As file systems and some keyboards write it; the soft hyphen comes along from web pages.
    written = replace(devolver, id="marcas", title=unicodedata.normalize("NFD", "La ges\u00adtión de devoluciones"))
    suggester = suggester_of([devolver, written], tmp_path)
    question = "devolución y gestión"
    assert ids(suggester, unicodedata.normalize("NFD", question), "es") == ids(suggester, question, "es")
    assert ids(suggester, "gestión", "es") == ["marcas"]


def test_whoever_may_not_read_an_article_cannot_tell_its_words_from_an_answer(tmp_path: Path) -> None:
    public = article("payoffs", "Employee payoffs", "What we pay.")
    hidden = article("layoffs", "Employee layoffs", "For agents only.", audience={"agents"})
    without = suggester_of([public, CUSTOMS], tmp_path)
    with_it = suggester_of([public, CUSTOMS, hidden], tmp_path)
    for typed in ("layoffs", "layoff", "layoffs", "employee layoffs"):
        assert ids(with_it, typed) == ids(without, typed), typed


def test_an_article_that_is_gone_leaves_no_word_behind(tmp_path: Path) -> None:
    others = [article(f"other-{number}", f"Other matter {number}", "Nothing.") for number in range(10)]
    payoffs = article("payoffs", "Employee payoffs", "What we pay.")
    suggester_of([payoffs, article("layoffs", "Employee layoffs", "Old."), *others], tmp_path)
    assert ids(suggester_of([payoffs, *others], tmp_path), "layoffs") == ["payoffs"]


def test_a_mistyped_word_is_not_corrected_to_an_address(tmp_path: Path) -> None:
    linked = article("links", "Where to read on", "See [the site](https://example.com/insurrance).")
    insured = article("insurance", "Insurance", "What is paid.")
    assert ids(suggester_of([linked, insured], tmp_path), "insurrrance") == ["insurance"]


def test_a_language_that_nobody_can_analyse_is_searched_on_its_own_pages(tmp_path: Path) -> None:
    portuguese = article(
        "etiqueta", "Imprimir etiqueta de envio", "Abra a encomenda e clique em imprimir.", locale="pt"
    )
    spanish = article("imprimir", "Imprimir una etiqueta", "Abre el envío y pulsa imprimir.", locale="es")
    suggester = suggester_of([portuguese, spanish, CUSTOMS], tmp_path)
    found = suggester.search("como posso imprimir a etiqueta de envio da encomenda?", "pt", EVERYBODY)
    assert found.suggestions[0].locale == "pt"
    assert ids(suggester, "which customs documents do I need", "pt")[0] == "customs-documents"


def test_articles_for_one_country_serve_the_whole_language(tmp_path: Path) -> None:
    mexican = article("devolver", "Devolver un paquete", "Pega la etiqueta.", locale="es-MX")
    suggester = suggester_of([mexican, article("label", "The etiqueta", "A Spanish word.")], tmp_path)
    for page in ("es", "es-MX", "es-AR"):
        assert ids(suggester, "quiero devolver un paquete con etiqueta", page)[0] == "devolver"
    american = Suggester.open(
        build_index([article("label", "The label", "Print it.", locale="en-US")], tmp_path / "us")
    )
    assert ids(american, "print the label", "es") == ["label"]


def test_a_path_of_screens_is_found_by_each_of_them(tmp_path: Path) -> None:
    path = "Settings/Shipping/Labels/Printers/Formats/Sizes/Preferences/Defaults"
    suggester = suggester_of([article("where", "Where it stands", f"Open {path}."), CUSTOMS], tmp_path)
    assert ids(suggester, "formats") == ids(suggester, path) == ["where"]
