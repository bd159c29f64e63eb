"""The help centre as merchants, search engines and curious strangers meet it."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from string import Formatter

import msgspec
import pytest

from chat_server.services.help_articles import Suggestions
from chat_server.web.page_texts import spoken_locales, texts
from tests.support.suggester import AGENTS_ONLY, ARTICLES, PHONE_PLANS, TinySuggester, page
from tests.support.world import World
from tests.web.site import SIX_LOCALES, Browser, opened_site, visit

PAGES = ("/help/es/", "/help/es/search", "/help/es/search?q=paquete", "/help/en/parcel-lost", "/help/de/nothing-here")


class UnsureSuggester(TinySuggester):
    """Finds the same and trusts none of it."""

    async def search(self, words: str, *, locale: str, audience: frozenset[str], limit: int) -> Suggestions:
        found = await super().search(words, locale=locale, audience=audience, limit=limit)
        return msgspec.structs.replace(found, level="none", confident=False)


@pytest.fixture
async def browser(world: World, tmp_path: Path) -> AsyncIterator[Browser]:
    async with opened_site(world, tmp_path) as opened:
        yield opened


async def test_the_index_lists_the_articles_by_topic_in_the_order_of_the_help_centre(browser: Browser) -> None:
    index = await visit(browser, "/help/en/")
    assert [text for text in index.texts("h2") if text in {"Contact and plans", "Tracking", "Returns"}] == [
        "Contact and plans",
        "Tracking",
        "Returns",
    ]
    assert index.texts("h3") == [
        "Phone support hours",
        "When a parcel is lost",
        "Track a parcel",
        "Refund after a return",
    ]
    assert index.texts("p", class_="count") == ["1 article", "2 articles", "1 article"]


async def test_a_topic_that_nobody_foresaw_comes_after_the_known_ones(world: World, tmp_path: Path) -> None:
    pallets = page("pallets", "en", "Send a pallet", "Call the depot.", topic="pallets")
    untold = page("untold", "en", "Something else", "Whatever.", topic="")
    suggester = TinySuggester((*ARTICLES, untold, pallets))
    async with opened_site(world, tmp_path, suggester=suggester) as browser:
        index = await visit(browser, "/help/en/")
    assert [text for text in index.texts("h2") if text in {"Returns", "Pallets", "Other"}] == [
        "Returns",
        "Pallets",
        "Other",
    ]


async def test_articles_for_agents_do_not_exist_for_the_public(browser: Browser) -> None:
    assert any(article.audience == AGENTS_ONLY for article in ARTICLES)
    assert (await browser.get("/help/en/agent-refund-limits")).status == 404
    for path in ("/help/en/", "/help/en/search?q=goodwill+refund+limits", "/help/en/refund-after-return"):
        assert "Goodwill" not in (await visit(browser, path)).html  # the search shows what was typed, in small letters
    assert "agent-refund-limits" not in await (await browser.get("/sitemap.xml")).text()


@pytest.mark.parametrize("path", ["/help/en/", "/help/en/phone-support-hours", "/help/en/search?q=phone+hours"])
async def test_an_article_for_some_plans_says_for_which(browser: Browser, path: str) -> None:
    assert any(article.audience == PHONE_PLANS for article in ARTICLES)
    badges = (await visit(browser, path)).texts("span", class_="badge plans")
    assert badges == ["For plans: Small shop, Large shop, Business"]


async def test_the_words_of_a_search_are_marked_in_the_passages(browser: Browser) -> None:
    found = await visit(browser, "/help/es/search?q=seguir+paquete")
    assert found.texts("h1") == ["1 artículo sobre «seguir paquete»"]
    assert found.texts("mark") == ["paquete"]
    assert "/help/es/track-a-parcel#start" in found.links()


async def test_a_weak_match_is_not_sold_as_an_answer(world: World, tmp_path: Path) -> None:
    async with opened_site(world, tmp_path, suggester=UnsureSuggester()) as browser:
        found = await visit(browser, "/help/en/search?q=scan")
    assert found.texts("h1") == ["No article answers “scan” outright. These come closest:"]
    assert "/help/en/parcel-lost#start" in found.links()


async def test_a_search_without_result_helps_on_and_keeps_the_words_for_a_person(browser: Browser) -> None:
    nothing = await visit(browser, "/help/en/search?q=xylophone")
    assert nothing.texts("h1") == ["No article fits “xylophone”"]
    assert "/help/en/#tracking" in nothing.links()
    assert [link["data-support"] for link in nothing.all("a") if "data-support" in link] == ["xylophone"]
    assert next(field["value"] for field in nothing.all("input")) == "xylophone"


async def test_a_search_for_nothing_says_what_to_type(browser: Browser) -> None:
    empty = await visit(browser, "/help/en/search?q=+++")
    assert empty.texts("h1") == ["Type one or two words, or a whole question."]


async def test_what_was_searched_for_is_only_ever_shown_as_text(browser: Browser) -> None:
    found = await visit(browser, '/help/en/search?q="><script>alert(1)</script>{{7*7}}')
    assert found.texts("h1") == ['No article fits “"><script>alert(1)</script>{{7*7}}”']
    assert all("alert" not in content for _, content in found.scripts)


async def test_a_very_long_search_is_cut(browser: Browser) -> None:
    found = await visit(browser, f"/help/en/search?q={'x' * 3000}")
    assert found.texts("h1") == [f"No article fits “{'x' * 200}”"]


async def test_too_many_searches_at_once_have_to_wait(world: World, browser: Browser) -> None:
    for _ in range(20):
        await visit(browser, "/help/en/search?q=parcel")
    async with browser.get("/help/en/search?q=parcel") as refused:
        assert refused.status == 429
        assert refused.headers["Retry-After"] == "1"
        assert refused.headers["Cache-Control"] == "no-cache"
    assert (await browser.get("/help/en/parcel-lost")).status == 200
    world.seconds.advance(1)
    await visit(browser, "/help/en/search?q=parcel")


async def test_an_article_tells_where_it_stands_and_how_old_it_is(browser: Browser) -> None:
    article = await visit(browser, "/help/es/track-a-parcel")
    assert article.texts("h1") == ["Seguir un paquete"]
    assert article.texts("time", datetime="2026-03-02") == ["Actualizado el 2 de marzo de 2026"]
    assert {"/help/es/", "/help/es/#tracking"} <= set(article.links())
    assert (await visit(browser, "/help/en/track-a-parcel")).texts("time") == ["Updated on 2 March 2026"]


async def test_an_article_leads_to_its_neighbours_and_relatives(browser: Browser) -> None:
    article = await visit(browser, "/help/en/parcel-lost")
    neighbours = {link["rel"]: link["href"] for link in article.all("a") if link.get("rel") in {"prev", "next"}}
    assert neighbours == {"prev": "/help/en/phone-support-hours", "next": "/help/en/track-a-parcel"}
    assert article.links().count("/help/en/track-a-parcel") == 2  # next, and related
    first = await visit(browser, "/help/en/phone-support-hours")
    assert [link["rel"] for link in first.all("a") if link.get("rel") in {"prev", "next"}] == ["next"]


async def test_a_long_article_has_a_table_of_contents(world: World, tmp_path: Path) -> None:
    sections = (("when", "When it pays"), ("how", "How to claim"), ("what", "What you get"))
    suggester = TinySuggester((msgspec.structs.replace(ARTICLES[0], sections=sections), *ARTICLES[1:]))
    async with opened_site(world, tmp_path, suggester=suggester) as browser:
        long = await visit(browser, "/help/en/track-a-parcel")
        short = await visit(browser, "/help/en/parcel-lost")
    assert [long.texts("a", href=f"#{anchor}") for anchor, _ in sections] == [[heading] for _, heading in sections]
    assert short.texts("h2", id="Contents") == []


async def test_a_missing_translation_shows_the_english_article_and_says_so(browser: Browser) -> None:
    article = await visit(browser, "/help/nl/parcel-lost")
    assert article.all("html")[0]["lang"] == "nl"
    assert article.all("article")[0]["lang"] == "en"
    assert article.texts("p", class_="notice") == [
        "Dit artikel is er nog niet in het Nederlands. Dit is de versie in het Engels."
    ]
    assert [link.split("/help/")[1] for link in article.head_link("canonical")] == ["en/parcel-lost"]
    alternates = [link["hreflang"] for link in article.all("link") if link["rel"] == "alternate"]
    assert alternates == ["en"]
    index = await visit(browser, "/help/nl/")
    assert index.texts("span", class_="badge") == ["In het Engels"] * 4


async def test_the_languages_of_an_article_lead_to_each_other(browser: Browser) -> None:
    article = await visit(browser, "/help/en/track-a-parcel")
    shown = {link["lang"]: (link["href"], link["hreflang"]) for link in article.all("a") if "hreflang" in link}
    assert set(shown) == set(SIX_LOCALES)
    assert shown["es"] == ("/help/es/track-a-parcel", "es")
    assert shown["fr"] == ("/help/fr/track-a-parcel", "en")


async def test_switching_the_language_of_a_search_keeps_the_words(browser: Browser) -> None:
    assert "/help/es/search?q=parcel+%26+co" in (await visit(browser, "/help/en/search?q=parcel+%26+co")).links()


async def test_an_unknown_article_is_not_found_in_the_readers_language(browser: Browser) -> None:
    lost = await visit(browser, "/help/it/nothing-here", status=404, Accept_Language="de")
    assert lost.texts("h1") == ["Questa pagina non esiste"]
    assert lost.all("form")[0]["action"] == "/help/it/search"


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("/help/es-MX/parcel-lost", "/help/es/parcel-lost"),
        ("/help/EN/search?q=a%20b", "/help/en/search?q=a%20b"),
        ("/help/es-ES/", "/help/es/"),
        ("/help/es_AR", "/help/es/"),
        ("/help/es", "/help/es/"),
    ],
)
async def test_a_variant_of_a_language_is_sent_to_the_language(browser: Browser, asked: str, served: str) -> None:
    async with browser.get(asked, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, served)


async def test_an_unknown_article_is_not_found_although_the_front_end_was_not_built(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").unlink()
    lost = await visit(browser, "/help/it/nothing-here", status=404)
    assert lost.texts("h1") == [texts("it")("page.not_found")]
    assert "/help/it/" in lost.links()
    (tmp_path / "manifest.json").write_text("{}")  # built, but not this
    assert (await visit(browser, "/help/it/nothing-here", status=404)).texts("h1") == lost.texts("h1")


async def test_a_language_that_we_do_not_have_is_not_found(browser: Browser) -> None:
    for path in ("/help/pt/", "/help/xx/parcel-lost", "/help/..%2f..%2fetc/"):
        await visit(browser, path, status=404)


@pytest.mark.parametrize(
    ("wishes", "locale"),
    [("fr-CA,fr;q=0.9,en;q=0.8", "fr"), ("pt;q=0.9, nl;q=0.3, es;q=0.7", "es"), ("", "en"), ("x;q=z,,;q=", "en")],
)
async def test_the_front_door_speaks_the_browsers_language(browser: Browser, wishes: str, locale: str) -> None:
    async with browser.get("/help", headers={"Accept-Language": wishes}, allow_redirects=False) as response:
        assert response.headers["Location"] == f"/help/{locale}/"
        assert response.headers["Vary"] == "Accept-Language"


async def test_a_page_that_has_not_changed_is_not_sent_again(browser: Browser) -> None:
    async with browser.get("/help/en/parcel-lost") as first:
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "public, max-age=60"
    async with browser.get("/help/en/parcel-lost", headers={"If-None-Match": tag}) as again:
        assert (again.status, await again.read()) == (304, b"")
        assert again.headers["ETag"] == tag
    async with browser.get("/help/en/track-a-parcel", headers={"If-None-Match": tag}) as other:
        assert other.status == 200


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_on_a_page_needs_more_than_the_strict_policy(browser: Browser, path: str) -> None:
    async with browser.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Content-Language"] == path.split("/")[2]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    shown = await visit(browser, path, status=response.status)
    assert not shown.all("style")
    for _, attributes in shown.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    for attributes, content in shown.scripts:
        assert attributes.get("type") == "application/ld+json" or not content
    assert "/widget.js" in [attributes.get("src") for attributes, _ in shown.scripts]


async def test_search_engines_read_data_that_cannot_break_out_of_its_block(world: World, tmp_path: Path) -> None:
    title = "Lost</script><script>alert(1)</script>"
    suggester = TinySuggester((msgspec.structs.replace(ARTICLES[2], title=title), *ARTICLES[3:]))
    async with opened_site(world, tmp_path, suggester=suggester) as browser:
        article = await visit(browser, "/help/en/parcel-lost")
    blocks = [content for attributes, content in article.scripts if attributes.get("type") == "application/ld+json"]
    assert [json.loads(block)["headline"] for block in blocks] == [title]
    assert article.texts("h1") == [title]


def test_every_language_says_everything_with_the_same_blanks() -> None:
    assert spoken_locales() == set(SIX_LOCALES)
    english = _blanks(texts("en").words)
    for locale in SIX_LOCALES:
        assert _blanks(texts(locale).words) == english, locale


def _blanks(words: object, path: str = "") -> dict[str, set[str | None]]:
    """The places to fill in by key; the lines of a list count together."""
    if isinstance(words, Mapping):
        found: dict[str, set[str | None]] = {}
        for name, value in words.items():
            found |= _blanks(value, f"{path}.{name}")
        return found
    lines = words if isinstance(words, list) else [words]
    assert all(isinstance(line, str) and line.strip() for line in lines), path
    return {path: {field for line in lines for _, field, _, _ in Formatter().parse(str(line)) if field}}
