"""Journeys 1 to 3 without a mouse, on both sides: the focus goes where it should, and comes back."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Arrives, SitsDown
from tests.e2e.console import ConsoleScreen
from tests.e2e.desk import Desk
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import AMIR, TOM, VERA

LOST = "My parcel is lost"
STOPS = 60


async def _tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Tab by tab, until the target has the focus."""
    for _ in range(STOPS):
        await page.keyboard.press(key)
        if await target.evaluate("(one) => one.getRootNode().activeElement === one"):
            return
    raise AssertionError(f"{target} cannot be reached with {key}")


async def _asks_in_vain(tom: MerchantScreen) -> None:
    """Opens, asks, reads, comes back, and says that it did not help: the focus ends on the next screen's heading."""
    hands = tom.page.keyboard
    await _tab_to(tom.page, tom.button)
    await hands.press("Enter")
    await expect(tom.field).to_be_focused()
    await hands.type(f"{LOST} ")  # a finished word: the list will not change any more
    await expect(tom.hits.first).to_be_visible()
    await _tab_to(tom.page, tom.hits.first)
    await hands.press("Enter")
    await expect(tom.title).to_be_focused()
    await expect(tom.article).to_be_visible()
    await _tab_to(tom.page, tom.back, "Shift+Tab")
    await hands.press("Enter")
    await expect(tom.hits.first).to_be_focused()
    await hands.press("Enter")
    await _tab_to(tom.page, tom.panel.get_by_role("button", name=tom.words.no, exact=True))
    await hands.press("Enter")
    await expect(tom.title).to_be_focused()
    await hands.press("Tab")
    await hands.press("Space")
    await expect(tom.panel.get_by_role("radio", name=tom.words.not_related)).to_be_checked()
    await hands.press("ArrowDown")
    await expect(tom.panel.get_by_role("radio", name=tom.words.not_answered)).to_be_checked()
    await _tab_to(tom.page, tom.panel.get_by_role("button", name=tom.words.send))
    await hands.press("Enter")
    await expect(tom.title).to_be_focused()


async def _answers(amir: ConsoleScreen, tom: MerchantScreen) -> None:
    """Accepts with one key, replies in two lines, writes a note, and is back in the reply."""
    keys = amir.page.keyboard
    await expect(amir.page.get_by_text("1 waiting").first).to_be_visible()
    await keys.press("a")
    await expect(amir.heading).to_have_text(TOM.name)
    await expect(amir.reply).to_be_focused()
    await keys.type("Which one is it?")
    await keys.press("Shift+Enter")
    await keys.type("And since when?")
    await keys.press("Enter")
    await tom.sees(LOST, "Which one is it?\nAnd since when?")
    await tom.page.keyboard.type("PX-20391, since Monday")
    await tom.page.keyboard.press("Enter")
    await amir.sees(LOST, "Which one is it? And since when?", "PX-20391, since Monday")
    await keys.press("Escape")
    await expect(amir.reply).not_to_be_focused()
    await keys.press("n")
    await expect(amir.page.get_by_role("textbox", name=amir.words.write_note)).to_be_focused()
    await keys.type("Ask the carrier")
    await keys.press("Enter")
    await expect(amir.said.last).to_contain_text("Ask the carrier")
    await keys.press("Escape")
    await keys.press("r")
    await expect(amir.page.get_by_role("textbox", name=amir.words.reply_to.format(TOM.name))).to_be_focused()


async def _rates(tom: MerchantScreen) -> None:
    hands = tom.page.keyboard
    await _tab_to(tom.page, tom.panel.get_by_role("radio", name="5 of 5"), "Shift+Tab")
    await hands.press("Space")
    await expect(tom.panel.get_by_role("radio", name="5 of 5")).to_be_checked()
    await _tab_to(tom.page, tom.panel.get_by_role("textbox", name=tom.words.remark))
    await hands.type("Friendly")
    await hands.press("Tab")
    await hands.press("Enter")
    await expect(tom.panel.get_by_text(tom.words.rated)).to_be_visible()
    await expect(tom.panel.locator(":focus")).to_be_visible()


async def test_the_whole_way_from_question_to_rating_with_the_keyboard_alone(
    arrives: Arrives, sits_down: SitsDown
) -> None:
    amir = await sits_down(AMIR, online=False)
    await _tab_to(amir.page, amir.availability.get_by_role("button", name=amir.words.online))
    await amir.page.keyboard.press("Enter")
    await expect(amir.page.get_by_text("merchants cannot reach you")).to_be_hidden()
    tom = await arrives(TOM)
    await _asks_in_vain(tom)
    await _tab_to(tom.page, tom.person)
    await tom.page.keyboard.press("Enter")
    await expect(tom.queue).to_be_visible()
    await expect(tom.reply).to_be_focused()
    await _answers(amir, tom)
    await tom.page.keyboard.press("Escape")
    await expect(tom.button).to_be_focused()
    await tom.page.keyboard.press("Enter")
    await expect(tom.reply).to_be_focused()  # where he was
    await amir.page.keyboard.press("Escape")
    await amir.page.keyboard.press("e")
    await expect(amir.heading).to_be_focused()
    await expect(tom.log).to_contain_text(tom.words.resolved)
    await _rates(tom)
    await expect(amir.thread).to_contain_text("Friendly")


async def test_the_palette_finds_people_and_gives_the_focus_back(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    vera = await arrives(VERA)
    await vera.joins_the_queue("No me llega el paquete")
    keys = amir.page.keyboard
    await amir.accepts(VERA.name)
    await keys.press("Control+k")
    palette = amir.page.get_by_role("combobox", name="Find a conversation or an action")
    await expect(palette).to_be_focused()
    await keys.press("Escape")
    await expect(amir.reply).to_be_focused()
    await keys.press("Control+k")
    await expect(palette).to_be_focused()
    await keys.type("away")
    await keys.press("Enter")
    await expect(amir.availability.get_by_role("button", name=amir.words.away)).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(amir.reply).to_be_focused()
    await keys.press("Escape")
    await keys.press("?")
    await expect(amir.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await keys.press("Escape")
    await expect(amir.page.get_by_role("dialog")).to_have_count(0)
    await keys.press("Control+k")
    await expect(palette).to_be_focused()
    await keys.type("vera")
    await keys.press("Enter")
    await expect(amir.reply).to_be_focused()


async def test_single_keys_can_be_switched_off_and_never_fire_while_writing(
    arrives: Arrives, sits_down: SitsDown
) -> None:
    amir = await sits_down(AMIR)
    vera = await arrives(VERA)
    await vera.joins_the_queue("No me llega el paquete")
    keys = amir.page.keyboard
    await amir.shows(amir.words.everything)
    await amir.page.get_by_role("searchbox").focus()
    await keys.type("aern")
    await expect(amir.page.get_by_role("searchbox")).to_have_value("aern")
    await expect(vera.queue).to_be_visible()
    await keys.press("Tab")
    await amir.page.get_by_role("tab", name=amir.words.everything).focus()
    await keys.press("?")
    await amir.page.get_by_role("checkbox", name="Use single-key shortcuts").uncheck()
    await keys.press("Escape")
    await keys.press("a")
    await keys.press("2")
    await expect(amir.page.get_by_role("tab", name=amir.words.everything)).to_have_attribute("aria-selected", "true")
    await expect(vera.queue).to_be_visible()


async def test_whoever_leaves_the_queue_by_keyboard_never_loses_the_focus(arrives: Arrives, desk: Desk) -> None:
    await desk.somebody_comes()
    tom = await arrives(TOM)
    await tom.joins_the_queue(LOST)
    hands, focused = tom.page.keyboard, tom.panel.locator(":focus")
    await _tab_to(tom.page, tom.panel.get_by_role("button", name=tom.words.leave), "Shift+Tab")
    await hands.press("Enter")
    await expect(tom.panel.get_by_role("group", name=tom.words.leave)).to_be_visible()
    await expect(focused).to_be_visible()
    await _tab_to(tom.page, tom.panel.get_by_role("button", name=tom.words.stay))
    await hands.press("Enter")
    await expect(tom.panel.get_by_role("group", name=tom.words.leave)).to_be_hidden()
    await expect(focused).to_be_visible()
    await _tab_to(tom.page, tom.panel.get_by_role("button", name=tom.words.leave), "Shift+Tab")
    await hands.press("Enter")
    await _tab_to(tom.page, tom.panel.get_by_role("button", name=tom.words.leave_yes, exact=True))
    await hands.press("Enter")
    await expect(tom.log).to_contain_text(tom.words.left)
    await expect(focused).to_be_visible()


async def test_on_a_phone_the_tab_key_stays_in_the_panel_that_fills_the_screen(arrives: Arrives) -> None:
    tom = await arrives(TOM, phone=True)
    await tom.opens()
    await tom.finds(LOST)
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            await tom.page.keyboard.press(key)
            await expect(tom.panel.locator(":focus")).to_be_visible()
    await tom.page.keyboard.press("Escape")
    await expect(tom.button).to_be_focused()
