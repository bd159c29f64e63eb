"""What the widget shows, by plan, country, locale and moment: a browser before a server whose clock is set."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from chat_server.domain.agent import Availability
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.set_availability import set_availability
from tests.e2e.conftest import Opens
from tests.e2e.host import HostPage, host_page
from tests.e2e.merchant import MerchantScreen
from tests.e2e.ways_rows import ROWS, WORDS, Row, Words
from tests.support.people import FAR_AWAY, LUCIA
from tests.support.processes import free_port
from tests.support.server import Chat, running_chat
from tests.support.whole_year import write_whole_year
from tests.ways.brief import MOMENTS, NOBODY
from tests.ways.shop import plan_check_in, someone


@dataclass
class Platform:
    """A site under the test's clock, and a page of somebody's platform that has the Support button."""

    chat: Chat
    host: HostPage
    opens: Opens

    async def comes(self, row: Row) -> MerchantScreen:
        """The panel, opened by who is in this row at this moment."""
        now = datetime.fromisoformat(MOMENTS[row.moment].at)
        self.chat.clock.advance(now - self.chat.clock.now())
        await self._lucia_is(row.lucia)
        self.host.token = None
        if row.plan != NOBODY:
            identity = someone(row.plan, row.country, sub=f"m-{ROWS.index(row)}", **row.claims)
            self.host.token = await self.chat.identity(identity)
            if row.claims:
                await plan_check_in(self.chat.database, await self.chat.known(identity), "2026-12-31T10:00:00Z")
        self.host.locale = row.locale
        page, watch = await self.opens(locale=row.locale, time_zone=row.zone)
        await page.clock.set_fixed_time(now)
        await page.goto(self.host.url)
        screen = MerchantScreen(page, watch, row.locale)
        await screen.button.click()
        await expect(screen.panel).to_be_visible()
        return screen

    async def _lucia_is(self, availability: Availability) -> None:
        (lucia,) = await self.chat.ports.agents.listed(DEFAULT_SITE)
        await set_availability(self.chat.ports, lucia, availability)
        await self.chat.ports.agents.renew_presence([lucia.id], datetime.fromtimestamp(FAR_AWAY, UTC))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Chat, HostPage]]:
    folder, port = tmp_path_factory.mktemp("ways"), free_port()
    settings = {"CHAT_POLICY_FILE": str(write_whole_year(folder)), "CHAT_ALLOWED_ORIGINS": f"http://localhost:{port}"}
    async with AsyncExitStack() as stack:
        chat = await stack.enter_async_context(running_chat(migrated_file, folder, **settings))
        await chat.employ(LUCIA, "Lucía")
        yield chat, await stack.enter_async_context(host_page(chat.url, port))


@pytest_asyncio.fixture(loop_scope="session")
async def platform(site: tuple[Chat, HostPage], opens: Opens) -> Platform:
    return Platform(*site, opens)


async def shows(box: Locator, texts: tuple[str, ...]) -> None:
    """All of it, or no such box at all."""
    await expect(box).to_have_count(1 if texts else 0)
    for text in texts:
        await expect(box).to_contain_text(text)


async def shows_number(phone: Locator, number: str, *, calls_back: str) -> None:
    link = phone.get_by_role("link")
    await expect(link).to_have_text(number)
    await expect(link).to_have_attribute("href", "tel:" + number.replace(" ", ""))
    await expect(phone.get_by_role("button")).to_have_text([calls_back] if calls_back else [])


async def is_told_why_there_is_no_phone(panel: Locator, words: Words) -> None:
    await expect(panel.get_by_text(words.no_phone)).to_be_visible()
    survey = panel.locator(".notice a")
    await expect(survey).to_have_attribute("href", re.compile("survey"))
    await expect(survey).to_contain_text(words.in_english)
    if words.in_english:
        await expect(survey).to_have_attribute("hreflang", "en")
    else:
        await expect(survey).not_to_contain_text("(")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.plan}-{row.country}-{row.locale}-{row.moment}")
async def test_the_panel_shows_what_the_plan_has_and_when(platform: Platform, row: Row) -> None:
    words, panel = WORDS[row.locale], (await platform.comes(row)).panel
    await expect(panel.locator(".doors")).to_be_visible()  # everything is there, and so what is not shown is not
    plan = panel.locator("a.plan")
    await expect(plan).to_have_text([row.plan_shown] if row.plan_shown else [])
    phone = panel.get_by_role("region", name=words.phone, exact=True)
    await shows(phone, row.phone)
    if row.number:
        await shows_number(phone, row.number, calls_back=words.call_back if row.calls_back else "")
        await expect(panel.locator(".notice")).to_have_count(0)
    else:
        await expect(panel.locator("a[href^='tel:']")).to_have_count(0)
        await is_told_why_there_is_no_phone(panel, words)
    await shows(panel.get_by_role("region", name=words.agent, exact=True), row.agent)
    manager = panel.get_by_role("region", name=words.manager, exact=True)
    await shows(manager, row.manager)
    await expect(panel.get_by_role("button", name=words.meeting)).to_have_count(1 if row.manager else 0)


PRETENDS = """(command) => SupportChat(command, {
  plan: "business", country: "NL", contact: {plan: "business"}, personal_agent: "Lucía", account_manager: "Bram",
  channels: [{kind: "phone", available: true, number: "+34 999"}], session: {plan: "business"},
})"""


async def test_what_the_pages_own_script_says_of_the_plan_changes_nothing(platform: Platform) -> None:
    platform.host.attributes = 'data-plan="business" data-country="NL" data-phone="+34 999"'
    try:
        screen = await platform.comes(Row("essential", "ES", "es", "a working day 17:15", "Plan: Essential"))
    finally:
        platform.host.attributes = ""
    panel = screen.panel
    for command in ("boot", "update", "identify"):
        await screen.page.evaluate(PRETENDS, command)
        await expect(panel.locator("a.plan")).to_have_text("Plan: Essential")
        await is_told_why_there_is_no_phone(panel, WORDS["es"])
        await expect(panel.locator("a[href^='tel:'], .own")).to_have_count(0)
    sent = " ".join(request.post_data or "" for request in screen.asked)
    assert '"token"' in sent
    assert "business" not in sent
    assert "+34 999" not in sent
