"""The world and the people in it, for every test that asks for them by name."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from tests.support.clock import FakeClock
from tests.support.people import AMIR, JONAS, LUCIA, VERA, employ, merchant, stranger
from tests.support.server import close_empty_databases
from tests.support.world import World, emptied_world, migrated, opened_world, quick_database

# The same examples at every run, and no clock: a busy machine is no failure.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_collection_finish() -> None:
    """What is imported by now stays: the garbage collector need not go through it again and again (a tenth of the run).

    What tests leave behind is still found, if later: see `filterwarnings` in setup.cfg.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield migrated(tmp_path_factory.mktemp("template") / "migrated.sqlite")
    asyncio.run(close_empty_databases())


@pytest.fixture(scope="session")
def shared_database(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabase]:
    """One file for all worlds, emptied before each."""
    database = quick_database(migrated_file, tmp_path_factory.mktemp("world") / "chat.sqlite")
    yield database
    asyncio.run(database.close())


@pytest.fixture
async def world(shared_database: SqliteDatabase) -> World:
    """An empty world on Monday at nine (UTC): nobody there yet."""
    return await emptied_world(shared_database)


@pytest.fixture
async def own_world(migrated_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    """An empty world on a file of its own, for tests that look into the file or break it."""
    async with opened_world(migrated_file, tmp_path) as opened:
        yield opened


@pytest.fixture
def clock(world: World) -> FakeClock:
    return world.clock


@pytest.fixture
async def vera(world: World) -> Visitor:
    """A merchant with a small shop in Spain."""
    return await merchant(world, VERA)


@pytest.fixture
async def jonas(world: World) -> Visitor:
    """A merchant with a large shop in Germany."""
    return await merchant(world, JONAS)


@pytest.fixture
async def somebody(world: World) -> Visitor:
    """A visitor whom nobody has vouched for."""
    return await stranger(world)


@pytest.fixture
async def amir(world: World) -> Agent:
    """An agent and admin who is online and speaks all languages."""
    return await employ(world, AMIR, "Amir", admin=True)


@pytest.fixture
async def lucia(world: World) -> Agent:
    """An agent who is online, for Spanish and English."""
    return await employ(world, LUCIA, "Lucía", languages=("es", "en"))
