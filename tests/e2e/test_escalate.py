"""Journey 2: what no article answers goes to a person, with everything that was typed and tried."""

import re

from playwright.async_api import expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, SitsDown
from tests.e2e.desk import Desk
from tests.e2e.people import AMIR, MARCOS, TOM, VERA

QUESTION = "El mensajero no ha pasado a recoger mis paquetes"
# How often the widget looks whether somebody has come back, and a bit.
LOOK_AGAIN_MS = 31_000


async def test_when_nobody_is_there_the_question_is_kept_and_the_return_is_told(arrives: Arrives, desk: Desk) -> None:
    vera = await arrives(VERA)
    vera.watch.expect_status(409, "/api/widget/conversations")
    await vera.page.clock.install()
    await vera.opens()
    await vera.finds(QUESTION)
    await expect(vera.person).to_contain_text(vera.words.desk_empty)
    await vera.person.click()
    await expect(vera.title).to_have_text(vera.words.closed)
    await expect(vera.title).to_be_focused()
    await expect(vera.panel.locator("blockquote")).to_have_text(QUESTION)
    await assert_accessible(vera.page, "closed")
    await desk.somebody_comes()
    await vera.page.clock.fast_forward(LOOK_AGAIN_MS)
    await expect(vera.status).to_have_text(vera.words.desk_back)
    await assert_accessible(vera.page)
    await vera.person.click()
    await expect(vera.queue).to_be_visible()
    await vera.sees(QUESTION)


async def test_a_question_that_found_nobody_is_still_there_the_next_day(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    vera.watch.expect_status(409, "/api/widget/conversations")
    await vera.opens()
    await vera.asks_for_a_person(QUESTION)
    await expect(vera.title).to_have_text(vera.words.closed)
    await vera.reloads()
    await expect(vera.field).to_have_value(QUESTION)
    await expect(vera.hits.first).to_be_visible()
    await expect(vera.person).to_be_visible()


async def test_the_question_stands_on_top_and_waiting_is_honest(arrives: Arrives, desk: Desk) -> None:
    await desk.somebody_comes()
    vera = await arrives(VERA)
    await vera.joins_the_queue(QUESTION)
    await expect(vera.queue).to_contain_text(vera.words.next_up)
    await expect(vera.queue).to_contain_text(re.compile("Suele tardar|Aún no podemos decir"))
    await expect(vera.queue).to_contain_text(vera.words.write_meanwhile)
    await expect(vera.reply).to_be_focused()
    await vera.says("Es la nave del polígono, detrás de la gasolinera")
    await vera.sees(QUESTION, "Es la nave del polígono, detrás de la gasolinera")
    await vera.sees_state("gasolinera", vera.words.sent)
    await assert_accessible(vera.page, "queued", whole=True)
    assert vera.paths().count("questions") == vera.paths().count("conversations") == 1


async def test_a_reload_keeps_place_question_and_draft(arrives: Arrives, desk: Desk) -> None:
    await desk.somebody_comes()
    vera = await arrives(VERA)
    await vera.joins_the_queue(QUESTION)
    await vera.says("Está en el polígono")
    await vera.sees_state("polígono", vera.words.sent)
    await vera.reply.fill("Y el teléfono es")
    await vera.reloads()
    await expect(vera.queue).to_contain_text(vera.words.next_up)
    await vera.sees(QUESTION, "Está en el polígono")
    await expect(vera.reply).to_have_value("Y el teléfono es")


async def test_a_second_tab_shows_the_same_and_nothing_is_sent_twice(arrives: Arrives, desk: Desk) -> None:
    await desk.somebody_comes()
    vera = await arrives(VERA)
    await vera.joins_the_queue(QUESTION)
    await vera.says("Primera pestaña")
    tab = await vera.another_tab()
    await expect(tab.button).to_be_visible()
    await tab.button.click()
    await tab.sees(QUESTION, "Primera pestaña")
    await tab.says("Segunda pestaña")
    await tab.says("Y una más")
    await vera.says("Otra vez la primera")
    for one in (vera, tab):
        await expect(one.said).to_have_count(5)
        await one.sees_state("Otra vez", one.words.sent)
    assert await vera.said.all_text_contents() == await tab.said.all_text_contents()


async def test_on_her_phone_vera_goes_on_where_she_was(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    vera = await arrives(VERA)
    await vera.joins_the_queue(QUESTION)
    await amir.accepts(VERA.name)
    await vera.says("Ahora sigo desde el móvil")
    phone = await arrives(VERA, phone=True, sub=vera.sub)
    await phone.button.click()
    await phone.sees(QUESTION, "Ahora sigo desde el móvil")
    await phone.says("Ya estoy")
    await amir.says("Perfecto")
    for screen in (vera, phone):
        await screen.sees(QUESTION, "Ahora sigo desde el móvil", "Ya estoy", "Perfecto")


async def test_the_next_in_line_moves_up_when_somebody_leaves(arrives: Arrives, desk: Desk) -> None:
    await desk.somebody_comes()
    vera = await arrives(VERA)
    await vera.joins_the_queue("¿Puedo recoger hoy mismo?")
    marcos = await arrives(MARCOS)
    await marcos.joins_the_queue(QUESTION)
    await expect(marcos.queue).to_contain_text(marcos.words.position.format(2))
    await expect(marcos.status).to_have_text(marcos.words.position.format(2))
    await vera.panel.get_by_role("button", name=vera.words.leave).click()
    await expect(vera.panel.get_by_role("group")).to_be_visible()
    await assert_accessible(vera.page, "leaving")
    await vera.panel.get_by_role("button", name=vera.words.stay).click()
    await expect(marcos.queue).to_contain_text(marcos.words.position.format(2))
    await vera.panel.get_by_role("button", name=vera.words.leave).click()
    await vera.panel.get_by_role("button", name=vera.words.leave_yes, exact=True).click()
    await expect(vera.log).to_contain_text(vera.words.left)
    await assert_accessible(vera.page, "left-the-queue")
    await expect(marcos.queue).to_contain_text(marcos.words.next_up)


async def test_who_left_the_queue_comes_back_with_the_same_question(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    tom = await arrives(TOM)
    await tom.joins_the_queue("My depot is closed on Friday")
    await tom.panel.get_by_role("button", name=tom.words.leave).click()
    await tom.panel.get_by_role("button", name=tom.words.leave_yes, exact=True).click()
    await expect(tom.queue).to_be_hidden()
    await tom.person.click()
    await expect(tom.queue).to_be_visible()
    await expect(tom.said.first).to_have_text("My depot is closed on Friday")
    await amir.accepts(TOM.name)
    await expect(tom.log).to_contain_text(tom.words.joined.format("Amir"))


async def test_what_is_written_without_a_line_is_kept_and_sent_once(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    vera = await arrives(VERA)
    await vera.joins_the_queue(QUESTION)
    await amir.accepts(VERA.name)
    await expect(vera.log).to_contain_text(vera.words.joined.format("Amir"))
    vera.watch.line_may_break = True
    await vera.context.set_offline(True)
    await expect(vera.status).to_contain_text(vera.words.offline)
    await vera.says("Estoy en el tren")
    await vera.says("y entro en un túnel")
    await vera.sees_state("túnel", vera.words.pending)
    await assert_accessible(vera.page, "merchant-offline")
    await amir.sees(QUESTION)
    await vera.context.set_offline(False)
    await vera.sees_state("túnel", vera.words.seen)
    await vera.sees(QUESTION, "Estoy en el tren", "y entro en un túnel")
    await amir.sees(QUESTION, "Estoy en el tren", "y entro en un túnel")
