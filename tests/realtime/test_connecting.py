"""Coming in: who is let in, what comes first, and what a refused one never hears."""

import asyncio

import pytest
import socketio
from aiohttp import ClientSession, WSMsgType

from chat_server.domain.errors import Unavailable
from tests.support.people import LUCIA, VERA
from tests.support.server import Chat
from tests.support.sockets import Tab


async def test_ready_comes_before_anything_else(chat: Chat) -> None:
    """Also for somebody who connects into a chat that is being written in."""
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    writing = [desk.says(conversation_id, f"a-{number}", "Hello") for number in range(15)]
    tabs, _ = await asyncio.gather(asyncio.gather(*(vera.tab() for _ in range(5))), asyncio.gather(*writing))
    for tab in tabs:
        await chat.told(tab)
        assert tab.heard[0].name == "ready"
        assert set(tab.heard[0].data) == {"now"}


async def test_nothing_but_the_three_names_is_ever_heard(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await phone.ok("typing", conversation_id=conversation_id)
    await chat.told(phone, desk)
    assert {heard.name for tab in (phone, desk) for heard in tab.heard} == {"ready", "event", "signal"}


@pytest.mark.parametrize("auth", ["", "{}", '{"token":null}', '{"token":"wrong"}', '{"token":["x"]}', "[]", '"x"', "7"])
async def test_without_a_visitors_token_nobody_comes_in(chat: Chat, auth: str) -> None:
    raw = await chat.raw_socket()
    await raw.send(f"40/visitor,{auth}")
    assert '"code":"unauthenticated"' in await raw.next()
    assert raw.frames[-1].startswith("44/visitor,")


@pytest.mark.parametrize("auth", ["{}", '{"csrf":"wrong"}', '{"csrf":null}', '{"csrf":["x"]}', '{"csrf":1}', "[]"])
async def test_without_the_consoles_token_no_agent_comes_in(chat: Chat, auth: str) -> None:
    amir = await chat.employ()
    raw = await chat.raw_socket({"Cookie": amir.cookie})
    await raw.send(f"40/agent,{auth}")
    assert '"code":"unauthenticated"' in await raw.next()


async def test_one_kind_of_person_does_not_come_in_as_the_other(chat: Chat) -> None:
    amir, lucia, vera = await chat.employ(), await chat.employ(LUCIA, "Lucía"), await chat.known(VERA)
    cookies = {
        "no cookie": "",
        "a visitor's token as the session": f"chat_agent={vera.token}",
        "somebody else's session": lucia.cookie,
    }
    for cookie in cookies.values():
        with pytest.raises(socketio.exceptions.ConnectionError):
            async with Tab.connected(chat.url, "/agent", {"csrf": amir.csrf, "token": vera.token}, {"Cookie": cookie}):
                pass
    session_token = amir.cookie.removeprefix("chat_agent=")
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with Tab.connected(chat.url, "/visitor", {"token": session_token}, {"Cookie": amir.cookie}):
            pass


async def test_a_refused_one_never_hears_anything(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    raw = await chat.raw_socket()
    await raw.send('40/visitor,{"token":"wrong"}')
    await raw.send("40/agent,{}")
    await raw.send("40/admin,{}")
    await raw.send("40")
    assert [(await raw.next())[:2] for _ in range(4)] == ["44"] * 4
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await chat.news.round(with_heads=True)
    await chat.told(desk)
    await raw.send("40/visitor,{}")  # an answer to this one comes after anything else that was on its way
    assert (await raw.next()).startswith("44/visitor,")
    assert not any(frame.startswith("42") for frame in raw.frames)


async def test_commands_before_coming_in_do_nothing(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    raw = await chat.raw_socket()
    body = f'{{"conversation_id":"{conversation_id}","client_id":"v-1","text":"hello"}}'
    await raw.send(f'42/visitor,1["send_message",{body}]')
    await raw.send(f'42/agent,2["accept_conversation",{{"conversation_id":"{conversation_id}"}}]')
    await raw.send("40/visitor,{}")
    await raw.until("44/visitor,")
    assert not any('"ok":true' in frame for frame in raw.frames)
    assert (await desk.ok("inbox"))["mine"] == []


async def test_when_the_database_is_away_a_connection_is_refused_and_can_be_tried_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.breaks = True
    vera = await chat.known(VERA)
    for problem in (Unavailable("The database cannot be read now.", retry_after_s=2), RuntimeError("secret")):

        async def gone(*_arguments: object, problem: Exception = problem) -> None:
            raise problem

        monkeypatch.setattr(chat.ports.people, "visitor_by_token", gone)
        raw = await chat.raw_socket()
        await raw.send(f'40/visitor,{{"token":"{vera.token}"}}')
        refused = await raw.until("44/visitor,")
        assert '"code":"unavailable"' in refused
        assert "secret" not in refused
    monkeypatch.undo()
    await vera.tab()
    assert len(chat.connections) == 1


async def test_a_second_connect_on_the_same_socket_changes_nothing(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera, jonas = await chat.known(VERA), await chat.merchant()
    raw = await vera.raw_socket()
    await raw.send(f'40/visitor,{{"token":"{jonas.token}"}}')
    await raw.send(f'40/visitor,{{"token":"{vera.token}"}}')
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    answer = await raw.call("/visitor", 1, f'["catch_up",{{"conversation_id":"{conversation_id}"}}]')
    assert answer["ok"] is True
    assert len([frame for frame in raw.frames if "conversation.assigned" in frame and frame.startswith("42")]) == 1
    assert len(chat.connections) == 2


async def test_compression_is_not_negotiated_whatever_a_browser_offers(chat: Chat) -> None:
    """A window of zlib for each of 2,000 idle sockets would be 200 MB."""
    async with ClientSession() as browser:
        address = f"{chat.url}/socket.io/?EIO=4&transport=websocket"
        offered = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
        async with browser.ws_connect(address, headers=offered) as ws:
            assert (await ws.receive()).type is WSMsgType.TEXT
            assert ws._response.headers.get("Sec-WebSocket-Extensions") is None
            assert ws.compress == 0


async def test_sockets_that_come_and_go_leave_nothing_behind(chat: Chat) -> None:
    vera, amir = await chat.known(VERA), await chat.employ()
    for number in range(60):
        raw = await chat.raw_socket({"Cookie": amir.cookie})
        match number % 4:
            case 0:
                await raw.joined("/visitor", {"token": vera.token})
            case 1:
                await raw.joined("/agent", {"csrf": amir.csrf})
            case 2:
                await raw.send('40/visitor,{"token":"wrong"}')
                await raw.until("44/visitor,")
            case _:
                await raw.send("4x")
        await raw.ws.close()
    async with asyncio.timeout(5):
        while chat.sockets.eio.sockets:  # the server hears of the last one's leaving a moment later
            await chat.call("GET", "/healthz")
    assert len(chat.connections) == 0
    assert not any(chat.sockets.manager.rooms.values())
    assert not chat.sockets._bad_frames
    assert not chat.sockets._sockets.open
    assert not chat.sockets.environ
