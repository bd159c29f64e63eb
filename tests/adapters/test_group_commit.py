"""The writer thread: groups of writes, each undone alone, all answered only after the commit that is on disk."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Connection

from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.domain.errors import Conflict, NotFound, Unavailable
from tests.adapters.writes import adds, as_one_group, fails, outcome, runs, stored


async def test_a_write_answers_with_what_it_returned(database: SqliteDatabase) -> None:
    assert await database.write(adds("one")) == "one"
    assert await stored(database) == {"one"}


async def test_writes_that_wait_together_become_visible_together(database: SqliteDatabase) -> None:
    def visible_elsewhere(_connection: Connection) -> int:
        with closing(sqlite3.connect(database.path)) as elsewhere:
            return int(elsewhere.execute("SELECT count(*) FROM counter WHERE name != 'change'").fetchone()[0])

    assert await as_one_group(database, adds("one"), visible_elsewhere, adds("two"), visible_elsewhere) == [
        "one",
        0,
        "two",
        0,
    ]
    assert await stored(database) == {"one", "two"}


async def test_writes_run_in_the_order_in_which_they_came(database: SqliteDatabase) -> None:
    ran: list[int] = []
    await as_one_group(database, *[lambda _connection, number=number: ran.append(number) for number in range(150)])
    assert ran == list(range(150))


async def test_a_failing_write_is_undone_alone(database: SqliteDatabase) -> None:
    answers = await as_one_group(database, adds("one"), fails(NotFound("Nothing there.")), adds("two"))
    assert outcome(answers) == ["one", NotFound, "two"]
    assert await stored(database) == {"one", "two"}


async def test_what_the_schema_forbids_is_a_conflict_and_undone_alone(database: SqliteDatabase) -> None:
    answers = await as_one_group(database, adds("one"), adds("one"), adds("two"))
    assert outcome(answers) == ["one", Conflict, "two"]


@pytest.mark.parametrize("unbindable", [object(), 2**70, "half a character: \ud800"])
async def test_a_parameter_that_cannot_be_bound_undoes_only_its_own_write(
    database: SqliteDatabase, unbindable: object
) -> None:
    answers = await as_one_group(database, adds("one"), adds(unbindable), adds("two"))
    assert answers[0] == "one"
    assert isinstance(answers[1], Exception)
    assert answers[2] == "two"
    assert await stored(database) == {"one", "two"}


async def test_one_who_no_longer_waits_spoils_nothing_for_the_others(database: SqliteDatabase) -> None:
    gone: list[asyncio.Future[object]] = []

    def leaves(_connection: Connection) -> None:
        gone[0].get_loop().call_soon_threadsafe(gone[0].cancel)

    gone.append(asyncio.ensure_future(database.write(adds("one"))))
    answers = await as_one_group(database, leaves, adds("two"))
    assert answers == [None, "two"]
    assert "two" in await stored(database)


async def test_a_reader_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(Unavailable):
        await database.read(adds("one"))
    assert await stored(database) == set()


async def test_a_reader_sees_one_state_while_others_write(database: SqliteDatabase) -> None:
    loop = asyncio.get_running_loop()

    def counts_twice(connection: Connection) -> tuple[object, object]:
        before = runs("SELECT count(*) FROM counter")(connection)
        asyncio.run_coroutine_threadsafe(database.write(adds("one")), loop).result(10)
        return before, runs("SELECT count(*) FROM counter")(connection)

    before, after = await database.read(counts_twice)
    assert before == after


@pytest.mark.parametrize(
    ("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1)]
)
async def test_the_writer_loses_nothing_when_the_power_goes(
    database: SqliteDatabase, pragma: str, value: object
) -> None:
    """synchronous 2 is FULL: every commit is fsynced; secure_delete overwrites what is erased."""
    assert await database.write(runs(f"PRAGMA {pragma}")) == value
