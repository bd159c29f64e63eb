"""The widget is a guest in somebody else's page: it keeps its manners and its looks."""

import pytest
from playwright.async_api import expect

from tests.e2e.accessible import assert_accessible, take_picture
from tests.e2e.conftest import Opens, SitsDown, Visits
from tests.e2e.desk import Desk
from tests.e2e.host import HostPage
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import AMIR, VERA

LOST = "No me llega el paquete"
SIZES = """(panel) => {
  const of = (selector) => getComputedStyle(panel.querySelector(selector));
  const box = panel.getBoundingClientRect();
  const {fontSize, letterSpacing, textTransform, fontStyle, fontFamily, lineHeight} = of("p");
  return [box.width, of(".title").fontSize, of("textarea").fontSize, of(".top").height,
    fontSize, letterSpacing, textTransform, fontStyle, fontFamily, lineHeight];
}"""


async def test_a_page_with_a_strict_policy_needs_to_allow_one_origin_only(
    host: HostPage, visits: Visits, desk: Desk, sits_down: SitsDown
) -> None:
    amir = await sits_down(AMIR)
    host.policy, host.token = host.strict_policy, desk.token(VERA)
    vera = await visits()
    await vera.opens()
    await (await vera.finds(LOST)).first.click()
    await expect(vera.article).to_contain_text("5 días laborables")
    await vera.panel.get_by_role("button", name=vera.words.person).click()
    await expect(vera.queue).to_be_visible()
    await amir.accepts(VERA.name)
    await expect(amir.contact).to_contain_text(f"{host.url}/")
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
    vera.watch.forbids = "trusted-types"
    await vera.opens()
    await (await vera.finds(LOST)).first.click()
    await expect(vera.panel.locator(".prose").get_by_role("link")).to_have_attribute(
        "href", f"{desk.url}/help/es/parcel-lost"
    )
    assert vera.watch.forbidden  # the page's policy said no, as it should


async def test_keys_pressed_in_the_panel_are_not_the_host_pages_shortcuts(
    host: HostPage, visits: Visits, desk: Desk
) -> None:
    await desk.somebody_comes()
    host.token = desk.token(VERA)
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
    await take_picture(guest.page, "guest")


async def test_on_a_page_from_right_to_left_the_panel_stands_on_the_other_side(
    host: HostPage, visits: Visits, desk: Desk
) -> None:
    await desk.somebody_comes()
    host.direction, host.token = "rtl", desk.token(VERA)
    vera = await visits()
    await vera.opens()
    box = await vera.panel.bounding_box()
    assert box is not None
    assert box["x"] < 40
    await vera.finds(LOST)
    await take_picture(vera.page, "guest-rtl-suggestions")
    await vera.hits.first.click()
    await expect(vera.article).to_be_visible()
    await take_picture(vera.page, "guest-rtl-article")
    await vera.panel.get_by_role("button", name=vera.words.person).click()
    await expect(vera.queue).to_be_visible()
    await vera.says("שלום, איפה החבילה שלי?")
    await vera.sees_state("שלום", vera.words.sent)
    await take_picture(vera.page, "guest-rtl-chat")


@pytest.mark.parametrize("colour", ["#ffe14d", "#7a0046", "rebeccapurple"])
async def test_any_brand_colour_stays_readable(host: HostPage, visits: Visits, colour: str) -> None:
    host.style = ""  # the host's own taste is not ours to judge
    host.attributes = f'data-color="{colour}" data-side="left"'
    vera = await visits()
    await vera.opens()
    await vera.finds(LOST)
    await assert_accessible(vera.page, f"brand-{colour.strip('#')}")


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
    await take_picture(amir.page, "console-320")
    await take_picture(vera.page, "widget-320")


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
