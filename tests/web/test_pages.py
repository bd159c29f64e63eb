"""The demo shop, the chat on its own page, the console's shell, and what stands around them."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientResponse

from chat_server.adapters.policy_file import shipped_policy
from chat_server.domain.contact import Identity
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.plan import Plan
from chat_server.services.people_ports import Signer
from chat_server.web.demo_merchants import COUNTRIES, identity_of
from chat_server.web.page_texts import spoken_locales, texts
from tests.support.clock import MONDAY_MORNING
from tests.support.world import World
from tests.web.site import LOGINS, Browser, opened_site, visit


@pytest.fixture
async def demo(world: World, tmp_path: Path) -> AsyncIterator[Browser]:
    async with opened_site(world, tmp_path, demo=True) as opened:
        yield opened


@pytest.fixture
async def site(world: World, tmp_path: Path) -> AsyncIterator[Browser]:
    async with opened_site(world, tmp_path) as opened:
        yield opened


async def signed(world: World, browser: Browser, wish: Mapping[str, object]) -> Identity:
    """The identity behind the token that the demo hands out, as the widget's session will read it."""
    world.clock.advance(datetime.now(UTC) - world.clock.now())  # tokens are checked by the machine's clock
    async with browser.post("/demo/identity", json=wish) as response:
        assert response.status == 200
        answer = await response.json()
    signer: Signer = world.ports.signer
    identity = await signer.verify(DEFAULT_SITE, answer["token"])
    assert answer["name"] == identity.name
    assert answer["locale"] == identity.locale
    return identity


async def refusal(response: ClientResponse) -> tuple[int, str, str | None]:
    error = (await response.json())["error"]
    return response.status, error["code"], error.get("field")


async def test_the_demo_shows_a_merchants_page_with_the_support_button(demo: Browser) -> None:
    shop = await visit(demo, "/?locale=es")
    assert shop.texts("h1") == ["Hola, Vera"]
    assert shop.texts("b", data_shop="") == ["Alma Cerámica"]
    button = next(attributes for attributes, _ in shop.scripts if attributes["src"] == "/widget.js")
    assert button["data-locale"] == "es"
    assert "async" in button


async def test_the_bar_offers_every_plan_country_and_language_and_a_visitor(demo: Browser) -> None:
    shop = await visit(demo, "/?locale=en")
    options = [attributes["value"] for attributes in shop.all("option")]
    assert options == [
        *("essential", "small_shop", "large_shop", "business", ""),
        *("ES", "NL", "DE", "FR", "IT"),
        *("en", "es", "nl", "de", "fr", "it"),
    ]
    assert {"/console", "/help/en/", "/chat?locale=en"} <= set(shop.links())


async def test_the_logins_stand_beside_the_way_to_the_console(demo: Browser) -> None:
    shop = await visit(demo, "/")
    for email, password in LOGINS:
        assert shop.texts("code").count(email) == 1
        assert shop.texts("code").count(password) == 1


async def test_a_dutch_merchant_sees_the_english_demo_with_a_dutch_button(demo: Browser) -> None:
    shop = await visit(demo, "/", Accept_Language="nl")
    assert shop.all("html")[0]["lang"] == "en"
    assert next(script["data-locale"] for script, _ in shop.scripts if script["src"] == "/widget.js") == "nl"
    assert {"/help/nl/", "/help/nl/missed-pickup"} <= set(shop.links())


async def test_without_the_demo_the_front_door_is_the_help_centre(site: Browser) -> None:
    async with site.get("/", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/help/en/")


async def test_looking_as_somebody_is_being_signed_in_by_the_platform_for_an_hour(world: World, demo: Browser) -> None:
    identity = await signed(world, demo, {"plan": "large_shop", "country": "DE", "locale": "de"})
    assert identity.sub == "demo-de-large_shop"
    assert (identity.name, identity.plan, identity.country) == ("Jonas Brandt", Plan("large_shop"), "DE")
    assert identity.time_zone == "Europe/Berlin"
    assert identity.exp - int(world.clock.now().timestamp()) == 3600


async def test_the_same_choice_is_the_same_merchant_in_any_language(world: World, demo: Browser) -> None:
    spanish = await signed(world, demo, {"plan": "essential", "country": "FR", "locale": "es"})
    french = await signed(world, demo, {"plan": "essential", "country": "FR"})
    assert (spanish.sub, spanish.name) == (french.sub, french.name)
    assert (spanish.locale, french.locale) == ("es", "en")


def test_every_plan_in_every_country_has_a_merchant_of_its_own() -> None:
    policy = shipped_policy()
    people = [
        identity_of(country, Plan(plan), "en", policy, MONDAY_MORNING)
        for country in COUNTRIES
        for plan in policy.plan_names
    ]
    assert len({person.sub for person in people}) == len(people) == len({person.name for person in people})
    with pytest.raises(KeyError):
        identity_of("PT", Plan("essential"), "pt", policy, MONDAY_MORNING)


async def test_an_anonymous_visitor_gets_no_token(demo: Browser) -> None:
    async with demo.post("/demo/identity", json={"plan": None, "locale": "it"}) as response:
        assert await response.json() == {"token": None, "locale": "it", "name": None, "shop": None}
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"plan": "gold"},
        {"plan": "essential", "country": "PT"},
        {"plan": "essential", "locale": "pt"},
        {"plan": "essential", "locale": "<b>"},
        {"plan": "essential", "admin": True},
        ["essential"],
    ],
)
async def test_the_demo_signs_nobody_whom_it_does_not_have(demo: Browser, wish: object) -> None:
    async with demo.post("/demo/identity", json=wish) as response:
        status, code, _ = await refusal(response)
        assert (status, code) == (400, "invalid")


async def test_a_server_without_the_demo_signs_nobody(site: Browser) -> None:
    async with site.post("/demo/identity", json={"plan": "business"}) as response:
        assert response.status == 404


async def test_the_chat_is_a_page_of_its_own_in_the_language_of_the_link(site: Browser) -> None:
    chat = await visit(site, "/chat?locale=fr-CA", Accept_Language="de")
    assert chat.all("html")[0]["lang"] == "fr"
    script = next(attributes for attributes, _ in chat.scripts if attributes["src"] == "/widget.js")
    assert (script["data-mode"], script["data-locale"], script["data-site"]) == ("page", "fr", "default")
    assert "/help/fr/" in chat.links()


async def test_the_console_is_a_shell_that_the_browser_fills(site: Browser) -> None:
    console = await visit(site, "/console", Accept_Language="es")
    assert [box["data-locale"] for box in console.all("div") if box.get("id") == "console"] == ["es"]
    assert [script["src"] for script, _ in console.scripts] == ["/static/dist/pages/console.js"]
    assert console.head_link("stylesheet") == ["/static/dist/pages/console.css"]


@pytest.mark.parametrize("path", ["/", "/chat", "/console", "/nowhere"])
async def test_nothing_on_these_pages_needs_more_than_the_strict_policy(demo: Browser, path: str) -> None:
    async with demo.get(path) as response:
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] in {"no-cache", "no-store"}
    shown = await visit(demo, path, status=response.status)
    assert not shown.all("style")
    assert not [name for _, attributes in shown.elements for name in attributes if name == "style" or name[:2] == "on"]
    assert not "".join(content for _, content in shown.scripts).strip()


async def test_a_lost_reader_is_told_in_the_browsers_language_and_can_search(site: Browser) -> None:
    lost = await visit(site, "/nowhere/at/all", status=404, Accept_Language="es-MX")
    assert lost.texts("h1") == ["Esta página no existe"]
    assert lost.all("form")[0]["action"] == "/help/es/search"


async def test_an_address_with_markup_in_it_is_not_repeated(site: Browser) -> None:
    assert "alert" not in (await visit(site, "/<script>alert(1)</script>", status=404)).html


async def test_search_engines_are_sent_to_the_articles_alone(site: Browser) -> None:
    robots = await (await site.get("/robots.txt")).text()
    assert "Disallow: /console" in robots
    assert f"Sitemap: {site.make_url('/sitemap.xml')}" in robots
    async with site.get("/sitemap.xml") as response:
        assert response.content_type == "application/xml"
        sitemap = await response.text()
    assert f"<loc>{site.make_url('/help/es/track-a-parcel')}</loc>" in sitemap
    assert "/help/es/parcel-lost" not in sitemap  # it exists in English only
    assert "/help/en/phone-support-hours" in sitemap


async def test_a_host_that_is_none_breaks_nothing(site: Browser) -> None:
    for host in ("a b", "[", "x:99999999", '"><script>'):
        async with site.get("/help/en/parcel-lost", headers={"Host": host}) as response:
            assert response.status in {200, 400}
            assert "<script>" not in await response.text()


def test_the_demo_says_the_same_in_both_languages() -> None:
    assert spoken_locales("demo") == {"en", "es"}
    english, spanish = texts("en", "demo").words, texts("es", "demo").words
    assert _keys(english) == _keys(spanish)


def _keys(words: object) -> object:
    if isinstance(words, Mapping):
        return {name: _keys(value) for name, value in words.items()}
    return len(words) if isinstance(words, list) else None
