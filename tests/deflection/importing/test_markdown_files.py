"""Anybody's tree of Markdown becomes articles."""

from pathlib import Path

import pytest

from tests.deflection.importing.sources import PLANS, read, sparse, tree

FRONT = (
    "---\ntitle: Lost parcels\ndescription: What to do.\ntags: lost, claims\nweight: 3\naudience: [small_shop]\n---\n"
)


def test_front_matter_is_used_where_there_is_any(tmp_path: Path) -> None:
    [article] = read(tree(tmp_path, {"en/lost.md": FRONT + "\n# Lost parcels\n\nIt is gone.\n"})).articles
    assert (article.id, article.locale, article.title, article.summary) == ("lost", "en", "Lost parcels", "What to do.")
    assert article.tags == ("lost", "claims")
    assert article.audience == {"small_shop"}
    assert article.body == "It is gone.\n"


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# Print a *label*\n\nSet the size.\n", "Print a label", "Set the size.\n"),
        ("Print a label\n=====\n\nSet the size.\n", "Print a label", "Set the size.\n"),
        ("Set the size.\n\n## Where\n\nThere.\n", "Where", "Set the size.\n\n## Where\n\nThere.\n"),
        ("Set the size.\n", "Print labels", "Set the size.\n"),
        ("# Print a label \t##  \n\nSet the size.\n", "Print a label", "Set the size.\n"),
        ("# Labels in C#\n\nSet the size.\n", "Labels in C#", "Set the size.\n"),
        ("## ##\n\n# Print\n\nText.\n", "Print", "## ##\n\n# Print\n\nText.\n"),
        ("```\n# no heading\n```\n\nText.\n", "Print labels", "```\n# no heading\n```\n\nText.\n"),
        ("---\n\nA line above.\n", "Print labels", "---\n\nA line above.\n"),
        ("---\nA text between lines.\n---\n\nMore.\n", "Print labels", "---\nA text between lines.\n---\n\nMore.\n"),
    ],
)
def test_the_title_is_the_first_heading_or_the_files_name(tmp_path: Path, text: str, title: str, body: str) -> None:
    [article] = read(tree(tmp_path, {"print-labels.md": text})).articles
    assert (article.title, article.body) == (title, body)


@pytest.mark.parametrize(
    ("name", "article_id", "locale"),
    [
        ("lost.md", "lost", "en"),
        ("es/lost.md", "lost", "es"),
        ("docs/es/claims/lost.md", "docs-claims-lost", "es"),
        ("docs/claims/es/lost.md", "docs-claims-lost", "es"),
        ("docs/claims/lost.es.md", "docs-claims-lost", "es"),
        ("es-MX/lost.md", "lost", "es"),
        ("en/it-support/Übergröße & Gewicht.md", "it-support-ubergrosse-gewicht", "en"),
        ("en/claims/index.md", "claims", "en"),
        ("en/index.md", "index", "en"),
        ("api/how-to/v2.1.md", "api-how-to-v2-1", "en"),
    ],
)
def test_the_path_says_which_article_it_is_and_in_which_locale(
    tmp_path: Path, name: str, article_id: str, locale: str
) -> None:
    [article] = read(tree(tmp_path, {name: "Text."})).articles
    assert (article.id, article.locale) == (article_id, locale)


def test_an_article_has_the_same_id_in_all_locales(tmp_path: Path) -> None:
    files = {f"{locale}/claims/lost.md": f"Text in {locale}." for locale in ("en", "es", "nl")}
    assert read(tree(tmp_path, files)).keys == {("claims-lost", locale) for locale in ("en", "es", "nl")}


def test_names_in_other_alphabets_get_ids_that_are_safe_and_stay(tmp_path: Path) -> None:
    files = {"追跡.md": "Text.", "追跡番号.md": "Text.", f"{'long-' * 40}.md": "Text."}
    ids = [article.id for article in read(tree(tmp_path, files)).articles]
    assert ids == [article.id for article in read(tmp_path).articles]
    assert len(set(ids)) == 3
    assert all(len(name) <= 100 and name.replace("-", "").isalnum() and name.isascii() for name in ids)


def test_links_between_articles_lead_to_them_and_others_stay_words(tmp_path: Path) -> None:
    text = (
        "See [refunds](../money/refund.md#who-pays), [the top](#start), [the web](https://example.org/a_(b)),\n"
        "[nothing](gone.md), [a file](../price-list.pdf), [![a picture](x.png)](../money/index.md), `[code](gone.md)`\n"
        "and [root](/en/money/refund), [bad](javascript:alert(1)), \\[no\\](gone.md).\n\n"
        "```\n[code](gone.md)\n```\n\n[ref][1] [none][2]\n\n[1]: ../money/refund.md 'Refunds'\n"
    )
    files = {"en/labels/print.md": text, "en/money/refund.md": "Text.", "en/money/index.md": "Text."}
    body = read(tree(tmp_path, files)).article("labels-print").body
    assert body == (
        "See [refunds](money-refund.md#who-pays), [the top](#start), [the web](https://example.org/a_(b)),\n"
        "nothing, a file, [![a picture](x.png)](money.md), `[code](gone.md)`\n"
        "and [root](money-refund.md), bad, \\[no\\](gone.md).\n\n"
        "```\n[code](gone.md)\n```\n\n[ref][1] [none][2]\n\n[1]: money-refund.md 'Refunds'\n"
    )


def test_the_summary_is_the_first_sentences(tmp_path: Path) -> None:
    text = "# T\n\n| a | b |\n\nA **parcel** is lost after [five days](x.md). Then claim.\n\nMore.\n"
    [article] = read(tree(tmp_path, {"t.md": text})).articles
    assert article.summary == "A parcel is lost after five days. Then claim."


def test_drafts_are_left_out(tmp_path: Path) -> None:
    found = read(tree(tmp_path, {"a.md": "---\ndraft: true\n---\nText.", "b.md": "---\ndraft: false\n---\nText."}))
    assert (found.keys, found.left_out, found.refused) == ({("b", "en")}, ["draft"], [])


def test_hidden_files_and_files_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    found = read(tree(tmp_path, {"a.md": "Text.", ".git/b.md": "Text.", ".c.md": "Text.", "d.png": b"\0", "e": "x"}))
    assert (found.keys, found.refused) == ({("a", "en")}, [])


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        (b"one\ntwo\0", 2, "NUL"),
        (b"one\n\ntwo caf\xe9", 3, "UTF-8"),
        (b"---\ntitle: [\n---\nText.", 2, "YAML"),
        (b"---\ntitle: a\x07b\n---\nText.", 1, "invisible"),
        (b"---\ntitle: " + b"[" * 2_000 + b"\n---\nText.", 1, "nested too deeply"),
        (b"---\ntitle: " + b"[" * 900_000 + b"\n---\nText.", 1, "longer than 20,000 characters"),
        (b"---\ntitle: a\ntitle: b\n---\nText.", 3, "twice"),
        (b"---\nlayout: x\naudiance: agents\n---\nText.", 3, "audience"),
        (b"---\naudience: {a: b}\n---\nText.", 2, "audience"),
        (b"---\naudience: kings\n---\nText.", 2, "unknown audience 'kings'"),
        (b"+++\ntitle = 'a'\n+++\nText.", 1, "TOML"),
        (b"---\ntitle: T\n---\n\n  \n", 0, "no text"),
        (b"", 0, "no text"),
        (b"# Only a title\n", 0, "no text"),
        (b"x" * 400_000, 0, "larger than 300,000 bytes"),
        (b"---\nlang: pt\n---\nTexto.", 0, "'pt' is no language of this server, which has en, es, nl"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_line_and_the_rest_is_read(
    tmp_path: Path, content: bytes, line: int, word: str
) -> None:
    found = read(tree(tmp_path, {"bad.md": content, "good.md": "Text."}))
    assert found.keys == {("good", "en")}
    assert found.lines() == {"bad.md": line}
    assert word in found.reasons()["bad.md"]
    assert [(one.article_id, one.hides_articles) for one in found.refused] == [("bad", False)]


def test_a_file_of_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    sparse(tmp_path / "huge.md", 100_000_000)
    found = read(tree(tmp_path, {"good.md": "Text."}))
    assert (found.keys, found.reasons()) == ({("good", "en")}, {"huge.md": "larger than 1,000,000 bytes"})


def test_of_two_files_for_one_article_the_second_is_refused(tmp_path: Path) -> None:
    found = read(tree(tmp_path, {"a/b.md": "First.", "a-b.md": "Second.", "en/a-b.md": "Third."}))
    assert [article.body for article in found.articles] == ["Second.\n"]
    assert all("a-b.md already" in reason for reason in found.reasons().values())
    assert len(found.refused) == 2


def test_of_a_heading_that_is_too_long_for_a_title_the_rest_is_not_lost(tmp_path: Path) -> None:
    text = "#" + " " * 300 + "b" + " " * 300 + "c d " * 600 + "\n\nText.\n"
    [article] = read(tree(tmp_path, {"a.md": text})).articles
    assert article.title.startswith("b c d c d")
    assert len(article.title) <= 200
    assert article.body == text


@pytest.mark.parametrize(
    "text",
    ["[" * 150_000, "![](" * 50_000, "[a](" * 50_000, "`a" * 90_000, "<" * 200_000, "#" + " " * 200_000 + "#" * 90_000],
)
def test_texts_without_end_are_read_quickly(tmp_path: Path, text: str) -> None:
    assert len(read(tree(tmp_path, {"a.md": text})).items) == 1


def test_plans_are_known(tmp_path: Path) -> None:
    [article] = read(tree(tmp_path, {"a.md": f"---\naudience: [{', '.join(PLANS)}, agents]\n---\nText."})).articles
    assert article.audience == {*PLANS, "agents"}
