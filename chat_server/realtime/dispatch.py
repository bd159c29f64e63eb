"""One dispatcher for all commands: payload, access, service, and one structured acknowledgement for everything."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from aiohttp import web

from chat_server import telemetry
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import ChatError, Invalid, Unauthenticated, Unavailable
from chat_server.realtime import agent_commands, rooms, visitor_commands
from chat_server.realtime.commands import CommandContext, Handler
from chat_server.realtime.connections import Connection, Connections
from chat_server.realtime.server import ChatSocketServer
from chat_server.services.access import agent_by_session, visitor_by_token
from chat_server.services.ports import Ports
from chat_server.services.set_availability import left, renew_presence
from chat_server.wire.errors import error_body
from chat_server.wire.outgoing import Json, rfc3339

log = structlog.get_logger()
P = TypeVar("P")

_COMMANDS = {rooms.VISITORS: visitor_commands.HANDLERS.keys(), rooms.AGENTS: agent_commands.HANDLERS.keys()}

# (session cookie's value, csrf token of that session) of a request; `web/auth.py` knows how both are carried.
AgentCredentials = Callable[[web.Request], tuple[str, str]]
SameOrigin = Callable[[web.Request], bool]


class Dispatcher:
    """Implements `server.Dispatch`."""

    def __init__(
        self,
        server: ChatSocketServer,
        ports: Ports,
        connections: Connections,
        agent_credentials: AgentCredentials,
        same_origin: SameOrigin,
    ) -> None:
        self._server = server
        self._ports = ports
        self._connections = connections
        self._agent_credentials = agent_credentials
        self._same_origin = same_origin

    async def connect(self, namespace: str, sid: str, environ: dict[str, object], auth: object) -> None:
        request = environ["aiohttp.request"]
        if not isinstance(auth, dict) or not isinstance(request, web.Request):
            raise Unauthenticated("Send your credentials as the auth of the connection.")
        if namespace == rooms.VISITORS:
            token = auth.get("token")
            principal: Visitor | Agent = await visitor_by_token(self._ports, token if isinstance(token, str) else None)
        else:
            token, csrf = self._agent_credentials(request)
            if not self._same_origin(request) or auth.get("csrf") != csrf:
                raise Unauthenticated("This connection is not from the console. Reload it and log in again.")
            principal = await agent_by_session(self._ports, token)
        self._connections.add(
            Connection(namespace=namespace, sid=sid, principal=principal, token=token if isinstance(token, str) else "")
        )

    async def connected(self, namespace: str, sid: str) -> None:
        """First `ready`, then the rooms: nothing of the application comes before it."""
        connection = self._connections.get(sid)
        if connection is None:
            return
        now = rfc3339(self._ports.clock.now())
        await self._server.emit("ready", {"now": now}, to=sid, namespace=namespace)
        principal = connection.principal
        own_room = (
            rooms.of_owner(principal.owner_id) if isinstance(principal, Visitor) else rooms.of_agent(principal.id)
        )
        for room in (own_room, rooms.of_site(principal.site_id)):
            await self._server.enter_room(sid, room, namespace=namespace)
        if isinstance(principal, Agent):
            await renew_presence(self._ports, (principal,))
            self._ports.publisher.presence_changed(principal.site_id)

    async def disconnected(self, namespace: str, sid: str) -> None:  # noqa: ARG002 - part of the protocol
        """Presence is a lease: without a socket it runs out soon, and another tab goes on renewing it."""
        gone = self._connections.remove(sid)
        if gone is None or not isinstance(gone.principal, Agent):
            return
        if any(agent.id == gone.principal.id for agent in self._connections.agents()):
            return
        try:
            await left(self._ports, gone.principal)
        except ChatError as problem:  # then it runs out a little later
            log.info("presence.not_shortened", problem=problem.message)

    async def command(self, namespace: str, sid: str, data: object) -> Json:
        connection = self._connections.get(sid)
        name = "unknown"
        try:
            if connection is None:
                raise Unauthenticated("This connection is not authenticated. Connect again.")
            wanted, payload = _named(data)
            name = wanted if wanted in _COMMANDS[namespace] else "unknown"
            answer = {"ok": True} | await self._run(connection, wanted, payload)
        except ChatError as error:
            telemetry.COMMANDS.labels(name, error.code).inc()
            return {"ok": False, "error": error_body(error)}
        except Exception:
            log.exception("command.failed", namespace=namespace, command=name)
            telemetry.COMMANDS.labels(name, Unavailable.code).inc()
            failed = Unavailable("Something went wrong on our side. Try again in a moment.", retry_after_s=2)
            return {"ok": False, "error": error_body(failed)}
        telemetry.COMMANDS.labels(name, "ok").inc()
        return answer

    async def _run(self, connection: Connection, name: str, payload: object) -> Json:
        """Who calls is looked up anew each time: a session may have ended, a visitor may have identified."""
        context = CommandContext(self._ports, self._server, connection)
        if isinstance(connection.principal, Visitor):
            visitor = await visitor_by_token(self._ports, connection.token)
            return await _known(visitor_commands.HANDLERS, name)(context, visitor, payload)
        agent = await agent_by_session(self._ports, connection.token)
        return await _known(agent_commands.HANDLERS, name)(context, agent, payload)


def _named(data: object) -> tuple[str, object]:
    """The command's name and its one payload, from a Socket.IO event."""
    match data:
        case [str(name)]:
            return name, {}
        case [str(name), payload]:
            return name, payload
    raise Invalid("A command has a name and one object with its fields. See docs/protocol.md.")


def _known(handlers: dict[str, Handler[P]], name: str) -> Handler[P]:
    handler = handlers.get(name)
    if handler is None:
        raise Invalid(f"There is no command {name[:50]!r} here. See docs/protocol.md.")
    return handler
