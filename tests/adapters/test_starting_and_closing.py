"""How the database starts and lets go."""

import asyncio
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.domain.errors import Unavailable
from tests.adapters.writes import adds, runs, stored


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_what_was_accepted_before_closing_is_finished(database: SqliteDatabase) -> None:
    written = asyncio.ensure_future(database.write(adds("one")))
    await asyncio.sleep(0)
    await database.close()
    assert await written == "one"
    with closing(sqlite3.connect(database.path)) as reopened:
        assert reopened.execute("SELECT count(*) FROM counter WHERE name = 'one'").fetchone() == (1,)


async def test_closing_lets_go_of_the_file_and_of_all_threads(migrated_file: Path, tmp_path: Path) -> None:
    threads = set(threading.enumerate())
    database = SqliteDatabase(Path(shutil.copy(migrated_file, tmp_path / "chat.sqlite")))
    await database.write(adds("one"))
    assert await stored(database) == {"one"}
    await database.close()
    assert {thread.name for thread in set(threading.enumerate()) - threads if "sqlite" in thread.name} == set()
    assert files_in(tmp_path) == ["chat.sqlite"], "the last to leave takes the log of writes along"


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
