"""Journey 3: an agent sees the whole story, answers, and ends; the merchant rates and may come back."""

import asyncio
import re
import time

from playwright.async_api import expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, SitsDown
from tests.e2e.people import AMIR, LUCIA, TOM, VERA

LOST = "No me llega el paquete"
NOTE_LABEL = "Note – only agents see this"


async def test_a_wrong_password_is_told_and_the_right_one_opens_the_desk(sits_down: SitsDown) -> None:
    lucia = await sits_down(LUCIA, logged_in=False)
    await expect(lucia.page.get_by_label(lucia.words.email)).to_be_focused()
    await lucia.logs_in("not her password")
    await expect(lucia.page.get_by_role("alert")).to_contain_text(lucia.words.wrong)
    await assert_accessible(lucia.page, "login-wrong")
    await lucia.logs_in()
    await lucia.is_ready()
    await lucia.page.reload()
    await lucia.is_ready()
    await lucia.page.get_by_role("button", name=lucia.words.settings).click()
    await assert_accessible(lucia.page, "settings")
    await lucia.page.get_by_role("button", name=lucia.words.log_out).click()
    await expect(lucia.page.get_by_label(lucia.words.email)).to_be_visible()
    await lucia.page.reload()
    await expect(lucia.page.get_by_label(lucia.words.email)).to_be_visible()


async def test_availability_is_what_merchants_see(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR, online=False)
    await expect(amir.page.get_by_text("You are offline: merchants cannot reach you.")).to_be_visible()
    await assert_accessible(amir.page, "console-offline")
    tom = await arrives(TOM)
    await tom.opens()
    await tom.finds("my parcel is lost")
    await expect(tom.person).to_contain_text(tom.words.desk_empty)
    await amir.page.get_by_role("button", name="Go online").click()
    await expect(amir.availability.get_by_role("button", name=amir.words.online)).to_have_attribute(
        "aria-pressed", "true"
    )
    await tom.person.click()
    await expect(tom.queue).to_contain_text(tom.words.next_up)
    await amir.becomes(amir.words.away)
    await expect(tom.queue).to_contain_text(tom.words.desk_empty)


async def test_the_agent_sees_who_waits_how_long_and_what_was_tried(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    await amir.shows(amir.words.queue)
    await expect(amir.lists.get_by_text("Nobody is waiting.")).to_be_visible()
    await assert_accessible(amir.page, "console-empty")
    vera = await arrives(VERA)
    await vera.opens()
    read = await (await vera.finds(LOST)).first.locator("strong").text_content() or ""
    await vera.hits.first.click()
    await vera.panel.get_by_role("button", name=vera.words.no, exact=True).click()
    await vera.panel.get_by_role("radio", name=vera.words.not_answered).check()
    await vera.panel.get_by_role("textbox", name=vera.words.comment).fill("Ya han pasado siete días")
    await vera.panel.get_by_role("button", name=vera.words.send).click()
    await vera.person.click()
    await expect(vera.queue).to_be_visible()
    line = amir.lines.filter(has_text=VERA.name)
    await expect(line).to_contain_text(LOST)
    await expect(line.locator(".wait")).to_contain_text(re.compile(r"^0:\d\d"))
    await expect(amir.page).to_have_title(re.compile(r"^\(1\) waiting"))
    await assert_accessible(amir.page, "console-queue")
    await amir.accepts(VERA.name)
    await expect(amir.story.locator("q").first).to_have_text(LOST)
    tried = amir.story.get_by_role("listitem").filter(has_text=read).last
    await expect(tried).to_contain_text("Read for")
    await expect(tried).to_contain_text("Did not answer")
    await expect(tried).to_contain_text("Ya han pasado siete días")
    await expect(amir.story.get_by_text("Not opened")).to_have_count(2)
    await expect(amir.contact).to_contain_text("Identity confirmed by the platform")
    await expect(amir.contact).to_contain_text("Small shop")
    await expect(amir.contact).to_contain_text("Europe/Madrid")
    await expect(amir.contact).to_contain_text(VERA.email)
    await amir.sees(LOST)
    await assert_accessible(amir.page, "console-accepted")
    await amir.story.get_by_role("button", name=read).click()
    await expect(amir.page.get_by_role("heading", name=read)).to_be_focused()
    await assert_accessible(amir.page, "console-article")
    await amir.page.keyboard.press("Escape")
    await expect(amir.story.get_by_role("button", name=read)).to_be_focused()


async def test_both_write_and_each_sees_that_the_other_does(arrives: Arrives, sits_down: SitsDown) -> None:
    lucia = await sits_down(LUCIA)
    vera = await arrives(VERA)
    await vera.joins_the_queue(LOST)
    await lucia.accepts(VERA.name)
    await expect(vera.log).to_contain_text(vera.words.joined.format("Lucía"))
    await expect(vera.panel.get_by_text("Lucía", exact=True).first).to_be_visible()
    await lucia.reply.press_sequentially("Hola")
    await expect(vera.status).to_have_text(vera.words.typing.format("Lucía"))
    await assert_accessible(vera.page, "agent-types")
    await vera.reply.press_sequentially("Es el envío")
    await expect(lucia.page.get_by_role("status")).to_contain_text(lucia.words.typing.format(VERA.name))
    await lucia.page.keyboard.press("Enter")
    await vera.sees(LOST, "Hola")
    await expect(vera.status).to_be_empty()
    await vera.says("Es el envío PX-20391")
    await lucia.sees(LOST, "Hola", "Es el envío PX-20391")
    await vera.sees_state("PX-20391", vera.words.seen)
    await lucia.sees_state("Hola", lucia.words.read)
    await assert_accessible(vera.page, "chat")
    await assert_accessible(lucia.page, "console-chat")


async def test_what_the_merchant_has_not_seen_is_only_sent_and_rings_at_the_button(
    arrives: Arrives, sits_down: SitsDown
) -> None:
    amir = await sits_down(AMIR)
    tom = await arrives(TOM)
    await tom.joins_the_queue("My parcel is lost")
    await amir.accepts(TOM.name)
    await expect(tom.log).to_contain_text(tom.words.joined.format("Amir"))
    await tom.page.keyboard.press("Escape")
    await expect(tom.panel).to_be_hidden()
    await amir.says("Which one is it?")
    await amir.sees_state("Which one", amir.words.sent)
    await expect(tom.button).to_have_accessible_name(re.compile("1 unread"))
    await tom.reloads()
    await expect(tom.button).to_have_accessible_name(re.compile("1 unread"))
    await assert_accessible(tom.page, "unread")
    await tom.button.click()
    await tom.sees("My parcel is lost", "Which one is it?")
    await expect(tom.button).to_have_accessible_name("Support")
    await amir.sees_state("Which one", amir.words.read)


async def test_resolved_rated_and_open_again_with_a_reply(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    tom = await arrives(TOM)
    await tom.joins_the_queue("My parcel is lost")
    await amir.accepts(TOM.name)
    await amir.says("I have started an investigation")
    await amir.resolves()
    await expect(amir.heading).to_be_focused()
    await expect(tom.log).to_contain_text(tom.words.resolved)
    await expect(tom.panel.get_by_role("group", name=tom.words.rating)).to_be_visible()
    await assert_accessible(tom.page, "rate")
    await tom.panel.get_by_role("radio", name="4 of 5").check()
    await tom.panel.get_by_role("textbox", name=tom.words.remark).fill("Quick, thank you")
    await assert_accessible(tom.page, "rate-remark")
    await tom.panel.get_by_role("button", name=tom.words.send).first.click()
    await expect(tom.panel.get_by_text(tom.words.rated)).to_be_visible()
    await assert_accessible(tom.page, "rated")
    await expect(amir.log).to_contain_text(amir.words.rated.format(4))
    await expect(amir.thread).to_contain_text("Quick, thank you")
    await assert_accessible(amir.page, "console-resolved")
    await tom.panel.get_by_role("textbox", name=tom.words.write_again).fill("It has just arrived!")
    await tom.page.keyboard.press("Enter")
    await expect(tom.log).to_contain_text(tom.words.reopened)
    await tom.sees_state("just arrived", tom.words.seen)
    await expect(amir.log).to_contain_text(amir.words.reopened.format(TOM.name))
    await expect(amir.said.last).to_have_text("It has just arrived!")
    await amir.says("Glad to hear it")
    await expect(tom.said.last).to_have_text("Glad to hear it")


async def test_two_accept_at_once_and_the_slower_one_is_told_who_was_faster(
    arrives: Arrives, sits_down: SitsDown
) -> None:
    amir, lucia = await sits_down(AMIR), await sits_down(LUCIA)
    tom = await arrives(TOM)
    await tom.joins_the_queue("My parcel is lost")
    for agent in (amir, lucia):
        await agent.shows(agent.words.queue)
        await expect(agent.lines.filter(has_text=TOM.name)).to_be_visible()
    buttons = [
        await agent.lists.get_by_role("button", name=agent.words.accept.format(TOM.name)).element_handle()
        for agent in (amir, lucia)
    ]
    # Both press at the same moment, before either can have heard of the other.
    press = "(button, at) => new Promise((done) => setTimeout(() => done(button.click()), at - Date.now()))"
    moment = time.time() * 1000 + 500
    await asyncio.gather(*(button.evaluate(press, moment) for button in buttons))
    joined = tom.log.locator("li.line")
    await expect(joined).to_have_count(1)
    text = await joined.inner_text()
    winner, loser = (amir, lucia) if "Amir" in text else (lucia, amir)
    await expect(winner.heading).to_have_text(TOM.name)
    await expect(loser.notice).to_contain_text(loser.words.faster.format(winner.helper.name, TOM.name))
    await expect(loser.lines.filter(has_text=TOM.name)).to_have_count(0)
    await assert_accessible(loser.page, "console-too-late")
    await winner.says("Hello Tom")
    await expect(tom.said.last).to_have_text("Hello Tom")


async def test_a_chat_goes_to_a_colleague_with_a_note(arrives: Arrives, sits_down: SitsDown) -> None:
    amir, lucia = await sits_down(AMIR), await sits_down(LUCIA)
    vera = await arrives(VERA)
    await vera.joins_the_queue(LOST)
    await amir.accepts(VERA.name)
    await amir.thread.get_by_role("button", name="Give away").click()
    dialog = amir.page.get_by_role("dialog", name="Give this chat to a colleague")
    option = dialog.locator("option", has_text=re.compile("Lucía.* free"))
    await expect(option).to_be_attached()
    await dialog.get_by_role("combobox", name="To").select_option(await option.get_attribute("value"))
    await dialog.get_by_label("What they should know").fill("Prefers Spanish")
    await assert_accessible(amir.page, "transfer")
    await dialog.get_by_role("button", name="Give the chat").click()
    await expect(amir.notice).to_contain_text("has the chat now")
    await expect(vera.log).to_contain_text("Lucía")
    await lucia.shows(lucia.words.mine)
    await lucia.lines.filter(has_text=VERA.name).get_by_role("button").first.click()
    await expect(lucia.log).to_contain_text("Prefers Spanish")
    await lucia.says("Hola, Vera")
    await vera.sees(LOST, "Hola, Vera")
