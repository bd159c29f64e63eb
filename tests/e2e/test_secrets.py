"""What people write stays text, and what belongs to one person stays away from the next."""

from playwright.async_api import expect

from tests.e2e.conftest import SitsDown, Visits
from tests.e2e.desk import Desk
from tests.e2e.host import HostPage
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import AMIR, MARCOS, SANNE, VERA, Merchant

LOST = "No me llega el paquete"
ATTACK = "<img src=x onerror=alert('message')><script>alert(1)</script> & \"quotes\" {{contact.name}}"


async def test_what_people_write_is_text_on_both_sides(
    host: HostPage, visits: Visits, desk: Desk, sits_down: SitsDown
) -> None:
    name = "Vera <img src=x onerror=alert('name')>"
    evil = Merchant(name, "Alma", "<script>@example.com", "small_shop", "ES", "es", "Europe/<b>")
    host.token = desk.token(evil)
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
    await expect(amir.contact).to_contain_text("img%20src=x")
    await expect(amir.page.locator("main img, main script")).to_have_count(0)
    await expect(vera.panel.locator("img, script")).to_have_count(0)
    await amir.says(ATTACK)
    await expect(vera.said.last).to_have_text(ATTACK)
    await amir.shows(amir.words.everything)
    await expect(amir.lines.filter(has_text=name).first).to_be_visible()


async def test_a_hostile_article_is_harmless_everywhere(
    host: HostPage, visits: Visits, desk: Desk, sits_down: SitsDown
) -> None:
    host.locale, host.token = "nl", desk.token(SANNE)
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
    host.token = veras = desk.token(VERA)
    vera = await visits()
    await vera.joins_the_queue(LOST)
    await vera.says("Esto es solo entre nosotros")
    await vera.sees_state("entre nosotros", vera.words.sent)
    await vera.reply.fill("Un borrador")
    host.token = desk.token(MARCOS)
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
    host.token = desk.token(VERA)
    vera = await visits()
    await vera.joins_the_queue(LOST)
    tab = await vera.another_tab()
    await tab.button.click()
    await tab.sees(LOST)
    await vera.page.evaluate("SupportChat('shutdown')")
    await expect(vera.panel).to_be_hidden()
    await expect(tab.said).to_have_count(0)
    assert await vera.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('support-chat'))") == []
    await tab.page.evaluate("(token) => SupportChat('boot', {token})", desk.token(MARCOS))
    await expect(tab.title).to_have_text("Hola, Marcos")
