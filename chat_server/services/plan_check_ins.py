"""Who has an account manager has a next check-in; managers are reminded of each once, with what happened meanwhile."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from chat_server.domain.check_in import REMIND_BEFORE, CheckIn, CheckInId, first_due, intervals
from chat_server.domain.ids import SiteId
from chat_server.domain.mailing import Mailing, MailKind
from chat_server.domain.policy import text_in
from chat_server.services.check_in_ports import Owed, OwedFilter
from chat_server.services.locales import supported
from chat_server.services.ports import Ports

# Transactions stay short: others want to write too.
BATCH = 100


class SweptCheckIns(msgspec.Struct, frozen=True):
    """How many were planned, dropped (their contact has no account manager any more) and reminded of."""

    planned: int = 0
    dropped: int = 0
    reminded: int = 0


async def plan_check_ins(ports: Ports, site_id: SiteId) -> SweptCheckIns:
    """Doing it twice, or on two servers at once, changes nothing more."""
    every = intervals(ports.policy)
    dropped = await ports.check_ins.drop(site_id, tuple(every))
    return SweptCheckIns(
        planned=await _plan_first(ports, site_id), dropped=dropped, reminded=await _remind(ports, site_id)
    )


async def _plan_first(ports: Ports, site_id: SiteId) -> int:
    every, now, planned = intervals(ports.policy), ports.clock.now(), 0
    while every:
        contacts = await ports.check_ins.unplanned(site_id, tuple(every), BATCH)
        if not contacts:
            break
        planned += await ports.check_ins.plan(
            [
                CheckIn(
                    id=CheckInId(ports.ids.new("chk")),
                    site_id=site_id,
                    contact_id=one.id,
                    due_at=first_due(one.id, every[str(one.plan)], now, ports.policy.zone),
                )
                for one in contacts
            ]
        )
    return planned


async def _remind(ports: Ports, site_id: SiteId) -> int:
    plans, now, reminded = tuple(intervals(ports.policy)), ports.clock.now(), 0
    wanted = OwedFilter(
        site_id=site_id,
        plans=plans,
        due_until=now + REMIND_BEFORE,
        unreminded=True,
        managed=True,
        limit=BATCH,
    )
    while plans:
        told = await ports.check_ins.remind(wanted, now, lambda owed: _reminder(ports, owed, now))
        reminded += told
        if told < BATCH:
            break
    return reminded


def _reminder(ports: Ports, owed: Owed, now: datetime) -> Mailing | None:
    manager, contact, summary, zone = owed.manager, owed.contact, owed.summary, ports.policy.zone
    if manager is None:
        return None
    locale = supported(ports.rules, *manager.languages)
    rating = summary.average_rating
    return Mailing(
        site_id=contact.site_id,
        once=f"{MailKind.CHECK_IN_DUE.value}:{owed.check_in.id}",
        kind=MailKind.CHECK_IN_DUE,
        recipient=manager.email,
        locale=locale,
        content={
            "name": manager.name,
            "contact": contact.name or contact.sub,
            "plan": text_in(ports.policy.plan(contact.plan).labels, locale) or contact.plan,
            "due_on": _day(owed.check_in.due_at, zone),
            "since": _day(summary.since, zone),
            "chats": str(summary.chats),
            "tickets": str(summary.tickets),
            "calls": str(summary.calls),
            "rating": "" if rating is None else f"{rating:.1f}",
            "attributes": "\n".join(f"{name}: {value}" for name, value in sorted(contact.attributes.items())),
            "notes": owed.last_notes or "",
        },
        at=now,
    )


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()
