"""A help centre on real files: a folder of articles, its search, and the watch over it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from structlog.typing import EventDict

from chat_server.adapters.article_suggester import DeflectionSuggester
from chat_server.jobs.watch_articles import watch_articles
from tests.support.server import article_text

EVERYONE = frozenset({"everyone", "essential"})
# The text of a file that cannot be read.
BROKEN = "---\ntitle: Broken\ntags: [a\n---\n\nText\n"
PATIENCE_S = 10.0  # the promise is two seconds on a machine that has nothing else to do


class HelpCentre:
    """A folder of articles that is watched, as the server does it."""

    def __init__(self, suggester: DeflectionSuggester) -> None:
        self.suggester = suggester
        self.folder = suggester.folder
        self._changed = asyncio.Event()

    async def refresh(self) -> None:
        await self.suggester.refresh()
        self._changed.set()

    async def until(self, live: Callable[[], bool]) -> float:
        """Returns when it is so, with the seconds that it took."""
        started = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            while not live():
                self._changed.clear()
                await self._changed.wait()
        return time.monotonic() - started

    async def watched(self) -> None:
        """Returns when the watch is awake. It does not say so: files that mean nothing are written until it hears."""
        file = self.folder / "not-an-article.txt"
        for attempt in range(50):
            self._changed.clear()
            file.write_text(str(attempt), encoding="utf-8")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), 0.5)
                return
        raise AssertionError("the folder is not watched")

    def write(self, name: str, title: str, audience: str = "everyone") -> None:
        (self.folder / f"{name}.md").write_text(article_text(title, f"All about: {title}.", audience), "utf-8")

    def title(self, article_id: str, locale: str = "en") -> str | None:
        page = self.suggester.article(article_id, locale)
        return page.title if page else None

    async def found(self, question: str, audience: frozenset[str] = EVERYONE, locale: str = "en") -> list[str]:
        found = await self.suggester.suggest(question, locale=locale, audience=audience)
        return [suggestion.article_id for suggestion in found.suggestions]


def broken(logs: list[EventDict]) -> list[EventDict]:
    """What was logged of files that cannot be read."""
    return [line for line in logs if line["event"] == "article.broken"]


def one_thread() -> ThreadPoolExecutor:
    """Builds indexes as the server's own process does, without the second that starting it takes."""
    return ThreadPoolExecutor(1)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[DeflectionSuggester]:
    suggester = DeflectionSuggester(folder / "articles", folder / "var", "en")
    try:
        yield suggester
    finally:
        await suggester.close()


@asynccontextmanager
async def watching(centre: HelpCentre) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(watch_articles(centre.folder, centre.refresh, stop))
    try:
        yield
    finally:
        stop.set()
        await task
