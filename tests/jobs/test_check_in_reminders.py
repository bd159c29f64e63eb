"""The job that plans check-ins: at once, again and again, and in spite of a database that is away for a moment."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from chat_server.adapters.sql.check_ins import SqlCheckIns
from chat_server.domain.errors import Unavailable
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.jobs.check_in_reminders import keep_planning_check_ins
from tests.support.people import JONAS, merchant, with_claims
from tests.support.policies import follow, small_policy
from tests.support.world import World

PATIENCE_S = 10


class Watched(SqlCheckIns):
    """Counts the rounds, and is away in the first ones."""

    def __init__(self, world: World, *, away: int = 0) -> None:
        super().__init__(world.database)
        self.rounds = asyncio.Semaphore(0)
        self._away = away

    async def drop(self, site_id: SiteId, plans: Collection[str]) -> int:
        self.rounds.release()
        self._away -= 1
        if self._away >= 0:
            raise Unavailable("The database is busy.")
        return await super().drop(site_id, plans)


async def after_rounds(world: World, watched: Watched, count: int) -> None:
    """The job runs until it has begun so many rounds, and ends when asked."""
    world.ports = replace(world.ports, check_ins=watched)
    stop = asyncio.Event()
    running = asyncio.create_task(keep_planning_check_ins(world.ports, DEFAULT_SITE, stop, every_s=0.001))
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(count):
            await watched.rounds.acquire()
        stop.set()
        await running


@pytest.fixture
async def world(world: World) -> World:
    """Jonas's shop has grown."""
    follow(world, small_policy())
    await merchant(world, with_claims(JONAS, plan="business"))
    return world


async def planned(world: World) -> bool:
    return not await world.ports.check_ins.unplanned(DEFAULT_SITE, ("business",), 1)


async def test_a_new_contact_is_planned_as_soon_as_the_server_runs(world: World) -> None:
    with capture_logs() as logs:
        await after_rounds(world, Watched(world), 1)
    assert await planned(world)
    assert [(line["event"], line["planned"]) for line in logs] == [("check_ins.swept", 1)]


async def test_a_round_that_fails_is_made_up_for_by_the_next(world: World) -> None:
    with capture_logs() as logs:
        await after_rounds(world, Watched(world, away=2), 3)
    assert await planned(world)
    assert [line["event"] for line in logs] == ["check_ins.sweep_failed"] * 2 + ["check_ins.swept"]
