"""Small writes for tests of the writer thread, and a way to make them one group."""

import asyncio
import threading
from collections.abc import Callable

from sqlalchemy import Connection, insert, select

from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tables import counter


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
