"""What the services need to know of the queue, as a protocol, and what comes out of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from chat_server.domain.ids import AgentId, ConversationId, OwnerId, SiteId
from chat_server.domain.routing import Desk
from chat_server.domain.waiting_band import Forecast, WaitingBand

FRESH = timedelta(seconds=1)


class Waiting(msgspec.Struct, frozen=True):
    """A conversation in the queue."""

    conversation_id: ConversationId
    owner_id: OwnerId
    locale: str
    queued_at: datetime
    queue_key: datetime


class Joined(msgspec.Struct, frozen=True):
    """Somebody who joined the queue lately: until when they waited, None who still does; `left`: gave up."""

    locale: str
    queued_at: datetime
    queue_key: datetime
    until: datetime | None
    left: bool


class Told(msgspec.Struct, frozen=True):
    """What a merchant was told, and until when they waited; None who still does."""

    conversation_id: ConversationId
    at: datetime
    forecast: Forecast
    until: datetime | None


class QueueFacts(msgspec.Struct, frozen=True):
    """`waiting` in its order. `desks`: who is there to answer; `in_progress`: who holds a chat since when.

    `handling_s`: seconds from taking up to resolving of the last conversations. `told`: the newest last.
    """

    waiting: tuple[Waiting, ...]
    desks: tuple[Desk, ...] = ()
    in_progress: tuple[tuple[AgentId, datetime], ...] = ()
    handling_s: tuple[float, ...] = ()
    joined: tuple[Joined, ...] = ()
    told: tuple[Told, ...] = ()


class Queue(Protocol):
    async def facts(self, site_id: SiteId, now: datetime, lately: datetime) -> QueueFacts:
        """All at one moment; nothing but the empty queue when nobody waits. `joined` are those since `lately`."""
        ...

    async def remember(self, site_id: SiteId, now: datetime, told: Mapping[ConversationId, Forecast]) -> None: ...


class QueuePlace(msgspec.Struct, frozen=True):
    """`position` 1 is next; `wait` is None as long as nobody can say."""

    conversation_id: ConversationId
    owner_id: OwnerId
    position: int
    wait: WaitingBand | None


class KeptPlaces:
    """The places of each site as they were computed last: many ask at once, after a reconnect all who wait."""

    def __init__(self) -> None:
        self._kept: dict[SiteId, tuple[datetime, QueueFacts, tuple[QueuePlace, ...]]] = {}

    def get(self, site_id: SiteId, now: datetime, facts: QueueFacts) -> tuple[QueuePlace, ...] | None:
        """None when something has changed, or only the time by a second."""
        if site_id not in self._kept:
            return None
        at, looked_at, places = self._kept[site_id]
        return places if abs(now - at) < FRESH and looked_at == facts else None

    def keep(self, site_id: SiteId, now: datetime, facts: QueueFacts, places: tuple[QueuePlace, ...]) -> None:
        self._kept[site_id] = (now, facts, places)


def newest_last(told: Sequence[Told]) -> tuple[Told, ...]:
    """By when the wait was over: that is when there was something to learn."""
    return tuple(sorted((one for one in told if one.until is not None), key=lambda one: one.until or one.at))
