"""News that is computed rather than committed: queue places, who is there, list versions, heads.

Each is coalesced: a burst of changes becomes one signal.
"""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta

import structlog

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import ChatError
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.realtime import rooms
from chat_server.realtime.connections import Connections
from chat_server.realtime.publisher import SocketPublisher
from chat_server.realtime.server import ChatSocketServer
from chat_server.services.ports import Ports
from chat_server.services.queue_place import queue_places
from chat_server.services.queue_ports import QueuePlace
from chat_server.services.set_availability import renew_presence
from chat_server.wire import answers
from chat_server.wire import outgoing as wire

log = structlog.get_logger()

# News within this time become one signal; a change is still told well within a second.
GATHER_S = 0.15
# Presence is a lease of 60 s: three renewals may fail before anybody is taken for gone.
ROUND_S = 5.0
# Whoever lost the last words of a conversation that has just ended learns of it all the same.
JUST_ENDED = timedelta(minutes=2)
HEADS_EVERY = 4  # rounds: tail loss is found within 20 s even when nothing else is said


class News:
    def __init__(
        self, ports: Ports, server: ChatSocketServer, connections: Connections, publisher: SocketPublisher
    ) -> None:
        self._ports = ports
        self._server = server
        self._connections = connections
        self._publisher = publisher
        self._available: dict[SiteId, bool] = {}
        self._places: dict[str, QueuePlace] = {}

    async def run(self) -> None:
        """Tell until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell_changes())
            tasks.create_task(self._rounds())

    async def _tell_changes(self) -> None:
        while True:
            await self._publisher.changed.wait()
            await asyncio.sleep(GATHER_S)
            self._publisher.changed.clear()
            await self._survive(self.tell())

    async def tell(self) -> None:
        """Send what has changed since the last time."""
        lists, self._publisher.changed_lists = self._publisher.changed_lists, set()
        presence, self._publisher.changed_presence = self._publisher.changed_presence, set()
        try:
            await self._tell_of(lists, presence)
        except Exception:  # told at the next round, with what has changed by then
            self._publisher.changed_lists |= lists
            self._publisher.changed_presence |= presence
            raise

    async def _tell_of(self, lists: set[SiteId], presence: set[SiteId]) -> None:
        for site_id in lists:
            version = wire.ListsSignal(version=await self._ports.store.lists_version())
            self._publisher.signal(version, [rooms.of_site(site_id)], rooms.AGENTS)
        for site_id in presence:
            await self._tell_presence(site_id)
            await self._tell_places(site_id)

    async def _tell_presence(self, site_id: SiteId) -> None:
        strength = await self._ports.agents.strength(site_id, self._ports.clock.now())
        available = strength.agents > 0
        if self._available.get(site_id) != available:
            self._available[site_id] = available
            self._publisher.signal(wire.PresenceSignal(available=available), [rooms.of_site(site_id)], rooms.VISITORS)

    async def _tell_places(self, site_id: SiteId) -> None:
        places = await queue_places(self._ports, site_id)
        for place in places:
            if self._places.get(place.conversation_id) != place:
                signal = wire.QueueSignal(
                    conversation_id=place.conversation_id, position=place.position, wait=answers.wait(place.wait)
                )
                self._publisher.signal(signal, [rooms.of_owner(place.owner_id)], rooms.VISITORS)
        self._places = {place.conversation_id: place for place in places}

    async def _rounds(self) -> None:
        rounds = 0
        while True:
            await asyncio.sleep(ROUND_S)
            rounds += 1
            await self._survive(self.round(with_heads=rounds % HEADS_EVERY == 0))

    async def _survive(self, news: Coroutine[None, None, None]) -> None:
        """Whatever goes wrong, the next news comes: without rounds nobody's presence would be renewed."""
        try:
            await news
        except ChatError as problem:
            log.warning("news.delayed", problem=problem.message)
        except Exception:
            log.exception("news.failed")

    async def round(self, *, with_heads: bool) -> None:
        """Renew presence, cut off stalled readers and ended sessions, notice who is gone, and send heads."""
        self._server.drop_stalled()
        await self._end_revoked()
        await renew_presence(self._ports, self._connections.agents())
        self._publisher.presence_changed(DEFAULT_SITE)
        if with_heads:
            await self.send_heads()

    async def _end_revoked(self) -> None:
        now = self._ports.clock.now()
        for connection in self._connections:
            if isinstance(connection.principal, Agent):
                agent = await self._ports.agents.by_session(connection.token, now)
                if agent is None:
                    await self._server.close_sid(connection.namespace, connection.sid)
                else:
                    connection.principal = agent

    async def send_heads(self) -> None:
        """The last number of every conversation that somebody here follows, in each one's own numbering."""
        since = self._ports.clock.now() - JUST_ENDED
        owners = {one.principal.owner_id for one in self._connections if isinstance(one.principal, Visitor)}
        agents = {agent.id for agent in self._connections.agents()}
        viewed = {conversation_id for one in self._connections for conversation_id in one.viewing}
        for state in await self._ports.store.heads(owners, agents, viewed, since):
            if state.is_open or (state.resolved_at is not None and state.resolved_at > since):
                public = wire.HeadsSignal(heads={state.id: state.public_head})
                self._publisher.signal(public, [rooms.of_owner(state.owner_id)], rooms.VISITORS)
            full = wire.HeadsSignal(heads={state.id: state.head})
            held = [rooms.of_agent(state.agent_id)] if state.agent_id else []
            self._publisher.signal(full, [*held, rooms.viewing(state.id)], rooms.AGENTS)
