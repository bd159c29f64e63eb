"""The page behind the link in a ticket's mails: whoever has the link reads and answers, in the merchant's language."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.ticket import Replied, Ticket, TicketState
from chat_server.domain.ticket_fields import Value
from chat_server.services.attach import attach
from chat_server.services.mail_ports import Purpose
from chat_server.services.reply_to_ticket import note_on_ticket
from chat_server.services.rules import Rules
from chat_server.web.page_texts import texts
from chat_server.wire.incoming import MAX_TEXT
from tests.support.files import PDF
from tests.support.journeys import client_id
from tests.support.mails import files_of, send_all
from tests.support.people import VERA, arrives, with_claims
from tests.support.tickets import answers, moves, opens, thread_of
from tests.support.world import World
from tests.web.site import SIX_LOCALES, Browser, opened_site, page_of, visit

EVIL = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
async def site(world: World, tmp_path: Path) -> AsyncIterator[Browser]:
    async with opened_site(world, tmp_path) as opened:
        yield opened


@pytest.fixture
async def ticket(world: World, vera: Visitor, amir: Agent) -> Ticket:
    return await answers(world, amir, await opens(world, vera), "Which receiver?", TicketState.WAITING_FOR_MERCHANT)


async def page_address(world: World, ticket: Ticket) -> str:
    return f"/ticket/{await world.ports.mail.seals.seal(DEFAULT_SITE, Purpose.PAGE, ticket.reference)}"


async def merchants_words(world: World, ticket: Ticket) -> list[str]:
    said = [entry for entry in await thread_of(world, ticket) if isinstance(entry.data, Replied)]
    return [
        entry.data.text for entry in said if isinstance(entry.data, Replied) and entry.actor.kind.value == "contact"
    ]


async def test_the_link_in_the_mail_leads_to_the_thread(world: World, ticket: Ticket, site: Browser) -> None:
    await send_all(world)
    link = re.search(r"https://help\.parcelo\.example(/ticket/\w+)", files_of(world)[-1].read_text().replace("=\n", ""))
    assert link is not None
    page = await visit(site, link[1])
    assert page.texts("h1") == ["Parcel lost"]
    assert ticket.reference in page.text
    assert page.texts("p", class_="text") == ["No scan for ten days.", "Which receiver?"]
    assert "Esperando tu respuesta" in page.text
    assert "Amir" in page.text


async def test_an_answer_comes_into_the_ticket_and_reloading_sends_nothing_again(
    world: World, ticket: Ticket, site: Browser
) -> None:
    address = await page_address(world, ticket)
    form = next(one for one in (await visit(site, address)).all("input") if one["name"] == "client_id")
    sent = {"client_id": form["value"], "text": "Fue el vecino.\r\nGracias"}
    for _ in range(2):
        async with site.post(address, data=sent, allow_redirects=False) as response:
            assert response.status == 303
            assert response.headers["Location"].startswith(f"{address}?")
    assert await merchants_words(world, ticket) == ["Fue el vecino.\nGracias"]
    assert "Hemos recibido tu respuesta" in (await visit(site, f"{address}?sent=1")).text


async def test_a_text_that_was_changed_after_sending_is_another_answer(
    world: World, ticket: Ticket, site: Browser
) -> None:
    address = await page_address(world, ticket)
    for text in ("One", "Two"):
        async with site.post(address, data={"client_id": "same", "text": text}, allow_redirects=False) as response:
            assert response.status == 303
    assert await merchants_words(world, ticket) == ["One", "Two"]


@pytest.mark.parametrize(
    ("text", "said"), [("   ", "Escribe algo primero"), ("x" * (MAX_TEXT + 1), "4001")], ids=["nothing", "too much"]
)
async def test_what_cannot_be_sent_is_kept_and_said(
    world: World, ticket: Ticket, site: Browser, text: str, said: str
) -> None:
    async with site.post(await page_address(world, ticket), data={"text": text}) as response:
        page = await page_of(response, 400)
    assert said in page.text
    assert page.texts("textarea") == [text.strip()]
    assert await merchants_words(world, ticket) == []


async def test_too_many_answers_have_to_wait_and_keep_their_text(world: World, ticket: Ticket, site: Browser) -> None:
    address = await page_address(world, ticket)
    for n in range(10):
        async with site.post(address, data={"text": f"{n}"}, allow_redirects=False) as response:
            assert response.status == 303
    async with site.post(address, data={"text": "one more"}, allow_redirects=False) as response:
        page = await page_of(response, 429)
    assert page.texts("textarea") == ["one more"]


async def test_a_solved_ticket_says_that_writing_opens_it(
    world: World, ticket: Ticket, amir: Agent, site: Browser
) -> None:
    address = await page_address(world, await moves(world, amir, ticket, TicketState.SOLVED))
    page = await visit(site, address)
    assert "se vuelve a abrir" in page.text
    async with site.post(address, data={"text": "Otra vez"}) as response:
        assert "Abierto" in (await page_of(response)).text


async def test_notes_do_not_exist_on_the_page(world: World, ticket: Ticket, amir: Agent, site: Browser) -> None:
    before = await visit(site, await page_address(world, ticket))
    await note_on_ticket(world.ports, amir, ticket.id, client_id(), "Difficult customer")
    after = await visit(site, await page_address(world, ticket))
    assert "Difficult" not in after.html
    assert len(after.all("li")) == len(before.all("li"))


async def test_a_token_that_is_not_ours_or_for_something_else_finds_nothing(
    world: World, ticket: Ticket, site: Browser
) -> None:
    address = await page_address(world, ticket)
    answer = await world.ports.mail.seals.seal(DEFAULT_SITE, Purpose.ANSWER, ticket.reference)
    for wrong in (
        f"/ticket/{answer}",
        f"{address[:-1]}{'a' if address[-1] != 'a' else 'b'}",
        "/ticket/x",
        "/ticket/%00",
    ):
        page = await visit(site, wrong, 404)
        assert page.texts("h1") == ["This link leads to no ticket"]
        async with site.post(wrong, data={"text": "hello"}) as response:
            assert response.status == 404
    assert await merchants_words(world, ticket) == []


async def test_what_people_wrote_is_only_ever_shown_as_text(
    world: World, vera: Visitor, amir: Agent, site: Browser
) -> None:
    ticket = await opens(world, vera, subject=EVIL, text=EVIL)
    ticket = await answers(world, amir, ticket, EVIL)
    page = await visit(site, await page_address(world, ticket))
    assert page.texts("h1") == [" ".join(EVIL.split())]
    assert page.scripts == []
    assert page.all("img") == []
    async with site.post(
        await page_address(world, ticket), data={"text": EVIL * 100, "client_id": '"><script>'}
    ) as sent:
        refused = await page_of(sent, 400)
    assert refused.scripts == []
    assert refused.texts("textarea") == [EVIL * 100]


@pytest.mark.parametrize("locale", SIX_LOCALES)
async def test_the_page_speaks_the_merchants_language(world: World, site: Browser, locale: str) -> None:
    six = replace(world, ports=replace(world.ports, rules=Rules(locales=SIX_LOCALES)))
    merchant = (await arrives(six, with_claims(VERA, sub=f"m-{locale}", locale=locale))).visitor
    page = await visit(site, await page_address(world, await opens(six, merchant, locale=locale)))
    words = texts(locale, "mail")
    assert page.all("html")[0]["lang"] == locale
    assert page.texts("label") == [words("page.answer")]
    assert words("state.open") in page.text


async def test_what_was_filled_in_reads_as_people_write_it(world: World, vera: Visitor, site: Browser) -> None:
    lost: dict[str, Value] = {
        "tracking_number": "RX 4829",
        "carrier": "Rapido",
        "reason": "lost",
        "parcel_value": "1289,9",
        "receiver_contacted": True,
    }
    call: dict[str, Value] = {"wanted_time": "2026-03-03T23:30:00Z", "phone_number": "+34 600 000 000"}
    page = await visit(site, await page_address(world, await opens(world, vera, fields=lost)))
    assert page.texts("dd") == ["RX 4829", "Rapido", "Se ha perdido", "1.289,90", "Sí"]
    page = await visit(site, await page_address(world, await opens(world, vera, "callback", fields=call)))
    assert page.texts("dd") == ["4 mar 2026, 00:30 (Europe/Madrid)", "+34 600 000 000"]


async def test_the_address_is_a_key_and_stays_here(world: World, ticket: Ticket, site: Browser) -> None:
    async with site.get(await page_address(world, ticket)) as response:
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        policy = response.headers["Content-Security-Policy"]
        page = await page_of(response)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.scripts == []
    assert not any(
        "style" in attributes or any(name.startswith("on") for name in attributes) for _, attributes in page.elements
    )


async def test_a_file_of_the_thread_is_a_download_and_one_of_another_ticket_is_not_there(
    world: World, vera: Visitor, jonas: Visitor, site: Browser
) -> None:
    uploads = [await uploaded(world, who) for who in (vera, jonas)]
    mine = await opens(world, vera, attachments=(uploads[0],))
    await opens(world, jonas, attachments=(uploads[1],))
    address = await page_address(world, mine)
    link = next(one for one in (await visit(site, address)).links() if "/files/" in one)
    async with site.get(link) as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert await response.read() == PDF
    async with site.get(f"{address}/files/{uploads[1]}") as response:
        assert response.status == 404


async def uploaded(world: World, who: Visitor) -> str:
    async def parts() -> AsyncIterator[bytes]:
        yield PDF

    return (await attach(world.ports, who, "factura.pdf", parts())).id
