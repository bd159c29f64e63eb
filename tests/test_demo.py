"""What the demo shows: one conversation in every state, the same at every start."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, func, select

from chat_server.adapters.jwt_signer import JwtSigner
from chat_server.adapters.memory_limiter import MemoryRateLimiter
from chat_server.adapters.sql.agents import SqlAgents
from chat_server.adapters.sql.canned_replies import SqlCannedReplies
from chat_server.adapters.sql.conversations import SqlConversationStore
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.one_transaction import one_transaction
from chat_server.adapters.sql.people import SqlPeople
from chat_server.adapters.sql.questions import SqlQuestions
from chat_server.adapters.sql.queue import SqlQueue
from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.sql.tables import agent, canned_reply, conversation, event, question
from chat_server.adapters.sql.ways import SqlWaysFacts
from chat_server.bootstrap import limits
from chat_server.demo import seed
from chat_server.demo_stories import AGENTS, CANNED_REPLIES, LOGINS, STORIES
from chat_server.domain.agent import Availability
from chat_server.domain.conversation import Status
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.log_in import log_in
from chat_server.services.ports import Clock, Ports
from chat_server.settings import load
from tests.support.people import ADDRESS
from tests.support.verify import verify_action
from tests.support.world import World

T = TypeVar("T")
TABLES = (agent, canned_reply, conversation, event, question)


def ports_with(world: World, database: Database | None = None) -> Callable[[Clock], Ports]:
    """The world's ports in another time, with the limits that the server has, perhaps on another database."""
    kept_in = database or world.database

    def made(clock: Clock) -> Ports:
        return replace(
            world.ports,
            clock=clock,
            store=SqlConversationStore(kept_in, clock),
            questions=SqlQuestions(kept_in),
            people=SqlPeople(kept_in),
            agents=SqlAgents(kept_in),
            queue=SqlQueue(kept_in),
            canned_replies=SqlCannedReplies(kept_in),
            signer=JwtSigner(SqlSites(kept_in)),
            ways_facts=SqlWaysFacts(kept_in),
            limiter=MemoryRateLimiter(limits(load(None, {}))),
        )

    return made


class CutShort(Exception):
    """The power went, the disk was full, somebody pressed Ctrl-C."""


class Fails:
    """A real database, until it has been written to `writes` times."""

    def __init__(self, real: Database, writes: int) -> None:
        self._real = real
        self._left = writes

    async def write(self, work: Callable[[Connection], T]) -> T:
        if self._left == 0:
            raise CutShort
        self._left -= 1
        return await self._real.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._real.read(work)

    async def close(self) -> None:
        await self._real.close()


def ids(connection: Connection) -> list[str]:
    return list(connection.execute(select(conversation.c.id)).scalars())


def everything(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for table in TABLES for row in connection.execute(select(table).order_by(table.c[0]))]


@pytest.fixture
async def seeded(world: World) -> World:
    await seed(ports_with(world), world.clock.now())
    return world


async def test_every_conversation_of_the_demo_holds(seeded: World) -> None:
    found = await seeded.database.read(ids)
    assert len(found) == len(STORIES)
    for conversation_id in found:
        await verify_action(seeded, conversation_id)


async def test_there_is_a_conversation_in_every_state(seeded: World) -> None:
    query = select(conversation.c.status, func.count()).group_by(conversation.c.status)
    counted = dict(await seeded.database.read(lambda connection: [tuple(row) for row in connection.execute(query)]))
    assert counted.keys() == {status.value for status in Status if status is not Status.NEW}
    assert counted["queued"] >= 2  # a queue of one shows no places


async def test_seeding_twice_changes_nothing(seeded: World) -> None:
    before = await seeded.database.read(everything)
    seeded.clock.advance(timedelta(days=1))
    await seed(ports_with(seeded), seeded.clock.now())
    assert await seeded.database.read(everything) == before


@pytest.mark.parametrize("writes", [0, 1, 4, 30, 90])
async def test_a_demo_that_was_cut_short_leaves_nothing_and_is_told_at_the_next_start(
    world: World, writes: int
) -> None:
    with pytest.raises(CutShort):
        async with one_transaction(world.database.path) as database:
            await seed(ports_with(world, Fails(database, writes)), world.clock.now())
    assert await world.database.read(everything) == []
    async with one_transaction(world.database.path) as database:
        await seed(ports_with(world, database), world.clock.now())
        assert await world.database.read(everything) == [], "nobody sees half a demo"
    assert len(await world.database.read(ids)) == len(STORIES)
    for conversation_id in await world.database.read(ids):
        await verify_action(world, conversation_id)


async def test_a_demo_told_in_one_transaction_is_not_told_again(world: World) -> None:
    for _ in range(2):
        async with one_transaction(world.database.path) as database:
            await seed(ports_with(world, database), world.clock.now())
    assert len(await world.database.read(ids)) == len(STORIES)


async def test_nothing_of_the_demo_happens_in_the_future(seeded: World) -> None:
    latest = await seeded.database.read(
        lambda connection: connection.execute(select(func.max(event.c.at))).scalar_one()
    )
    assert latest <= seeded.clock.now()


async def test_the_printed_logins_work_and_nobody_is_online(seeded: World) -> None:
    assert len(LOGINS) == len(AGENTS)
    for email, password in LOGINS:
        logged_in = await log_in(seeded.ports, DEFAULT_SITE, email, password, ADDRESS)
        assert logged_in.agent.availability is Availability.OFFLINE
    strength = await seeded.ports.agents.strength(DEFAULT_SITE, seeded.clock.now())
    assert strength.agents == 0


async def test_the_canned_replies_are_there(seeded: World) -> None:
    listed = await seeded.ports.canned_replies.listed(DEFAULT_SITE)
    assert {(reply.shortcut, reply.locale) for reply in listed} == {(one[0], one[3]) for one in CANNED_REPLIES}


async def test_notes_a_rating_and_an_anonymous_visitor_are_among_it(seeded: World) -> None:
    types = set(await seeded.database.read(lambda connection: connection.execute(select(event.c.type)).scalars().all()))
    assert {"note.added", "rating.given", "article.read", "outcome.given", "conversation.abandoned"} <= types
    assert any(not story.name for story in STORIES)
