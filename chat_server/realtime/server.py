"""The Socket.IO server with the traps of its library closed, all in this file.

- A client may send events named `connect` or `disconnect`: events never reach the library's handlers here, they all go
  to one `Dispatch`; lifecycle runs from real transport events only.
- A handler that raises would never acknowledge: `Dispatch` answers everything with a structured acknowledgement.
- `async_handlers=False` keeps one client's commands in order. Binary packets are refused: a huge announced number of
  attachments would be collected in memory. permessage-deflate is off: it costs 100 kB for each connection.
- A reader that stalls would let its queue grow without end: `drop_stalled` cuts it off.
- JSON is decoded by msgspec, which refuses NaN, lone surrogates and endless nesting.
"""

from collections.abc import Callable
from typing import Protocol

import engineio
import msgspec
import socketio
import structlog
from aiohttp import WSCloseCode, web
from engineio.async_drivers import aiohttp as driver
from socketio import packet

from chat_server.domain.errors import ChatError, Unavailable
from chat_server.realtime.rooms import AGENTS, VISITORS
from chat_server.wire.errors import error_body
from chat_server.wire.outgoing import Json

log = structlog.get_logger()

MAX_FRAME = 64_000  # bytes; a message of 4,000 characters needs at most 25 kB as JSON
ENGINE_PACKETS = frozenset("0123456")  # the first character of every text frame
GOODBYE_S = 1.0  # whoever does not say goodbye back by then is not waited for
BAD_FRAMES = 5  # a client that speaks this much nonsense is cut off
MAX_QUEUED = 500  # packets that a client may be behind, about 500 kB; it comes back and catches up
PING_INTERVAL_S = 20
PING_TIMEOUT_S = 20


class JsonCodec:
    """What Socket.IO packets are encoded with; both names and signatures are the standard library's."""

    @staticmethod
    def dumps(value: object, **_options: object) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: object) -> object:
        try:
            return msgspec.json.decode(text)
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as problem:
            raise ValueError(str(problem)) from None


class Dispatch(Protocol):
    """What the server does with connections and commands; `dispatch.py` is the real one."""

    async def connect(self, namespace: str, sid: str, environ: dict[str, object], auth: object) -> None:
        """Raises ChatError when the caller may not come in."""
        ...

    async def connected(self, namespace: str, sid: str) -> None: ...

    async def disconnected(self, namespace: str, sid: str) -> None: ...

    async def command(self, namespace: str, sid: str, data: object) -> Json:
        """The acknowledgement, whatever happens."""
        ...


class _Sockets:
    """All open websockets of this process, to close them with 1012 (service restart) when it stops."""

    def __init__(self) -> None:
        self.open: set[web.WebSocketResponse] = set()

    async def close(self) -> None:
        for socket in list(self.open):
            await socket.close(code=WSCloseCode.SERVICE_RESTART, message=b"restarting")


def _websocket_class(sockets: _Sockets) -> type[driver.WebSocket]:
    class TrackedWebSocket(driver.WebSocket):  # type: ignore[misc] # the driver has no types
        """The driver's websocket without compression, known to `sockets` while it is open."""

        async def __call__(self, environ: dict[str, object]) -> web.WebSocketResponse:
            request = environ["aiohttp.request"]
            assert isinstance(request, web.Request)  # noqa: S101 - set by the driver itself
            socket = web.WebSocketResponse(compress=False, max_msg_size=MAX_FRAME, timeout=GOODBYE_S)
            self._sock = socket
            self.environ = environ
            await socket.prepare(request)
            sockets.open.add(socket)
            try:
                await self.handler(self)
            finally:
                sockets.open.discard(socket)
                # A handler that was cancelled because the network went has not said so to the session.
                await self.handler.__self__.close(wait=False, abort=True)
            return socket

        async def wait(self) -> str:
            """The next frame. One that is no packet of Engine.IO ends the connection here: further in, its error
            would escape into the HTTP handler, which would write an answer into the socket."""
            message = await self._sock.receive()
            if not isinstance(message.data, str) or message.data[:1] not in ENGINE_PACKETS:
                raise OSError("no Engine.IO packet")
            return message.data

    return TrackedWebSocket


class ChatSocketServer(socketio.AsyncServer):  # type: ignore[misc] # the library has no types
    """Emits with the library's `emit(event, data, room=, namespace=)`; all that comes in goes to `dispatch`."""

    dispatch: Dispatch

    def __init__(self, origin_allowed: Callable[[str, dict[str, object]], bool]) -> None:
        super().__init__(
            async_mode="aiohttp",
            async_handlers=False,
            json=JsonCodec,
            namespaces=[VISITORS, AGENTS],
            cors_allowed_origins=origin_allowed,
            cors_credentials=False,
            max_http_buffer_size=MAX_FRAME,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
            http_compression=False,
        )
        self._sockets = _Sockets()
        self._bad_frames: dict[str, int] = {}
        engine: engineio.AsyncServer = self.eio
        engine._async = {**engine._async, "websocket": _websocket_class(self._sockets)}  # noqa: SLF001

    async def close_all(self) -> None:
        """Close every socket so that clients come back to the next process at once."""
        await self._sockets.close()
        await self.shutdown()

    async def close_sid(self, namespace: str, sid: str) -> None:
        await self.disconnect(sid, namespace=namespace)

    def drop_stalled(self) -> int:
        """Abort the connections that no longer read; returns how many. There is no use in saying goodbye to them."""
        dropped = 0
        for eio_sid, socket in list(self.eio.sockets.items()):
            if socket.queue.qsize() <= MAX_QUEUED:
                continue
            log.warning("socket.stalled", queued=socket.queue.qsize())
            dropped += self._abort(eio_sid)
        return dropped

    def _abort(self, eio_sid: str) -> bool:
        """Cut the connection under an Engine.IO session; the library then forgets it."""
        request = self.environ.get(eio_sid, {}).get("aiohttp.request")
        if not isinstance(request, web.Request) or request.transport is None:
            return False
        request.transport.abort()
        return True

    async def _trigger_event(self, event: str, namespace: str, *args: object) -> object:
        """Called by the library for lifecycle only, since `_handle_event` below never comes here."""
        if event == "connect":
            sid, environ, *auth = args
            return await self._connect(namespace, str(sid), environ, auth[0] if auth else None)
        if event == "disconnect":
            await self.dispatch.disconnected(namespace, str(args[0]))
        return None

    async def _connect(self, namespace: str, sid: str, environ: object, auth: object) -> bool:
        assert isinstance(environ, dict)  # noqa: S101 - made by the library
        try:
            await self.dispatch.connect(namespace, sid, environ, auth)
        except ChatError as refused:
            raise socketio.exceptions.ConnectionRefusedError(refused.message, error_body(refused)) from None
        except Exception:
            log.exception("socket.connect_failed", namespace=namespace)
            failed = Unavailable("The connection could not be opened. Try again in a moment.", retry_after_s=2)
            raise socketio.exceptions.ConnectionRefusedError(failed.message, error_body(failed)) from None
        return True

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: object) -> None:
        name = namespace or "/"
        if self.manager.sid_from_eio_sid(eio_sid, name):
            return  # a second CONNECT on the same socket: the first one stands
        await super()._handle_connect(eio_sid, namespace, data)
        sid = self.manager.sid_from_eio_sid(eio_sid, name)
        if sid and self.manager.is_connected(sid, name):
            await self.dispatch.connected(name, sid)

    async def _handle_event(self, eio_sid: str, namespace: str | None, id: int | None, data: object) -> None:  # noqa: A002
        name = namespace or "/"
        sid = self.manager.sid_from_eio_sid(eio_sid, name)
        if not self.manager.is_connected(sid, name):
            return
        answer = await self.dispatch.command(name, sid, data)
        if id is not None:
            ack = self.packet_class(packet.ACK, namespace=name, id=id, data=[answer])
            await self._send_packet(eio_sid, ack)

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        if eio_sid not in self.environ:
            return  # frames that were under way when the session was closed
        try:
            if isinstance(data, str) and data[:1] in {str(packet.BINARY_EVENT), str(packet.BINARY_ACK)}:
                raise ValueError("binary packets are not spoken here")
            await super()._handle_eio_message(eio_sid, data)
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as problem:
            await self._nonsense(eio_sid, problem)

    async def _nonsense(self, eio_sid: str, problem: Exception) -> None:
        """A frame that is no packet of ours: ignored a few times, then the socket is closed."""
        count = self._bad_frames[eio_sid] = self._bad_frames.get(eio_sid, 0) + 1
        if count == 1:
            log.info("socket.bad_frame", problem=str(problem)[:200])
        if count >= BAD_FRAMES:
            self._abort(eio_sid)
            socket = self.eio.sockets.get(eio_sid)
            if socket is not None:  # not `eio.disconnect`, which waits until a queue is read that nobody reads
                await socket.close(wait=False, abort=True)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self._bad_frames.pop(eio_sid, None)
        await super()._handle_eio_disconnect(eio_sid, reason)
