"""Whoever does not read what comes is cut off before it costs memory; everybody else goes on."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from yarl import URL

from tests.support.people import VERA
from tests.support.server import Chat

PIECE = "x" * 16_000  # bytes of an event, as a message of 4,000 emoji has


@asynccontextmanager
async def somebody_who_stops_reading(chat: Chat, token: str) -> AsyncIterator[asyncio.StreamReader]:
    """A socket that comes in, hears `ready`, and then lets everything lie; its own buffer holds next to nothing."""
    url = URL(chat.url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, (url.host, url.port))
    reader, writer = await asyncio.open_connection(sock=connection, limit=4_096)
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    joining = f"40/visitor,{json.dumps({'token': token})}".encode()
    unmasked = bytes([0x81, 0x80 | 126]) + len(joining).to_bytes(2, "big") + bytes(4)  # a mask of zeros changes nothing
    writer.write(unmasked + joining)
    await reader.readuntil(b'"ready"')
    try:
        yield reader
    finally:
        writer.transport.abort()


async def test_a_reader_that_stalls_is_cut_off_and_comes_back_to_what_it_missed(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    async with somebody_who_stops_reading(chat, vera.token):
        (sid,) = [one.sid for one in chat.connections if one.namespace == "/visitor" and one.sid != phone.sid]
        queue = chat.sockets.eio.sockets[chat.sockets.manager.eio_sid_from_sid(sid, "/visitor")].queue
        while queue.qsize() <= 500:
            await chat.sockets.emit("signal", {"type": "presence", "x": PIECE}, to=sid, namespace="/visitor")
        await chat.news.round(with_heads=False)
        await chat.sockets_left(2)
        assert not phone.gone.is_set()
        await desk.says(conversation_id, "a-1", "Still there?")
        await phone.event("message.sent", text="Still there?")
    back = await vera.tab()
    assert (await back.ok("catch_up", conversation_id=conversation_id))["head"] == 6


async def test_a_reader_that_keeps_up_is_left_alone_however_much_comes(chat: Chat) -> None:
    phone = await (await chat.known(VERA)).tab()
    for _ in range(1_000):
        await chat.sockets.emit("mark", {"x": "x"}, to=phone.sid, namespace="/visitor")
    await chat.told(phone)
    await chat.news.round(with_heads=False)
    await chat.told(phone)
    assert not phone.gone.is_set()
