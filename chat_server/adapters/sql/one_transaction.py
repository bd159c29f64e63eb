"""Many writes as one: at the end all of them are on disk, and when they are cut short, by whatever, none is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.sqlite import writing_engine

T = TypeVar("T")


class OneTransaction:
    """A `Database` within a transaction that is open already. Its writes are seen by its own reads alone."""

    def __init__(self, connection: Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._undoable, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._connection)

    async def close(self) -> None:
        """Whoever began the transaction ends it."""

    def _undoable(self, work: Callable[[Connection], T]) -> T:
        with self._connection.begin_nested():
            return work(self._connection)


@asynccontextmanager
async def one_transaction(path: Path) -> AsyncIterator[Database]:
    """Everybody else who wants to write to the SQLite file at `path` waits meanwhile: nothing for a server at work."""
    engine = writing_engine(path)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="sqlite-once") as thread:
        try:
            connection = await loop.run_in_executor(thread, engine.connect)
            transaction = await loop.run_in_executor(thread, connection.begin)
            try:
                yield OneTransaction(connection, thread)
            except BaseException:
                await loop.run_in_executor(thread, transaction.rollback)
                raise
            await loop.run_in_executor(thread, transaction.commit)
        finally:
            engine.dispose()
