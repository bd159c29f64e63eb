"""The two doors to a SQL database: `write` in a transaction that is durable when it returns, and `read`.

Work is a synchronous function of a SQLAlchemy connection, so the same function runs in SQLite's writer thread
and, on PostgreSQL, inside `run_sync` of an async connection.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Database(Protocol):
    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction of its own and return what it returned, once that is on disk.

        An exception undoes the work and is raised here. Raises Unavailable when the database cannot be written now.
        """
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a connection that only reads."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then let go of all connections."""
        ...
