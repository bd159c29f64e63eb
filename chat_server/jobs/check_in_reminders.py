"""Plans the check-ins of new contacts and reminds account managers of theirs, beside the requests."""

import asyncio
from contextlib import suppress

import structlog

from chat_server.domain.ids import SiteId
from chat_server.services.plan_check_ins import SweptCheckIns, plan_check_ins
from chat_server.services.ports import Ports

log = structlog.get_logger()

# Check-ins are days away: nobody waits for a minute, and a look finds nothing to do but a few times a day.
EVERY_S = 300.0


async def keep_planning_check_ins(ports: Ports, site_id: SiteId, stop: asyncio.Event, every_s: float = EVERY_S) -> None:
    """Sweep at once and then every `every_s` seconds until `stop` is set. A round that fails is made up by the next."""
    while not stop.is_set():
        try:
            swept = await plan_check_ins(ports, site_id)
        except Exception:
            log.exception("check_ins.sweep_failed", again_in_s=every_s)
        else:
            if swept != SweptCheckIns():
                log.info("check_ins.swept", planned=swept.planned, dropped=swept.dropped, reminded=swept.reminded)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s)
