"""What merchants and agents see of tickets: reads over one ticket and over many."""

from datetime import datetime

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.tables import Instant, contact
from chat_server.adapters.sql.tables_contact import ticket, ticket_entry
from chat_server.domain.contact import Contact
from chat_server.domain.events import Actor, ActorKind
from chat_server.domain.ids import OwnerId, SiteId, TicketId
from chat_server.domain.ticket import ENTRY_DATA, Entry, Opened, Replied, Ticket, TicketState
from chat_server.services.ticket_ports import LastBy, OwnTicket, TicketFilter, TicketLine


def one(connection: Connection, which: ColumnElement[bool]) -> Ticket | None:
    row = connection.execute(select(ticket).where(which)).mappings().one_or_none()
    return None if row is None else rows.struct(Ticket, row)


def entries(connection: Connection, ticket_id: TicketId) -> tuple[Entry, ...]:
    query = select(ticket_entry).where(ticket_entry.c.ticket_id == ticket_id).order_by(ticket_entry.c.seq)
    return tuple(_entry(row) for row in connection.execute(query).mappings())


def _entry(row: RowMapping) -> Entry:
    return Entry(
        seq=row["seq"],
        actor=msgspec.convert({"kind": row["actor_kind"], "id": row["actor_id"], "name": row["actor_name"]}, Actor),
        data=msgspec.convert(row["data"], ENTRY_DATA[row["type"]]),
        at=row["at"],
    )


def of_owner(connection: Connection, site_id: SiteId, owner_id: OwnerId, limit: int) -> tuple[OwnTicket, ...]:
    query = (
        select(ticket, _unread().label("unread"))
        .where(ticket.c.site_id == site_id, ticket.c.owner_id == owner_id)
        .order_by(ticket.c.updated_at.desc(), ticket.c.id.desc())
        .limit(limit)
    )
    return tuple(
        OwnTicket(ticket=rows.struct(Ticket, row), unread=row["unread"]) for row in connection.execute(query).mappings()
    )


def unread(connection: Connection, ticket_id: TicketId) -> int:
    return connection.execute(select(_unread()).where(ticket.c.id == ticket_id)).scalar_one()


def _unread() -> ColumnElement[int]:
    return (
        select(func.count())
        .where(
            ticket_entry.c.ticket_id == ticket.c.id,
            ticket_entry.c.public,
            ticket_entry.c.actor_kind != ActorKind.CONTACT.value,
            ticket_entry.c.seq > ticket.c.read_seq,
        )
        .correlate(ticket)
        .scalar_subquery()
    )


def unanswered(connection: Connection, site_id: SiteId, kind: str, since: datetime, limit: int) -> tuple[TicketId, ...]:
    query = (
        select(ticket.c.id)
        .where(
            ticket.c.site_id == site_id,
            ticket.c.state == TicketState.WAITING_FOR_MERCHANT.value,
            ticket.c.kind == kind,
            ticket.c.updated_at <= since,
            or_(ticket.c.reminded_at.is_(None), ticket.c.reminded_at < ticket.c.updated_at),
        )
        .order_by(ticket.c.updated_at)
        .limit(limit)
    )
    return tuple(TicketId(row.id) for row in connection.execute(query))


def listed(connection: Connection, wanted: TicketFilter) -> tuple[TicketLine, ...]:
    found = connection.execute(_page(wanted)).mappings().all()
    those = select(contact).where(contact.c.id.in_({row["owner_id"] for row in found}))
    people = {row["id"]: rows.struct(Contact, row) for row in connection.execute(those).mappings()}
    return tuple(_line(row, people.get(row["owner_id"])) for row in found)


def _line(row: RowMapping, person: Contact | None) -> TicketLine:
    by: LastBy = msgspec.convert(row["last_by"] or "system", LastBy)
    return TicketLine(ticket=rows.struct(Ticket, row), contact=person, last_by=by)


def _page(wanted: TicketFilter) -> Select[*tuple[object, ...]]:
    """Which tickets first, then all about them: who wrote last would else be looked up for each that is sorted."""
    last_by = (
        select(ticket_entry.c.actor_kind)
        .where(ticket_entry.c.ticket_id == ticket.c.id, ticket_entry.c.type.in_((Opened.type, Replied.type)))
        .order_by(ticket_entry.c.seq.desc())
        .limit(1)
        .correlate(ticket)
        .scalar_subquery()
    )
    which = _filtered(wanted).subquery("which")
    return (
        select(ticket, last_by.label("last_by"))
        .join(which, which.c.id == ticket.c.id)
        .order_by(ticket.c.updated_at.desc(), ticket.c.id.desc())
    )


def _filtered(wanted: TicketFilter) -> Select[*tuple[object, ...]]:
    query = (
        select(ticket.c.id)
        .where(ticket.c.site_id == wanted.site_id)
        .order_by(ticket.c.updated_at.desc(), ticket.c.id.desc())
        .limit(wanted.limit)
    )
    if wanted.states:
        query = query.where(ticket.c.state.in_([state.value for state in wanted.states]))
    for column, value in (
        (ticket.c.kind, wanted.kind),
        (ticket.c.agent_id, wanted.agent_id),
        (ticket.c.id, wanted.ticket_id),
        (ticket.c.reference, wanted.reference),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.due_until is not None:
        query = query.where(ticket.c.due_at <= wanted.due_until)
    if wanted.unassigned:
        query = query.where(ticket.c.agent_id.is_(None))
    if wanted.before is not None:
        query = query.where(
            tuple_(ticket.c.updated_at, ticket.c.id)
            < tuple_(literal(wanted.before[0], Instant), literal(wanted.before[1]))
        )
    for word in wanted.words:
        query = query.where(_mentions(wanted.site_id, word))
    return query


def _mentions(site_id: SiteId, word: str) -> ColumnElement[bool]:
    """The word occurs in the subject, the reference, who it is from, or in what was filled in.

    As one text, and contacts apart: looked for column by column and row by row it takes five times as long.
    """
    named = select(contact.c.id).where(contact.c.site_id == site_id, contact.c.name.icontains(word, autoescape=True))
    filled_in = type_coerce(ticket.c.fields, Text)
    # Words have no spaces: none is found across two columns.
    written = ticket.c.subject + " " + ticket.c.reference + " " + ticket.c.name + " " + filled_in
    with_email = written + " " + func.coalesce(ticket.c.email, "")
    return or_(with_email.icontains(word, autoescape=True), ticket.c.owner_id.in_(named))
