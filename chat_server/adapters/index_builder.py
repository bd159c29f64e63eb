"""Builds the search index in a process of its own: a thread would steal the interpreter from the event loop.

That process keeps the articles between two builds, so that one changed article costs sending one.
"""

import asyncio
import os
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path

import structlog

from chat_server.adapters.article_urls import Key
from deflection.article import Article
from deflection.index import build_index

log = structlog.get_logger()

# In the building process: the articles of each builder by its token.
_shelves: dict[str, dict[Key, Article]] = {}


def one_process() -> Executor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_parent)


class IndexBuilder:
    """Indexes are written below `folder`. One build at a time."""

    def __init__(self, folder: Path, executor: Callable[[], Executor] = one_process) -> None:
        self._folder = folder
        self._executor = executor
        self._running = executor()
        self._token = uuid.uuid4().hex
        self._sent: dict[Key, Article] | None = None  # what the process has; None: not known

    async def build(self, articles: Mapping[Key, Article]) -> Path:
        """The index's own folder. An article counts as unchanged when it is the same object as at the last build.

        A process that was killed is replaced by a new one. Raises what building raises, such as OSError.
        """
        try:
            return await self._build(articles)
        except BrokenProcessPool:
            log.warning("articles.builder_lost")
            self._running.shutdown(wait=False)
            self._running = self._executor()
            return await self._build(articles)

    def shutdown(self) -> None:
        _shelves.pop(self._token, None)
        self._running.shutdown(wait=False, cancel_futures=True)

    async def _build(self, articles: Mapping[Key, Article]) -> Path:
        before, self._sent = self._sent, None
        had = before or {}
        changed = [article for key, article in articles.items() if had.get(key) is not article]
        gone = [key for key in had if key not in articles]
        loop = asyncio.get_running_loop()
        path = await loop.run_in_executor(
            self._running, _build, self._token, before is None, changed, gone, self._folder
        )
        self._sent = dict(articles)
        return path


def _build(token: str, anew: bool, changed: Iterable[Article], gone: Iterable[Key], folder: Path) -> Path:
    """Runs in the building process."""
    shelf = {} if anew else _shelves[token]
    _shelves[token] = shelf
    for key in gone:
        del shelf[key]
    for article in changed:
        shelf[article.locale, article.id] = article
    return build_index(shelf.values(), folder)


def _end_with_parent() -> None:
    """Runs in the building process: without it, it would wait for work for ever when the server is killed."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
