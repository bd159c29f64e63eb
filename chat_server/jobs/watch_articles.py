"""Articles go live when their files or the database change: no restart, no command."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import structlog
from watchfiles import awatch

log = structlog.get_logger()

# Editors write a file in several steps; what happens within this time is one change.
DEBOUNCE_MS = 200
# So often we look whether the folder itself was replaced, which its watch cannot tell, and into the database.
TICK_MS = 500
RETRY_S = 1.0
# A disk that stays full is looked at this often.
LONGEST_RETRY_S = 30.0


class Refreshing:
    """Calls `refresh`, and says when to call it again after it failed: soon, then less and less often."""

    def __init__(self, refresh: Callable[[], Awaitable[None]]) -> None:
        self._refresh = refresh
        self._wait_s = RETRY_S
        self._again_at: float | None = None

    @property
    def is_due(self) -> bool:
        return self._again_at is not None and time.monotonic() >= self._again_at

    @property
    def waits(self) -> bool:
        """It failed a moment ago and is not due yet."""
        return self._again_at is not None and not self.is_due

    async def run(self) -> None:
        """A failure is logged: the old state stays live."""
        try:
            await self._refresh()
        except Exception:
            log.exception("articles.refresh_failed", again_in_s=self._wait_s)
            self._again_at = time.monotonic() + self._wait_s
            self._wait_s = min(self._wait_s * 2, LONGEST_RETRY_S)
        else:
            self._again_at, self._wait_s = None, RETRY_S


async def watch_articles(folder: Path, refresh: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Call `refresh` when a watch begins and after every change below `folder`, until `stop` is set."""
    refreshing = Refreshing(refresh)
    while not stop.is_set():
        watched = await asyncio.to_thread(_identity, folder)
        if watched is None:
            await asyncio.sleep(RETRY_S)
            continue
        changes = awatch(
            folder, debounce=DEBOUNCE_MS, step=50, rust_timeout=TICK_MS, yield_on_timeout=True, stop_event=stop
        )
        begun = False
        async for changed in changes:
            if changed or not begun or refreshing.is_due:  # what changed before the watch began is live too
                await refreshing.run()
            begun = True
            if await asyncio.to_thread(_identity, folder) != watched:
                break


async def watch_imported(
    is_behind: Callable[[], Awaitable[bool]], refresh: Callable[[], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Call `refresh` whenever the imported articles are newer than those that are live, until `stop` is set."""
    refreshing = Refreshing(refresh)
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), TICK_MS / 1000)
            return
        try:
            if refreshing.waits or not await is_behind():
                continue
        except Exception as problem:  # noqa: BLE001 - a database that is busy or away is asked again at the next tick
            log.warning("articles.version_unknown", problem=str(problem))
            continue
        await refreshing.run()


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder stands at the path now; None when there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
