"""Searching in a process of its own, so that no question, however hard, keeps the event loop waiting.

In a thread it would: whoever has the interpreter keeps it for 5 ms, and a chat message waits that long for each of the
threads before it. The index is mapped memory, which that process shares with the one that builds the next index.
"""

import asyncio
import sys
from asyncio import Future, IncompleteReadError, StreamReader, StreamWriter, Task
from asyncio.subprocess import PIPE, Process
from itertools import count
from pathlib import Path
from typing import Protocol, Self

import msgspec
import structlog

from chat_server.adapters import search_worker
from chat_server.adapters.search_worker import (
    LENGTH,
    Answer,
    Answered,
    Asked,
    Call,
    Failed,
    Open,
    Question,
    Reply,
    framed,
)
from chat_server.domain.errors import Unavailable
from chat_server.services.help_articles import Suggestions
from deflection.index_folders import IndexDamagedError

log = structlog.get_logger()


class SearchFailedError(Exception):
    """Searching or opening raised something that nobody foresaw; the text says what."""


class Searching(Protocol):
    """Who answers questions from an index."""

    async def start(self) -> None:
        """Get ready, if it takes time. Not needed before `open`."""
        ...

    async def open(self, index: Path) -> None:
        """Answer from this folder from now on; questions go on being answered from the one before until then.

        Raises IndexDamagedError when it is not whole: then the one before stays.
        """
        ...

    async def ask(self, asked: Question) -> Suggestions:
        """Raises Unavailable when it cannot be answered now."""
        ...

    async def close(self) -> None: ...


class _LostError(Exception):
    """The process is gone."""


class _Worker:
    """One running process."""

    def __init__(self, process: Process, calls: StreamWriter, replies: StreamReader) -> None:
        self.process = process
        self.lost = False
        self.has_index = False
        self._calls = calls
        self._numbers = count()
        self._waiting: dict[int, Future[Answer]] = {}
        self._hearing: Task[None] = asyncio.create_task(self._hear(replies))

    @classmethod
    async def start(cls, default_locale: str) -> Self:
        command = (sys.executable, "-m", search_worker.__name__, default_locale)
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a process was started without the pipes that were asked for")
        return cls(process, process.stdin, process.stdout)

    async def call(self, asked: Asked) -> Answer:
        """Raises _LostError."""
        if self.lost:
            raise _LostError
        number = next(self._numbers)
        answer: Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            self._calls.write(framed(Call(number, asked)))
            return await answer
        finally:
            self._waiting.pop(number, None)

    async def open(self, index: Path) -> None:
        raise_failure(await self.call(Open(str(index))))
        self.has_index = True

    async def close(self) -> None:
        self._calls.close()
        await self.process.wait()
        await self._hearing

    async def _hear(self, replies: StreamReader) -> None:
        decode = msgspec.msgpack.Decoder(Reply).decode
        try:
            while True:
                reply = decode(await replies.readexactly(*LENGTH.unpack(await replies.readexactly(LENGTH.size))))
                waiting = self._waiting.get(reply.number)
                if waiting is not None and not waiting.done():
                    waiting.set_result(reply.answer)
        except IncompleteReadError:
            pass
        finally:
            self.lost = True
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(_LostError())


class SearchProcess:
    """One process, replaced when it is lost. It ends with this one, however that ends."""

    def __init__(self, default_locale: str) -> None:
        self._default_locale = default_locale
        self._index: Path | None = None
        self._worker: _Worker | None = None
        self._changing = asyncio.Lock()

    async def start(self) -> None:
        async with self._changing:
            await self._alive()

    async def open(self, index: Path) -> None:
        async with self._changing:
            worker = await self._alive()
            try:
                await worker.open(index)
            except _LostError:
                raise SearchFailedError("the searching process ended while it opened the index") from None
            self._index = index

    async def ask(self, asked: Question) -> Suggestions:
        """A process that is lost over a question is replaced, and the new one asked again, once."""
        for _ in range(2):
            try:
                worker = self._worker
                if worker is None or worker.lost or not worker.has_index:
                    worker = await self._replaced()
                answer = await worker.call(asked)
            except _LostError:
                continue
            return found_in(answer)
        raise Unavailable("The search is starting anew. Try again in a moment.", retry_after_s=1)

    async def close(self) -> None:
        if self._worker is not None:
            await self._worker.close()

    async def _replaced(self) -> _Worker:
        if self._index is None:
            raise SearchFailedError("no index is open yet")
        async with self._changing:
            worker = await self._alive()
            if not worker.has_index:
                try:
                    await worker.open(self._index)
                except IndexDamagedError as problem:
                    log.error("search.index_damaged", problem=str(problem))  # noqa: TRY400 - the text says it all
                    raise Unavailable("The search is being repaired. Try again in a moment.", retry_after_s=5) from None
            return worker

    async def _alive(self) -> _Worker:
        if self._worker is not None and self._worker.lost:
            log.warning("search.process_lost", status=await self._worker.process.wait())
            await self._worker.close()
            self._worker = None
        if self._worker is None:
            self._worker = await _Worker.start(self._default_locale)
        return self._worker


def found_in(answer: Answer) -> Suggestions:
    """The suggestions of an answer, or what went wrong as an exception."""
    raise_failure(answer)
    if not isinstance(answer, Answered):
        raise TypeError(f"a question was answered with {answer!r}")
    return answer.found


def raise_failure(answer: Answer) -> None:
    """Raises IndexDamagedError or SearchFailedError, if that is what it tells."""
    if isinstance(answer, Failed):
        raise IndexDamagedError(answer.problem) if answer.damaged else SearchFailedError(answer.problem)
