"""Searching in this process: as the server's own process does it, without the half second that starting it takes."""

import asyncio
from pathlib import Path

from chat_server.adapters.search_process import found_in, raise_failure
from chat_server.adapters.search_worker import Desk, Open, Question
from chat_server.services.help_articles import Suggestions


class SearchingHere:
    """Passes the same tests as SearchProcess, see tests/adapters/test_searching.py. Any event loop may use one."""

    def __init__(self, default_locale: str) -> None:
        self._desk = Desk(default_locale)

    async def start(self) -> None:
        pass

    async def open(self, index: Path) -> None:
        raise_failure(await asyncio.to_thread(self._desk.answer, Open(str(index))))

    async def ask(self, asked: Question) -> Suggestions:
        return found_in(await asyncio.to_thread(self._desk.answer, asked))

    async def close(self) -> None:
        pass
