"""Journey 4: the pages around the widget, each by itself."""

from playwright.async_api import expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, Opens, SitsDown
from tests.e2e.desk import Desk
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import AMIR, LUCIA, VERA


async def test_the_demo_shop_is_one_that_everybody_can_use(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await expect(vera.button).to_be_visible()
    await expect(vera.page.get_by_role("heading", level=1)).to_have_text("Hola, Vera")
    await vera.widget.evaluate("(widget) => widget.remove()")  # its colours are looked at in every journey
    await assert_accessible(vera.page, "demo")


async def test_the_help_centre_finds_without_anybody_logged_in(opens: Opens, desk: Desk) -> None:
    page, _ = await opens(locale="es")
    await page.goto(f"{desk.url}/help/es/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("¿Qué necesitas saber?")
    await page.locator("support-chat").evaluate("(widget) => widget.remove()")
    await assert_accessible(page, "help")
    await page.get_by_role("searchbox").fill("paquete perdido")
    await page.keyboard.press("Enter")
    results = page.get_by_role("main").get_by_role("list").first.get_by_role("link")
    await expect(results.first).to_be_visible()
    await expect(page.locator("mark").first).to_be_visible()
    await page.locator("support-chat").evaluate("(widget) => widget.remove()")
    await assert_accessible(page, "help-search")
    await page.get_by_role("link", name="No me llega el paquete").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("No me llega el paquete")
    await page.get_by_role("article").get_by_role("link", name="abrir una investigación").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("investigación")
    await page.locator("support-chat").evaluate("(widget) => widget.remove()")
    await assert_accessible(page, "help-article")


async def test_what_the_help_centre_does_not_answer_goes_along_to_a_person(opens: Opens, desk: Desk) -> None:
    await desk.somebody_comes()
    page, watch = await opens(locale="es")
    await page.goto(f"{desk.url}/help/es/search?q=paquete+perdido")
    vera = MerchantScreen(page, watch, "es")
    await page.get_by_role("link", name="Hablar con una persona").click()
    await expect(vera.field).to_have_value("paquete perdido")
    await expect(vera.hits.first).to_be_visible()
    await vera.person.click()
    await expect(vera.queue).to_be_visible()
    await vera.sees("paquete perdido")


async def test_a_search_that_finds_nothing_says_so(opens: Opens, desk: Desk) -> None:
    page, _ = await opens(locale="es")
    await page.goto(f"{desk.url}/help/es/search?q=xylofon+zebra")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("xylofon zebra")
    await assert_accessible(page, "help-nothing")


async def test_an_address_with_nothing_behind_it_leads_back(opens: Opens, desk: Desk) -> None:
    page, watch = await opens(locale="es")
    watch.expect_status(404, "/help/es/no-such-article")
    await page.goto(f"{desk.url}/help/es/no-such-article")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Esta página no existe")
    await assert_accessible(page, "not-found")


async def test_the_chat_is_a_page_of_its_own(opens: Opens, desk: Desk, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    page, watch = await opens(locale="en", phone=True)
    await page.goto(f"{desk.url}/chat?locale=en")
    tom = MerchantScreen(page, watch, "en")
    await expect(page.get_by_role("main")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hello")
    await expect(tom.panel.get_by_role("button", name=tom.words.close)).to_have_count(0)
    await assert_accessible(page, "chat-page")
    await tom.finds("my parcel is lost")
    await assert_accessible(page, "chat-page-suggestions")
    await page.keyboard.press("Escape")
    await expect(tom.field).to_be_visible()  # there is nothing behind it
    await tom.person.click()
    await expect(tom.queue).to_be_visible()
    await amir.accepts("Visitor")
    await expect(amir.contact).to_contain_text("Not verified")
    await amir.says("Hello, which parcel is it?")
    await tom.sees("my parcel is lost", "Hello, which parcel is it?")
    await assert_accessible(page, "chat-page-chat")


async def test_the_console_without_a_login_shows_nothing_but_the_login(sits_down: SitsDown) -> None:
    lucia = await sits_down(LUCIA, logged_in=False)
    await expect(lucia.page.get_by_role("heading", level=1)).to_have_text("Iniciar sesión")
    await expect(lucia.page.get_by_role("tablist")).to_have_count(0)
    await assert_accessible(lucia.page, "login")
    await lucia.page.get_by_role("button", name=lucia.words.log_in).click()
    await expect(lucia.page.get_by_role("alert")).to_contain_text("Escribe tu correo y tu contraseña.")


async def test_an_agent_on_a_phone_answers_too(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR, phone=True)
    vera = await arrives(VERA, phone=True)
    await vera.joins_the_queue("No me llega el paquete")
    await amir.shows(amir.words.queue)
    await amir.lists.get_by_role("button", name=amir.words.accept.format(VERA.name)).click()
    await expect(amir.heading).to_have_text(VERA.name)
    await expect(amir.heading).to_be_focused()  # no keyboard jumps up by itself
    await amir.says("Hola, Vera")
    await vera.sees("No me llega el paquete", "Hola, Vera")
    await amir.page.get_by_role("button", name="Contact").click()
    await expect(amir.contact).to_contain_text(VERA.email)
    await assert_accessible(amir.page, "console-contact-phone")
    await amir.page.get_by_role("button", name="Back to the conversation").click()
    await expect(amir.log).to_be_visible()
    await amir.page.get_by_role("button", name="Back to the lists").click()
    await expect(amir.lines.filter(has_text=VERA.name)).to_be_visible()


async def test_earlier_conversations_are_found_by_words_and_by_status(sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    await amir.shows(amir.words.everything)
    await expect(amir.lines.first).to_be_visible()
    await assert_accessible(amir.page, "console-all")
    await amir.page.get_by_role("searchbox").fill("barcode")
    await expect(amir.lines).to_have_count(1)
    await amir.lines.get_by_role("button").click()
    await expect(amir.heading).to_have_text("Tom Hartley")
    await expect(amir.contact).to_contain_text("Quick and friendly")
    await assert_accessible(amir.page, "console-earlier")
    await amir.page.get_by_role("searchbox").fill("xylofon")
    await expect(amir.lists.get_by_text("No conversation fits.")).to_be_visible()
