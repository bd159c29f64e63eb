"""The widget is a guest in somebody else's page: it keeps its manners, its looks and its secrets."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.accessible import PICTURES, assert_accessible
from tests.e2e.conftest import Opens, SitsDown
from tests.e2e.desk import Desk
from tests.e2e.host import HostPage, host_page
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import AMIR, MARCOS, SANNE, VERA, Merchant, new_subject, token_of

LOST = "No me llega el paquete"
ATTACK = "<img src=x onerror=alert('message')><script>alert(1)</script> & \"quotes\" {{contact.name}}"
SIZES = """(panel) => {
  const of = (selector) => getComputedStyle(panel.querySelector(selector));
  const box = panel.getBoundingClientRect();
  const {fontSize, letterSpacing, textTransform, fontStyle, fontFamily, lineHeight} = of("p");
  return [box.width, of(".title").fontSize, of("textarea").fontSize, of(".top").height,
    fontSize, letterSpacing, textTransform, fontStyle, fontFamily, lineHeight];
}"""

Visits = Callable[..., Awaitable[MerchantScreen]]


@pytest_asyncio.fixture(loop_scope="session")
async def host(desk: Desk) -> AsyncIterator[HostPage]:
    async with host_page(desk.url, desk.guest_port) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def visits(host: HostPage, opens: Opens) -> Visits:
    """Somebody visits the host page, signed in with its token."""

    async def visit(*, phone: bool = False, path: str = "/") -> MerchantScreen:
        page, watch = await opens(locale=host.locale, phone=phone)
        await page.goto(host.url + path)
        return MerchantScreen(page, watch, host.locale)

    return visit


def _signed(desk: Desk, who: Merchant) -> str:
    return token_of(who, desk.secret, new_subject())


async def test_a_page_with_a_strict_policy_needs_to_allow_one_origin_only(
    host: HostPage, visits: Visits, desk: Desk, sits_down: SitsDown
) -> None:
    amir = await sits_down(AMIR)
    host.policy, host.token = host.strict_policy, _signed(desk, VERA)
    vera = await visits()
    await vera.opens()
    await (await vera.finds(LOST)).first.click()
    await expect(vera.article).to_contain_text("5 días laborables")
    await vera.panel.get_by_role("button", name=vera.words.person).click()
    await expect(vera.queue).to_be_visible()
    await amir.accepts(VERA.name)
    await expect(amir.customer).to_contain_text(f"{host.url}/")
    await amir.says("Hola, Vera")
    await vera.sees(LOST, "Hola, Vera")


async def test_trusted_types_are_kept(host: HostPage, visits: Visits) -> None:
    host.policy = f"{host.strict_policy}; require-trusted-types-for 'script'; trusted-types support-chat"
    vera = await visits()
    await vera.opens()
    await (await vera.finds(LOST)).first.click()
    await expect(vera.article).to_contain_text("5 días laborables")
    await vera.panel.get_by_role("link", name="abrir una investigación").click()
    await expect(vera.title).to_contain_text("investigación")


async def test_where_no_markup_may_be_made_an_article_is_a_link(host: HostPage, visits: Visits, desk: Desk) -> None:
    host.policy = f"{host.strict_policy}; require-trusted-types-for 'script'; trusted-types 'none'"
    vera = await visits()
    await vera.opens()
    await (await vera.finds(LOST)).first.click()
    await expect(vera.panel.locator(".prose").get_by_role("link")).to_have_attribute(
        "href", f"{desk.url}/help/es/parcel-lost"
    )
    forbidden = [problem for problem in vera.watch.problems if "trusted-types" in problem.lower()]
    vera.watch.problems = [problem for problem in vera.watch.problems if problem not in forbidden]
    assert forbidden  # the page's policy said no, as it should


async def test_keys_pressed_in_the_panel_are_not_the_host_pages_shortcuts(
    host: HostPage, visits: Visits, desk: Desk
) -> None:
    await desk.somebody_comes()
    host.token = _signed(desk, VERA)
    vera = await visits()
    await vera.opens()
    await vera.page.keyboard.type("no me llega el paquete")
    await vera.page.keyboard.press("Enter")
    await expect(vera.hits.first).to_be_visible()
    await vera.person.focus()
    await vera.page.keyboard.press("Enter")
    await expect(vera.reply).to_be_focused()
    await vera.page.keyboard.type("jk/?")
    await vera.page.keyboard.press("Escape")
    await expect(vera.button).to_be_focused()
    assert await vera.page.evaluate("heard") == []
    await vera.page.locator("#shop-search").press("j")
    assert await vera.page.evaluate("heard") == ["j", "j", "j"]


async def test_the_host_pages_styles_do_not_change_ours(host: HostPage, visits: Visits, opens: Opens) -> None:
    guest = await visits()
    await guest.opens()
    sizes = await guest.panel.evaluate(SIZES)
    page, watch = await opens(locale="es")
    await page.goto(f"{host.server}/help/es/")
    home = MerchantScreen(page, watch, "es")
    await home.opens()
    assert sizes == await home.panel.evaluate(SIZES)
    assert sizes[0] == 400
    assert float(sizes[2].removesuffix("px")) >= 16  # or phones zoom in
    assert await guest.button.evaluate("(one) => getComputedStyle(one).fontSize") == await home.button.evaluate(
        "(one) => getComputedStyle(one).fontSize"
    )
    await guest.finds(LOST)
    await guest.page.screenshot(path=PICTURES / "guest.png")


async def test_on_a_page_from_right_to_left_the_panel_stands_on_the_other_side(
    host: HostPage, visits: Visits, desk: Desk
) -> None:
    await desk.somebody_comes()
    host.direction, host.token = "rtl", _signed(desk, VERA)
    vera = await visits()
    await vera.opens()
    box = await vera.panel.bounding_box()
    assert box is not None
    assert box["x"] < 40
    await vera.finds(LOST)
    await vera.page.screenshot(path=PICTURES / "guest-rtl-suggestions.png")
    await vera.hits.first.click()
    await expect(vera.article).to_be_visible()
    await vera.page.screenshot(path=PICTURES / "guest-rtl-article.png")
    await vera.panel.get_by_role("button", name=vera.words.person).click()
    await expect(vera.queue).to_be_visible()
    await vera.says("שלום, איפה החבילה שלי?")
    await vera.sees_state("שלום", vera.words.sent)
    await vera.page.screenshot(path=PICTURES / "guest-rtl-chat.png")


@pytest.mark.parametrize("colour", ["#ffe14d", "#7a0046", "rebeccapurple"])
async def test_any_brand_colour_stays_readable(host: HostPage, visits: Visits, colour: str) -> None:
    host.style = ""  # the host's own taste is not ours to judge
    host.attributes = f'data-color="{colour}" data-side="left"'
    vera = await visits()
    await vera.opens()
    await vera.finds(LOST)
    await assert_accessible(vera.page, f"brand-{colour.strip('#')}")


async def test_what_people_write_is_text_on_both_sides(
    host: HostPage, visits: Visits, desk: Desk, sits_down: SitsDown
) -> None:
    name = "Vera <img src=x onerror=alert('name')>"
    evil = Merchant(name, "Alma", "<script>@example.com", "small_shop", "ES", "es", "Europe/<b>")
    host.token = _signed(desk, evil)
    amir = await sits_down(AMIR)
    vera = await visits(path="/<img src=x onerror=alert('page')>?q=<script>alert(2)</script>")
    await vera.opens()
    await expect(vera.title).to_contain_text("Vera")
    await vera.asks_for_a_person(ATTACK)
    await expect(vera.queue).to_be_visible()
    await vera.says(ATTACK)
    await vera.sees(ATTACK, ATTACK)
    await amir.accepts(name)
    await amir.sees(ATTACK, ATTACK)
    await expect(amir.story.locator("q").first).to_have_text(ATTACK)
    await expect(amir.customer).to_contain_text("img%20src=x")
    await expect(amir.page.locator("main img, main script")).to_have_count(0)
    await expect(vera.panel.locator("img, script")).to_have_count(0)
    await amir.says(ATTACK)
    await expect(vera.said.last).to_have_text(ATTACK)
    await amir.shows(amir.words.everything)
    await expect(amir.lines.filter(has_text=name).first).to_be_visible()


async def test_a_hostile_article_is_harmless_everywhere(
    host: HostPage, visits: Visits, desk: Desk, sits_down: SitsDown
) -> None:
    host.locale, host.token = "nl", _signed(desk, SANNE)
    amir = await sits_down(AMIR)
    page = (await visits()).page
    widget = page.locator("support-chat")
    await widget.locator("button.go").click()
    await widget.get_by_role("textbox").fill("wilde olifanten in het magazijn")
    hit = widget.locator(".hits").get_by_role("link").first
    await expect(hit).to_contain_text("Wilde olifanten <img src=x onerror=alert(1)>")
    await hit.click()
    article = widget.get_by_role("article")
    await expect(article).to_contain_text("Tekst onder de kop.")
    await expect(article.locator("script, img, [onclick], [href^=javascript], [href^=data]")).to_have_count(0)
    await widget.locator(".verdict .link").click()
    await expect(widget.get_by_role("log")).to_be_visible()
    await amir.accepts(SANNE.name)
    await amir.story.get_by_role("button", name="Wilde olifanten").click()
    drawer = amir.page.get_by_role("dialog")
    await expect(drawer).to_contain_text("Tekst onder de kop.")
    await expect(drawer.locator("script, img, [onclick], [href^=javascript], [href^=data]")).to_have_count(0)
    await page.goto(f"{desk.url}/help/nl/wild-elephants")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wilde olifanten <img src=x onerror=alert(1)>")
    await expect(page.locator("main").locator("[onclick], [href^=javascript], [href^=data], img")).to_have_count(0)


async def test_somebody_else_in_the_same_browser_finds_nothing_of_the_one_before(
    host: HostPage, visits: Visits, desk: Desk
) -> None:
    await desk.somebody_comes()
    host.token = veras = _signed(desk, VERA)
    vera = await visits()
    await vera.joins_the_queue(LOST)
    await vera.says("Esto es solo entre nosotros")
    await vera.sees_state("entre nosotros", vera.words.sent)
    await vera.reply.fill("Un borrador")
    host.token = _signed(desk, MARCOS)
    await vera.page.reload()
    marcos = MerchantScreen(vera.page, vera.watch, "es")
    await marcos.button.click()
    await expect(marcos.title).to_have_text("Hola, Marcos")
    await expect(marcos.field).to_have_value("")
    await expect(marcos.panel.get_by_text(marcos.words.your_conversation)).to_have_count(0)
    kept = await marcos.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "Un borrador" not in kept
    assert "entre nosotros" not in kept
    host.token = None
    await vera.page.reload()
    nobody = MerchantScreen(vera.page, vera.watch, "es")
    await nobody.button.click()
    await expect(nobody.title).to_have_text("Hola")
    await expect(nobody.panel.get_by_text(nobody.words.your_conversation)).to_have_count(0)
    host.token = veras
    await vera.page.reload()
    await vera.button.click()
    await vera.sees(LOST, "Esto es solo entre nosotros")


async def test_shutdown_forgets_in_every_tab(host: HostPage, visits: Visits, desk: Desk) -> None:
    await desk.somebody_comes()
    host.token = _signed(desk, VERA)
    vera = await visits()
    await vera.joins_the_queue(LOST)
    tab = await vera.another_tab()
    await tab.button.click()
    await tab.sees(LOST)
    await vera.page.evaluate("SupportChat('shutdown')")
    await expect(vera.panel).to_be_hidden()
    await expect(tab.said).to_have_count(0)
    assert await vera.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('support-chat'))") == []
    await tab.page.evaluate("(token) => SupportChat('boot', {token})", _signed(desk, MARCOS))
    await expect(tab.title).to_have_text("Hola, Marcos")


async def test_small_screens_and_big_letters_need_no_sideways_scrolling(visits: Visits, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    vera = await visits(phone=True)
    narrow = "(root) => [root.scrollWidth, root.clientWidth]"
    for screen in (amir, vera):
        await screen.page.set_viewport_size({"width": 320, "height": 568})
    await vera.opens()
    await vera.finds(LOST)
    wide, room = await vera.panel.locator(".scroll").evaluate(narrow)
    assert wide <= room
    await vera.person.click()
    await expect(vera.queue).to_be_visible()
    await vera.says("PX-20391-" * 12)
    await expect(vera.said).to_have_count(2)
    wide, room = await vera.log.evaluate(narrow)
    assert wide <= room
    await amir.shows(amir.words.queue)
    await amir.lists.get_by_role("button", name=amir.words.accept.format("")).first.click()
    await expect(amir.said).to_have_count(2)
    wide, room = await amir.page.locator("html").evaluate(narrow)
    assert wide <= room
    await amir.page.screenshot(path=PICTURES / "console-320.png")
    await vera.page.screenshot(path=PICTURES / "widget-320.png")


async def test_the_host_page_opens_fills_and_listens(host: HostPage, visits: Visits) -> None:
    host.attributes = 'data-launcher="hidden"'
    vera = await visits()
    await expect(vera.button).to_be_hidden()
    await vera.page.evaluate("""() => {
        window.told = [];
        window.stop = SupportChat("on", "open", () => told.push("open"));
        SupportChat("on", "close", () => told.push("close"));
        SupportChat("prefill", "No me llega el paquete");
        SupportChat("open");
    }""")
    await expect(vera.field).to_have_value(LOST)
    await expect(vera.hits.first).to_be_visible()
    await vera.page.evaluate("SupportChat('showArticle', 'start-an-investigation')")
    await expect(vera.article).to_contain_text("investigación")
    await vera.page.evaluate("SupportChat('close')")
    await expect(vera.panel).to_be_hidden()
    await vera.page.evaluate("stop(); SupportChat('toggle')")
    await expect(vera.panel).to_be_visible()
    await vera.page.evaluate("SupportChat('toggle')")
    await expect(vera.panel).to_be_hidden()
    assert await vera.page.evaluate("told") == ["open", "close", "close"]
