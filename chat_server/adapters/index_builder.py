"""Builds the search index in a process of its own: a thread would steal the interpreter from the event loop.

That process keeps the articles between two builds, so that one changed article costs sending one.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from chat_server.adapters.article_urls import Key
from deflection.article import Article
from deflection.index import build_index
from deflection.synonyms import Synonyms

log = structlog.get_logger()

# Questions come before an article that was just changed, which comes before building the whole anew.
_NICENESS = 10
_BACKGROUND_NICENESS = 15

# In the building process: the articles of the one builder that it works for.
_shelf: dict[Key, Article] = {}


class BuildingProcess(ProcessPoolExecutor):
    """One process. It ends with this one, however that ends, and in the middle of a build when nobody waits for it."""

    def __init__(self, niceness: int = _NICENESS) -> None:
        context = get_context("spawn")
        # Nothing is ever sent: the other end hears when this one is closed or its process is gone.
        heard, self._held = context.Pipe(duplex=False)
        super().__init__(1, mp_context=context, initializer=_begin, initargs=(heard, niceness))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if not wait:
            self._held.close()
        super().shutdown(wait, cancel_futures=cancel_futures)


def in_background() -> Executor:
    return BuildingProcess(_BACKGROUND_NICENESS)


class IndexBuilder:
    """Indexes are written below `folder`. One build at a time, and one compaction beside it."""

    def __init__(
        self,
        folder: Path,
        executor: Callable[[], Executor] = BuildingProcess,
        background: Callable[[], Executor] = in_background,
    ) -> None:
        self._folder = folder
        self._executor = executor
        self._background = background
        self._running = executor()
        self._sent: dict[Key, Article] | None = None  # what the process has; None: not known

    async def build(self, articles: Mapping[Key, Article], synonyms: Mapping[str, Synonyms]) -> Path:
        """The index's own folder. An article counts as unchanged when it is the same object as at the last build.

        A process that was killed is replaced by a new one. Raises what building raises, such as OSError.
        """
        try:
            return await self._build(articles, synonyms)
        except BrokenProcessPool:
            log.warning("articles.builder_lost")
            self._running.shutdown(wait=False)
            self._running = self._executor()
            return await self._build(articles, synonyms)

    async def compact(self, articles: Mapping[Key, Article], synonyms: Mapping[str, Synonyms]) -> None:
        """Builds the index of these articles as a whole, which later builds start from. Takes long: in a process that
        is there for it alone, so that changes go live meanwhile. Ends with its task."""
        executor = self._background()
        try:
            work = partial(_build_whole, list(articles.values()), dict(synonyms), self._folder)
            await asyncio.get_running_loop().run_in_executor(executor, work)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

    def shutdown(self) -> None:
        self._running.shutdown(wait=False, cancel_futures=True)

    async def _build(self, articles: Mapping[Key, Article], synonyms: Mapping[str, Synonyms]) -> Path:
        before, self._sent = self._sent, None
        had = before or {}
        changed = [article for key, article in articles.items() if had.get(key) is not article]
        gone = [key for key in had if key not in articles]
        work = partial(_build, before is None, changed, gone, dict(synonyms), self._folder)
        path = await asyncio.get_running_loop().run_in_executor(self._running, work)
        self._sent = dict(articles)
        return path


def _build(
    anew: bool, changed: Iterable[Article], gone: Iterable[Key], synonyms: Mapping[str, Synonyms], folder: Path
) -> Path:
    """Runs in the building process. `anew`: what it has is not known, and `changed` is everything."""
    if anew:
        _shelf.clear()
    for key in gone:
        del _shelf[key]
    for article in changed:
        _shelf[article.locale, article.id] = article
    return build_index(_shelf.values(), folder, synonyms)


def _build_whole(articles: Iterable[Article], synonyms: Mapping[str, Synonyms], folder: Path) -> Path:
    """Runs in a process of its own."""
    return build_index(articles, folder, synonyms, whole=True)


def _begin(heard: Connection, niceness: int) -> None:
    """Runs first in a building process."""
    os.nice(niceness)
    threading.Thread(target=_end_with, args=(heard,), daemon=True).start()


def _end_with(heard: Connection) -> None:
    """Ends this process when the other end is closed: else it would wait for ever, or finish what nobody wants."""
    try:
        heard.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
