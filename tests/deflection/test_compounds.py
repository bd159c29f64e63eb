"""Dutch and German compounds: which words are parts of which, by the words of the help centre itself."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deflection.analysis import analyzer
from deflection.compounds import HEAD_WEIGHT, MAX_RELATED, MODIFIER_WEIGHT, Compounds, weighted

GERMAN = """
    Rücksendung Etikett Versand Paket Verfolgung Abholung Termin Rechnung Adresse Adressen Nummer Sendung Kunde Konto
    Bestellung Gewicht Korrektur Lieferung Steuer Zeit frei Tag Karte Akt Port halten geben Ende Wert Frage Ware
"""
DUTCH = """
    verzenden verzending label labels retour ophalen afspraak pakket punt zending nummer bestelling levering tijd
    betalen betaling link klant service adres wijzigen best week einde woord post hand teken voor raad
"""
WORDS = {"de": GERMAN.split(), "nl": DUTCH.split()}


def compounds(language: str, *more: str) -> Compounds:
    return Compounds(analyzer(language), dict.fromkeys((*WORDS[language], *more), 3))


def terms(language: str, text: str) -> tuple[str, ...]:
    return tuple(analyzer(language).terms(text))


@pytest.mark.parametrize(
    ("language", "compound", "parts"),
    [
        ("de", "Rücksendeetikett", "Rücksendung Etikett"),
        ("de", "Ruecksendeetiketten", "Rücksendung Etikett"),
        ("de", "Versandetikett", "Versand Etikett"),
        ("de", "Paketverfolgung", "Paket Verfolgung"),
        ("de", "Abholtermine", "Abholung Termin"),
        ("de", "Rechnungsadresse", "Rechnung Adresse"),
        ("de", "Gewichtskorrektur", "Gewicht Korrektur"),
        ("de", "Adressnummer", "Adresse Nummer"),
        ("de", "Kundenkonto", "Kunde Konto"),
        ("de", "Sendungsnummern", "Sendung Nummer"),
        ("de", "Bestellnummer", "Bestellung Nummer"),
        ("de", "Steuernummer", "Steuer Nummer"),
        ("de", "Paketverfolgungsnummer", "Paket Verfolgung Nummer"),
        ("nl", "verzendlabel", "verzending label"),
        ("nl", "retourlabels", "retour label"),
        ("nl", "ophaalafspraak", "ophalen afspraak"),
        ("nl", "pakketpunten", "pakket punt"),
        ("nl", "zendingnummer", "zending nummer"),
        ("nl", "zendingsnummer", "zending nummer"),
        ("nl", "bestelnummer", "bestelling nummer"),
        ("nl", "betaallink", "betaling link"),
        ("nl", "klantenservice", "klant service"),
        ("nl", "adreswijziging", "adres wijzigen"),
    ],
)
def test_a_compound_is_taken_apart(language: str, compound: str, parts: str) -> None:
    assert compounds(language).parts(compound) == terms(language, parts)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "Freitag"),
        ("de", "Vertrag"),
        ("de", "Kontakt"),
        ("de", "Transport"),
        ("de", "Rückfrage"),
        ("de", "behalten"),
        ("de", "fehlende"),
        ("de", "zurückgeben"),
        ("de", "Adressen"),
        ("de", "Versand"),
        ("de", "Software"),
        ("de", "Versandkarton"),
        ("nl", "bestand"),
        ("nl", "weekend"),
        ("nl", "antwoord"),
        ("nl", "voorraad"),
        ("nl", "terugbetaling"),
        ("nl", "verzendingen"),
        ("nl", "handtas"),
        ("nl", "retourneren"),
    ],
)
def test_a_simple_word_stays_whole_and_so_does_one_with_an_unknown_part(language: str, word: str) -> None:
    assert compounds(language).parts(word) == ()


@pytest.mark.parametrize(
    "text", ["", "CN22", "10x15", "Paket-Etikett", "Paket Etikett", "x" * 5_000, "Paket" * 7, "📦"]
)
def test_codes_several_words_and_endless_ones_have_no_parts(text: str) -> None:
    assert compounds("de").parts(text) == ()


def test_frequent_parts_are_preferred() -> None:
    vocabulary = {"Druck": 9, "Drucker": 9, "Zeugnis": 1, "Erzeugnis": 40}
    assert Compounds(analyzer("de"), vocabulary).parts("Druckerzeugnis") == terms("de", "Druck Erzeugnis")
    vocabulary["Zeugnis"] = 400
    assert Compounds(analyzer("de"), vocabulary).parts("Druckerzeugnis") == terms("de", "Drucker Zeugnis")


def test_a_word_far_more_frequent_than_its_parts_is_a_word_of_its_own() -> None:
    parts = {"Haus": 2, "Meister": 1}
    assert Compounds(analyzer("de"), parts | {"Hausmeister": 2}).parts("Hausmeister") == terms("de", "Haus Meister")
    assert Compounds(analyzer("de"), parts | {"Hausmeister": 60}).parts("Hausmeister") == ()


def test_the_part_finds_the_compound_and_the_compound_its_parts() -> None:
    related = compounds("de", "Rücksendeetikett", "Versandetikett").related()
    label, return_label, shipping_label = (
        terms("de", word)[0] for word in ("Etikett", "Rücksendeetikett", "Versandetikett")
    )
    assert related[label] == ((return_label, HEAD_WEIGHT), (shipping_label, HEAD_WEIGHT))
    assert related[return_label] == ((label, HEAD_WEIGHT), (terms("de", "Rücksendung")[0], MODIFIER_WEIGHT))


def test_a_part_of_hundreds_brings_the_most_frequent_ones() -> None:
    heads = [f"{first}{vowel}{last}tuk" for first in "bdfgkl" for vowel in "aeou" for last in "mnpr"]
    vocabulary = {"pakket": 50} | dict.fromkeys(heads, 5) | {f"pakket{head}": 1 for head in heads}
    vocabulary[f"pakket{heads[-1]}"] = 4
    related = Compounds(analyzer("nl"), vocabulary).related()["pakket"]
    assert len(related) == MAX_RELATED
    assert related[0] == (*terms("nl", f"pakket{heads[-1]}"), MODIFIER_WEIGHT)


def test_the_last_part_counts_most() -> None:
    assert weighted(("paket", "verfolg", "numm")) == (
        ("paket", MODIFIER_WEIGHT),
        ("verfolg", MODIFIER_WEIGHT),
        ("numm", HEAD_WEIGHT),
    )
    assert weighted(()) == ()


@pytest.mark.parametrize("language", ["en", "es", "fr", "it", "pl"])
def test_other_languages_have_no_compounds(language: str) -> None:
    without = Compounds(analyzer(language), {"return": 5, "label": 5, "returnlabel": 1})
    assert without.parts("returnlabel") == ()
    assert without.related() == {}


@given(
    st.dictionaries(st.text(max_size=45), st.integers(0, 2**31)), st.text(max_size=60), st.sampled_from(["nl", "de"])
)
def test_whatever_the_words_nothing_fails(vocabulary: dict[str, int], word: str, language: str) -> None:
    found = Compounds(analyzer(language), vocabulary)
    assert len(found.parts(word)) != 1
    assert all(0 < weight < 1 for terms in found.related().values() for _, weight in terms)


def test_many_parts_of_many_words_take_no_time() -> None:
    """A vocabulary in which everything is a part of everything must not make splitting explode."""
    vocabulary = {"anan" * (length // 4) + "nana"[: length % 4]: 1 for length in range(4, 40)}
    start = time.process_time()
    Compounds(analyzer("de"), vocabulary).parts("anan" * 10)
    Compounds(analyzer("de"), dict.fromkeys(("anan", "nana", "anana"), 1)).parts("anan" * 9 + "zzzz")
    assert time.process_time() - start < 0.5
