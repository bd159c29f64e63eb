"""How articles are cut into passages, and what of a passage is shown."""

from deflection.analysis import analyzer
from deflection.markdown import sections_of
from deflection.passages import PASSAGE_WORDS, SHOWN_WORDS, Fragment, passages_of, shown, windows_of

ENGLISH = analyzer("en")
LABELS = (
    "Labels are bought in the shipment. A label that nobody scanned can be cancelled within 14 days. "
    "The refund is in your wallet five working days later. Printed labels must be destroyed. "
    "A cancelled label must not be used, because the carrier charges it again when it is scanned in a depot anyway."
)


def show(text: str, words: str) -> list[Fragment]:
    asked = {term: number for number, term in enumerate(ENGLISH.terms(words))}
    matches = [
        (token.start, token.end, asked[term]) for token in ENGLISH.tokens(text) for term in token.terms if term in asked
    ]
    return list(shown(text, matches, dict.fromkeys(asked.values(), 1.0), list(windows_of(text))))


def plain(fragments: list[Fragment]) -> str:
    return "".join(fragment.text for fragment in fragments)


def test_sections_carry_their_headings_and_anchors() -> None:
    sections = sections_of(
        "Intro.\n\n## Añadir _logo_\n\nA.\n\n### Straße!\n\nB.\n\n## Añadir logo\n\nC.\n\n## 日本\n\nD."
    )
    assert [(section.anchor, section.path, section.heading) for section in sections] == [
        (None, (), ""),
        ("anadir-logo", (), "Añadir logo"),
        ("strasse", ("Añadir logo",), "Straße!"),
        ("anadir-logo-2", (), "Añadir logo"),
        ("section", (), "日本"),
    ]


def test_markdown_leaves_no_trace_in_the_text() -> None:
    steps = "1. One `code`\n2. Two\n\n| a | b |\n|---|---|\n| c | d |\n\n<b>x</b>"
    body = "**Settings > Plans** and [a link](other.md).\n\n" + steps
    [section] = sections_of(body)
    assert section.blocks == ("Settings > Plans and a link.", "One code", "Two", "a, b", "c, d", "<b>x</b>")


def test_long_sections_become_several_passages_that_lose_no_word() -> None:
    sentence = "This sentence has exactly seven words here. "
    body = "## Long\n\n" + sentence * 60 + "\n\n" + "word " * 400
    passages = list(passages_of(sections_of(body)))
    assert all(0 < len(passage.text.split()) <= PASSAGE_WORDS for passage in passages)
    assert " ".join(passage.text for passage in passages).split() == (sentence * 60 + "word " * 400).split()
    assert {passage.section for passage in passages} == {"long"}


def test_the_sentences_that_answer_are_shown_with_the_words_of_the_question_marked() -> None:
    fragments = show(LABELS, "when is the refund in my wallet")
    assert [fragment.text for fragment in fragments if fragment.match] == ["refund", "wallet"]
    assert "The refund is in your wallet five working days later." in plain(fragments)
    assert len(plain(fragments).split()) <= SHOWN_WORDS


def test_a_sentence_that_is_too_long_is_cut_between_words_and_says_so() -> None:
    long = " ".join(f"word{number}" for number in range(60)) + " customs " + "and so on " * 30
    text = plain(show(long, "customs"))
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert "customs" in text
    assert set(text.split()) <= {*long.split(), "…"}


def test_items_of_a_list_stay_apart_when_shown() -> None:
    assert plain(show("Open Shipments\nPress Cancel\nDone.", "cancel")) == "Open Shipments · Press Cancel · Done."


def test_without_a_match_the_beginning_is_shown() -> None:
    assert plain(show(LABELS, "phone")).startswith("Labels are bought in the shipment.")
    assert show("", "phone") == []
