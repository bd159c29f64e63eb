"""`chat-server serve`: with and without the demo, and what is said when it cannot."""

import asyncio
from pathlib import Path

import pytest

from chat_server.cli import serve
from tests.cli.conftest import Run
from tests.support.browsers import LOST
from tests.support.processes import server_process, site_of

pytestmark = pytest.mark.slow


async def test_the_demo_prints_logins_that_work_and_shows_its_shop(tmp_path: Path) -> None:
    async with server_process(tmp_path, "--demo") as server, site_of(server) as site:
        assert (await site.call("GET", "/readyz")).status == 200
        assert (await site.call("POST", "/demo/identity", {"plan": "small_shop"})).status == 200
        desk = await (await site.console("amir@parcelo.example", "demo-amir")).tab()
        assert (await desk.ok("inbox"))["queue"]
        assert await (await site.merchant()).escalates()
        assert await server.terminate() == 0
        printed = [line.split() for line in server.printed]
    assert ["Demo", "shop", f"{server.url}/"] in printed
    for name in ("amir", "lucia", "bram"):
        assert [f"{name}@parcelo.example", f"demo-{name}"] in printed


async def test_the_demo_is_seeded_once_and_outlives_a_restart(tmp_path: Path) -> None:
    async with server_process(tmp_path, "--demo") as server, site_of(server) as site:
        desk = await (await site.console("amir@parcelo.example", "demo-amir")).tab()
        before = (await desk.ok("inbox"))["queue"]
        assert await server.terminate() == 0
        await server.start()
        desk = await (await site.console("amir@parcelo.example", "demo-amir")).tab()
        assert (await desk.ok("inbox"))["queue"] == before


async def test_the_demos_accounts_are_never_served_in_earnest(tmp_path: Path) -> None:
    """Everybody knows their passwords."""
    async with server_process(tmp_path, "--demo") as server:
        assert await server.terminate() == 0
        status, _, err = await server.run("serve", "--port", str(server.port))
        assert (status, "holds the demo" in err, "Traceback" in err) == (1, True, False)


async def test_without_the_demo_there_are_no_accounts_and_no_shop(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        start = await site.call("GET", "/")
        assert (start.status, start.headers["Location"]) == (302, "/help/en/")
        assert (await site.call("POST", "/demo/identity", {"plan": "small_shop"})).status in {404, 405}
        body = {"email": "amir@parcelo.example", "password": "demo-amir"}
        (await site.call("POST", "/api/console/session", body)).refused("unauthenticated", 401)
        assert (await site.merchant()).session.channels[0].available is False
        assert server.printed == []


async def test_the_log_holds_no_texts_and_no_secrets(tmp_path: Path) -> None:
    """One line of JSON an entry, whatever people write."""
    async with server_process(tmp_path, "--demo") as server, site_of(server) as site:
        vera = await site.merchant()
        await vera.asks(f"{LOST}\r\n\x1b[31m forged line")
        await site.call("POST", "/api/console/session", {"email": "a@b.example", "password": "my secret word"})
        await site.call("GET", "/api/widget/articles/%0d%0aforged")
        raw = await vera.raw_socket()
        await raw.send('42/visitor,1["x",NaN]')
        await raw.call("/visitor", 2, '["no_such_command",{}]')
        assert await server.terminate() == 0
        log = "".join(server.log)
        assert all(line.startswith("{") and line.endswith("}\n") for line in server.log)
        for secret in (LOST, "my secret word", vera.token, "demo-amir", "forged line", "\x1b"):
            assert secret not in log


@pytest.mark.parametrize("port", ["99999", "65536", "-1"])
def test_a_port_that_does_not_exist_is_refused(run: Run, port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def served(*_arguments: object) -> int:
        return 0

    monkeypatch.setattr("chat_server.cli.serve.serve", served)
    monkeypatch.setattr("chat_server.cli.serve.set_up_logs", lambda _format: None)
    refused = run("serve", "--port", port)
    assert (refused.status, port in refused.err) == (1, True) or refused.status == 2


async def test_a_server_that_is_stopped_while_it_builds_its_first_index_does_not_finish_it() -> None:
    ended: list[str] = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("given up")

    async def short() -> None:
        ended.append("done")

    async def broken() -> None:
        raise OSError("disk full")

    stopping = asyncio.Event()
    assert await serve.done_before(stopping, short())
    with pytest.raises(OSError, match="disk full"):
        await serve.done_before(stopping, broken())
    asyncio.get_running_loop().call_soon(stopping.set)
    assert not await serve.done_before(stopping, endless())
    await asyncio.sleep(0)
    assert ended == ["done", "given up"]
