"""Agents work on tickets in the console: find, read, answer, note, give away, solve, and open one from a chat."""

from playwright.async_api import Locator, Page, expect

from chat_server.wire.tickets import TicketView
from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, SitsDown
from tests.e2e.desk import Desk
from tests.e2e.people import AMIR, LUCIA, TOM, VERA
from tests.support.browsers import Merchant, Site

LOST = {"tracking_number": "RX482913007ES", "carrier": "Rapido Express", "reason": "lost", "parcel_value": "89,90"}


async def ticket_of(desk: Desk, who: Merchant, subject: str, text: str) -> TicketView:
    """A merchant's widget sends it."""
    body = {"kind": "investigation", "client_id": "t-1", "subject": subject, "text": text, "fields": LOST}
    assert desk.url == who.site.url
    return (await who.call("POST", "tickets", body)).of(TicketView)


def site(desk: Desk) -> Site:
    return desk.colleagues[AMIR.email].console.site


def line_of(page: Page, words: str) -> Locator:
    return page.get_by_role("tabpanel").get_by_role("listitem").filter(has_text=words)


async def test_a_ticket_is_found_answered_noted_given_away_and_solved(desk: Desk, sits_down: SitsDown) -> None:
    vera = await site(desk).merchant(desk.token(VERA), locale="es")
    subject = "Jarrón perdido desde el lunes"
    opened = await ticket_of(desk, vera, subject, "Sin escaneo desde hace diez días. El cliente espera.")
    amir = await sits_down(AMIR, online=False)
    page = amir.page
    await page.keyboard.press("4")
    await page.get_by_placeholder("Reference, name or words").fill(opened.reference.lower())
    await expect(line_of(page, subject)).to_contain_text("Merchant wrote")
    await assert_accessible(page, "console-tickets")
    await line_of(page, subject).get_by_role("button").click()
    await expect(amir.heading).to_have_text(subject)
    await expect(amir.contact).to_contain_text("RX482913007ES")
    await expect(amir.reply).to_be_focused()

    await page.get_by_role("button", name="Take it").click()
    await expect(page.get_by_label("Assigned to").last).to_have_value(
        desk.colleagues[AMIR.email].console.session.agent.id
    )
    await page.get_by_role("button", name="Note", exact=True).click()
    await amir.reply.fill("Third vase this month: ask for a photo of the packing")
    await page.keyboard.press("Control+Enter")
    await expect(amir.log.locator(".row--note")).to_contain_text("Third vase this month")
    await page.get_by_role("button", name="Reply", exact=True).click()
    await amir.reply.fill("¿Nos mandas una foto del embalaje?")
    await page.get_by_label("Then").select_option("Waiting for merchant")
    await page.keyboard.press("Control+Enter")
    await expect(amir.reply).to_have_value("")
    await expect(amir.log).to_contain_text("Waiting for merchant")
    await assert_accessible(page, "console-ticket")

    body = {"client_id": "r-1", "text": "Aquí está la foto."}
    answered = (await vera.call("POST", f"tickets/{opened.ticket_id}/replies", body)).of(TicketView)
    assert [entry.type for entry in answered.entries] == ["opened", "replied", "moved", "replied", "moved"]
    await expect(amir.log).to_contain_text("Aquí está la foto.")  # by itself, without a reload
    await page.get_by_label("State").last.select_option("Solved")
    await expect(line_of(page, subject)).to_contain_text("Solved")
    await page.reload()
    await expect(amir.heading).to_have_text(subject)
    seen = (await vera.call("GET", f"tickets/{opened.ticket_id}")).body
    assert b"Third vase" not in seen


async def test_who_takes_a_ticket_that_somebody_has_by_now_is_told(desk: Desk, sits_down: SitsDown) -> None:
    tom = await site(desk).merchant(desk.token(TOM), locale="en")
    opened = await ticket_of(desk, tom, "Label cut off", "The printer cuts the barcode.")
    amir = await sits_down(AMIR, online=False)
    amir.watch.expect_status(409, f"/api/console/tickets/{opened.ticket_id}/assign?locale=en")
    await amir.page.goto(f"{desk.url}/console#/ticket/{opened.ticket_id}")
    await expect(amir.heading).to_have_text("Label cut off")
    lucia = desk.colleagues[LUCIA.email].console
    held = amir.page.get_by_label("Assigned to").last
    path = f"tickets/{opened.ticket_id}"
    stale = (await lucia.call("GET", path)).body
    # This tab hears too late that somebody was faster.
    await amir.page.route(f"**/{path}?*", lambda route: route.fulfill(body=stale, content_type="application/json"))
    await lucia.call("POST", f"{path}/assign", {"agent_id": lucia.session.agent.id})
    await amir.page.get_by_role("button", name="Take it").click()
    await expect(amir.notice).to_contain_text("Somebody else changed this ticket")
    await amir.page.unroute(f"**/{path}?*")
    await amir.page.reload()
    await expect(held).to_have_value(lucia.session.agent.id)


async def test_an_agent_opens_a_ticket_from_a_chat(arrives: Arrives, sits_down: SitsDown) -> None:
    lucia = await sits_down(LUCIA)
    vera = await arrives(VERA)
    await vera.joins_the_queue("No me llega el paquete")
    await lucia.accepts(VERA.name)
    page = lucia.page
    await page.get_by_role("button", name="Abrir un ticket").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Asunto")).to_have_value("No me llega el paquete")
    await dialog.get_by_label("Asunto").fill("Paquete perdido")
    await assert_accessible(page, "console-open-ticket")
    await dialog.get_by_role("button", name="Abrir ticket").click()
    await expect(lucia.heading).to_have_text("Paquete perdido")
    await page.get_by_role("button", name="Abrir su chat").click()
    await expect(lucia.log).to_contain_text("Sigue como ticket")
    await lucia.log.get_by_role("button", name="Ver el ticket").click()
    await expect(lucia.heading).to_have_text("Paquete perdido")


async def test_without_a_mail_server_the_console_says_that_mails_become_files(sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR)
    note = amir.page.get_by_role("contentinfo")
    await expect(note).to_contain_text("No mail leaves this server. No mail server is set up")
    await assert_accessible(amir.page, "console-mail-note")
    await amir.page.keyboard.press("5")
    await expect(note).to_be_visible()
    lucia = await sits_down(LUCIA, online=False)
    await expect(lucia.page.get_by_role("contentinfo")).to_contain_text("De este servidor no sale ningún correo")


async def test_all_tickets_solved_and_a_list_that_does_not_load_say_what_to_do(sits_down: SitsDown) -> None:
    amir = await sits_down(AMIR, online=False)
    page = amir.page
    amir.watch.expect_status(503, "/api/console/tickets?state=unsolved&kind=&assignee=all&q=&locale=en")
    await page.route(
        "**/api/console/tickets?*",
        lambda route: route.fulfill(status=503, json={"error": {"code": "unavailable", "message": "no"}}),
    )
    await amir.shows("Tickets")
    again = amir.lists.get_by_role("button", name="Try again")
    await expect(again).to_be_visible()
    await assert_accessible(page, "console-tickets-failed")
    await page.unroute("**/api/console/tickets?*")
    await page.route("**/api/console/tickets?*", lambda route: route.fulfill(json={"tickets": [], "next": None}))
    await again.click()
    await expect(amir.lists).to_contain_text("All tickets are solved")
    await assert_accessible(page, "console-tickets-none")
    await page.get_by_placeholder("Reference, name or words").fill("nothing like it")
    await expect(amir.lists).to_contain_text("No ticket fits.")
