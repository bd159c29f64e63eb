"""Check-ins on the wire: what account managers see of them and what they write down."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from chat_server.domain.events import AgentRef
from chat_server.services.list_check_ins import ListedCheckIn
from chat_server.services.record_check_in import RecordedCheckIn
from chat_server.wire.incoming import MAX_TEXT, Incoming
from chat_server.wire.outgoing import Outgoing, Time, rfc3339


class RecordCheckIn(Incoming, frozen=True):
    """`next_due_on`: a day such as 2026-09-14; without it the plan's interval decides."""

    notes: Annotated[str, Meta(max_length=MAX_TEXT)]
    next_due_on: date | None = None


BODIES: dict[str, type[Incoming]] = {"POST /api/console/check-ins/{id}": RecordCheckIn}


class CheckInContact(Outgoing, frozen=True):
    id: str
    name: str
    email: str | None
    plan: str
    country: str | None
    attributes: dict[str, str]


class CheckInSummary(Outgoing, frozen=True):
    """What happened since the last check-in, or since the contact is known. `average_rating` is from 1 to 5."""

    since: Time
    chats: int
    tickets: int
    calls: int
    average_rating: float | None


class CheckInView(Outgoing, frozen=True):
    """Due on a day: `due_at` is its noon on the line, and it is overdue when the day is over. `manager` is null as long
    as no agent has the address that the platform names."""

    check_in_id: str
    contact: CheckInContact
    manager: AgentRef | None
    due_at: Time
    overdue: bool
    summary: CheckInSummary
    last_notes: str | None


class CheckIns(Outgoing, frozen=True):
    """The earliest first; `next` asks for the following page as `after`."""

    check_ins: tuple[CheckInView, ...]
    next: str | None


class CheckInRecorded(Outgoing, frozen=True):
    """`next_due_at` is null when none follows."""

    check_in_id: str
    done_at: Time
    next_due_at: Time | None


ANSWERS: dict[str, type[Outgoing]] = {
    "GET /api/console/check-ins?mine=&after=": CheckIns,
    "POST /api/console/check-ins/{id}": CheckInRecorded,
}


def check_in(listed: ListedCheckIn) -> CheckInView:
    owed = listed.owed
    contact, summary = owed.contact, owed.summary
    return CheckInView(
        check_in_id=owed.check_in.id,
        contact=CheckInContact(
            id=contact.id,
            name=contact.name,
            email=contact.email,
            plan=contact.plan,
            country=contact.country,
            attributes=contact.attributes,
        ),
        manager=owed.manager.ref if owed.manager else None,
        due_at=rfc3339(owed.check_in.due_at),
        overdue=listed.overdue,
        summary=CheckInSummary(
            since=rfc3339(summary.since),
            chats=summary.chats,
            tickets=summary.tickets,
            calls=summary.calls,
            average_rating=summary.average_rating,
        ),
        last_notes=owed.last_notes,
    )


def recorded(done: RecordedCheckIn) -> CheckInRecorded:
    return CheckInRecorded(
        check_in_id=done.done.id,
        done_at=rfc3339(done.done.done_at) if done.done.done_at else "",
        next_due_at=rfc3339(done.following.due_at) if done.following else None,
    )
