"""Frames that no client of ours sends: a structured no or a closed socket, and everybody else goes on as before."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chat_server.wire.incoming import AGENT_COMMANDS, VISITOR_COMMANDS
from tests.support.people import VERA
from tests.support.server import Chat
from tests.support.sockets import PATIENCE_S, RawSocket, refusal

FORGED = (
    '["connect",{}]',
    '["connect",{"token":"x"},{}]',
    '["disconnect"]',
    '["disconnect","transport close"]',
    '["connect_error",{}]',
    '["base",{}]',
    '["__class__",{}]',
    '["__init__",{}]',
    '["_run",{}]',
    '["dispatch",{}]',
    '["*",{}]',
    '["",{}]',
    '["ready",{"now":"x"}]',
    '["event",{}]',
    '["SEND_MESSAGE",{}]',
    '["send_message\\u0000",{}]',
    '["' + "x" * 10_000 + '",{}]',
    '["😀",{}]',
    "[1,{}]",
    "[null,{}]",
    "[true]",
    "[1.5]",
    '[{"name":"send_message"},{}]',
    '[["send_message"],{}]',
    "[]",
    "{}",
    '{"0":"send_message"}',
    '"send_message"',
    "null",
    '["send_message",{},{}]',
    '["send_message",[]]',
    '["send_message",["conversation_id"]]',
    '["send_message","text"]',
    '["send_message",null]',
    '["send_message",7]',
)
# Each on a socket that has come in: nonsense for Engine.IO, for Socket.IO, or as JSON.
NONSENSE: tuple[str | bytes, ...] = (
    "4",
    "4x",
    "4{",
    "49",
    "47",
    "42",
    "42/visitor",
    "42/visitor,",
    "42/visitor,[",
    '42/visitor,["a"',
    '42/visitor,1["x",NaN]',
    '42/visitor,1["x",Infinity]',
    '42/visitor,1["x",1e999]',
    '42/visitor,1["x","\\ud800"]',
    "42/visitor,1" + "[" * 30_000,
    "42/visitor,1" + '{"a":' * 10_000,
    "42/visitor," + "9" * 5_000 + '["x"]',
    '44/visitor,{"message":"I refuse"}',
    "43/visitor,1[]",
    "43/visitor,999999[1]",
    '42/nowhere,1["send_message",{}]',
    '42/visitor?token=x,1["send_message",{}]',
    '459999999999-/visitor,["send_message",{"_placeholder":true,"num":0}]',
    '4599999999999999999999-/visitor,["x",{"_placeholder":true,"num":0}]',
    '451-/visitor,["x",{"_placeholder":true,"num":0}]',
    "461-/visitor,1[]",
    b"",
    b"\x00\x01\x02",
    b'51-/visitor,["x",{"_placeholder":true,"num":0}]',
    b'2/visitor,1["send_message",{}]',
    "bNTk5OTk5OTk5OTktL3Zpc2l0b3IsW10=",
    "b!!!!",
    "3",
    "3probe",
    "5",
    "6",
    "7",
    "9",
)


@asynccontextmanager
async def somebody_else_chats_on(chat: Chat) -> AsyncIterator[None]:
    """Another merchant and an agent talk before and after: the process lives and nobody but the sender is touched."""
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await phone.says(conversation_id, "before", "Before")
    yield
    await phone.says(conversation_id, "after", "After")
    await desk.event("message.sent", text="After")
    await chat.told(phone, desk)
    assert [event.seq for event in phone.events] == [1, 2, 3, 4, 5, 6, 7]
    assert not phone.gone.is_set()
    assert not desk.gone.is_set()


async def lives_or_is_closed(raw: RawSocket) -> None:
    """The socket still answers with one structured acknowledgement, or it was closed properly."""
    await raw.send('42/visitor,77["no_such_command",{}]')
    while True:
        message = await raw.ws.receive(5)
        if not isinstance(message.data, str) or message.type.name != "TEXT":
            assert raw.ws.close_code in {1000, 1001, 1003, 1007, 1009, 1011, 1012}, message
            return
        if message.data.startswith("43/visitor,77["):
            assert refusal(json.loads(message.data.removeprefix("43/visitor,77")[1:-1])).code == "invalid"
            return


async def test_forged_and_unknown_commands_get_one_structured_no(chat: Chat) -> None:
    async with somebody_else_chats_on(chat):
        raw = await (await chat.merchant()).raw_socket()
        for number, written in enumerate(FORGED, start=1):
            assert refusal(await raw.call("/visitor", number, written)).code == "invalid", written
        assert len(chat.connections) == 3


async def test_an_agents_socket_says_no_in_the_same_way(chat: Chat) -> None:
    amir = await chat.employ()
    raw = await amir.raw_socket()
    for number, written in enumerate(FORGED, start=1):
        assert refusal(await raw.call("/agent", number, written)).code == "invalid", written


async def test_every_command_refuses_fields_and_types_that_it_does_not_know(chat: Chat) -> None:
    phone, desk = await (await chat.merchant()).tab(), await (await chat.employ()).tab(online=False)
    wrong_values: tuple[object, ...] = ([], {}, True, None, 1.5, -1, 2**70, [["x"]], {"$ne": ""}, "\x00", "")
    right: dict[str, object] = {"client_id": "c-1", "text": "x", "seq": 1, "score": 5, "availability": "away"}
    right |= {"locale": "en", "after": 0, "attachments": []}
    for tab, commands in ((phone, VISITOR_COMMANDS), (desk, AGENT_COMMANDS)):
        for name, kind in commands.items():
            payload: dict[str, object] = {
                field: right.get(field, "cnv_x") for field in kind.__struct_fields__ if field != "comment"
            }
            assert (await tab.refused(name, **payload, surprise=1)).field == "surprise"
            for field in payload:
                for value in wrong_values:
                    if (field, value) in (("article_id", None), ("attachments", []), ("note", None)):
                        continue
                    refused = await tab.refused(name, **payload | {field: value})
                    assert refused.code in {"invalid", "too_large"}, (name, value)
                    assert (refused.field or "").partition("[")[0] == field, (name, value)


async def test_texts_that_cannot_be_kept_are_refused_and_all_others_are_kept_as_they_are(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    message = {"conversation_id": conversation_id, "client_id": "v-0"}
    for text, code in (("", "invalid"), (" \n", "invalid"), ("a\x00b", "invalid"), ("x" * 4_001, "too_large")):
        assert (await phone.refused("send_message", **message, text=text)).code == code
    welcome = (
        "😀" * 4_000,
        "مرحبا \u202e abc",
        "<img src=x onerror=alert(1)>",
        "{{7*7}} ${x} %s",
        "'; DROP TABLE event",
        "\r\n\x1b",
    )
    for number, text in enumerate(welcome, start=1):
        await phone.says(conversation_id, f"v-{number}", text)
        assert (await desk.event("message.sent", client_id=f"v-{number}")).data["text"] == text


@pytest.mark.parametrize("frame", NONSENSE, ids=lambda frame: repr(frame[:40]))
async def test_nonsense_is_ignored_or_closes_its_own_socket(chat: Chat, frame: str | bytes) -> None:
    raw = await (await chat.merchant()).raw_socket()
    await raw.send(frame)
    await lives_or_is_closed(raw)
    assert (await chat.call("GET", "/readyz")).status == 200


@pytest.mark.parametrize("frame", ["", "x", "[" * 60_000, "é", "\x00", "-1", " "])
async def test_a_frame_that_is_no_packet_at_all_closes_its_socket_and_is_forgotten(chat: Chat, frame: str) -> None:
    raw = await (await chat.merchant()).raw_socket()
    await raw.send(frame)
    await lives_or_is_closed(raw)
    await raw.ws.close()
    await chat.sockets_left(0)


async def test_nonsense_and_nothing_else_gets_a_socket_closed(chat: Chat) -> None:
    raw = await (await chat.merchant()).raw_socket()
    for _ in range(10):
        await raw.send('42/visitor,1["x",NaN]')
    async with asyncio.timeout(PATIENCE_S):
        await raw.closed()
        while chat.sockets._sockets.open or chat.sockets._bad_frames:
            await chat.call("GET", "/healthz")


async def test_after_too_much_nonsense_commands_are_no_longer_heard(chat: Chat) -> None:
    async with somebody_else_chats_on(chat):
        raw = await (await chat.merchant()).raw_socket()
        for _ in range(10):
            await raw.send('42/visitor,1["x",NaN]')
        await chat.sockets_left(2)


async def test_a_frame_of_more_than_64_kb_closes_its_socket(chat: Chat) -> None:
    async with somebody_else_chats_on(chat):
        for frame in ("42/visitor," + "x" * 65_000, "4" * 1_000_000, b"\x00" * 65_000):
            raw = await (await chat.merchant()).raw_socket()
            await raw.send(frame)
            assert await raw.closed() == 1009


async def test_announced_attachments_are_never_waited_for(chat: Chat) -> None:
    """A client that announces ten thousand million of them and sends some must not be collected for."""
    async with somebody_else_chats_on(chat):
        raw = await (await chat.merchant()).raw_socket()
        await raw.send('459999999999-/visitor,1["send_message",{"_placeholder":true,"num":0}]')
        assert not chat.sockets._binary_packet
        await raw.send(b"x" * 10_000)
        await lives_or_is_closed(raw)
        assert not chat.sockets._binary_packet


async def test_long_polling_takes_no_nonsense_either(chat: Chat) -> None:
    opened = await chat.call("GET", "/socket.io/?EIO=4&transport=polling")
    sid = json.loads(opened.body[1:])["sid"]
    path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
    async with somebody_else_chats_on(chat):
        for body in (b"", b"\xff", b"x", b"\x1e" * 5_000, b"42/visitor,1" + b"[" * 9_000, b"d=1"):
            assert (await chat.call("POST", path, raw=body)).status in {200, 400}
    for query in ("", "?EIO=3&transport=websocket", "?EIO=4&transport=x", "?EIO=4&transport=polling&sid=none", "?j=x"):
        assert (await chat.call("GET", f"/socket.io/{query}")).status == 400


async def test_long_polling_refuses_a_body_of_more_than_64_kb(chat: Chat) -> None:
    opened = await chat.call("GET", "/socket.io/?EIO=4&transport=polling")
    sid = json.loads(opened.body[1:])["sid"]
    async with asyncio.timeout(PATIENCE_S):
        big = await chat.call("POST", f"/socket.io/?EIO=4&transport=polling&sid={sid}", raw=b"4" * 65_000)
    assert big.status in {400, 413}
