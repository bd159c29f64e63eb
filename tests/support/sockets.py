"""Sockets for tests: a browser tab over the real client library, and raw frames."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import socketio
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from chat_server.wire.outgoing import EventView, Json, Sent, Signal

PATIENCE_S = 5.0  # what has not come until then does not come
S = TypeVar("S", bound=msgspec.Struct)


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The one shape of errors; decoding fails for anything else."""

    code: str
    message: str
    field: str | None = None
    retry_after_s: int | None = None
    opens_at: str | None = None
    ways: tuple[str, ...] | None = None


class _Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ok: bool
    error: Refusal


@dataclass(frozen=True)
class Heard:
    """Something that the server said by itself: `ready`, `event` or `signal`."""

    name: str
    data: Json


class ConnectionLostError(Exception):
    """The socket ended before the acknowledgement came."""


class Tab:
    """One socket in one namespace; remembers what it heard, in order, and whether the connection is gone."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.heard: list[Heard] = []
        self.gone = asyncio.Event()
        self._something = asyncio.Event()
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("*", self._hear, namespace=namespace)
        self._client.on("disconnect", self._leave, namespace=namespace)

    @classmethod
    @asynccontextmanager
    async def connected(
        cls, url: str, namespace: str, auth: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> AsyncIterator["Tab"]:
        """Comes back after `ready`; raises socketio's ConnectionError when the server refuses."""
        tab = cls(namespace)
        try:
            await tab._client.connect(
                url,
                dict(headers or {}),
                dict(auth),
                transports=["websocket"],
                namespaces=[namespace],
                wait_timeout=int(PATIENCE_S),
            )
            await tab.until(lambda heard: heard.name == "ready")
            yield tab
        finally:
            await tab._client.disconnect()

    @property
    def sid(self) -> str:
        return str(self._client.get_sid(self.namespace))

    def _hear(self, name: str, *data: Json) -> None:
        self.heard.append(Heard(name, data[0]))
        self._something.set()

    def _leave(self, _reason: str) -> None:
        self.gone.set()

    async def close(self) -> None:
        await self._client.disconnect()

    async def call(self, command: str, payload: object) -> Json:
        """The acknowledgement as it came; raises ConnectionLostError when the socket ends before it."""
        calling = asyncio.ensure_future(
            self._client.call(command, payload, namespace=self.namespace, timeout=PATIENCE_S)
        )
        leaving = asyncio.ensure_future(self.gone.wait())
        await asyncio.wait({calling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not calling.done():
            calling.cancel()
            raise ConnectionLostError(command)
        try:
            acknowledged: Json = calling.result()
        except socketio.exceptions.SocketIOError as problem:
            raise ConnectionLostError(command) from problem
        return acknowledged

    async def ok(self, command: str, **payload: object) -> Json:
        """What the acknowledgement says besides ok; fails when the command was refused."""
        acknowledged = await self.call(command, payload)
        assert acknowledged.pop("ok") is True, acknowledged
        return acknowledged

    async def get(self, kind: type[S], command: str, **payload: object) -> S:
        """The acknowledgement as what the contract declares."""
        return msgspec.convert(await self.ok(command, **payload), kind)

    async def says(self, conversation_id: str, client_id: str, text: str) -> int:
        """Sends a message; its number."""
        sent = {"conversation_id": conversation_id, "client_id": client_id, "text": text}
        return (await self.get(Sent, "send_message", **sent)).seq

    async def refused(self, command: str, **payload: object) -> Refusal:
        return refusal(await self.call(command, payload))

    async def until(self, wanted: Callable[[Heard], bool]) -> Heard:
        """The first thing heard that is wanted, now or soon."""
        looked_at = 0
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for heard in self.heard[looked_at:]:
                    if wanted(heard):
                        return heard
                looked_at = len(self.heard)
                self._something.clear()
                await self._something.wait()

    async def event(self, of_type: str, **data: object) -> EventView:
        """The first event of this type with these data."""
        found = await self.until(lambda heard: _is_event(heard, of_type, data))
        return msgspec.convert(found.data, EventView)

    async def signal(self, kind: type[S]) -> S:
        """The first signal of this kind."""
        found = await self.until(lambda heard: isinstance(_signal(heard), kind))
        return msgspec.convert(found.data, kind)

    @property
    def events(self) -> list[EventView]:
        return [msgspec.convert(heard.data, EventView) for heard in self.heard if heard.name == "event"]

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def signals(self, kind: type[S]) -> list[S]:
        """All signals of this kind; all signals are checked against what the contract declares."""
        return [found for heard in self.heard if isinstance(found := _signal(heard), kind)]


def refusal(acknowledged: Json) -> Refusal:
    """The error of an acknowledgement that says no."""
    refused = msgspec.convert(acknowledged, _Refused)
    assert not refused.ok
    assert refused.error.message
    return refused.error


def _signal(heard: Heard) -> Signal | None:
    return msgspec.convert(heard.data, Signal) if heard.name == "signal" else None


def _is_event(heard: Heard, of_type: str, data: Mapping[str, object]) -> bool:
    if heard.name != "event" or heard.data["type"] != of_type:
        return False
    event = msgspec.convert(heard.data, EventView)
    return all(event.data.get(name) == value for name, value in data.items())


@dataclass
class RawSocket:
    """A websocket that speaks whatever a test writes; `frames` is everything that ever came."""

    ws: ClientWebSocketResponse
    frames: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, http: ClientSession, url: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator["RawSocket"]:
        """Asks for compression, as browsers do."""
        address = f"{url}/socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(address, headers=headers, compress=15, autoclose=False) as ws:
            raw = cls(ws)
            assert (await raw.next()).startswith("0{")
            yield raw

    async def joined(self, namespace: str, auth: Mapping[str, str]) -> None:
        await self.send(f"40{namespace},{json.dumps(auth)}")
        assert (await self.next()).startswith(f"40{namespace},")
        assert (await self.next()).startswith(f'42{namespace},["ready",')

    async def send(self, frame: str | bytes) -> None:
        if isinstance(frame, str):
            await self.ws.send_str(frame)
        else:
            await self.ws.send_bytes(frame)

    async def next(self) -> str:
        """The next text frame; fails when the socket is closed instead."""
        message = await self.ws.receive(PATIENCE_S)
        assert message.type is WSMsgType.TEXT, message
        text: str = message.data
        self.frames.append(text)
        return text

    async def until(self, prefix: str) -> str:
        """Reads on to the first frame that starts like this."""
        while not (frame := await self.next()).startswith(prefix):
            pass
        return frame

    async def call(self, namespace: str, number: int, written: str) -> Json:
        """Sends `written`, the JSON of an event, and reads on to its acknowledgement."""
        await self.send(f"42{namespace},{number}{written}")
        prefix = f"43{namespace},{number}["
        answers: list[Json] = json.loads("[" + (await self.until(prefix)).removeprefix(prefix))
        assert len(answers) == 1
        return answers[0]

    async def closed(self) -> int | None:
        """Reads on until the server closes; the close code."""
        while (await self.ws.receive(PATIENCE_S)).type not in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR}:
            pass
        return self.ws.close_code
