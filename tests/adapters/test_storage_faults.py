"""Full disks, locks and broken commits: everybody is told, nothing is leaked, and it passes without a restart."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from structlog.testing import capture_logs

from chat_server.adapters.sql import sqlite
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tables import counter, visitor
from chat_server.domain.errors import Unavailable
from tests.adapters.writes import adds, as_one_group, outcome, runs, stored

SECRET = "my card is 4111 1111 1111 1111"


async def test_a_broken_commit_is_told_to_everybody_in_the_group(database: SqliteDatabase) -> None:
    def owes_a_site(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(
            "INSERT INTO visitor (id, site_id, token_hash, locale, created_at) VALUES ('v', 'nowhere', 't', 'es', 0)"
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
