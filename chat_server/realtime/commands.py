"""What a command's handler gets, and how its payload is parsed before it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from chat_server.realtime.connections import Connection
from chat_server.realtime.server import ChatSocketServer
from chat_server.services.ports import Ports
from chat_server.wire.incoming import Incoming, parse
from chat_server.wire.outgoing import Json


@dataclass(frozen=True)
class CommandContext:
    ports: Ports
    server: ChatSocketServer
    connection: Connection


P = TypeVar("P")
C = TypeVar("C", bound=Incoming)
Handler: TypeAlias = Callable[[CommandContext, P, object], Awaitable[Json]]


def command(kind: type[C], run: Callable[[CommandContext, P, C], Awaitable[Json]]) -> Handler[P]:
    """A handler that takes raw JSON, parses it as `kind` and runs; raises ChatError for bad input."""

    async def parsed(context: CommandContext, principal: P, raw: object) -> Json:
        return await run(context, principal, parse(kind, raw))

    return parsed
