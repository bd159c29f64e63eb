"""Now and then, uploads that nobody sent along are removed."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

EVERY_S = 3600.0  # they stay for a day; an hour more or less is no matter

log = structlog.get_logger()


async def sweep_now_and_then(sweep: Callable[[], Awaitable[int]], every_s: float = EVERY_S) -> None:
    """Until cancelled. Whatever goes wrong in a round, the next one comes."""
    while True:
        try:
            removed = await sweep()
            if removed:
                log.info("attachments.swept", files=removed)
        except Exception:
            log.exception("attachments.sweeping_failed")
        await asyncio.sleep(every_s)
