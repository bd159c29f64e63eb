"""Questions that are meant to hurt: they find something or nothing, quickly, and break nothing."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deflection.passages import SHOWN_CHARACTERS
from deflection.question import MAX_CHARACTERS, MAX_TERMS, clean
from deflection.suggest import Suggester
from tests.deflection.builders import EVERYBODY, article, ids, suggester_of

WORDS = random.Random(7)  # noqa: S311 # the same words in every run
LONG = " ".join("".join(WORDS.choices("abcdefghij", k=6)) for _ in range(20_000))

HOSTILE = {
    "wildcards": "?*?*?*?*?*",
    "many wildcards": "a*" * 2_000,
    "query syntax": 'title:parcel AND (body:[a TO z] OR NOT ~fuzzy~9^99 "phrase',
    "regular expression": "(a+)+$" * 500,
    "NUL": "par\0cel\0",
    "lone surrogates": "parcel \ud83d\udc00 \udfff",
    "emoji": "📦📦📦 ¿👀? 👨‍👩‍👧‍👦",
    "right to left": "\u202eلماذا لم تصل الشحنة؟\u202c",
    "combining marks": "e" + "\u0301" * 3_000,
    "20,000 words": LONG,
    "a token without end": "x" * 200_000,
    "digits without end": "9" * 200_000,
    "numbers without end": "1.2" * 60_000,
    "sizes without end": "1x" * 100_000,
    "hyphens": "-".join("ab" for _ in range(60_000)),
    "apostrophes": "'" * 100_000,
    "quotes": "'; DROP TABLE article; --",
    "path": "../../../../etc/passwd",
    "white space": " \t\r\n\u2028\u00a0" * 20_000,
    "a word without end, then a space": "a" * 3_999 + " ",
    "apostrophes in a word without end": "a'" * 1_999 + "! ",
    "nothing": "",
}


@pytest.mark.parametrize("typing", [False, True])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_harmless_and_fast(help_centre: Suggester, text: str, typing: bool) -> None:
    start = time.process_time()
    found = help_centre.suggest(text, locale="es", audience=EVERYBODY, typing=typing)
    assert time.process_time() - start < 0.5
    for suggestion in found.suggestions:
        "".join(fragment.text for fragment in suggestion.passage).encode()


def test_hostile_syntax_is_read_as_plain_words(shop: Suggester) -> None:
    assert ids(shop, "*customs* AND (documents~9)") == ids(shop, "customs and documents 9")
    assert ids(shop, "cus?oms") == ids(shop, "cus oms")
    assert ids(shop, "title:customs") == ids(shop, "title customs")


def test_invisible_characters_do_not_hide_a_word(shop: Suggester) -> None:
    assert ids(shop, "\u202ecustoms\u202c\0documents") == ids(shop, "customs documents")


@pytest.mark.parametrize("body", ["x" * 20_000, "配送" * 10_000, "word " * 5_000, "a-" * 10_000, "." * 20_000])
def test_what_is_shown_of_an_article_without_end_has_one(tmp_path: Path, body: str) -> None:
    suggester = suggester_of([article("endless", "The endless parcel", body)], tmp_path)
    [found] = suggester.search("endless parcel", "en", EVERYBODY).suggestions
    assert len("".join(fragment.text for fragment in found.passage)) <= SHOWN_CHARACTERS + 10


def test_of_a_very_long_question_the_most_telling_words_are_looked_up(help_centre: Suggester) -> None:
    part = help_centre._rankers["en"]
    filler = " ".join(LONG.split()[:400])
    question = part.index.question(f"{filler} parcel customs invoice")
    assert len(question.terms) == MAX_TERMS
    assert {"parcel", "custom", "invoic"} <= question.terms.keys()
    assert len(clean(LONG)) == MAX_CHARACTERS


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(), max_size=300), locale=st.sampled_from([None, "", "es", "en", "xx", "ES-es"]))
def test_no_text_at_all_breaks_the_search(help_centre: Suggester, text: str, locale: str | None) -> None:
    found = help_centre.search(text, locale, EVERYBODY, limit=5)
    assert len({each.article_id for each in found.suggestions}) == len(found.suggestions) <= 5
    fallbacks = [each.fallback for each in found.suggestions]
    assert fallbacks in (sorted(fallbacks), sorted(fallbacks, reverse=True))
