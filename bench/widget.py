"""What the widget costs a host page: bytes on the wire of the running server, counted by a real browser.

The host page stands on another origin, as shops do. Bytes are those that the network carried: headers and bodies of
every answer of our origin (Chrome's `encodedDataLength`), and separately the frames of the websocket. The budgets are
for what the widget is made of; what it asks the API for grows with the policy and the articles and stands beside it.
The ways of contact besides the chat come when the panel is still, as a part of their own.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
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
    files: int
    answers: int
    budget: int


@dataclass
class Wire:
    """Counts what comes from one origin."""

    origin: str
    frames: int = 0
    _urls: dict[str, str] = field(default_factory=dict)
    _bytes: dict[str, int] = field(default_factory=dict)
    _ways: set[str] = field(default_factory=set)

    async def listen(self, cdp: CDPSession) -> None:
        await cdp.send("Network.enable")
        await cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
        cdp.on("Network.requestWillBeSent", self._sent)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.webSocketFrameReceived", self._frame)

    def _sent(self, event: dict[str, dict[str, object]]) -> None:
        url = str(event["request"]["url"])
        if not url.startswith(self.origin):
            return
        self._urls[str(event["requestId"])] = url
        asked_by = msgspec.json.encode(event["initiator"]).decode()
        if "/ways-" in url or any(known in asked_by for known in self._ways):
            self._ways.add(url)

    def _finished(self, event: dict[str, str]) -> None:
        if event["requestId"] in self._urls:
            self._bytes[event["requestId"]] = int(event["encodedDataLength"])

    def _frame(self, event: dict[str, dict[str, str]]) -> None:
        self.frames += len(event["response"]["payloadData"].encode())

    def step(self, name: str, budget: int) -> Step:
        return self._step(name, budget, self._core())

    def ways(self, budget: int) -> Step:
        return self._step("  beside it: the other ways of contact", budget, set(self._urls) - self._core())

    def _core(self) -> set[str]:
        return {number for number, url in self._urls.items() if url not in self._ways}

    def _step(self, name: str, budget: int, counted: set[str]) -> Step:
        api = {number for number in counted if "/api/" in self._urls[number]}
        files = sum(self._bytes.get(number, 0) for number in counted - api)
        return Step(name, len(counted), files, sum(self._bytes.get(number, 0) for number in api), budget)


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
    await page.wait_for_load_state("networkidle")
    steps.append(wire.ways(6 * KB))
    await page.get_by_role("button", name="Talk to a person").click()
    await page.get_by_text("Leave the queue").wait_for()
    steps.append(wire.step("waiting in the queue, live", 36 * KB))
    return steps


def table(steps: list[Step], wire: Wire) -> str:
    lines = [f"{'':42}{'requests':>10}{'files kB':>10}{'budget kB':>12}{'answers kB':>12}"]
    for step in steps:
        verdict = "" if step.files <= step.budget else "  OVER"
        sizes = f"{step.files / KB:>10.2f}{step.budget / KB:>12.0f}{step.answers / KB:>12.2f}"
        lines.append(f"{step.name:42}{step.requests:>10}{sizes}{verdict}")
    lines.append(f"{'frames of the websocket (text of the chat)':42}{'':>10}{'':>22}{wire.frames / KB:>12.2f}")
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
    return 0 if all(step.files <= step.budget for step in steps) and steps[0].requests == 1 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
