"""The queue as it stands: who waits, who is there to answer, how long things took, and what was told about it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, func, insert, or_, select

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.agents import present
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.lists import TAKEN_UP
from chat_server.adapters.sql.tables import Instant, agent, conversation, event, wait_forecast
from chat_server.domain.conversation import Status
from chat_server.domain.ids import AgentId, ConversationId, SiteId
from chat_server.domain.routing import Desk
from chat_server.domain.waiting_band import WINDOW, Forecast
from chat_server.services.queue_ports import Joined, QueueFacts, Told, Waiting

RECENT = 100  # handling times that the waiting band looks at


class SqlQueue:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts(self, site_id: SiteId, now: datetime, lately: datetime) -> QueueFacts:
        def read(connection: Connection) -> QueueFacts:
            waiting = _waiting(connection, site_id)
            if not waiting:
                return QueueFacts(waiting=())
            return QueueFacts(
                waiting=waiting,
                desks=_desks(connection, site_id, now),
                in_progress=_in_progress(connection, site_id),
                handling_s=_handling_s(connection, site_id),
                joined=_joined(connection, site_id, lately),
                told=_told(connection, site_id),
            )

        return await self._database.read(read)

    async def remember(self, site_id: SiteId, now: datetime, told: Mapping[ConversationId, Forecast]) -> None:
        new = [
            {
                "conversation_id": conversation_id,
                "site_id": site_id,
                "told_at": now,
                "middle_s": forecast.middle_s,
                "spread_s": forecast.spread_s,
            }
            for conversation_id, forecast in told.items()
        ]

        def write(connection: Connection) -> None:
            known = select(wait_forecast.c.conversation_id).where(
                wait_forecast.c.conversation_id.in_(list(told)), wait_forecast.c.told_at == now
            )
            there = set(connection.execute(known).scalars())
            fresh = [row for row in new if row["conversation_id"] not in there]
            if fresh:
                connection.execute(insert(wait_forecast), fresh)

        await self._database.write(write)


def _waiting(connection: Connection, site_id: SiteId) -> tuple[Waiting, ...]:
    query = (
        select(
            conversation.c.id, conversation.c.owner_id, conversation.c.locale, conversation.c.queued_at,
            conversation.c.queue_key,
        )
        .where(conversation.c.site_id == site_id, conversation.c.status == Status.QUEUED.value)
        .order_by(conversation.c.queue_key, conversation.c.id)
    )  # fmt: skip
    return tuple(Waiting(*row) for row in connection.execute(query))


def _desks(connection: Connection, site_id: SiteId, now: datetime) -> tuple[Desk, ...]:
    query = select(agent.c.id, agent.c.capacity, agent.c.open_count, agent.c.languages).where(*present(site_id, now))
    return tuple(
        Desk(agent_id=id_, capacity=capacity, held=held, languages=frozenset(languages))
        for id_, capacity, held, languages in connection.execute(query)
        if capacity > 0
    )


def _taken_up(latest: bool) -> ScalarSelect[datetime]:
    which = func.max(event.c.at, type_=Instant) if latest else func.min(event.c.at, type_=Instant)
    return (
        select(which)
        .where(event.c.conversation_id == conversation.c.id, event.c.type.in_(TAKEN_UP))
        .correlate(conversation)
        .scalar_subquery()
    )


def _in_progress(connection: Connection, site_id: SiteId) -> tuple[tuple[AgentId, datetime], ...]:
    query = select(conversation.c.agent_id, _taken_up(latest=True)).where(
        conversation.c.site_id == site_id, conversation.c.status == Status.ACTIVE.value
    )
    return tuple((AgentId(agent_id), since) for agent_id, since in connection.execute(query) if agent_id and since)


def _handling_s(connection: Connection, site_id: SiteId) -> tuple[float, ...]:
    query = (
        select(conversation.c.resolved_at, _taken_up(latest=True))
        .where(conversation.c.site_id == site_id, conversation.c.status == Status.RESOLVED.value)
        .order_by(conversation.c.updated_at.desc())
        .limit(RECENT)
    )
    return tuple((done - begun).total_seconds() for done, begun in connection.execute(query) if done and begun)


def _joined(connection: Connection, site_id: SiteId, lately: datetime) -> tuple[Joined, ...]:
    query = (
        select(
            conversation.c.locale, conversation.c.queued_at, conversation.c.queue_key, conversation.c.status,
            conversation.c.resolved_at, _taken_up(latest=False).label("taken_up"),
        )
        .where(conversation.c.site_id == site_id, conversation.c.queued_at >= lately)
    )  # fmt: skip
    return tuple(
        Joined(
            locale=row.locale,
            queued_at=row.queued_at,
            queue_key=row.queue_key,
            until=None if row.status == Status.QUEUED.value else row.taken_up or row.resolved_at,
            left=row.status == Status.ABANDONED.value,
        )
        for row in connection.execute(query)
    )


def _told(connection: Connection, site_id: SiteId) -> tuple[Told, ...]:
    """Of those who still wait or were answered; who gave up says nothing about how long it would have taken."""
    answered = (
        select(func.min(event.c.at, type_=Instant))
        .where(
            event.c.conversation_id == wait_forecast.c.conversation_id,
            event.c.type.in_(TAKEN_UP),
            event.c.at >= wait_forecast.c.told_at,
        )
        .correlate(wait_forecast)
        .scalar_subquery()
    )
    query = (
        select(wait_forecast, answered.label("until"))
        .join(conversation, conversation.c.id == wait_forecast.c.conversation_id)
        .where(
            wait_forecast.c.site_id == site_id,
            or_(conversation.c.status == Status.QUEUED.value, answered.is_not(None)),
        )
        .order_by(wait_forecast.c.told_at.desc())
        .limit(WINDOW)
    )
    return tuple(
        Told(
            conversation_id=row["conversation_id"],
            at=row["told_at"],
            forecast=rows.struct(Forecast, row),
            until=row["until"],
        )
        for row in connection.execute(query).mappings()
    )
