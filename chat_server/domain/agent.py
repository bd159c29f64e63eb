"""The people who answer, and when they can be given another chat."""

from datetime import datetime
from enum import StrEnum

import msgspec

from chat_server.domain.events import Actor, ActorKind, AgentRef
from chat_server.domain.ids import AgentId, SiteId

DEFAULT_CAPACITY = 4  # chats one person can hold and still answer within a minute


class Availability(StrEnum):
    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"


class Agent(msgspec.Struct, frozen=True):
    """An account of the console. `open_count` counts the chats held now and never exceeds `capacity`.

    An agent without languages speaks all of them.
    """

    id: AgentId
    site_id: SiteId
    email: str
    name: str
    admin: bool
    languages: tuple[str, ...]
    capacity: int
    availability: Availability
    open_count: int
    active: bool
    created_at: datetime

    @property
    def ref(self) -> AgentRef:
        return AgentRef(id=self.id, name=self.name)

    @property
    def actor(self) -> Actor:
        return Actor(kind=ActorKind.AGENT, id=self.id, name=self.name)

    @property
    def takes_chats(self) -> bool:
        return self.active and self.availability is Availability.ONLINE and self.open_count < self.capacity
