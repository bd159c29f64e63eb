"""Takes the README's pictures from the running demo: `make screenshots`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests.support.browser import FLAGS, chromium
from tests.support.processes import ServerProcess, server_process, site_of

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=800)


async def main() -> int:
    settings = {"CHAT_ARTICLES_DIR": str(ROOT / "articles")}
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            server_process(Path(folder), "--demo", **settings) as server,
            site_of(server) as site,
            async_playwright() as playwright,
        ):
            lucia = await site.console("lucia@parcelo.example", "demo-lucia")
            await lucia.tab(online=True)
            browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            await widget(await page_of(browser, "en-GB"), server)
            await console(await page_of(browser, "en-GB"), server)
            await browser.close()
    return 0


async def page_of(browser: Browser, locale: str) -> Page:
    context = await browser.new_context(viewport=SIZE, locale=locale, device_scale_factor=1.5)
    return await context.new_page()


async def widget(page: Page, server: ServerProcess) -> None:
    await page.goto(f"{server.url}/?locale=en")
    await page.get_by_role("button", name="Support").click()
    await page.get_by_role("textbox").press_sequentially("label printer cuts off the barcode", delay=20)
    await page.locator("mark").first.wait_for()
    await page.screenshot(path=IMAGES / "widget.png")


async def console(page: Page, server: ServerProcess) -> None:
    await page.goto(f"{server.url}/console")
    await page.locator("input[type=email]").fill("lucia@parcelo.example")
    await page.locator("input[type=password]").fill("demo-lucia")
    await page.keyboard.press("Enter")
    await page.get_by_text("Vera Molina").first.click()
    await page.get_by_text("espero por aquí").last.wait_for()
    await page.screenshot(path=IMAGES / "console.png")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
