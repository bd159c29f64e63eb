"""Synonyms: what a list brings to a question, and what is said of a list that cannot be read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deflection.analysis import LANGUAGES, analyzer
from deflection.synonyms import (
    MAX_ALTERNATIVES,
    MAX_FILE_BYTES,
    MAX_RULES,
    WEIGHT,
    Rule,
    Synonyms,
    general_synonyms,
    read_synonyms,
    spoken,
)


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "synonyms.txt"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def group(*words: str) -> Synonyms:
    return Synonyms((Rule(words, words),))


def brought(synonyms: Synonyms, question: str, language: str = "en") -> dict[str, float]:
    words = analyzer(language)
    found = synonyms.related(words).expansions(spoken(question, words))
    return {expansion.term: expansion.weight for expansion in found}


def test_every_word_of_a_group_brings_the_others() -> None:
    same = group("parcel", "package", "shipment")
    assert brought(same, "Where are my parcels?") == {"packag": WEIGHT, "shipment": WEIGHT}
    assert brought(same, "a shipment from Spain") == {"parcel": WEIGHT, "packag": WEIGHT}


def test_an_arrow_works_one_way_only(tmp_path: Path) -> None:
    calls, _ = read_synonyms(written(tmp_path, "call, ring => phone, telephone\n"))
    assert brought(calls, "may I ring you?") == {"phone": WEIGHT, "telephon": WEIGHT}
    assert brought(calls, "a phone") == {}


def test_words_with_the_same_stem_drop_out() -> None:
    assert brought(group("refund", "refunds", "refunded"), "refund") == {}
    assert brought(group("envío", "envios", "paquete"), "un envio", "es") == {"paquet": WEIGHT}


def test_a_phrase_is_heard_only_when_its_words_stand_together() -> None:
    same = group("refund", "money back")
    assert brought(same, "I want my money back") == {"refund": WEIGHT}
    assert brought(same, "the money came, send the parcel back") == {}


def test_a_phrase_is_looked_up_by_its_words_which_share_its_weight() -> None:
    assert brought(group("zip", "postal code"), "zip") == {"code": WEIGHT / 2, "postal": WEIGHT / 2}


def test_the_stop_words_of_a_phrase_are_part_of_it() -> None:
    same = group("log in", "login")
    assert brought(same, "I cannot log in") == {"login": WEIGHT}
    assert brought(same, "where is the log?") == {}
    assert brought(same, "login") == {}, "log, without its stop word, is something else"


def test_a_hyphenated_word_is_looked_up_in_one_word() -> None:
    same = group("pick-up", "pickup", "collection")
    assert brought(same, "collection") == {"pickup": WEIGHT}
    assert brought(same, "a pick-up") == {"collect": WEIGHT}


def test_words_in_a_phrase_speak_as_the_phrase() -> None:
    both = group("credit", "loan").merged(group("credit note", "refund"))
    assert brought(both, "a credit note") == {"refund": WEIGHT}
    assert brought(both, "a credit") == {"loan": WEIGHT}


def test_nothing_is_brought_that_was_said_already() -> None:
    assert brought(group("parcel", "package"), "parcel or package") == {}


def test_an_expansion_tells_which_words_brought_it() -> None:
    words = analyzer("en")
    (found,) = group("refund", "money back").related(words).expansions(spoken("my money back", words))
    assert found.sources == ("money", "back")


def test_the_help_centres_own_list_goes_along_with_the_general_one() -> None:
    own = group("parcel", "colli")
    assert {"packag", "colli"} <= brought(general_synonyms("en").merged(own), "parcel").keys()
    assert own.merged(own) == own


def test_single_words_are_there_as_a_table() -> None:
    related = group("phone", "telephone", "by wire").related(analyzer("en"))
    assert related.words == {"phone": (("telephon", WEIGHT),), "telephon": (("phone", WEIGHT),)}


def test_comments_blank_lines_and_a_byte_order_mark_are_no_words(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf# Ours\r\n\r\nparcel , package # the same to all\r\n"
    synonyms, problems = read_synonyms(written(tmp_path, text))
    assert synonyms == group("parcel", "package")
    assert problems == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("parcel", "'parcel' stands alone; a group needs two words, parted by commas"),
        ("parcel, , package", "a word is missing beside a comma or an arrow"),
        ("=> package", "a word is missing beside a comma or an arrow"),
        ("a => b => c", "=> stands here twice"),
        ("parcel, !!", "'!!' is no word"),
        ("parcel, pack\0age", "'pack\\x00age' is no word"),
        ("where is my lost little parcel, lost", "'where is my lost little parcel' is longer than 5 words or 60"),
        (", ".join(f"w{number}" for number in range(MAX_ALTERNATIVES + 1)), "more than 12 words in one group"),
    ],
)
def test_a_bad_line_is_told_with_its_place_and_left_out(tmp_path: Path, line: str, message: str) -> None:
    file = written(tmp_path, f"refund, reimbursement\n{line}\nparcel, package\n")
    synonyms, problems = read_synonyms(file)
    assert synonyms == group("refund", "reimbursement").merged(group("parcel", "package"))
    (problem,) = problems
    assert str(problem).startswith(f"{file}:2: {message}")


def test_a_line_that_is_not_utf_8_is_left_out(tmp_path: Path) -> None:
    file = written(tmp_path, b"env\xedo, paquete\nparcel, package\n")
    synonyms, problems = read_synonyms(file)
    assert synonyms == group("parcel", "package")
    assert [str(problem) for problem in problems] == [f"{file}:1: is not UTF-8 text"]


def test_a_list_without_end_is_read_up_to_a_limit(tmp_path: Path) -> None:
    lines = "".join(f"a{number}, b{number}\n" for number in range(MAX_RULES + 5))
    synonyms, (problem,) = read_synonyms(written(tmp_path, lines))
    assert (len(synonyms.rules), problem.line) == (MAX_RULES, MAX_RULES + 1)
    synonyms, (problem,) = read_synonyms(written(tmp_path, "x" * (MAX_FILE_BYTES + 1)))
    assert (synonyms, problem.message) == (Synonyms(), "larger than 200,000 bytes")


def test_a_list_that_is_not_there_is_a_problem_and_no_failure(tmp_path: Path) -> None:
    synonyms, (problem,) = read_synonyms(tmp_path / "missing.txt")
    assert synonyms == Synonyms()
    assert "cannot be read" in problem.message


@given(st.binary(max_size=300))
def test_whatever_stands_in_a_file_it_is_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    synonyms, _ = read_synonyms(written(tmp_path_factory.mktemp("list"), data))
    for language in LANGUAGES:
        synonyms.related(analyzer(language)).expansions(spoken("my parcel is lost", analyzer(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_general_lists_are_sound(language: str) -> None:
    """Every rule of ours does something, and brings few terms: each one costs time, and answers that nobody wants."""
    rules = general_synonyms(language).rules
    assert 25 <= len(rules) <= 50
    for rule in rules:
        assert any(brought(Synonyms((rule,)), alternative, language) for alternative in rule.said), rule
    related = general_synonyms(language).related(analyzer(language))
    assert all(len(terms) <= 8 for terms in related.words.values())
    assert all(0 < weight <= WEIGHT for terms in related.words.values() for _, weight in terms)


@pytest.mark.parametrize(
    ("locale", "question", "term"),
    [
        ("en", "how do I get my money back", "refund"),
        ("es-MX", "iniciar sesion", "login"),
        ("nl", "hoe kan ik inloggen", "login"),
        ("de", "mein Päckchen", "paket"),
        ("fr", "renvoyer un colis", "retour"),
        ("it", "rimandare indietro un articolo", "res"),
    ],
)
def test_the_general_list_of_a_language_knows_the_words_of_a_shop(locale: str, question: str, term: str) -> None:
    assert term in brought(general_synonyms(locale), question, locale)


def test_a_language_without_a_list_has_no_synonyms() -> None:
    assert general_synonyms("pl") == general_synonyms("../en") == Synonyms()
