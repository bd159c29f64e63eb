"""Journey 6: an investigation from a chat that did not help, by widget, console, mail and the page behind the link.

Whatever becomes of the mail server, the merchant has every mail once, in the order in which it all happened.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from sqlalchemy import select

from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tables_contact import mail
from chat_server.wire.mail import MailTaken
from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, SitsDown
from tests.e2e.console import ConsoleScreen
from tests.e2e.desk import Desk, running_desk
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import AMIR, MARCOS
from tests.e2e.test_tickets import REFERENCE, SEND, button, choose, fill_in_the_investigation, photo
from tests.support.mail_catcher import PATIENCE_S, CaughtMail, MailCatcher
from tests.support.processes import free_port

QUESTION = "El paquete para Zaragoza no ha llegado"
ASKED = "¿Nos mandas el código que ves debajo del código de barras?"
BY_MAIL = "Es el 4410 2207 5.\n\nGracias por mirarlo tan rápido."
ON_THE_PAGE = "Y el bulto pesa 2 kg."
FOUND = "Iberpaq lo ha encontrado: llega mañana."
LINK = re.compile(r"http://127\.0\.0\.1:\d+/ticket/\w+")
SECRET = "the mail server's word"


@dataclass
class Office:
    """A server of our own that sends its mails to the catcher."""

    desk: Desk
    catcher: MailCatcher


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    catcher = MailCatcher(port=free_port())
    settings = {
        "CHAT_SMTP_HOST": "127.0.0.1",
        "CHAT_SMTP_PORT": str(catcher.port),
        "CHAT_SMTP_SECURITY": "none",
        "CHAT_MAIL_REPLY_DOMAIN": "reply.parcelo.example",
        "CHAT_MAIL_HOOK_SECRET": SECRET,
    }
    folder = tmp_path_factory.mktemp("mail")
    async with running_desk(folder, module="tests.support.impatient_server", **settings) as desk:
        await desk.server.terminate()
        yield Office(desk, catcher)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(office: Office) -> AsyncIterator[Desk]:
    """Up for one journey."""
    await office.desk.server.start()
    yield office.desk
    await office.desk.server.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def catcher(office: Office) -> AsyncIterator[MailCatcher]:
    """Merchants' mailboxes, empty; nobody is there until a test starts it."""
    office.catcher.mails.clear()
    yield office.catcher
    await office.catcher.stop()


async def opens_an_investigation(marcos: MerchantScreen, amir: ConsoleScreen) -> str:
    """The chat did not help: Marcos opens a ticket from it, with a photo, and Amir reads it; its reference."""
    await marcos.joins_the_queue(QUESTION)
    await amir.accepts(MARCOS.name)
    await amir.says("Desde aquí no veo dónde está.")
    await expect(marcos.said.last).to_have_text("Desde aquí no veo dónde está.")
    await button(marcos, "Abrir un ticket sobre esto").click()
    await choose(marcos, "Averiguar qué ha pasado con un envío")
    await fill_in_the_investigation(marcos)
    await marcos.panel.locator("input[type=file]").set_input_files([photo()])
    await expect(marcos.panel.locator(".files li")).to_contain_text("kB")  # it has arrived
    await button(marcos, SEND).click()
    await expect(marcos.title).to_have_text(QUESTION)
    reference = await marcos.panel.get_by_text(REFERENCE).first.inner_text()
    await amir.log.get_by_role("button", name="See the ticket").click()
    await expect(amir.heading).to_have_text(QUESTION)
    await expect(amir.thread).to_contain_text(reference)
    await expect(amir.log.get_by_role("link", name="caja rota.jpg")).to_be_visible()
    return reference


async def answers(amir: ConsoleScreen, text: str, then: str) -> None:
    await amir.reply.fill(text)
    await amir.page.get_by_label("Then").select_option(then)
    await amir.page.keyboard.press("Control+Enter")
    await expect(amir.reply).to_have_value("")
    await expect(amir.log).to_contain_text(text)


async def sees_in_the_widget(marcos: MerchantScreen, reference: str, *texts: str) -> None:
    """After a reload, Marcos opens the ticket from his chat: these are all the words of its thread."""
    await marcos.reloads()
    await marcos.log.get_by_role("button", name=reference).click()
    await expect(marcos.title).to_have_text(QUESTION)
    await expect(marcos.panel.locator(".entries .text")).to_have_text([QUESTION, *texts], use_inner_text=True)


async def mails(catcher: MailCatcher, count: int) -> list[CaughtMail]:
    """Waits until that many have come to Marcos."""
    async with asyncio.timeout(PATIENCE_S):
        while len(catcher.mails_to(MARCOS.email)) < count:
            catcher.caught.clear()
            await catcher.caught.wait()
    return catcher.mails_to(MARCOS.email)


def answer_to(received: CaughtMail, text: str) -> bytes:
    """As a mail program writes it: to the address for answers, above the mail that it answers."""
    message = EmailMessage()
    message["From"] = f"{MARCOS.name} <{MARCOS.email}>"
    message["To"] = received.message["Reply-To"]
    message["Subject"] = f"Re: {received.message['Subject']}"
    message["Message-ID"] = make_msgid(domain="mail.hilosgil.example")
    message["In-Reply-To"] = message["References"] = received.message_id
    who = "El mar, 24 nov 2026 a las 9:12, Parcelo (<support@localhost>) escribió:"
    quoted = "\n".join(f"> {line}" for line in received.text().splitlines())
    message.set_content(f"{text}\n\n{who}\n\n{quoted}\n\n-- \nMarcos Gil\nHilos Gil\n")
    lines = text.replace("\n", "<br>")
    old = f'<div class="gmail_attr">{who}</div><blockquote>{received.text("html")}</blockquote>'
    message.add_alternative(f'<div>{lines}</div><div class="gmail_quote">{old}</div>', subtype="html")
    return message.as_bytes()


async def arrives_by_mail(desk: Desk, raw: bytes) -> str:
    """The mail server hands it over; what became of it."""
    site = desk.colleagues[AMIR.email].console.site
    reply = await site.call("POST", "/api/mail/received", raw=raw, headers={"X-Mail-Secret": SECRET})
    return reply.of(MailTaken).result


async def opens_the_link(marcos: MerchantScreen, received: CaughtMail) -> Page:
    """In both parts of the mail it is the same; it leads to the ticket's page."""
    link = LINK.findall(received.text())
    assert link == LINK.findall(received.text("html"))
    page = await marcos.context.new_page()
    await page.goto(link[0])
    await expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    return page


async def answers_on(page: Page, text: str) -> None:
    await page.get_by_label("Tu respuesta").fill(text)
    await page.get_by_role("button", name="Enviar").click()
    await expect(page.get_by_text("Hemos recibido tu respuesta")).to_be_visible()
    await expect(page.locator(".thread .text").last).to_have_text(text)


def tell_it_in_spanish(received: list[CaughtMail], reference: str) -> None:
    """Opened, asked, solved: each once, as text and as HTML, in one thread of the mail program."""
    opened, asked, solved = received
    assert len({one.message_id for one in received}) == 3
    assert {one.message["Subject"] for one in received} == {f"[{reference}] {QUESTION}"}
    assert asked.message["References"] == solved.message["References"] == opened.message_id
    for kind in ("plain", "html"):
        assert "Gracias por escribirnos" in opened.text(kind)
        assert ASKED in asked.text(kind)
        assert "Necesitamos tu respuesta" in asked.text(kind)
        assert FOUND in solved.text(kind)
        assert "Tu ticket está resuelto" in solved.text(kind)
        assert all("Hola, Marcos Gil:" in one.text(kind) for one in received)


async def nothing_is_owed(desk: Desk, *screens: MerchantScreen | ConsoleScreen) -> bool:
    """The server goes down in good order, and has noted down of every mail that it was sent."""
    for screen in screens:
        screen.watch.line_may_break = True
    assert await desk.server.terminate() == 0
    database = SqliteDatabase(desk.server.database)
    try:
        states = await database.read(lambda connection: set(connection.execute(select(mail.c.state)).scalars()))
    finally:
        await database.close()
    return states == {"sent"}


async def test_asked_in_the_console_answered_by_mail_and_on_the_page_and_every_mail_comes_once(
    desk: Desk, catcher: MailCatcher, arrives: Arrives, sits_down: SitsDown
) -> None:
    await catcher.start()
    amir, marcos = await sits_down(AMIR), await arrives(MARCOS)
    await expect(amir.page.get_by_role("contentinfo")).to_have_count(0)  # the note on mails that become files
    reference = await opens_an_investigation(marcos, amir)
    await answers(amir, ASKED, "Waiting for merchant")

    _, asked = await mails(catcher, 2)
    raw = answer_to(asked, BY_MAIL)
    assert [await arrives_by_mail(desk, raw) for _ in range(2)] == ["answered", "repeated"]
    told = amir.log.locator(".row--contact").last
    await expect(told).to_contain_text("by e-mail")
    await expect(told.locator(".bubble")).to_have_text(BY_MAIL, use_inner_text=True)  # and nothing that it quoted
    await expect(amir.log).to_contain_text("Open")  # waiting no longer
    await sees_in_the_widget(marcos, reference, ASKED, BY_MAIL)
    await expect(marcos.panel.locator(".own-entry").last).to_contain_text("por correo")

    page = await opens_the_link(marcos, asked)
    await expect(page.locator(".theirs").last).to_contain_text("por correo")
    await assert_accessible(page, "ticket-page")
    await answers_on(page, ON_THE_PAGE)
    await assert_accessible(page, "ticket-page-sent")
    await expect(amir.log).to_contain_text(ON_THE_PAGE)

    await answers(amir, FOUND, "Solved")
    tell_it_in_spanish(await mails(catcher, 3), reference)
    await page.reload()
    await expect(page.locator(".state")).to_have_text("Resuelto")
    await assert_accessible(page, "ticket-page-solved")
    cut = page.url.partition("?")[0][:-3]  # its end was lost on the way
    marcos.watch.expect_status(404, cut)
    await page.goto(cut)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Este enlace no lleva a ningún ticket")
    await assert_accessible(page, "ticket-page-lost")
    await sees_in_the_widget(marcos, reference, ASKED, BY_MAIL, ON_THE_PAGE, FOUND)
    assert await nothing_is_owed(desk, marcos, amir)
    assert len(catcher.mails) == 3


async def test_with_a_dead_mail_server_nothing_is_lost_and_all_mails_come_once_when_it_is_back(
    desk: Desk, catcher: MailCatcher, arrives: Arrives, sits_down: SitsDown
) -> None:
    amir, marcos = await sits_down(AMIR), await arrives(MARCOS)
    reference = await opens_an_investigation(marcos, amir)
    await answers(amir, ASKED, "Waiting for merchant")
    await sees_in_the_widget(marcos, reference, ASKED)
    await marcos.panel.get_by_label("Escribe una respuesta").fill(ON_THE_PAGE)
    await button(marcos, "Enviar").click()
    await expect(amir.log).to_contain_text(ON_THE_PAGE)
    await answers(amir, FOUND, "Solved")
    assert desk.server.logged("mail.server_unreachable")
    assert catcher.mails == []

    await catcher.start()
    received = await mails(catcher, 3)
    tell_it_in_spanish(received, reference)
    assert await arrives_by_mail(desk, answer_to(received[-1], BY_MAIL)) == "answered"
    await expect(amir.log.locator(".row--contact .bubble").last).to_have_text(BY_MAIL, use_inner_text=True)
    page = await opens_the_link(marcos, received[-1])
    await expect(page.locator(".state")).to_have_text("Abierto")  # who answers opens it again
    await answers_on(page, "Ya ha llegado, gracias.")
    await expect(amir.log).to_contain_text("Ya ha llegado, gracias.")
    assert await nothing_is_owed(desk, marcos, amir)
    assert len(catcher.mails) == 3
