"""What agents have at hand in a chat: articles, canned replies, notes, drafts, and taking words back."""

import re

from playwright.async_api import expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, SitsDown
from tests.e2e.people import AMIR, TOM, VERA

LOST = "No me llega el paquete"
NOTE_LABEL = "Note – only agents see this"


async def test_a_note_never_reaches_the_merchant(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    tom = await arrives(TOM)
    frames: list[str] = []
    tom.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    await tom.joins_the_queue("My parcel is lost")
    await amir.accepts(TOM.name)
    await amir.notes("He had three of these last month")
    await amir.says("Hello Tom, I am looking into it")
    await amir.sees(
        "My parcel is lost", f"{NOTE_LABEL}He had three of these last month", "Hello Tom, I am looking into it"
    )
    await assert_accessible(amir.page, "console-note")
    await tom.sees("My parcel is lost", "Hello Tom, I am looking into it")
    await tom.reloads()
    await tom.sees("My parcel is lost", "Hello Tom, I am looking into it")
    assert any("looking into it" in frame for frame in frames)
    assert not [frame for frame in frames if "three of these" in frame]


async def test_an_article_from_the_agent_opens_in_the_merchants_panel(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    vera = await arrives(VERA)
    await vera.joins_the_queue(LOST)
    await amir.accepts(VERA.name)
    await amir.reply.press_sequentially("#abrir una investigación")
    await expect(amir.options.first).to_contain_text("investigación")
    title = await amir.options.first.locator("[dir=auto]").first.text_content() or ""
    await assert_accessible(amir.page, "console-article-picker")
    await amir.page.keyboard.press("Enter")
    await expect(amir.thread.get_by_text(f"Article: {title}")).to_be_visible()
    await amir.page.keyboard.press("Enter")
    card = vera.log.get_by_role("link", name=title)
    await card.click()
    await expect(vera.title).to_have_text(title)
    await expect(vera.article).to_be_visible()
    await vera.back.click()
    await expect(card).to_be_visible()
    await assert_accessible(vera.page, "chat-article")
    assert len(vera.context.pages) == 1


async def test_a_canned_reply_is_written_used_changed_and_deleted(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    tom = await arrives(TOM)
    await tom.joins_the_queue("My parcel is lost")
    await amir.accepts(TOM.name)
    await amir.reply.press_sequentially("/")
    await expect(amir.options.first).to_be_visible()
    await assert_accessible(amir.page, "console-canned-picker")
    await amir.thread.get_by_role("button", name="Manage canned replies").click()
    dialog = amir.page.get_by_role("dialog", name=amir.words.canned)
    await assert_accessible(amir.page, "console-canned")
    await dialog.get_by_role("button", name="New canned reply").click()
    await expect(dialog.get_by_role("textbox", name="Shortcut")).to_be_focused()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Fill in the marked fields")
    await assert_accessible(amir.page, "console-canned-form")
    await dialog.get_by_role("textbox", name="Shortcut").fill("patience")
    await dialog.get_by_role("textbox", name="Title").fill("Ask for patience")
    await dialog.get_by_role("textbox", name="Text").fill("One moment, {{contact.name}}. {{agent.name}} is on it.")
    await dialog.get_by_role("button", name="Save").click()
    await dialog.get_by_role("button", name="Edit Ask for patience").click()
    await expect(dialog.get_by_role("textbox", name="Shortcut")).to_be_focused()  # the form stands
    await dialog.get_by_role("textbox", name="Text").fill("Two moments, {{contact.name}}. {{agent.name}} is on it.")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("listitem").filter(has_text="/patience")).to_contain_text("Two moments")
    await amir.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await amir.reply.fill("")
    await amir.reply.press_sequentially("/pat")
    await expect(amir.options).to_have_count(1)
    await amir.page.keyboard.press("Enter")
    await expect(amir.reply).to_have_value("Two moments, Tom Hartley. Amir is on it.")
    await amir.page.keyboard.press("Enter")
    await expect(tom.said.last).to_have_text("Two moments, Tom Hartley. Amir is on it.")
    await amir.page.get_by_role("button", name=amir.words.settings).click()
    await amir.page.get_by_role("button", name=amir.words.canned).click()
    await dialog.get_by_role("button", name="Delete Ask for patience").click()
    await expect(dialog.get_by_role("button", name="Delete", exact=True)).to_be_focused()
    await amir.page.keyboard.press("Enter")
    await expect(dialog.get_by_text("/patience")).to_have_count(0)
    await expect(dialog.get_by_role("button", name="New canned reply")).to_be_focused()
    await amir.page.keyboard.press("Escape")
    await amir.reply.fill("")
    await amir.reply.press_sequentially("/pat")
    await expect(amir.thread.get_by_text("No canned reply fits.")).to_be_visible()


async def test_drafts_stay_with_their_conversation_and_survive_a_reload(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    tom, vera = await arrives(TOM), await arrives(VERA)
    await tom.joins_the_queue("My parcel is lost")
    await vera.joins_the_queue(LOST)
    await amir.accepts(TOM.name)
    await amir.reply.fill("Tom, I am still looking")
    await amir.accepts(VERA.name)
    await expect(amir.reply).to_have_value("")
    await amir.reply.fill("Vera, ahora mismo")
    await amir.page.reload()
    await expect(amir.heading).to_have_text(VERA.name)
    await expect(amir.reply).to_have_value("Vera, ahora mismo")
    await amir.shows(amir.words.mine)
    await amir.lines.filter(has_text=TOM.name).get_by_role("button").click()
    await expect(amir.reply).to_have_value("Tom, I am still looking")
    await expect(amir.reply).to_be_focused()
    await expect(amir.lines.filter(has_text=VERA.name)).to_contain_text("Draft")
    await tom.says("Any news?")
    await vera.says("¿Hay alguien?")
    await expect(amir.lines.filter(has_text=VERA.name)).to_contain_text("1 unread message")
    await expect(amir.page).to_have_title(re.compile(r"^\(1\) unread"))


async def test_a_redacted_message_is_gone_on_both_sides(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    tom = await arrives(TOM)
    await tom.joins_the_queue("My parcel is lost")
    await amir.accepts(TOM.name)
    await tom.says("My card is 4111 1111 1111 1111")
    redact = amir.page.get_by_role("button", name=amir.words.redact.format("My card is 4111"))
    await redact.click()
    await expect(amir.page.get_by_role("alertdialog")).to_be_visible()
    await assert_accessible(amir.page, "console-redact")
    await amir.page.get_by_role("alertdialog").get_by_role("button", name=amir.words.redact_yes).click()
    await amir.sees("My parcel is lost", amir.words.redacted)
    await tom.sees("My parcel is lost", tom.words.removed)
    await assert_accessible(tom.page, "chat-redacted")
    for page in (amir.page, tom.page):
        await page.reload()
    await tom.sees("My parcel is lost", tom.words.removed)
    await amir.sees("My parcel is lost", amir.words.redacted)
    await expect(amir.page.get_by_text("4111")).to_have_count(0)
