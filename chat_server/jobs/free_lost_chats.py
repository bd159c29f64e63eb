"""Looks every few seconds for chats whose agent is gone, from the moment when all who are there can have said so."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

EVERY_S = 5.0

log = structlog.get_logger()


async def keep_freeing_lost_chats(
    free: Callable[[], Awaitable[int]], begin_after_s: float, every_s: float = EVERY_S
) -> None:
    """Until cancelled. A server that was down does not take agents for gone who could not tell it otherwise."""
    await asyncio.sleep(begin_after_s)
    while True:
        try:
            freed = await free()
            if freed:
                log.info("chats.freed", chats=freed, reason="agent_gone")
        except Exception:
            log.exception("chats.freeing_failed")
        await asyncio.sleep(every_s)
