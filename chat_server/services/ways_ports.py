"""What the ways of contact need to know besides the policy, as protocols; `ports.py` lists all of them."""

from datetime import datetime
from typing import Protocol

from chat_server.domain.contact import Visitor
from chat_server.domain.ids import AgentId, OwnerId
from chat_server.domain.policy import Facts


class WaysFacts(Protocol):
    async def of(self, visitor: Visitor, now: datetime) -> Facts:
        """Who is at the desk now, and the people and dates of this visitor."""
        ...


class Faces(Protocol):
    """Pictures of agents, for the merchants whom they look after."""

    async def put(self, agent_id: AgentId, picture: bytes) -> str:
        """In place of the one before; its name, which another picture never has."""
        ...

    async def remove(self, agent_id: AgentId) -> None: ...

    async def picture(self, name: str) -> bytes | None:
        """WebP."""
        ...


class Notices(Protocol):
    async def hidden(self, owner_id: OwnerId) -> frozenset[str]:
        """The kinds that this person does not want to see again."""
        ...

    async def hide(self, owner_id: OwnerId, kind: str, now: datetime) -> None: ...
