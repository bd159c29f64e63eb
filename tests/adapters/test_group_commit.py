"""The writer thread: groups of writes, each undone alone, all answered only after the commit that is on disk."""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from structlog.testing import capture_logs

from chat_server.adapters.sql import sqlite
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tables import counter, visitor
from chat_server.domain.errors import Conflict, NotFound, Unavailable

SECRET = "my card is 4111 1111 1111 1111"


@pytest.fixture
async def database(migrated_file: Path, tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(Path(shutil.copy(migrated_file, tmp_path / "chat.sqlite")))
    yield opened
    await opened.close()


def adds(name: object, value: object = 1) -> Callable[[Connection], object]:
    """A write of one row."""

    def write(connection: Connection) -> object:
        connection.execute(insert(counter), {"name": name, "value": value})
        return name

    return write


def fails(problem: Exception) -> Callable[[Connection], object]:
    """A write that does something and then thinks better of it."""

    def write(connection: Connection) -> object:
        adds("never")(connection)
        raise problem

    return write


def runs(sql: str) -> Callable[[Connection], object]:
    """The statement, for its first value if it has one."""

    def work(connection: Connection) -> object:
        result = connection.exec_driver_sql(sql)
        return result.scalar() if result.returns_rows else None

    return work


async def stored(database: SqliteDatabase) -> set[str]:
    names = await database.read(lambda connection: connection.execute(select(counter.c.name)).scalars().all())
    return set(names) - {"change"}


async def as_one_group(database: SqliteDatabase, *writes: Callable[[Connection], object]) -> list[object]:
    """Answers or exceptions of writes that all queue up while the writer thread is held."""
    held, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        held.set()
        assert go_on.wait(10)

    first = asyncio.ensure_future(database.write(hold))
    await asyncio.to_thread(held.wait, 10)
    waiting = [asyncio.ensure_future(database.write(write)) for write in writes]
    await asyncio.sleep(0)  # each of them joins the queue
    go_on.set()
    await first
    return list(await asyncio.gather(*waiting, return_exceptions=True))


def outcome(answers: list[object]) -> list[object]:
    """Answers as they are, errors as their types."""
    return [type(answer) if isinstance(answer, BaseException) else answer for answer in answers]


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


async def test_a_broken_commit_is_told_to_everybody_in_the_group(database: SqliteDatabase) -> None:
    orphan = {"id": "v", "site_id": "nowhere", "token_hash": "t", "locale": "es", "created_at": None}

    def owes_a_site(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(
            "INSERT INTO visitor (id, site_id, token_hash, locale, created_at) VALUES (?, ?, ?, ?, 0)",
            tuple(orphan[name] for name in ("id", "site_id", "token_hash", "locale")),
        )

    answers = await as_one_group(database, adds("one"), owes_a_site, adds("two"))
    assert outcome(answers) == [Unavailable, Unavailable, Unavailable]
    assert await stored(database) == set()
    assert await database.read(lambda connection: connection.execute(select(visitor)).all()) == []
    assert await database.write(adds("three")) == "three", "the thread lives on"


async def test_a_full_disk_is_said_so_and_passes_without_a_restart(database: SqliteDatabase) -> None:
    pages = await database.write(runs("PRAGMA page_count"))
    await database.write(runs(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(Unavailable, match="disk is full") as refused:
        await database.write(adds(SECRET * 1000))
    assert refused.value.retry_after_s
    assert SECRET not in refused.value.message
    await database.write(runs("PRAGMA max_page_count=100000"))
    assert await database.write(adds("afterwards")) == "afterwards"


async def test_a_disk_that_is_full_in_the_middle_of_a_group_is_told_to_everybody(database: SqliteDatabase) -> None:
    pages = await database.write(runs("PRAGMA page_count"))
    await database.write(runs(f"PRAGMA max_page_count={pages}"))
    answers = await as_one_group(database, adds("one"), adds("long" * 10_000), adds("two"))
    assert outcome(answers) == [Unavailable, Unavailable, Unavailable]
    assert await stored(database) == set(), "nobody was told that something was saved which was not"
    await database.write(runs("PRAGMA max_page_count=100000"))


async def test_a_locked_file_is_retryable_and_passes_without_a_restart(database: SqliteDatabase) -> None:
    await database.write(runs("PRAGMA busy_timeout=1"))
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="busy") as refused:
            await database.write(adds("one"))
        assert await stored(database) == set(), "reading goes on"
    assert refused.value.retry_after_s
    assert await database.write(adds("two")) == "two"


async def test_a_file_that_is_locked_at_the_first_connect_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_WAIT_S", 0.01)
    path = tmp_path / "locked.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE something (name)")
        other.execute("BEGIN EXCLUSIVE")
        database = SqliteDatabase(path)
        with pytest.raises(Unavailable):
            await database.write(runs("INSERT INTO something VALUES (1)"))
        with pytest.raises(Unavailable):
            await database.write(runs("INSERT INTO something VALUES (2)"))
        other.execute("ROLLBACK")
    await database.write(runs("INSERT INTO something VALUES (3)"))
    assert await database.read(runs("SELECT group_concat(name) FROM something")) == "3"
    await database.close()


async def test_no_error_and_no_log_line_holds_what_people_wrote(database: SqliteDatabase) -> None:
    def misses_a_table(connection: Connection) -> object:
        return connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", (SECRET,))

    def cannot_bind(connection: Connection) -> object:
        return connection.execute(insert(counter), {"name": SECRET, "value": object()})

    def cannot_encode(connection: Connection) -> object:
        return connection.execute(insert(counter), {"name": f"{SECRET} \ud800", "value": 1})

    with capture_logs() as logs:
        await database.write(adds(SECRET))
        answers = [
            *await as_one_group(database, adds(SECRET)),
            *await as_one_group(database, misses_a_table),
            *await as_one_group(database, cannot_bind),
            *await as_one_group(database, cannot_encode),
        ]
        with pytest.raises(Unavailable) as unreadable:
            await database.read(misses_a_table)
    told = [*answers, unreadable.value]
    assert len(told) == 5
    assert all(isinstance(problem, Exception) for problem in told)
    assert not any(SECRET in str(problem) for problem in told)
    assert SECRET not in str(logs)


async def test_one_who_no_longer_waits_spoils_nothing_for_the_others(database: SqliteDatabase) -> None:
    gone: list[asyncio.Future[object]] = []

    def leaves(_connection: Connection) -> None:
        gone[0].get_loop().call_soon_threadsafe(gone[0].cancel)

    gone.append(asyncio.ensure_future(database.write(adds("one"))))
    answers = await as_one_group(database, leaves, adds("two"))
    assert answers == [None, "two"]
    assert "two" in await stored(database)


async def test_what_was_accepted_before_closing_is_finished(database: SqliteDatabase) -> None:
    written = asyncio.ensure_future(database.write(adds("one")))
    await asyncio.sleep(0)
    await database.close()
    assert await written == "one"
    with closing(sqlite3.connect(database.path)) as reopened:
        assert reopened.execute("SELECT count(*) FROM counter WHERE name = 'one'").fetchone() == (1,)


async def test_a_closed_database_refuses_everything_and_closes_twice(database: SqliteDatabase) -> None:
    await database.close()
    await database.close()
    for refuse in (database.write, database.read):
        with pytest.raises(Unavailable) as refused:
            await refuse(runs("SELECT 1"))
        assert refused.value.retry_after_s


async def test_the_folder_is_made_at_first_start(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "var" / "data" / "chat.sqlite")
    await database.write(runs("CREATE TABLE something (name)"))
    assert await database.read(runs("SELECT count(*) FROM something")) == 0
    await database.close()


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
