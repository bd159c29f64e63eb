"""Words to terms, the same for articles and questions."""

import pytest

from deflection.analysis import LANGUAGES, MAX_TERM_LENGTH, analyzer, fold, language_of


def terms(language: str, text: str) -> list[str]:
    return analyzer(language).terms(text)


@pytest.mark.parametrize(
    ("language", "typed", "written"),
    [
        ("es", "devoluciones", "devolución"),
        ("es", "envios", "envío"),
        ("es", "direccion", "direcciones"),
        ("es", "ETIQUETAS", "etiqueta"),
        ("en", "labels", "label"),
        ("en", "refunded", "refund"),
        ("nl", "pakketten", "pakket"),
        ("de", "Ruecksendungen", "Rücksendung"),
        ("de", "strasse", "Straße"),
        ("fr", "etiquettes", "étiquette"),
        ("fr", "expedition", "expédition"),
        ("it", "spedizioni", "spedizione"),
        ("it", "etichette", "etichetta"),
    ],
)
def test_a_word_is_found_in_every_form_with_and_without_accents(language: str, typed: str, written: str) -> None:
    assert terms(language, typed) == terms(language, written) != []


@pytest.mark.parametrize(
    ("language", "text", "bare"),
    [("fr", "l'étiquette", "étiquette"), ("fr", "d’expédition", "expédition"), ("it", "dell'ordine", "ordine")],
)
def test_french_and_italian_articles_come_off_their_nouns(language: str, text: str, bare: str) -> None:
    assert terms(language, text) == terms(language, bare)


@pytest.mark.parametrize("typed", ["CN22", "cn22", "CN 22", "cn-22"])
def test_a_code_is_found_however_it_is_spaced(typed: str) -> None:
    assert {"cn", "22"} <= set(terms("en", typed))


@pytest.mark.parametrize("typed", ["10x15", "10 x 15", "10×15", "10X15"])
def test_a_size_is_one_term(typed: str) -> None:
    assert terms("es", f"{typed} cm") == ["10x15", "cm"]


def test_amounts_are_the_same_in_english_and_spanish_writing() -> None:
    assert terms("en", "5,000 EUR at 0.6 %") == ["5000", "eur", "0.6"]
    assert terms("es", "5.000 EUR con 0,6 %") == ["5000", "eur", "0.6"]


def test_hyphenated_words_are_found_in_one_word_too() -> None:
    assert set(terms("en", "pickup")) <= set(terms("en", "pick-up"))
    assert set(terms("en", "email")) <= set(terms("en", "my e-mail's address"))


def test_the_state_of_a_shipment_is_no_stop_word() -> None:
    assert terms("es", "estado del envío") == ["estad", "envi"]
    assert "stat" in terms("it", "stato della spedizione")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_in_every_sentence_tells_nothing(language: str) -> None:
    said = {"es": "¿cómo puedo?", "en": "how can I?", "nl": "hoe kan ik?", "de": "wie kann ich?"}
    said |= {"fr": "comment puis-je ?", "it": "come posso?"}
    assert terms(language, said[language]) == []


def test_a_language_without_stemmer_is_searched_by_its_plain_words() -> None:
    assert terms("pl-PL", "Gdzie są etykiety?") == ["gdzie", "sa", "etykiety"]
    assert language_of("es_AR") == language_of("es-MX") == "es"


def test_tokens_say_where_in_the_text_they_stand() -> None:
    text = "Imprime la etiqueta 10 x 15."
    found = [(text[token.start : token.end], token.terms) for token in analyzer("es").tokens(text)]
    assert found[2:] == [("etiqueta", ("etiquet",)), ("10 x 15", ("10x15",))]
    assert found[1] == ("la", ())


def test_endless_words_are_passed_over() -> None:
    assert terms("en", "a" * 200_000) == []
    assert all(len(term) <= MAX_TERM_LENGTH for term in terms("en", "9" * 64 + " " + "1.2" * 60 + " é" * 64))


def test_folding_reaches_ligatures_and_sharp_s() -> None:
    assert fold("Straße ŒUVRE Ærø") == "strasse oeuvre aerø"
