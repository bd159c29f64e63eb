"""Articles go live when their files change: no restart, no command."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from watchfiles import awatch

log = structlog.get_logger()

# Editors write a file in several steps; what happens within this time is one change.
DEBOUNCE_MS = 200
RETRY_S = 1.0


async def watch_articles(folder: Path, refresh: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Call `refresh` after every change below `folder`, until `stop` is set. A failing refresh is logged and retried
    at the next change: the old state stays live."""
    while not stop.is_set():
        if not await asyncio.to_thread(folder.is_dir):
            await asyncio.sleep(RETRY_S)
            continue
        async for _changes in awatch(folder, debounce=DEBOUNCE_MS, step=50, stop_event=stop, recursive=True):
            try:
                await refresh()
            except Exception:
                log.exception("articles.refresh_failed", folder=str(folder))
