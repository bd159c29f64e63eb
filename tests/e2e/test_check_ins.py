"""An account manager before the page of check-ins: sees who is due, writes down what was agreed, and goes on."""

from datetime import UTC, date, datetime, timedelta

import jwt
from playwright.async_api import Locator, Page, expect

from chat_server.adapters.sql.check_ins import SqlCheckIns
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.system import SystemClock, SystemIds
from chat_server.domain.check_in import CheckIn, CheckInId, due_on
from chat_server.domain.ids import DEFAULT_SITE, ContactId
from chat_server.wire.outgoing import Session
from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import SitsDown
from tests.e2e.desk import Desk
from tests.e2e.people import AMIR, JONAS, LUCIA, Helper, new_subject, token_of
from tests.support.policies import MADRID

TODAY = datetime.now(UTC).astimezone(MADRID).date()
ATTRIBUTES = {"shop_size": "40 people", "integrations": "ERP and warehouse software"}


async def grows(desk: Desk, name: str, manager: Helper, **days: int) -> str:
    """The merchant has the Business plan and a check-in in so many `days`; returns the contact's id."""
    claims = jwt.decode(token_of(JONAS, desk.secret, new_subject()), options={"verify_signature": False})
    claims |= {"name": name, "plan": "business", "account_manager": manager.email, "attributes": ATTRIBUTES}
    body = {"token": jwt.encode(claims, desk.secret, "HS256"), "locale": "en"}
    site = desk.colleagues[AMIR.email].console.site
    session = (await site.call("POST", "/api/widget/session", body)).of(Session)
    assert session.contact is not None
    database = SqliteDatabase(desk.server.database)
    try:
        # The noon of a day that is over can only be written past the rules.
        due_at = due_on(TODAY + timedelta(days=1), datetime.now(UTC), MADRID) + timedelta(days=days["days"] - 1)
        due = CheckIn(
            id=CheckInId(SystemIds(SystemClock()).new("chk")),
            site_id=DEFAULT_SITE,
            contact_id=ContactId(session.contact.id),
            due_at=due_at,
        )
        assert await SqlCheckIns(database).plan([due]) == 1
    finally:
        await database.close()
    return session.contact.id


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name, level=3))


async def test_a_manager_writes_down_a_check_in_and_the_next_one_follows(desk: Desk, sits_down: SitsDown) -> None:
    for name, days in (("Paula Stern", -4), ("Mila Novak", 3), ("Oskar Lind", 40)):
        await grows(desk, name, AMIR, days=days)
    amir = await sits_down(AMIR)
    page, keys = amir.page, amir.page.keyboard
    await keys.press("5")
    await expect(page.get_by_role("heading", level=2)).to_have_text(["Overdue1", "Within a week1", "Later1"])
    await expect(page.get_by_role("heading", level=3)).to_have_text(["Paula Stern", "Mila Novak", "Oskar Lind"])
    paula = card(page, "Paula Stern")
    for told in ("4 days ago", "Business", "Germany", "40 people", "ERP and warehouse software"):
        await expect(paula).to_contain_text(told)
    await assert_accessible(page, "check-ins")
    await paula.get_by_role("button", name="Write down the check-in with Paula Stern").press("Enter")
    notes = paula.get_by_label("What did you and Paula Stern agree on?")
    await expect(notes).to_be_focused()
    await paula.get_by_role("button", name="Check-in done").click()
    await expect(paula.get_by_role("alert")).to_have_text("Write down what you talked about.")
    await assert_accessible(page, "check-ins-writing")
    await notes.fill("She opens a second warehouse in May.")
    following = TODAY + timedelta(days=60)
    await paula.get_by_label("Next check-in").fill(following.isoformat())
    await paula.get_by_role("button", name="Check-in done").click()
    await expect(amir.notice).to_contain_text("The next check-in with Paula Stern is on")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.get_by_role("heading", level=3)).to_have_text(["Mila Novak", "Oskar Lind", "Paula Stern"])
    await expect(card(page, "Paula Stern")).to_contain_text("She opens a second warehouse in May.")
    shown = await card(page, "Paula Stern").get_by_role("time").get_attribute("datetime")
    assert date.fromisoformat(str(shown)[:10]) == following


async def test_the_page_keeps_its_address_and_the_chats_are_one_press_away(desk: Desk, sits_down: SitsDown) -> None:
    await grows(desk, "Ida Berg", AMIR, days=5)
    amir = await sits_down(AMIR)
    pages = amir.page.get_by_role("navigation", name="Pages")
    await pages.get_by_role("link", name="Check-ins").click()
    await expect(card(amir.page, "Ida Berg")).to_be_visible()
    await amir.page.reload()
    await expect(card(amir.page, "Ida Berg")).to_be_visible()
    await expect(pages.get_by_role("link", name="Check-ins")).to_have_attribute("aria-current", "page")
    await pages.get_by_role("link", name="Chats").click()
    await expect(amir.page.get_by_role("tablist")).to_be_visible()
    await amir.page.go_back()
    await expect(card(amir.page, "Ida Berg")).to_be_visible()
    await amir.page.keyboard.press("2")
    await expect(amir.page.get_by_role("tablist")).to_be_visible()


async def test_who_manages_nobody_is_told_so_and_may_look_at_everybodys(desk: Desk, sits_down: SitsDown) -> None:
    await grows(desk, "Nora Falk", AMIR, days=6)
    lucia = await sits_down(LUCIA)
    await lucia.page.keyboard.press("5")
    await expect(lucia.page.get_by_text("No tienes seguimientos.")).to_be_visible()
    await assert_accessible(lucia.page, "check-ins-none")
    await lucia.page.get_by_role("button", name="De todos").click()
    await expect(card(lucia.page, "Nora Falk")).to_contain_text("Con Amir")


async def test_a_list_that_does_not_come_can_be_asked_for_again(desk: Desk, sits_down: SitsDown) -> None:
    await grows(desk, "Tilda Moe", AMIR, days=6)
    amir = await sits_down(AMIR)
    amir.watch.line_may_break = True
    await amir.page.route("**/api/console/check-ins*", lambda route: route.abort())
    await amir.page.keyboard.press("5")
    await expect(amir.page.get_by_text("The check-ins could not be loaded.")).to_be_visible()
    await assert_accessible(amir.page, "check-ins-failed")
    await amir.page.unroute("**/api/console/check-ins*")
    await amir.page.get_by_role("button", name="Try again").click()
    await expect(card(amir.page, "Tilda Moe")).to_be_visible()
