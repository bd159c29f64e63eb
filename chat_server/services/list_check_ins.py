"""The check-ins that are open, the earliest first: an agent's own as account manager, or everybody's."""

from datetime import datetime

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.check_in import CheckInId, intervals, is_overdue
from chat_server.services.check_in_ports import Owed, OwedFilter
from chat_server.services.ports import Ports

PAGE = 50


class ListedCheckIn(msgspec.Struct, frozen=True):
    owed: Owed
    overdue: bool


async def list_check_ins(
    ports: Ports, agent: Agent, *, mine: bool, after: tuple[datetime, CheckInId] | None = None
) -> tuple[ListedCheckIn, ...]:
    """A page; `after` is where the page before ended."""
    wanted = OwedFilter(
        site_id=agent.site_id,
        plans=tuple(intervals(ports.policy)),
        manager_email=agent.email if mine else None,
        after=after,
        limit=PAGE,
    )
    now, zone = ports.clock.now(), ports.policy.zone
    return tuple(
        ListedCheckIn(owed, is_overdue(owed.check_in.due_at, now, zone)) for owed in await ports.check_ins.owed(wanted)
    )
