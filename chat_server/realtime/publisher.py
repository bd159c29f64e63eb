"""Tells connected clients what was committed. A hint that makes the log fast, never part of an acknowledgement.

Everything goes through one queue, so that clients hear in the order of the commits; one task sends it on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import structlog

from chat_server import telemetry
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import MOVES, Conversation
from chat_server.domain.events import Actor, ActorKind, Event
from chat_server.domain.ids import SiteId
from chat_server.realtime import rooms
from chat_server.realtime.connections import Connections
from chat_server.realtime.server import ChatSocketServer
from chat_server.services.stored import Executed, Reader
from chat_server.wire import outgoing as wire

log = structlog.get_logger()


class SocketPublisher:
    """`changed_lists` and `changed_presence` collect the sites that `news.py` has to tell something."""

    def __init__(self, server: ChatSocketServer, connections: Connections) -> None:
        self._server = server
        self._connections = connections
        self._outbox: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self.changed_lists: set[SiteId] = set()
        self.changed_presence: set[SiteId] = set()
        self.changed = asyncio.Event()

    def committed(self, executed: Executed) -> None:
        conversation = executed.conversation
        for event in executed.events:
            telemetry.EVENTS.labels(event.data.type).inc()
            self._tell_agents(conversation, event)
            view = wire.for_everyone(event)
            if view is not None:
                room = rooms.of_owner(conversation.owner_id)
                self._put("event", wire.builtins(view), [room], rooms.VISITORS)
        if executed.events:
            self._mark(self.changed_lists, conversation.site_id)
        if any(event.data.type in MOVES for event in executed.events):
            self._mark(self.changed_presence, conversation.site_id)

    def _tell_agents(self, conversation: Conversation, event: Event) -> None:
        self._put("event", wire.builtins(wire.for_agents(event)), _agents_of(conversation), rooms.AGENTS)

    def typing(self, conversation: Conversation, who: Reader, actor_id: str, name: str | None) -> None:
        signal = wire.TypingSignal(
            conversation_id=conversation.id, actor=Actor(kind=ActorKind(who), id=actor_id, name=name)
        )
        if who == "contact":
            self._signal(signal, _agents_of(conversation), rooms.AGENTS)
        else:
            self._signal(signal, [rooms.of_owner(conversation.owner_id)], rooms.VISITORS)

    def read(self, conversation: Conversation, reader: Reader, seq: int, public_seq: int) -> None:
        for_agents = wire.ReadSignal(conversation_id=conversation.id, reader=reader, seq=seq)
        self._signal(for_agents, _agents_of(conversation), rooms.AGENTS)
        for_visitors = wire.ReadSignal(conversation_id=conversation.id, reader=reader, seq=public_seq)
        self._signal(for_visitors, [rooms.of_owner(conversation.owner_id)], rooms.VISITORS)

    def presence_changed(self, site_id: SiteId) -> None:
        self._mark(self.changed_presence, site_id)

    def lists_changed(self, site_id: SiteId) -> None:
        self._mark(self.changed_lists, site_id)

    def identified(self, visitor: Visitor) -> None:
        self._outbox.put_nowait(partial(self._follow, visitor))

    def session_ended(self, session_token: str) -> None:
        self._outbox.put_nowait(partial(self._close_sockets, session_token))

    def signal(self, signal: wire.Signal, to: Iterable[str], namespace: str) -> None:
        """Send one signal to rooms; for the jobs of this process."""
        self._signal(signal, list(to), namespace)

    def _signal(self, signal: wire.Signal, to: list[str], namespace: str) -> None:
        self._put("signal", wire.builtins(signal), to, namespace)

    def _put(self, name: str, data: wire.Json, to: list[str], namespace: str) -> None:
        self._outbox.put_nowait(partial(self._server.emit, name, data, room=to, namespace=namespace))

    def _mark(self, sites: set[SiteId], site_id: SiteId) -> None:
        sites.add(site_id)
        self.changed.set()

    async def run(self) -> None:
        """Send until cancelled; what cannot be sent is found by catching up."""
        while True:
            send = await self._outbox.get()
            try:
                await send()
            except Exception:
                log.exception("publish.failed")

    async def _follow(self, visitor: Visitor) -> None:
        """The visitor's sockets hear what its contact hears, from here on."""
        for connection in self._connections:
            if isinstance(connection.principal, Visitor) and connection.principal.id == visitor.id:
                connection.principal = visitor
                room = rooms.of_owner(visitor.owner_id)
                await self._server.enter_room(connection.sid, room, namespace=connection.namespace)

    async def _close_sockets(self, session_token: str) -> None:
        for connection in self._connections:
            if connection.token == session_token and connection.namespace == rooms.AGENTS:
                await self._server.close_sid(connection.namespace, connection.sid)


def _agents_of(conversation: Conversation) -> list[str]:
    """The one who holds or held it, and all who look at it."""
    held = [rooms.of_agent(conversation.agent_id)] if conversation.agent_id else []
    return [*held, rooms.viewing(conversation.id)]
