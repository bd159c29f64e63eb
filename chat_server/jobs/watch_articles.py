"""Articles go live when their files change: no restart, no command."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from watchfiles import awatch

log = structlog.get_logger()

# Editors write a file in several steps; what happens within this time is one change.
DEBOUNCE_MS = 200
# So often we look whether the folder itself was replaced, which its watch cannot tell.
TICK_MS = 500
RETRY_S = 1.0


async def watch_articles(folder: Path, refresh: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Call `refresh` when a watch begins and after every change below `folder`, until `stop` is set."""
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
            if changed or not begun:  # what changed before the watch began is live too
                await _refreshed(refresh)
            begun = True
            if await asyncio.to_thread(_identity, folder) != watched:
                break


async def _refreshed(refresh: Callable[[], Awaitable[None]]) -> None:
    """A failing refresh is logged and tried again at the next change: the old state stays live."""
    try:
        await refresh()
    except Exception:
        log.exception("articles.refresh_failed")


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder stands at the path now; None when there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
