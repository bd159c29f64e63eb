"""Check-ins: the talks that an account manager has with a contact several times a year, and when they are due."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

import msgspec

from chat_server.domain.errors import Invalid
from chat_server.domain.ids import AgentId, ContactId, SiteId
from chat_server.domain.policy import Policy

CheckInId = NewType("CheckInId", str)

# A check-in is due on a day, kept as that day's noon of the line: the same date for merchants half a world away.
NOON = time(12)
SATURDAY = 5
LONGEST_WEEKEND = 3  # so many days ahead there is a working day, on a Friday too
# Managers hear of a check-in this long before its day: enough to agree on an hour and to read up.
REMIND_BEFORE = timedelta(days=3)
# Whoever plans further ahead has mistyped the year.
LATEST = timedelta(days=2 * 365)


class CheckIn(msgspec.Struct, frozen=True):
    """Open until `done_at` is set; a contact has one open check-in at most. `agent_id` is who did it."""

    id: CheckInId
    site_id: SiteId
    contact_id: ContactId
    due_at: datetime
    reminded_at: datetime | None = None
    done_at: datetime | None = None
    agent_id: AgentId | None = None
    notes: str | None = None


class Since(msgspec.Struct, frozen=True):
    """What happened with the contact since the last check-in, or since we know the contact.

    `average_rating` is of the chats counted here, from 1 to 5; None when none was rated.
    """

    since: datetime
    chats: int
    tickets: int
    calls: int
    average_rating: float | None = None


def intervals(policy: Policy) -> dict[str, timedelta]:
    """How often plans with an account manager have a check-in, by the plan's name."""
    found: dict[str, timedelta] = {}
    for plan in policy.plans:
        channel = plan.channel("account_manager")
        if channel is not None and channel.check_in_days is not None:
            found[plan.name] = timedelta(days=channel.check_in_days)
    return found


def first_due(contact_id: ContactId, every: timedelta, now: datetime, zone: ZoneInfo) -> datetime:
    """One of the working days from tomorrow to the interval's end: five hundred new contacts are not all due on one
    day. The same contact gets the same place, whoever plans."""
    ahead = (_day(now, zone) + timedelta(days=days) for days in range(1, max(every.days, LONGEST_WEEKEND) + 1))
    days = [day for day in ahead if day.weekday() < SATURDAY]
    place = int.from_bytes(hashlib.blake2b(contact_id.encode(), digest_size=8).digest())
    return _noon(days[place % len(days)], zone)


def next_due(done_at: datetime, every: timedelta, zone: ZoneInfo) -> datetime:
    return on_working_day(_day(done_at, zone) + every, zone)


def due_on(day: date, now: datetime, zone: ZoneInfo) -> datetime:
    """The day that a manager chose, weekend or not. Raises Invalid for one that is not ahead or too far."""
    today = _day(now, zone)
    if day <= today:
        raise Invalid("The next check-in must be after today. Choose a later date.", field="next_due_on")
    if day > today + LATEST:
        raise Invalid("The next check-in is more than two years away. Check the year.", field="next_due_on")
    return _noon(day, zone)


def is_overdue(due_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Its day is over."""
    return _day(due_at, zone) < _day(now, zone)


def on_working_day(day: date, zone: ZoneInfo) -> datetime:
    """Noon of the day, or of the Monday after it."""
    return _noon(day + timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0), zone)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, NOON, zone).astimezone(UTC)
