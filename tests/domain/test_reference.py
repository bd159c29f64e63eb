"""A ticket's reference can be read out: slips of the pen are noticed, ways of writing are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.errors import Invalid
from chat_server.domain.reference import ALPHABET, RANDOM_BITS, parse_reference, reference_of

REFERENCES = st.integers(0, 2**RANDOM_BITS - 1).map(reference_of)
PLACES = [2, 3, 4, 5, 6, 8, 9, 10, 11, 12]  # of the ten characters in P-XXXXX-XXXXX


@given(REFERENCES)
def test_every_reference_is_read_as_it_was_written(reference: str) -> None:
    assert parse_reference(reference) == reference
    assert (len(reference), reference[:2], reference[7]) == (13, "P-", "-")


@given(REFERENCES)
def test_case_spaces_hyphens_and_letters_that_look_like_digits_do_not_matter(reference: str) -> None:
    heard = reference.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_reference(f" {heard} ") == reference
    assert parse_reference(reference.replace("-", "")) == reference
    assert parse_reference(reference[2:]) == reference


def test_every_random_bit_is_in_it() -> None:
    assert RANDOM_BITS == 45
    assert reference_of(2**RANDOM_BITS - 1)[:12] == "P-ZZZZZ-ZZZZ"
    assert len({reference_of(1 << bit) for bit in range(RANDOM_BITS)}) == RANDOM_BITS


def test_one_that_begins_like_our_prefix_is_read_without_it_too() -> None:
    reference = reference_of(ALPHABET.index("P") << 40)
    assert reference[2] == "P"
    assert parse_reference(reference[2:]) == reference


@given(REFERENCES, st.sampled_from(PLACES), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(reference: str, place: int, wrong: str) -> None:
    if reference[place] == wrong:
        return
    with pytest.raises(Invalid, match="mistyped"):
        parse_reference(reference[:place] + wrong + reference[place + 1 :])


@given(REFERENCES, st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_two_characters_that_changed_places_are_noticed(reference: str, one: int, other: int) -> None:
    if reference[one] == reference[other]:
        return
    swapped = list(reference)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    with pytest.raises(Invalid, match="mistyped"):
        parse_reference("".join(swapped))


@pytest.mark.parametrize(
    "text", ["", "P-", "my lost parcel", "P-7KQ2M-9XT", "P-7KQ2M-9XTR44", "P-7KQ2M-9XTRU", "7KQ2M"]
)
def test_what_is_no_reference_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(Invalid, match="looks like") as refused:
        parse_reference(text)
    assert refused.value.field == "reference"
