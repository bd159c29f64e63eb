"""Typing mistakes: which known words are offered for one that no article holds."""

import string
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deflection.analysis import fold
from deflection.spelling import LONG_WORD, MAX_CORRECTIONS, OTHER_FIRST_LETTER, WEIGHTS, Spelling, distance

SHOP = {
    "label": 90,
    "labels": 70,
    "parcel": 120,
    "insurance": 25,
    "investigation": 30,
    "warehouse": 8,
    "envío": 60,
    "envio": 2,
    "étiquette": 40,
    "Rücksendung": 20,
    "cn22": 9,
    "box": 50,
}
KNOWN_WORDS = st.text("abcdeé", min_size=3, max_size=11)


@pytest.fixture(scope="module")
def shop() -> Spelling:
    return Spelling.of(SHOP)


def optimal_string_alignment(first: str, second: str) -> int:
    """The textbook's table, slow and plain."""
    table = {(i, 0): i for i in range(len(first) + 1)} | {(0, j): j for j in range(len(second) + 1)}
    for i, letter in enumerate(first, 1):
        for j, other in enumerate(second, 1):
            choices = [
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (letter != other),
            ]
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                choices.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(choices)
    return table[len(first), len(second)]


def one_edit(draw: st.DrawFn, word: str) -> str:
    place = draw(st.integers(0, len(word)))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    before, after = word[:place], word[place:]
    return draw(
        st.sampled_from(
            [
                before + letter + after,
                before + letter + after[1:],
                before + after[1:],
                before + after[1:2] + after[:1] + after[2:],
            ]
        )
    )


@st.composite
def mistakes(draw: st.DrawFn, edits: int, shortest: int) -> tuple[str, str]:
    """A word and how somebody typed it."""
    meant = typed = draw(st.text(string.ascii_lowercase, min_size=shortest, max_size=14))
    for _ in range(edits):
        typed = one_edit(draw, typed)
    return meant, typed


def offered(spelling: Spelling, typed: str) -> list[str]:
    return [word for word, _ in spelling.correct(typed)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lable", "label"),
        ("labbel", "label"),
        ("parsel", "parcel"),
        ("prcel", "parcel"),
        ("Parzel", "parcel"),
        ("insurence", "insurance"),
        ("insurrence", "insurance"),
        ("investegasion", "investigation"),
        ("wharehous", "warehouse"),
        ("etiqette", "étiquette"),
        ("ÉTIQUETE", "étiquette"),
        ("Rüksendung", "rücksendung"),
    ],
)
def test_a_misspelt_word_is_recognised(shop: Spelling, typed: str, meant: str) -> None:
    assert offered(shop, typed)[0] == meant


@pytest.mark.parametrize(
    "typed",
    ["label", "LABEL", "envio", "ENVÍO", "etiquette", "cn23", "CN22", "bax", "insurance2", "x" * 60, "", "10x15"],
)
def test_known_words_codes_short_and_endless_ones_are_left_alone(shop: Spelling, typed: str) -> None:
    assert shop.correct(typed) == ()


def test_a_short_word_may_have_one_mistake_and_a_long_one_two(shop: Spelling) -> None:
    assert offered(shop, "parzeel") == []
    assert offered(shop, "inzuranze") == ["insurance"]
    assert offered(shop, "inzuranzes") == []


def test_nearer_words_count_more_and_of_equally_near_ones_the_frequent_come_first() -> None:
    spelling = Spelling.of({"refund": 9, "refunds": 40, "returning": 3})
    assert spelling.correct("refundd") == (("refunds", WEIGHTS[1]), ("refund", WEIGHTS[1]))
    assert spelling.correct("retunrningg") == (("returning", WEIGHTS[2]),)


def test_another_first_letter_counts_less() -> None:
    spelling = Spelling.of({"table": 900, "label": 5})
    assert spelling.correct("labbel") == (("label", WEIGHTS[1]),)
    assert spelling.correct("lable") == (("label", WEIGHTS[1]), ("table", WEIGHTS[1] * OTHER_FIRST_LETTER))


def test_at_most_three_words_are_offered() -> None:
    spelling = Spelling.of({f"par{letter}el": ord(letter) for letter in "abcdefgh"})
    assert offered(spelling, "parzel") == ["parhel", "pargel", "parfel"]


def test_a_word_written_with_and_without_accents_is_one_word_and_the_usual_writing_stays() -> None:
    spelling = Spelling.of({"Envío": 60, "envio": 2})
    assert spelling.correct("envvio") == (("envío", WEIGHTS[1]),)


@given(mistakes(edits=1, shortest=4), st.sets(KNOWN_WORDS, max_size=20))
def test_every_word_one_edit_away_is_found(mistake: tuple[str, str], others: set[str]) -> None:
    meant, typed = mistake
    spelling = Spelling.of(dict.fromkeys((*others, meant), 1))
    if len(typed) >= 4 and typed not in {fold(word) for word in (*others, meant)}:
        found = offered(spelling, typed)
        assert meant in found or len(found) == MAX_CORRECTIONS


@given(mistakes(edits=2, shortest=LONG_WORD))
def test_every_long_word_two_edits_away_is_found(mistake: tuple[str, str]) -> None:
    meant, typed = mistake
    if len(typed) >= LONG_WORD and optimal_string_alignment(meant, typed) in {1, 2}:
        assert offered(Spelling.of({meant: 1}), typed) == [meant]


@given(st.sets(KNOWN_WORDS, max_size=60), st.text("abcdeé", min_size=4, max_size=11))
def test_nothing_is_found_that_is_farther_away(known: set[str], typed: str) -> None:
    most = 2 if len(typed) >= LONG_WORD else 1
    plain = typed.replace("é", "e")
    for word in offered(Spelling.of(dict.fromkeys(known, 1)), typed):
        assert 0 < optimal_string_alignment(word.replace("é", "e"), plain) <= most


@given(st.text("abc", max_size=9), st.text("abc", max_size=9), st.integers(0, 3))
def test_the_distance_is_that_of_the_textbook(first: str, second: str, most: int) -> None:
    assert distance(first, second, most) == min(optimal_string_alignment(first, second), most + 1)


@given(st.text(max_size=50), st.dictionaries(st.text(max_size=50), st.integers(0, 2**31 - 1), max_size=5))
def test_whatever_is_typed_or_known_nothing_fails(typed: str, known: dict[str, int]) -> None:
    assert len(Spelling.of(known).correct(typed)) <= MAX_CORRECTIONS


def test_without_words_nothing_is_offered() -> None:
    assert Spelling.of({}).correct("parcel") == ()


def test_what_was_saved_and_mapped_back_offers_the_same(shop: Spelling, tmp_path: Path) -> None:
    for name, array in shop.arrays().items():
        np.save(tmp_path / name, array)
    mapped = {file.stem: np.load(file, mmap_mode="r") for file in tmp_path.glob("*.npy")}
    again = Spelling.from_arrays(mapped)
    for typed in ("lable", "insurrence", "rucksendun"):
        assert again.correct(typed) == shop.correct(typed) != ()


def test_a_few_new_words_are_ready_at_once() -> None:
    """A changed article brings a vocabulary of its own; half a second is all the time until it must be found."""
    words = {"".join(letters): 1 for letters in zip(*[iter(string.ascii_lowercase * 50)] * 7, strict=False)}
    start = time.process_time()
    Spelling.of(words)
    assert time.process_time() - start < 0.1
