"""Whatever may have meant `audience` refuses the file: nobody's internal article is shown to everybody."""

from pathlib import Path

import pytest

from tests.deflection.importing.sources import read, tree


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n---\naudience: agents\n---\nText.", 3),
        ("---\ntitle: T\naudience: agents\n\nText.", 3),
        (" ---\n audience: agents\n ---\nText.", 2),
        ("<!-- Ours. -->\n---\naudience: agents\n---\nText.", 3),
        ("\ufeff\ufeff---\nAudiance : agents\n---\nText.", 2),
        ("----\n'audience': agents\n----\nText.", 2),
        ("---\n- audience: agents\n---\nText.", 2),
        ("---\n# Nothing.\n---\n---\naudience: agents\n---\nText.", 5),
        ("<!-- audience: agents -->\nText.", 1),
        ("\n+++\naudience = 'agents'\n+++\nText.", 3),
        ('{"title": "T", "audience": ["agents"]}\nText.', 1),
        ("\n" * 29 + "audience: agents\nText.", 30),
    ],
)
def test_front_matter_that_is_not_recognised_does_not_hide_an_audience(tmp_path: Path, text: str, line: int) -> None:
    found = read(tree(tmp_path, {"a.md": text}))
    assert (found.keys, found.lines()) == (set(), {"a.md": line})
    assert "between two lines of ---" in found.reasons()["a.md"]


@pytest.mark.parametrize(
    ("front", "line", "word"),
    [
        ("d: &d\n  audience: agents\n<<: *d", 3, "audience"),
        ("d: &d\n  layout: wide\n<<: *d", 4, "<<"),
        ("page:\n  <<: {layout: wide}", 3, "<<"),
        ("permissions:\n  audience: agents", 3, "audience"),
        ("permissions:\n- read:\n    - {Audiences: agents}", 4, "audiences"),
        ("page_audience: agents", 2, "page_audience"),
        ("? {audience: agents}\n: 1", 2, "audience"),
        ("a: &a\n  b: *a\n  audience: agents", 4, "audience"),
    ],
)
def test_an_audience_in_another_place_of_the_front_matter_refuses_the_file(
    tmp_path: Path, front: str, line: int, word: str
) -> None:
    found = read(tree(tmp_path, {"a.md": f"---\n{front}\n---\nText."}))
    assert (found.keys, found.lines()) == (set(), {"a.md": line})
    assert word in found.reasons()["a.md"]


@pytest.mark.parametrize(
    "text",
    [
        "Text for an audience: everybody.",
        "# Audience: who reads this\n\nText.",
        "Guidance: none.\n",
        "\n" * 30 + "audience: agents\nText.",
        "---\npage: &p {layout: wide}\nother: *p\naudio: none\n---\nText.",
    ],
)
def test_other_texts_are_taken(tmp_path: Path, text: str) -> None:
    assert read(tree(tmp_path, {"a.md": text})).keys == {("a", "en")}


def test_an_alias_may_name_the_audience(tmp_path: Path) -> None:
    [article] = read(tree(tmp_path, {"a.md": "---\nwho: &w [agents]\naudience: *w\n---\nText."})).articles
    assert article.audience == {"agents"}
