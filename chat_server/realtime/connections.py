"""Who is connected to this process, so that it can renew presence, send heads, and cut off whose session is over."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from chat_server import telemetry
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import ConversationId


@dataclass
class Connection:
    """One socket. `token` is the visitor's or the console session's bearer token."""

    namespace: str
    sid: str
    principal: Visitor | Agent
    token: str
    viewing: set[ConversationId] = field(default_factory=set)


class Connections:
    def __init__(self) -> None:
        self._by_sid: dict[str, Connection] = {}

    def add(self, connection: Connection) -> None:
        self._by_sid[connection.sid] = connection
        telemetry.SOCKETS.labels(connection.namespace).inc()

    def remove(self, sid: str) -> Connection | None:
        gone = self._by_sid.pop(sid, None)
        if gone is not None:
            telemetry.SOCKETS.labels(gone.namespace).dec()
        return gone

    def get(self, sid: str) -> Connection | None:
        return self._by_sid.get(sid)

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._by_sid.values()))

    def __len__(self) -> int:
        return len(self._by_sid)

    def agents(self) -> tuple[Agent, ...]:
        """Each connected agent once."""
        found = {one.principal.id: one.principal for one in self if isinstance(one.principal, Agent)}
        return tuple(found.values())
