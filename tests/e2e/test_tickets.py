"""Journey 4: a ticket, from wherever one is; what was said already is never typed again."""

import asyncio
import io
import re
from pathlib import Path

from PIL import Image
from playwright.async_api import FilePayload, Locator, expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, SitsDown, Visits
from tests.e2e.desk import Desk
from tests.e2e.host import HostPage
from tests.e2e.merchant import MerchantScreen, body_of
from tests.e2e.people import AMIR, MARCOS, TOM, VERA

QUESTION = "El paquete para Zaragoza no ha llegado"
REFERENCE = re.compile(r"P-[0-9A-Z]{5}-[0-9A-Z]{4,5}")
SEND = "Enviar el ticket"


def photo(name: str = "caja rota.jpg") -> FilePayload:
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "peru").save(picture, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def button(screen: MerchantScreen, name: str) -> Locator:
    return screen.panel.get_by_role("button", name=name)


def box(screen: MerchantScreen, name: str) -> Locator:
    return screen.panel.get_by_label(name)


async def choose(screen: MerchantScreen, kind: str) -> None:
    await button(screen, kind).click()
    await expect(screen.title).to_have_text(kind)
    await expect(screen.title).to_be_focused()


async def fill_in_the_investigation(screen: MerchantScreen) -> None:
    await box(screen, "Número de seguimiento").fill("IB 4410 2207 5")
    await box(screen, "Transportista").fill("Iberpaq")
    await box(screen, "¿Qué ha pasado?").select_option("lost")
    await box(screen, "¿Cuánto vale?").fill("35,50")


async def test_from_a_chat_that_did_not_help_to_an_investigation_with_a_photo(
    arrives: Arrives, sits_down: SitsDown
) -> None:
    amir = await sits_down(AMIR)
    marcos = await arrives(MARCOS)
    await marcos.joins_the_queue(QUESTION)
    await amir.accepts(MARCOS.name)
    await marcos.says("Llevo cuatro días esperando")
    await amir.sees(QUESTION, "Llevo cuatro días esperando")
    await button(marcos, "Abrir un ticket sobre esto").click()
    await assert_accessible(marcos.page, "ticket-kinds")
    await choose(marcos, "Averiguar qué ha pasado con un envío")
    await expect(box(marcos, "Asunto")).to_have_value(QUESTION)
    await expect(box(marcos, "Cuéntanos qué ha pasado")).to_have_value(f"{QUESTION}\nLlevo cuatro días esperando")
    await expect(box(marcos, "Tu correo electrónico")).to_have_count(0)
    await fill_in_the_investigation(marcos)
    await marcos.panel.locator("input[type=file]").set_input_files([photo(), photo("la otra.jpg")])
    await button(marcos, "Quitar la otra.jpg").click()
    await expect(marcos.panel.locator(".files li")).to_have_count(1)
    await assert_accessible(marcos.page, "ticket-filled")
    await button(marcos, SEND).click()
    await expect(marcos.title).to_have_text(QUESTION)
    await expect(marcos.panel.get_by_text(REFERENCE)).to_be_visible()
    await expect(marcos.panel.get_by_text("Gracias, ya lo tenemos")).to_be_visible()
    await expect(button(marcos, "caja rota.jpg")).to_be_visible()
    await expect(marcos.panel.locator("canvas")).to_have_js_property("width", 640)
    await assert_accessible(marcos.page, "ticket-thread")
    async with marcos.page.expect_download() as saving:
        await button(marcos, "caja rota.jpg").click()
    saved = await (await saving.value).path()
    assert await asyncio.to_thread(Path(saved).read_bytes) == photo()["buffer"]
    await marcos.back.click()
    await expect(marcos.log).to_contain_text(REFERENCE)


async def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(arrives: Arrives) -> None:
    marcos = await arrives(MARCOS)
    await marcos.opens()
    await button(marcos, "Abrir un ticket").click()
    await choose(marcos, "Averiguar qué ha pasado con un envío")
    await button(marcos, SEND).click()
    await expect(box(marcos, "Asunto")).to_be_focused()
    await expect(box(marcos, "Asunto")).to_have_attribute("aria-invalid", "true")
    await expect(marcos.panel.locator(".wrong")).to_have_count(6)
    await assert_accessible(marcos.page, "ticket-wrong")
    await box(marcos, "Asunto").fill("No ha llegado")
    await expect(marcos.panel.locator(".wrong")).to_have_count(5)
    await expect(marcos.panel.get_by_text("Quizá esto ya lo responde")).to_be_visible()
    assert "tickets" not in marcos.paths()
    await box(marcos, "Transportista").fill("Iberpaq")
    await marcos.reloads()
    await button(marcos, "Abrir un ticket").click()
    await expect(box(marcos, "Asunto")).to_have_value("No ha llegado")
    await expect(box(marcos, "Transportista")).to_have_value("Iberpaq")


async def test_a_visitor_without_identity_is_asked_for_an_address_and_sees_the_ticket_again(arrives: Arrives) -> None:
    somebody = await arrives(None, locale="es")
    await somebody.opens()
    await button(somebody, "Abrir un ticket").click()
    await choose(somebody, "Otra cosa")
    await box(somebody, "Asunto").fill("Una duda")
    await box(somebody, "Cuéntanos qué ha pasado").fill("¿Enviáis a Canarias?")
    await box(somebody, "Tu correo electrónico").fill("ana")
    await button(somebody, SEND).click()
    await expect(box(somebody, "Tu correo electrónico")).to_be_focused()
    await box(somebody, "Tu correo electrónico").fill("ana@tienda.example")
    await button(somebody, SEND).click()
    await expect(somebody.panel.get_by_text("ana@tienda.example")).to_be_visible()
    await somebody.back.click()
    await button(somebody, "Mis tickets").click()
    await expect(button(somebody, "Una duda")).to_be_visible()
    await assert_accessible(somebody.page, "ticket-list")
    await button(somebody, "Una duda").click()
    await box(somebody, "Escribe una respuesta").fill("Me refiero a Lanzarote")
    await button(somebody, "Enviar").click()
    await expect(somebody.panel.locator(".entries > li")).to_have_count(2)
    await expect(box(somebody, "Escribe una respuesta")).to_have_value("")


async def test_when_nobody_is_there_the_question_becomes_a_ticket(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    vera.watch.expect_status(409, "/api/widget/conversations")
    await vera.opens()
    await vera.asks_for_a_person(QUESTION)
    await button(vera, "Escríbenos y te respondemos por correo").click()
    await expect(vera.title).to_have_text("Otra cosa")
    await expect(box(vera, "Cuéntanos qué ha pasado")).to_have_value(QUESTION)
    await button(vera, SEND).click()
    await expect(vera.title).to_have_text(QUESTION)
    sent = next(request for request in vera.asked if request.url.endswith("/tickets") and request.method == "POST")
    assert body_of(sent)["question_id"]
    await vera.back.click()
    await expect(vera.field).to_have_value("")


async def test_who_does_not_want_to_wait_leaves_a_ticket_and_the_queue(arrives: Arrives, desk: Desk) -> None:
    await desk.somebody_comes()
    vera = await arrives(VERA)
    await vera.joins_the_queue(QUESTION)
    await button(vera, "Prefiero dejar un ticket").click()
    await choose(vera, "Otra cosa")
    await button(vera, SEND).click()
    await expect(vera.panel.get_by_text(REFERENCE)).to_be_visible()
    await vera.back.click()
    await expect(vera.queue).to_be_hidden()
    await expect(vera.log).to_contain_text(REFERENCE)


async def test_the_host_page_opens_a_ticket_with_what_it_knows(host: HostPage, desk: Desk, visits: Visits) -> None:
    host.token = desk.token(MARCOS)
    host.policy = host.strict_policy
    marcos = await visits()
    await marcos.page.evaluate(
        """SupportChat("open", {view: "ticket", kind: "investigation",
             fields: {tracking_number: "IB 4410 2207 5", carrier: "Iberpaq", reason: "damaged", plan: {}}})"""
    )
    await expect(marcos.title).to_have_text("Averiguar qué ha pasado con un envío")
    await expect(box(marcos, "Número de seguimiento")).to_have_value("IB 4410 2207 5")
    await expect(box(marcos, "¿Qué ha pasado?")).to_have_value("damaged")
    await box(marcos, "Asunto").fill("Rota")
    await box(marcos, "Cuéntanos qué ha pasado").fill("La taza ha llegado rota")
    await box(marcos, "¿Cuánto vale?").fill("12")
    await marcos.panel.locator("input[type=file]").set_input_files([photo()])
    await button(marcos, SEND).click()
    await expect(marcos.panel.locator("canvas")).to_have_js_property("width", 640)


async def test_a_file_that_is_none_is_refused_with_a_reason(arrives: Arrives) -> None:
    tom = await arrives(TOM)
    tom.watch.expect_status(400, "/api/widget/attachments")
    await tom.opens()
    await button(tom, "Open a ticket").click()
    await button(tom, "Something else").click()
    broken: FilePayload = {"name": "photo.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00 not a picture"}
    await tom.panel.locator("input[type=file]").set_input_files([broken])
    await expect(tom.panel.get_by_text("We could not read it. Pictures, PDF and text work.")).to_be_visible()
    await assert_accessible(tom.page, "ticket-file-refused")
    await button(tom, "Remove photo.png").click()
    await expect(tom.panel.get_by_text("photo.png")).to_have_count(0)


async def test_a_photo_goes_along_in_the_chat(arrives: Arrives, sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    vera = await arrives(VERA)
    await vera.joins_the_queue(QUESTION)
    await amir.accepts(VERA.name)
    async with vera.page.expect_file_chooser() as choosing:
        await button(vera, "Añadir archivos").click()
    await (await choosing.value).set_files([photo()])
    await expect(vera.panel.locator(".files li")).to_contain_text("caja rota.jpg")
    await assert_accessible(vera.page, "chat-file-added")
    await button(vera, "Enviar").click()
    await expect(vera.own.last).to_contain_text("caja rota.jpg")
    await expect(vera.own.last).to_contain_text(vera.words.sent)
    await expect(vera.own.last.locator("canvas")).to_have_js_property("width", 640)
    await assert_accessible(vera.page, "chat-file-sent")
    await vera.reloads()
    await expect(vera.own.last.locator("canvas")).to_have_js_property("width", 640)
