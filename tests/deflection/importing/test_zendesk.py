"""A dump of Zendesk Guide's Help Center API becomes articles."""

import json
from pathlib import Path

import pytest

from tests.deflection.importing.sources import Read, page, read, sparse, tree, zendesk_article, zipped

SECTIONS = page(
    "sections",
    {"id": 10, "name": "Labels", "category_id": 1, "parent_section_id": None, "locale": "en-us"},
    {"id": 11, "name": "Printers", "category_id": 1, "parent_section_id": 10, "locale": "en-us"},
)
CATEGORIES = page(
    "categories",
    {"id": 1, "name": "Shipping", "locale": "en-us"},
    {"id": 2, "name": "Billing", "locale": "en-us"},
)


def translation(of: int, locale: str, title: str, kind: str = "Article", **fields: object) -> dict[str, object]:
    return {
        "id": of * 1000,
        "source_id": of,
        "source_type": kind,
        "locale": locale,
        "title": title,
        "body": f"<p>{title}.</p>",
        "draft": False,
        **fields,
    }


def dump(folder: Path, *articles: object, **more: str) -> Read:
    return read(
        tree(folder, {"articles.json": page("articles", *articles), **{f"{k}.json": v for k, v in more.items()}})
    )


def test_a_page_of_articles_becomes_articles(tmp_path: Path) -> None:
    found = dump(tmp_path, zendesk_article(360001, title="Print a label"), zendesk_article(360002))
    assert (found.kind, found.keys) == ("zendesk", {("360001", "en"), ("360002", "en")})
    article = found.article("360001")
    assert (article.title, article.body) == ("Print a label", "The text of 360001.\n")
    assert article.audience == {"everyone"}
    assert article.updated_at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_categories_sections_and_labels_become_tags(tmp_path: Path) -> None:
    article = zendesk_article(1, section_id=11, label_names=["zebra"])
    found = dump(tmp_path, article, sections=SECTIONS, categories=CATEGORIES)
    assert found.article("1").tags == ("Shipping", "Labels", "Printers", "zebra")


def test_an_only_category_tells_nothing_and_is_no_tag(tmp_path: Path) -> None:
    only = page("categories", {"id": 1, "name": "General", "locale": "en-us"})
    assert dump(tmp_path, zendesk_article(1), sections=SECTIONS, categories=only).article("1").tags == ("Labels",)


def test_translations_are_texts_of_the_same_article_with_tags_in_their_language(tmp_path: Path) -> None:
    translations = page(
        "translations",
        translation(1, "en-us", "Article 1", body="<p>The text of 1.</p>"),  # the list has it, too
        translation(1, "es", "Imprimir"),
        translation(1, "nl", "Concept", draft=True),
        translation(10, "es", "Etiquetas", kind="Section"),
    )
    found = dump(tmp_path, zendesk_article(1), sections=SECTIONS, translations=translations)
    assert found.keys == {("1", "en"), ("1", "es")}
    assert (found.article("1", "es").title, found.article("1", "es").tags) == ("Imprimir", ("Labels", "Etiquetas")[1:])
    assert (found.left_out, found.refused) == (["draft"], [])


def test_drafts_are_left_out(tmp_path: Path) -> None:
    found = dump(tmp_path, zendesk_article(1, draft=True), zendesk_article(2))
    assert (found.keys, found.left_out, found.refused) == ({("2", "en")}, ["draft"], [])


def test_articles_for_some_of_zendesks_users_are_for_agents_only(tmp_path: Path) -> None:
    found = dump(tmp_path, zendesk_article(1, user_segment_id=77), zendesk_article(2))
    assert [article.audience for article in found.articles] == [{"agents"}, {"everyone"}]


def test_a_translation_of_an_article_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = dump(tmp_path, zendesk_article(1), translations=page("translations", translation(2, "es", "Secreto")))
    assert found.keys == {("1", "en")}
    assert "nobody knows who may read it" in found.reasons()["translations.json"]


def test_links_between_articles_lead_to_them(tmp_path: Path) -> None:
    links = (
        '<a href="/hc/en-us/articles/2-Two#h_1">two</a> <a href="https://acme.zendesk.com/hc/es/articles/2">dos</a> '
        '<a href="/hc/en-us/articles/3">gone</a> <a href="https://other.example/hc/articles/2">web</a>'
    )
    found = dump(tmp_path, zendesk_article(1, body=f"<p>{links}</p>"), zendesk_article(2))
    assert found.article("1").body == "[two](2.md) [dos](2.md) gone [web](https://other.example/hc/articles/2)\n"


def test_one_file_single_answers_and_archives_are_read_too(tmp_path: Path) -> None:
    everything = {"articles": [zendesk_article(1)], **json.loads(SECTIONS), **json.loads(CATEGORIES)}
    tree(tmp_path, {"all.json": json.dumps(everything), "one/1.json": json.dumps({"article": zendesk_article(1)})})
    assert read(tmp_path / "all.json").article("1").tags == ("Shipping", "Labels")
    assert read(tmp_path / "one").keys == {("1", "en")}
    pages = json.dumps([{"articles": [zendesk_article(1)]}, {"articles": [zendesk_article(2)]}])
    assert read(zipped(tmp_path / "dump.zip", {"pages.json": pages})).keys == {("1", "en"), ("2", "en")}


def test_pages_of_other_lists_are_left_out(tmp_path: Path) -> None:
    found = dump(tmp_path, zendesk_article(1), users=page("users", {"id": 1}))
    assert (len(found.articles), len(found.left_out), found.refused) == (1, 1, [])


def test_the_same_article_again_is_no_other_and_a_different_one_is_refused(tmp_path: Path) -> None:
    found = dump(
        tmp_path, zendesk_article(1), zendesk_article(2), zendesk_article(1), zendesk_article(2, title="Other")
    )
    assert [article.title for article in found.articles] == ["Article 1", "Article 2"]
    [refused] = found.refused
    assert "twice with different texts" in refused.problem.message
    assert refused.article_id == "2"


def test_of_two_variants_of_a_language_the_second_is_refused(tmp_path: Path) -> None:
    found = dump(tmp_path, zendesk_article(1), zendesk_article(1, locale="en-gb", title="Colour"))
    assert [article.title for article in found.articles] == ["Article 1"]
    assert "has a text in en already, the one for en-us" in found.reasons()["articles.json"]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"title": None, "name": None}, "has no title"),
        ({"title": ["x"], "name": 7}, "has no title"),
        ({"locale": None, "source_locale": 5}, "has no locale"),
        ({"locale": "pt-br"}, "'pt-br' is no language"),
        ({"body": {"html": "x"}}, "is no text"),
        ({"body": None}, "has no text"),
        ({"body": "<script>x</script>"}, "has no text"),
        ({"body": "a\0b"}, "NUL"),
        ({"body": "<div>" * 20_000}, "nested too deeply"),
        ({"body": "<p>" + "x" * 400_000}, "larger than 300,000 bytes"),
    ],
)
def test_a_wrong_article_is_told_with_its_line_and_the_rest_is_read(
    tmp_path: Path, fields: dict[str, object], word: str
) -> None:
    found = dump(tmp_path, zendesk_article(1), zendesk_article(2, **fields))
    text = (tmp_path / "articles.json").read_text()
    line = text[: text.index('"id": 2')].count("\n") + 1
    assert found.keys == {("1", "en")}
    assert word in found.reasons()["articles.json"]
    assert [(one.problem.line, one.article_id) for one in found.refused] == [(line, "2")]


@pytest.mark.parametrize("item", [5, None, [], {"id": "../../etc"}, {"id": True}, {"id": 10**30}, {"id": -1}, {}])
def test_what_is_no_article_hides_which_one_it_was(tmp_path: Path, item: object) -> None:
    found = dump(tmp_path, zendesk_article(1), item)
    assert found.keys == {("1", "en")}
    assert [one.hides_articles for one in found.refused] == [True]


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        (b'{"articles": [\n{"id": 1,]}', 2, "JSON"),
        (b'{"articles":\n[{"title": "caf\xe9"}]}', 2, "UTF-8"),
        (b"[" * 100_000, 0, "nested too deeply"),
        (b"", 1, "JSON"),
        (b"5", 0, "no page"),
        (b'{"articles": [{"id": ' + b"9" * 5_000 + b"}]}", 0, "JSON"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_the_rest_is_read(
    tmp_path: Path, content: bytes, line: int, word: str
) -> None:
    tree(tmp_path, {"broken.json": content})
    found = dump(tmp_path, zendesk_article(1))
    assert found.keys == {("1", "en")}
    assert found.lines() == {"broken.json": line}
    assert word in found.reasons()["broken.json"]
    assert found.refused[0].hides_articles


def test_halves_of_characters_are_mended(tmp_path: Path) -> None:
    [article] = dump(tmp_path, zendesk_article(1, title="Half \ud83d", body="<p>\ud83d text</p>")).articles
    assert (article.title, article.body) == ("Half ?", "? text\n")


def test_a_file_of_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    sparse(tmp_path / "huge.json", 100_000_000)
    found = dump(tmp_path, zendesk_article(1))
    assert (found.keys, found.reasons()) == ({("1", "en")}, {"huge.json": "larger than 32,000,000 bytes"})
