"""Which language a question is in."""

import pytest

from deflection.language import detect
from tests.deflection.merchant_sentences import SENTENCES

ALL = tuple(SENTENCES)
ASKED = [(language, text) for language, texts in SENTENCES.items() for text in texts]


def test_the_sentences_are_many_and_of_six_languages() -> None:
    assert len(ASKED) >= 60
    assert set(ALL) == {"es", "en", "nl", "de", "fr", "it"}


def test_the_text_alone_tells_the_language_of_nearly_all_sentences() -> None:
    wrong = [(language, text) for language, text in ASKED if detect(text, ALL, None) != language]
    assert len(wrong) <= 2, wrong


def test_a_merchant_who_writes_in_the_language_of_the_page_is_never_mistaken() -> None:
    wrong = [(language, text) for language, text in ASKED if detect(text, ALL, language) != language]
    assert wrong == []


def test_a_merchant_who_writes_in_another_language_than_the_page_is_understood() -> None:
    asked = [(language, text, page) for language, text in ASKED for page in ALL if page != language]
    wrong = [(language, text, page) for language, text, page in asked if detect(text, ALL, page) != language]
    assert len(wrong) / len(asked) <= 0.06, wrong


@pytest.mark.parametrize("text", ["return label", "DHL", "tracking", "", "???", "12345 67890", "お問い合わせ"])
def test_one_or_two_words_are_taken_for_the_language_of_the_page(text: str) -> None:
    assert {page: detect(text, ALL, page) for page in ALL} == {page: page for page in ALL}


def test_a_locale_with_a_country_stands_for_its_language() -> None:
    assert detect("¿dónde está el paquete de mi clienta?", ("en-GB", "es-MX"), None) == "es-MX"
    assert detect("where is the parcel of my customer?", ("en-GB", "es-MX"), "es") == "en-GB"
    assert detect("etiqueta", ("es", "es-MX"), "es-MX") == "es-MX"


def test_a_page_in_a_language_without_samples_is_believed_unless_the_text_is_clear() -> None:
    candidates = ("pl", "en", "es")
    assert detect("gdzie jest moja paczka", candidates, "pl") == "pl"
    assert detect("where is the parcel that I sent to my customer last week?", candidates, "pl") == "en"


def test_a_whole_pasted_page_is_read_as_fast_as_a_sentence() -> None:
    assert detect("¿dónde está el paquete? " * 20_000, ALL, "en") == "es"
