"""SQLite with one writer thread that commits in groups, and a few readers.

Every write in a group has a savepoint of its own: a failing one is undone alone. The callers hear only after
the group's COMMIT, which with `synchronous=FULL` has been fsynced: acknowledged means on disk.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from chat_server.adapters.sql.log import ERASED
from chat_server.domain.errors import ChatError, Conflict, Unavailable

T = TypeVar("T")
log = structlog.get_logger()

# More writes in one group would make the first of them wait longer than its own fsync costs.
GROUP_LIMIT = 100
# How long SQLite itself waits for another process's lock before a write is refused with a retryable error.
LOCK_WAIT_S = 5.0
READERS = 3


class _Entry(Protocol):
    """One piece of work on its way through the writer thread."""

    loop: asyncio.AbstractEventLoop

    def run(self, connection: Connection) -> None: ...
    def fail(self, error: Exception) -> None: ...
    def settle(self) -> None: ...


class _Write(Generic[T]):
    """An entry with the future of whoever waits for it."""

    def __init__(self, work: Callable[[Connection], T], future: "asyncio.Future[T]") -> None:
        self.loop = future.get_loop()
        self._work = work
        self._future = future
        self._result: list[T] = []
        self._error: Exception | None = None

    def run(self, connection: Connection) -> None:
        try:
            with connection.begin_nested():
                self._result.append(self._work(connection))
        except IntegrityError as problem:
            log.warning("write.conflict", problem=str(problem.orig))
            self._error = Conflict("Somebody else changed this at the same moment. Load it again and retry.")
        except OperationalError:
            raise  # disk full, locked, gone: the whole group is undone, see `SqliteDatabase._commit`
        except Exception as problem:  # noqa: BLE001 - it belongs to the caller, who gets it in `settle`
            self._error = problem

    def fail(self, error: Exception) -> None:
        self._error = error

    def settle(self) -> None:
        """Answer, on the caller's loop, after the commit."""
        if self._future.done():
            return
        if self._error is not None:
            self._future.set_exception(self._error)
        else:
            self._future.set_result(self._result[0])


class SqliteDatabase:
    """`path` is created if needed; the schema is the business of `migrations`.

    `synced=False` is for a file that nobody keeps: it waits for no disk, so that a power cut may undo what was
    acknowledged.
    """

    def __init__(self, path: Path, *, synced: bool = True) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._synced = synced
        self._writes: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._read_engine = _reading_engine(path, synced=synced)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Connection], T]) -> T:
        if self._closed:
            raise Unavailable("The server is stopping. Try again in a moment.", retry_after_s=2)
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writes.put(_Write(work, future))
        return await future

    async def read(self, work: Callable[[Connection], T]) -> T:
        if self._closed:
            raise Unavailable("The server is stopping. Try again in a moment.", retry_after_s=2)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._read_engine.connect() as connection:
                return work(connection)
        except DBAPIError as problem:
            log.error("read.failed", problem=_reason(problem))  # noqa: TRY400 - a traceback would show parameters
            raise Unavailable("The database cannot be read now. Try again in a moment.", retry_after_s=2) from None

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._writes.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._readers.shutdown(wait=True)
        self._read_engine.dispose()

    def _run(self) -> None:
        """The writer thread: take what has queued up, commit it as one group, answer, repeat."""
        engine = writing_engine(self.path, synced=self._synced)
        while group := self._next_group():
            self._commit(engine, group)
        engine.dispose()

    def _next_group(self) -> list[_Entry]:
        """Wait for a write and take those that queued up behind it; empty once the database is closed."""
        first = self._writes.get()
        group = [] if first is None else [first]
        while group and len(group) < GROUP_LIMIT:
            try:
                entry = self._writes.get_nowait()
            except queue.Empty:
                break
            if entry is None:
                self._writes.put(None)  # closing: this group first, nothing comes after it
                break
            group.append(entry)
        return group

    def _commit(self, engine: Engine, group: list[_Entry]) -> None:
        """Whatever happens, everybody in the group is answered and the thread lives on."""
        try:
            with engine.connect() as connection:
                with connection.begin():
                    for entry in group:
                        entry.run(connection)
                if connection.info.pop(ERASED, False):
                    _empty_write_ahead_log(connection)
        except Exception as problem:  # noqa: BLE001 - a thread that dies would leave all later writes waiting
            reason = _reason(problem)
            log.error("commit.failed", writes=len(group), problem=reason)  # noqa: TRY400 - a traceback shows parameters
            for entry in group:
                entry.fail(_explain(reason))
        try:
            group[0].loop.call_soon_threadsafe(_settle, group)
        except RuntimeError:
            log.warning("commit.unheard", writes=len(group))  # the loop is gone, nobody waits any more


def _empty_write_ahead_log(connection: Connection) -> None:
    """What was erased also stood there. Best effort: a long read may keep a part until the next checkpoint."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _settle(group: list[_Entry]) -> None:
    for entry in group:
        entry.settle()


def _reason(problem: Exception) -> str:
    """What the database said, without the statement and its parameters: those hold people's texts.

    A full disk ends the transaction, and then undoing the savepoint fails as well: the first failure is the reason.
    """
    while isinstance(problem.__context__, (DBAPIError, sqlite3.Error)):
        problem = problem.__context__
    said = problem.orig if isinstance(problem, DBAPIError) else problem
    return str(said) if isinstance(said, sqlite3.Error) else type(said).__name__


def _explain(reason: str) -> ChatError:
    text = reason.lower()
    if "full" in text:
        return Unavailable("The disk is full: nothing was saved. Your text is kept here; try again.", retry_after_s=30)
    if "locked" in text or "busy" in text:
        return Unavailable("The database is busy: nothing was saved. It is tried again.", retry_after_s=2)
    return Unavailable("The database cannot be written now: nothing was saved. Try again.", retry_after_s=5)


def writing_engine(path: Path, *, synced: bool = True) -> Engine:
    """The one connection that writes. Transactions are IMMEDIATE: one that reads first and writes later would
    fail with SQLITE_BUSY_SNAPSHOT despite the timeout."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        hide_parameters=True,
        connect_args={"timeout": LOCK_WAIT_S, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_synchronous(synced=synced))
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # a redacted text leaves the file too

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _synchronous(*, synced: bool) -> str:
    return f"PRAGMA synchronous={'FULL' if synced else 'OFF'}"


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _reading_engine(path: Path, *, synced: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        hide_parameters=True,
        pool_size=READERS,
        connect_args={"timeout": LOCK_WAIT_S, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(_synchronous(synced=synced))  # the last to leave may be a reader, and moves the log
        connection.execute("PRAGMA query_only=ON")
        # SQLite's own lower() knows ASCII only, and people search for "ñ".
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
