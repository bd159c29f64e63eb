"""One browser and one demo server for all journeys; contexts, people and the desk anew for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright, expect

from tests.e2e.accessible import DESK, PHONE, PICTURES
from tests.e2e.console import ConsoleScreen
from tests.e2e.desk import Desk, running_desk
from tests.e2e.host import HostPage, host_page
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import Helper, Merchant, new_subject
from tests.e2e.watch import Watch
from tests.support.browser import FLAGS, chromium

HERE = Path(__file__).parent
PATIENCE_MS = 10_000
# Every window would start processes for pages that nobody opens.
LEAN = "--disable-features=SpareRendererForSitePerProcess,PreloadTopChromeWebUI"

Arrives = Callable[..., Awaitable[MerchantScreen]]
SitsDown = Callable[..., Awaitable[ConsoleScreen]]
Visits = Callable[..., Awaitable[MerchantScreen]]
Opens = Callable[..., Awaitable[tuple[Page, Watch]]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys need a browser, and share it: so they share its event loop."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    PICTURES.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, LEAN])
        yield opened
        await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path_factory.mktemp("demo")) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def desk(demo: Desk) -> AsyncIterator[Desk]:
    """The shared server with an empty desk, before and after."""
    yield demo
    await demo.clear()


@pytest_asyncio.fixture(loop_scope="session")
async def opens(browser: Browser) -> AsyncIterator[Opens]:
    """A new browser context with one empty page; at the end nothing may have gone wrong in any of them."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    async def open_page(
        *, locale: str = "en", phone: bool = False, time_zone: str = "Europe/Madrid"
    ) -> tuple[Page, Watch]:
        context = await browser.new_context(
            locale=locale,
            timezone_id=time_zone,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch.over(context)
        contexts.append((context, watch))
        return await context.new_page(), watch

    yield open_page
    for context, _ in contexts:
        await context.close()
    assert [problem for _, watch in contexts for problem in watch.problems] == []


@pytest_asyncio.fixture(loop_scope="session")
async def arrives(desk: Desk, opens: Opens) -> Arrives:
    """A merchant comes to the demo shop, signed in by the platform; `who` None is an anonymous visitor."""

    async def arrive(
        who: Merchant | None, *, locale: str | None = None, phone: bool = False, sub: str | None = None
    ) -> MerchantScreen:
        spoken = locale or (who.locale if who else "en")
        page, watch = await opens(locale=spoken, phone=phone)
        sub = sub or (new_subject() if who else None)
        token = desk.token(who, sub) if who and sub else None

        async def sign(route: Route) -> None:
            name, shop = (who.name, who.shop) if who else (None, None)
            await route.fulfill(json={"token": token, "locale": spoken, "name": name, "shop": shop})

        await page.context.route("**/demo/identity", sign)
        screen = MerchantScreen(page, watch, spoken, sub)
        await page.goto(f"{desk.url}/?locale={spoken}")
        return screen

    return arrive


@pytest_asyncio.fixture(loop_scope="session")
async def sits_down(desk: Desk, opens: Opens) -> SitsDown:
    """An agent opens the console, already logged in unless told otherwise."""

    async def sit_down(
        helper: Helper, *, online: bool = True, logged_in: bool = True, phone: bool = False
    ) -> ConsoleScreen:
        page, watch = await opens(locale=helper.locale, phone=phone)
        console = ConsoleScreen(page, watch, helper)
        if logged_in:
            name, value = desk.cookie(helper)
            await page.context.add_cookies([{"name": name, "value": value, "url": desk.url}])
        else:
            watch.expect_status(401, "/api/console/session")
        await page.goto(f"{desk.url}/console")
        if logged_in:
            await console.is_ready()
            if online:
                await console.becomes(console.words.online)
        return console

    return sit_down


@pytest_asyncio.fixture(loop_scope="session")
async def host(desk: Desk) -> AsyncIterator[HostPage]:
    async with host_page(desk.url, desk.guest_port) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def visits(host: HostPage, opens: Opens) -> Visits:
    """Somebody visits the host page, signed in with its token."""

    async def visit(*, phone: bool = False, path: str = "/") -> MerchantScreen:
        page, watch = await opens(locale=host.locale, phone=phone)
        await page.goto(host.url + path)
        return MerchantScreen(page, watch, host.locale)

    return visit
