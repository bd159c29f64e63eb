"""What the widget costs a host page: bytes on the wire of the running server, counted by a real browser.

The host page stands on another origin, as shops do. Bytes are those that the network carried: headers and bodies of
every answer of our origin (Chrome's `encodedDataLength`), and separately the frames of the websocket.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from playwright.async_api import CDPSession, Page, async_playwright

from tests.support.browser import FLAGS, chromium
from tests.support.processes import ServerProcess, free_port, server_process, site_of

KB = 1000
ARTICLES = Path(__file__).parents[1] / "articles"
QUESTION = "my parcel has not arrived"
PARAGRAPHS = "<p>A page of a shop that is long enough to scroll.</p>" * 200


@dataclass(frozen=True)
class Step:
    name: str
    requests: int
    bytes: int
    budget: int


@dataclass
class Wire:
    """Counts what comes from one origin."""

    origin: str
    requests: int = 0
    bytes: int = 0
    frames: int = 0
    _ours: set[str] = field(default_factory=set)

    async def listen(self, cdp: CDPSession) -> None:
        await cdp.send("Network.enable")
        await cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
        cdp.on("Network.requestWillBeSent", self._sent)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.webSocketFrameReceived", self._frame)

    def _sent(self, event: dict[str, dict[str, str]]) -> None:
        if event["request"]["url"].startswith(self.origin):
            self._ours.add(str(event["requestId"]))
            self.requests += 1

    def _finished(self, event: dict[str, str]) -> None:
        if event["requestId"] in self._ours:
            self.bytes += int(event["encodedDataLength"])

    def _frame(self, event: dict[str, dict[str, str]]) -> None:
        self.frames += len(event["response"]["payloadData"].encode())

    def step(self, name: str, budget: int) -> Step:
        return Step(name, self.requests, self.bytes, budget)


@asynccontextmanager
async def host_page(server: ServerProcess, port: int) -> AsyncIterator[str]:
    """A shop's page on an origin of its own that embeds the widget."""
    html = f'<!doctype html><title>Shop</title><main>{PARAGRAPHS}</main><script async src="{server.url}/widget.js" '
    html += 'data-locale="en"></script>'

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", page)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        await runner.cleanup()


async def untouched(page: Page, seconds: int) -> None:
    """Somebody reads and scrolls and never touches the button."""
    for _ in range(seconds):
        await page.mouse.wheel(0, 300)
        await page.wait_for_timeout(1000)


async def measure(page: Page, wire: Wire, url: str, seconds: int) -> list[Step]:
    await page.goto(url)
    await page.get_by_role("button", name="Support").wait_for()
    await untouched(page, seconds)
    steps = [wire.step(f"untouched page, {seconds} s with scrolling", 3 * KB)]
    await page.get_by_role("button", name="Support").click()
    await page.get_by_role("textbox").press_sequentially(QUESTION, delay=30)
    await page.get_by_role("link").or_(page.get_by_role("button")).filter(has_text="parcel").first.wait_for()
    steps.append(wire.step("suggestions on screen", 20 * KB))
    await page.get_by_role("button", name="Talk to a person").click()
    await page.get_by_text("Leave the queue").wait_for()
    steps.append(wire.step("waiting in the queue, live", 36 * KB))
    return steps


def table(steps: list[Step], wire: Wire) -> str:
    lines = [f"{'':42}{'requests':>10}{'kB':>10}{'budget kB':>12}"]
    for step in steps:
        verdict = "" if step.bytes <= step.budget else "  OVER"
        row = f"{step.name:42}{step.requests:>10}{step.bytes / KB:>10.2f}{step.budget / KB:>12.0f}{verdict}"
        lines.append(row)
    lines.append(f"{'frames of the websocket (text of the chat)':42}{'':>10}{wire.frames / KB:>10.2f}")
    return "\n".join(lines)


async def main() -> int:
    """Prints the table; exit status 1 when a budget is exceeded."""
    seconds = int(os.environ.get("SECONDS_IDLE", "60"))
    port = free_port()
    settings = {"CHAT_ARTICLES_DIR": str(ARTICLES), "CHAT_ALLOWED_ORIGINS": f"http://127.0.0.1:{port}"}
    with tempfile.TemporaryDirectory() as folder:
        async with (
            server_process(Path(folder), "--demo", **settings) as server,
            site_of(server) as site,
            host_page(server, port) as url,
            async_playwright() as playwright,
        ):
            agent = await site.console("amir@parcelo.example", "demo-amir")
            await agent.tab(online=True)
            browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            context = await browser.new_context()
            page = await context.new_page()
            wire = Wire(server.url)
            await wire.listen(await context.new_cdp_session(page))
            steps = await measure(page, wire, url, seconds)
            await browser.close()
    print(table(steps, wire))
    return 0 if all(step.bytes <= step.budget for step in steps) and steps[0].requests == 1 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
