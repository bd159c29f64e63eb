"""What the ways of contact need to know besides the policy, as protocols; `ports.py` lists all of them."""

from datetime import datetime
from typing import Protocol

from chat_server.domain.contact import Visitor
from chat_server.domain.ids import OwnerId
from chat_server.domain.policy import Facts


class WaysFacts(Protocol):
    async def of(self, visitor: Visitor, now: datetime) -> Facts:
        """Who is at the desk now, and the people and dates of this visitor."""
        ...


class Notices(Protocol):
    async def hidden(self, owner_id: OwnerId) -> frozenset[str]:
        """The kinds that this person does not want to see again."""
        ...

    async def hide(self, owner_id: OwnerId, kind: str, now: datetime) -> None: ...
