"""Accounts of the console, their sessions and their presence."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, Delete, and_, delete, insert, select, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.secrets import hashed
from chat_server.adapters.sql.tables import agent, agent_session, conversation
from chat_server.domain.agent import Agent, Availability
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import AgentId, ConversationId, SiteId
from chat_server.services.stored import Strength


class SqlAgents:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: Agent, password_hash: str) -> None:
        def write(connection: Connection) -> None:
            taken = and_(agent.c.site_id == new.site_id, agent.c.email == new.email)
            if connection.execute(select(agent.c.id).where(taken)).one_or_none() is not None:
                raise Conflict(f"There is an agent {new.email} already. Use `agent set` to change it.", field="email")
            values = msgspec.structs.asdict(new) | {
                "availability": new.availability.value,
                "password_hash": password_hash,
            }
            connection.execute(insert(agent), values)

        await self._database.write(write)

    async def get(self, agent_id: AgentId) -> Agent | None:
        return await self._database.read(lambda connection: _get(connection, agent_id))

    async def credentials(self, site_id: SiteId, email: str) -> tuple[Agent, str] | None:
        query = select(agent).where(agent.c.site_id == site_id, agent.c.email == email)

        def read(connection: Connection) -> tuple[Agent, str] | None:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else (rows.struct(Agent, row), row["password_hash"])

        return await self._database.read(read)

    async def update(
        self,
        agent_id: AgentId,
        *,
        name: str | None = None,
        admin: bool | None = None,
        languages: tuple[str, ...] | None = None,
        capacity: int | None = None,
        password_hash: str | None = None,
        active: bool | None = None,
    ) -> Agent:
        wishes = {
            "name": name,
            "admin": admin,
            "languages": languages,
            "capacity": capacity,
            "password_hash": password_hash,
            "active": active,
        }
        return await self._change(agent_id, {key: value for key, value in wishes.items() if value is not None})

    async def set_availability(self, agent_id: AgentId, availability: Availability) -> Agent:
        return await self._change(agent_id, {"availability": availability.value})

    async def _change(self, agent_id: AgentId, values: dict[str, object]) -> Agent:
        def write(connection: Connection) -> Agent:
            if values:
                connection.execute(update(agent).where(agent.c.id == agent_id).values(values))
            changed = _get(connection, agent_id)
            if changed is None:
                raise NotFound("There is no such agent.")
            return changed

        return await self._database.write(write)

    async def renew_presence(self, agent_ids: Sequence[AgentId], until: datetime) -> None:
        statement = update(agent).where(agent.c.id.in_(agent_ids)).values(present_until=until)

        def write(connection: Connection) -> None:
            connection.execute(statement)

        await self._database.write(write)

    async def shorten_presence(self, agent_id: AgentId, until: datetime) -> None:
        statement = update(agent).where(agent.c.id == agent_id, agent.c.present_until > until)

        def write(connection: Connection) -> None:
            connection.execute(statement.values(present_until=until))

        await self._database.write(write)

    async def held_by_lost(self, site_id: SiteId, before: datetime) -> tuple[ConversationId, ...]:
        query = (
            select(conversation.c.id)
            .join(agent, agent.c.id == conversation.c.agent_id)
            .where(conversation.c.site_id == site_id, conversation.c.status == Status.ACTIVE.value)
            .where(agent.c.present_until <= before)
            .order_by(conversation.c.queue_key, conversation.c.id)
        )
        return await self._database.read(lambda connection: tuple(connection.execute(query).scalars()))

    async def strength(self, site_id: SiteId, now: datetime) -> Strength:
        query = select(agent.c.capacity, agent.c.open_count).where(*present(site_id, now))

        def read(connection: Connection) -> Strength:
            there = [(row.capacity, row.open_count) for row in connection.execute(query)]
            free = sum(max(0, capacity - taken) for capacity, taken in there)
            return Strength(agents=len(there), places=sum(capacity for capacity, _ in there), free_places=free)

        return await self._database.read(read)

    async def free_places(self, site_id: SiteId, now: datetime) -> dict[AgentId, int]:
        query = select(agent.c.id, agent.c.capacity, agent.c.open_count).where(*present(site_id, now))
        return await self._database.read(
            lambda connection: {
                AgentId(row.id): max(0, row.capacity - row.open_count) for row in connection.execute(query)
            }
        )

    async def add_session(self, agent_id: AgentId, token: str, now: datetime, expires_at: datetime) -> None:
        values = {"token_hash": hashed(token), "agent_id": agent_id, "created_at": now, "expires_at": expires_at}

        def write(connection: Connection) -> None:
            connection.execute(delete(agent_session).where(agent_session.c.expires_at <= now))
            connection.execute(insert(agent_session), values)

        await self._database.write(write)

    async def by_session(self, token: str, now: datetime) -> Agent | None:
        query = (
            select(agent)
            .join(agent_session, agent_session.c.agent_id == agent.c.id)
            .where(agent_session.c.token_hash == hashed(token), agent_session.c.expires_at > now, agent.c.active)
        )

        def read(connection: Connection) -> Agent | None:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else rows.struct(Agent, row)

        return await self._database.read(read)

    async def end_session(self, token: str) -> None:
        await self._end(delete(agent_session).where(agent_session.c.token_hash == hashed(token)))

    async def end_sessions_of(self, agent_id: AgentId) -> None:
        await self._end(delete(agent_session).where(agent_session.c.agent_id == agent_id))

    async def _end(self, statement: Delete) -> None:
        def write(connection: Connection) -> None:
            connection.execute(statement)

        await self._database.write(write)

    async def listed(self, site_id: SiteId) -> tuple[Agent, ...]:
        query = select(agent).where(agent.c.site_id == site_id).order_by(agent.c.name)
        return await self._database.read(
            lambda connection: tuple(rows.struct(Agent, row) for row in connection.execute(query).mappings())
        )


def present(site_id: SiteId, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds for agents who are online now and whose browser has lately said so."""
    return (
        agent.c.site_id == site_id,
        agent.c.active,
        agent.c.availability == Availability.ONLINE.value,
        and_(agent.c.present_until.is_not(None), agent.c.present_until > now),
    )


def _get(connection: Connection, agent_id: AgentId) -> Agent | None:
    row = connection.execute(select(agent).where(agent.c.id == agent_id)).mappings().one_or_none()
    return None if row is None else rows.struct(Agent, row)
