"""An operator stops, starts and doubles the server."""

import asyncio
import json
import time
from pathlib import Path

import pytest
from aiohttp import ClientError

from tests.faults.chats import UNHURRIED, begun, stored_messages
from tests.support.processes import free_port, server_process, site_of
from tests.support.sockets import ConnectionLostError

PROMISE_S = 10.0


async def test_sigterm_closes_sockets_as_for_a_restart_and_ends_well(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        chat = await begun(server, site)
        raws = [await chat.vera.raw_socket(), await chat.amir.raw_socket(), await site.raw_socket()]
        closing = [asyncio.create_task(raw.closed()) for raw in raws]
        started = time.monotonic()
        assert await server.terminate() == 0
        assert time.monotonic() - started < PROMISE_S
        assert await asyncio.gather(*closing) == [1012, 1012, 1012]
        assert server.logged("server.draining")
        assert server.logged("server.stopped")
        assert not [line for line in server.log if '"level": "error"' in line or "Traceback" in line]


async def test_who_polls_does_not_hold_up_the_end(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        vera = await site.merchant()
        opened = await site.call("GET", "/socket.io/?EIO=4&transport=polling")
        path = f"/socket.io/?EIO=4&transport=polling&sid={json.loads(opened.body[1:])['sid']}"
        await site.call("POST", path, raw=f'40/visitor,{{"token":"{vera.token}"}}'.encode())
        assert b"ready" in (await site.call("GET", path)).body
        polling = asyncio.create_task(site.call("GET", path))
        await site.call("GET", "/healthz")  # by now the poll has begun to wait
        started = time.monotonic()
        assert await server.terminate() == 0
        assert time.monotonic() - started < PROMISE_S
        await asyncio.gather(polling, return_exceptions=True)


async def test_a_restart_in_the_middle_of_a_chat_loses_nothing(tmp_path: Path) -> None:
    async with server_process(tmp_path, **UNHURRIED) as server, site_of(server) as site:
        chat = await begun(server, site)
        sides = chat.outboxes()
        for side in sides:
            side.write(*(f"{side.name} {number}" for number in range(100)))
        talking = [asyncio.create_task(side.talk()) for side in sides]
        await asyncio.gather(*(side.has_sent(30) for side in sides))
        assert await server.terminate() == 0
        for ended in await asyncio.gather(*talking, return_exceptions=True):
            assert isinstance(ended, ConnectionLostError), ended
        await server.start()
        for side in sides:
            await side.talk()
        stored = stored_messages(server.database, chat.conversation_id)
        for side in sides:
            own = [message.text for message in stored if message.client_id.startswith(side.name)]
            assert own == [f"{side.name} {number}" for number in range(100)]


async def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        status, out, err = await server.run("serve", "--port", str(free_port()))
        assert (status, out) == (1, "")
        assert f"chat-server: Another server already works on {server.database}" in err
        assert "CHAT_VAR_DIR" in err  # what to do about it
        assert "Traceback" not in err
        assert (await site.merchant()).token  # the first one goes on
        await server.kill()
        await server.start()  # the lock has gone with the process
        assert (await site.merchant()).token


async def test_an_address_that_is_taken_is_told_without_a_traceback(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    async with server_process(first) as server:
        settings = {"CHAT_VAR_DIR": str(second)}
        server.settings = settings
        status, _, err = await server.run("serve", "--port", str(server.port))
        assert status == 1
        assert "Traceback" not in err, err
        assert str(server.port) in err
        assert "another port" in err


async def test_a_folder_that_cannot_be_used_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    async with server_process(tmp_path) as server:
        server.settings = {"CHAT_VAR_DIR": str(tmp_path / "file")}
        for command in (("serve", "--port", str(free_port())), ("token", "--subject", "m-1")):
            status, _, err = await server.run(*command)
            assert (status, "Traceback" in err) == (1, False)


async def test_nobody_gets_in_while_the_server_is_down_and_everybody_afterwards(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        vera = await site.merchant()
        await server.terminate()
        with pytest.raises(ClientError):
            await site.merchant()
        await server.start()
        again = await site.merchant(visitor_token=vera.token)
        assert again.token == vera.token
