"""Links are found as Markdown pairs brackets, however many there are."""

import pytest

from deflection.importing.links import linked

KNOWN = {"refund.md": "money-refund.md", "a b.md": "a b.md"}


def relinked(text: str) -> str:
    return linked(text, KNOWN.get)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[refunds](refund.md)", "[refunds](money-refund.md)"),
        ("[refunds](<refund.md> 'Who pays')", "[refunds](money-refund.md)"),
        ("[spaces](<a b.md>)", "[spaces](<a b.md>)"),
        ('[nothing](gone.md "Gone") and [](gone.md)', "nothing and "),
        ("[gone](a_(b).md)", "gone"),
        ("[see [the list] here](refund.md)", "[see [the list] here](money-refund.md)"),
        ("[see [[the]] list](gone.md)", "see [[the]] list"),
        (
            "[![a picture](x.png) and ![more](y.png)](refund.md)",
            "[![a picture](x.png) and ![more](y.png)](money-refund.md)",
        ),
        ("![a picture](gone.png) [gone](gone.md)", "![a picture](gone.png) gone"),
        ("[outer [inner](refund.md) more](gone.md)", "[outer [inner](money-refund.md) more](gone.md)"),
        ("`[code](gone.md)` ``[`](gone.md)`` [x](gone.md)", "`[code](gone.md)` ``[`](gone.md)`` x"),
        ("a ` tick and [x](gone.md)", "a ` tick and x"),
        ("[`]`](gone.md) [\\]](gone.md) \\`[x](gone.md)`", "`]` \\] \\`x`"),
        ("\\[no\\](gone.md) [no] (gone.md) [no](gone .md)", "\\[no\\](gone.md) [no] (gone.md) [no](gone .md)"),
        ("] [open [x](refund.md)", "] [open [x](money-refund.md)"),
    ],
)
def test_a_link_gets_its_new_target_or_becomes_its_words(text: str, expected: str) -> None:
    assert relinked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[" + "![a](b)" * 300 + "](<",
        "[" + "![a](b)" * 40_000 + "](<",
        "[" * 150_000 + "](<" * 50_000,
        "[a](b '" * 40_000,
        '[a](b "' * 40_000,
        "[](" + " " * 300_000,
        "".join("`" * (number % 500 + 1) + "x" for number in range(1_500)) + "](",
    ],
)
def test_hostile_brackets_end(text: str) -> None:
    assert relinked(text) == text
