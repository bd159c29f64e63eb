"""Merchants who let us wait for an answer are reminded, once for each time, after as long as the kind says."""

from datetime import datetime, timedelta
from functools import partial

from chat_server.domain import ticket as rules
from chat_server.domain.attachment import AttachmentView
from chat_server.domain.ids import SiteId
from chat_server.domain.ticket import NewEntry, Ticket
from chat_server.services.ports import Ports
from chat_server.services.ticket_access import tell

AT_ONCE = 100  # tickets of one kind in a round; the rest comes in the next


async def remind_of_tickets(ports: Ports, site_id: SiteId) -> int:
    """How many were reminded. Two servers at once remind once: the ticket is looked at again when it is written."""
    now, reminded = ports.clock.now(), 0
    for kind in ports.policy.ticket_kinds:
        if kind.remind_after_days is None:
            continue
        after = timedelta(days=kind.remind_after_days)
        for ticket_id in await ports.tickets.unanswered(site_id, kind.id, now - after, AT_ONCE):
            changed = await ports.tickets.change(ticket_id, partial(_remind, after=after, now=now))
            tell(ports, changed)
            reminded += len(changed.entries)
    return reminded


def _remind(
    ticket: Ticket, _attachments: tuple[AttachmentView, ...], *, after: timedelta, now: datetime
) -> list[NewEntry]:
    return rules.remind(ticket, after, now)
