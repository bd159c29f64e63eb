"""Requests whose sender goes away in the middle, on a server that lets handlers finish as `chat-server serve` does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from chat_server.web.app import make_app
from chat_server.web.config import WebConfig
from tests.support.world import World

BROKEN_OFF = b'POST /api/widget/session HTTP/1.1\r\nHost: here\r\nContent-Length: 40\r\n\r\n{"locale":'


@pytest.fixture
async def served(world: World, tmp_path: Path) -> AsyncIterator[int]:
    """The port of the running application."""
    app = make_app(world.ports, WebConfig(dist=tmp_path, demo=False))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _, port = runner.addresses[0]
    yield port
    await runner.cleanup()


def sessions_answered() -> float:
    """Over all outcomes, whether or not anybody heard the answer."""
    found = [
        REGISTRY.get_sample_value(
            "chat_http_requests_total", {"method": "POST", "route": "/api/widget/session", "status": status}
        )
        for status in ("200", "400", "503")
    ]
    return sum(value or 0 for value in found)


@pytest.mark.parametrize("ending", ["gone", "said goodbye"])
async def test_who_goes_away_while_still_sending_is_no_fault_of_ours(served: int, ending: str) -> None:
    """A page that is closed cuts off its last words, such as how long an article was read."""
    before = sessions_answered()
    with capture_logs() as logs:
        async with ClientSession() as http:
            _, writer = await asyncio.open_connection("127.0.0.1", served)
            writer.write(BROKEN_OFF)
            await writer.drain()
            await http.get(f"http://127.0.0.1:{served}/healthz")  # by then the handler waits for the rest
            if ending == "gone":
                writer.transport.abort()
            else:
                writer.close()
                await writer.wait_closed()
            for _ in range(100):
                await http.get(f"http://127.0.0.1:{served}/healthz")
    assert sessions_answered() == before + 1
    assert logs == []
