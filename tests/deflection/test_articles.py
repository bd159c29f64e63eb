"""Reading articles: files, exports, and what is wrong with them."""

import json
from pathlib import Path

import pytest

from deflection.front_matter import ArticleProblem
from deflection.index import build_index
from deflection.sources import check_folder, read_corpus, read_folder

GOOD = """---
title: 'Lost: what now?'
summary: When a parcel counts as lost.
tags: [investigations, lost]
audience: everyone
---
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def lines_of(problems: tuple[ArticleProblem, ...] | list[ArticleProblem]) -> list[tuple[str, int]]:
    return [(Path(problem.path).name, problem.line) for problem in problems]


def test_a_file_becomes_an_article(tmp_path: Path) -> None:
    write(tmp_path, "en/parcel-lost.md", GOOD + "It is gone.\n\n## What now?\n\nWrite to us.\n")
    [article] = read_folder(tmp_path).articles
    assert (article.id, article.locale, article.title) == ("parcel-lost", "en", "Lost: what now?")
    assert article.topic == "investigations"
    assert article.audience == {"everyone"}
    assert [(section.anchor, section.blocks) for section in article.sections] == [
        (None, ("It is gone.",)),
        ("what-now", ("Write to us.",)),
    ]


def test_a_broken_file_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    write(tmp_path, "en/good.md", GOOD + "Text.")
    write(tmp_path, "en/nul.md", GOOD + "one\ntwo\0\n")
    write(tmp_path, "en/latin.md", GOOD.encode() + b"caf\xe9")
    write(tmp_path, "en/broken.md", "---\ntitle: [\n---\nText.")
    write(tmp_path, "en/empty.md", "")
    write(tmp_path, "en/No_Slug.md", GOOD + "Text.")
    write(tmp_path, "Not a locale/x.md", GOOD + "Text.")
    reading = read_folder(tmp_path)
    assert [article.id for article in reading.articles] == ["good"]
    assert lines_of(reading.problems) == [
        ("Not a locale", 0),
        ("No_Slug.md", 0),
        ("broken.md", 2),
        ("empty.md", 1),
        ("latin.md", 7),
        ("nul.md", 8),
    ]


@pytest.mark.parametrize(
    ("front", "line", "word"),
    [
        ("summary: S.\ntags: [a]\naudience: everyone", 1, "title is missing"),
        ("title: T\ntags: [a]\naudience: everyone", 1, "summary is missing"),
        ("title: T\nsummary: S.\naudience: everyone", 1, "tags is missing"),
        ("title: T\nsummary: S.\ntags: [a]", 1, "audience is missing"),
        ("title: T\nsummary: S.\ntags: [a]\naudience: everyone\nauthor: me", 6, "unknown key 'author'"),
        ("title: T\ntitle: U\nsummary: S.\ntags: [a]\naudience: everyone", 3, "twice"),
        ("title: [T]\nsummary: S.\ntags: [a]\naudience: everyone", 2, "title must be a text"),
        ("title: T\nsummary: S.\ntags: a\naudience: everyone", 4, "tags must be a list"),
        ("title: T\nsummary: S.\ntags:\n  - a\n  - {b: c}\naudience: everyone", 6, "tags is empty or not a text"),
        ("title: T\nsummary: S.\ntags: []\naudience: everyone", 4, "tags is empty"),
        ("title: Lost: what now?\nsummary: S.\ntags: [a]\naudience: everyone", 2, "not valid YAML"),
        ("title: ''\nsummary: S.\ntags: [a]\naudience: everyone", 2, "title is empty"),
        ("just a sentence", 2, "key: value"),
        ("title: T\nsummary: a\x07bell\ntags: [a]\naudience: everyone", 3, "invisible character"),
        ("title: " + "[" * 5_000, 1, "nested too deeply"),
        (f"title: {'T' * 201}\nsummary: S.\ntags: [a]\naudience: everyone", 2, "longer than 200"),
        ("title: T\nsummary: S.\ntags: [a]\naudience: [Small Shop]", 1, "no name of an audience"),
    ],
)
def test_wrong_front_matter_is_told_with_its_line(tmp_path: Path, front: str, line: int, word: str) -> None:
    write(tmp_path, "en/x.md", f"---\n{front}\n---\nText.\n")
    [problem] = read_folder(tmp_path).problems
    assert problem.line == line
    assert word in problem.message


def test_a_file_must_have_both_fences_and_a_text(tmp_path: Path) -> None:
    write(tmp_path, "en/a.md", "Just text.")
    write(tmp_path, "en/b.md", "---\ntitle: T\n")
    write(tmp_path, "en/c.md", GOOD + "\n \n")
    write(tmp_path, "en/below/d.md", GOOD + "Text.")
    write(tmp_path, "en/e.md", GOOD + "x" * 1_000_001)
    reading = read_folder(tmp_path)
    assert reading.articles == ()
    assert lines_of(reading.problems) == [("a.md", 1), ("b.md", 1), ("d.md", 0), ("c.md", 6), ("e.md", 0)]


def test_front_matter_keeps_every_value_as_it_was_written(tmp_path: Path) -> None:
    write(
        tmp_path,
        "en/x.md",
        "---\ntitle: 10.10\nsummary: no\ntags: [2024-01-01, yes]\naudience: [small_shop]\n---\nText.",
    )
    [article] = read_folder(tmp_path).articles
    assert (article.title, article.summary, article.tags) == ("10.10", "no", ("2024-01-01", "yes"))
    assert article.audience == {"small_shop"}


def test_files_from_windows_read_the_same(tmp_path: Path) -> None:
    text = GOOD + "One.\n\n## Two\n\nThree.\n"
    write(tmp_path, "en/unix.md", text)
    write(tmp_path, "en/windows.md", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    unix, windows = read_folder(tmp_path).articles
    assert unix.content_hash == windows.content_hash


def test_the_content_hash_changes_with_what_a_reader_sees_only(tmp_path: Path) -> None:
    file = write(tmp_path, "en/x.md", GOOD + "Text.")
    before = read_folder(tmp_path).articles[0]
    file.write_text(GOOD.replace("everyone", "agents") + "Text.")
    hidden = read_folder(tmp_path).articles[0]
    file.write_text(GOOD + "Another text.")
    changed = read_folder(tmp_path).articles[0]
    assert before.content_hash == hidden.content_hash != changed.content_hash


def test_a_dead_link_is_told_with_the_line_of_the_file(tmp_path: Path) -> None:
    body = "Text\ngoes on [here](gone.md).\n\n- See [a](there.md#nowhere), [b](there.md#here) and\n  [c](../es/x.md).\n"
    write(tmp_path, "en/x.md", GOOD + body)
    write(tmp_path, "en/there.md", GOOD + "Text.\n\n## Here\n\nText, [web](https://example.org) and `[no](link.md)`.")
    problems = check_folder(tmp_path)
    assert lines_of(problems) == [("x.md", 8), ("x.md", 10), ("x.md", 11)]
    assert [
        word in problem.message
        for word, problem in zip(("no such article", "section", "slug.md"), problems, strict=True)
    ]


def test_an_article_for_everyone_does_not_lead_to_one_that_few_may_read(tmp_path: Path) -> None:
    write(tmp_path, "en/open.md", GOOD + "See [this](closed.md).")
    write(tmp_path, "en/closed.md", GOOD.replace("everyone", "[large_shop, business]") + "See [that](open.md).")
    write(tmp_path, "en/agents.md", GOOD.replace("everyone", "agents") + "See [this](closed.md).")
    [problem] = check_folder(tmp_path, plans=("large_shop", "business"))
    assert lines_of([problem]) == [("open.md", 7)]


def test_a_missing_translation_and_an_unknown_plan_are_told(tmp_path: Path) -> None:
    write(tmp_path, "en/x.md", GOOD + "Text.")
    write(tmp_path, "en/y.md", GOOD.replace("everyone", "[small_shpo]") + "Text.")
    write(tmp_path, "es/y.md", GOOD + "Texto.")
    problems = check_folder(tmp_path, locales=("en", "es"), plans=("small_shop",))
    assert lines_of(problems) == [("y.md", 1), ("x.md", 0)]
    assert str(problems[1]) == f"{tmp_path / 'es' / 'x.md'}: missing; the article exists in en"


def test_a_folder_that_is_not_there_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    reading = read_folder(tmp_path / "nowhere")
    assert reading.articles == ()
    assert len(reading.problems) == 1
    assert len(check_folder(tmp_path / "nowhere")) == 1


def test_an_export_is_read_line_by_line(tmp_path: Path) -> None:
    good = {"id": "kb:1", "locale": "nl", "title": "Pakket kwijt", "body": "Tekst.", "category": "ignored"}
    lines = [
        json.dumps(good),
        "{not json",
        json.dumps([1]),
        json.dumps({**good, "title": 5}),
        json.dumps(good),
        json.dumps({**good, "id": "kb:2", "audience": ["business"], "updated_at": "2026-01-02T03:04:05Z"}),
        json.dumps({**good, "id": "kb:3", "body": "a\0b"}),
        json.dumps({**good, "id": "kb:4", "body": "half a \ud83d pair"}),
        json.dumps({**good, "id": "kb:5", "locale": "../../etc"}),
        "[" * 100_000,
    ]
    reading = read_corpus(write(tmp_path, "corpus.jsonl", "\n".join(lines)))
    assert [article.id for article in reading.articles] == ["kb:1", "kb:2", "kb:4"]
    assert [problem.line for problem in reading.problems] == [2, 3, 4, 5, 7, 9, 10]
    assert reading.articles[1].audience == {"business"}
    assert reading.articles[1].updated_at.isoformat() == "2026-01-02T03:04:05+00:00"
    assert reading.articles[2].body.encode() == b"half a ? pair"


def test_the_names_in_an_export_can_be_written_to_an_index(tmp_path: Path) -> None:
    good = {"id": "a", "locale": "en", "title": "Lost", "body": "Text."}
    lines = [
        json.dumps({**good, "tags": ["half a \ud83d pair"], "audience": ["small_shop", "agents"]}),
        json.dumps({**good, "id": "b", "audience": ["x\ud800y"]}),
        json.dumps({**good, "id": "c", "audience": ["Small Shop"]}),
        json.dumps({**good, "id": "d", "tags": ["a\0b"]}),
        json.dumps({**good, "id": "e", "tags": [" "]}),
    ]
    reading = read_corpus(write(tmp_path, "corpus.jsonl", "\n".join(lines)))
    [article] = reading.articles
    assert article.tags == ("half a ? pair",)
    assert article.audience == {"small_shop", "agents"}
    assert lines_of(reading.problems) == [("corpus.jsonl", line) for line in (2, 3, 4, 5)]
    assert "'x?y' is no name of an audience" in reading.problems[0].message
    build_index(reading.articles, tmp_path / "index")
