"""Watches how late the event loop is: everything that everybody waits for shows there first."""

import asyncio
import time

from chat_server import telemetry

# Twenty looks a second cost nothing, and a stall of 50 ms cannot hide between two of them.
EVERY_S = 0.05


async def watch_loop_lag() -> None:
    """Sleep, and record how much later than asked it woke, until cancelled."""
    while True:
        wanted = time.monotonic() + EVERY_S
        await asyncio.sleep(EVERY_S)
        # Timers count whole milliseconds and may fire that much too early.
        telemetry.LOOP_LAG_SECONDS.observe(max(0.0, time.monotonic() - wanted))
