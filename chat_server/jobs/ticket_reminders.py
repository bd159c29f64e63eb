"""Every now and then, merchants who let us wait are reminded of their tickets."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

EVERY_S = 600.0  # reminders count in days: ten minutes later is on time

log = structlog.get_logger()


async def remind_now_and_then(remind: Callable[[], Awaitable[int]], every_s: float = EVERY_S) -> None:
    """Until cancelled. Whatever goes wrong in a round, the next one comes."""
    while True:
        try:
            reminded = await remind()
            if reminded:
                log.info("tickets.reminded", tickets=reminded)
        except Exception:
            log.exception("tickets.reminding_failed")
        await asyncio.sleep(every_s)
