"""Check-ins: what is open, what happened since the last one, and the next one written with the end of the last."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from chat_server.adapters.sql import mails, rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import Instant, agent, contact, conversation
from chat_server.adapters.sql.tables_contact import check_in, phone_call, ticket
from chat_server.domain.agent import Agent
from chat_server.domain.check_in import CheckIn, CheckInId, Since
from chat_server.domain.contact import Contact
from chat_server.domain.ids import ContactId, SiteId
from chat_server.domain.mailing import Mailing
from chat_server.services.check_in_ports import Owed, OwedFilter

OPEN = check_in.c.done_at.is_(None)
managers_email = func.lower(func.trim(contact.c.account_manager))  # as accounts keep their address


class SqlCheckIns:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def unplanned(self, site_id: SiteId, plans: Collection[str], limit: int) -> tuple[Contact, ...]:
        planned = select(check_in.c.id).where(check_in.c.contact_id == contact.c.id, OPEN)
        query = (
            select(contact)
            .where(contact.c.site_id == site_id, contact.c.plan.in_(plans), ~planned.exists())
            .order_by(contact.c.id)
            .limit(limit)
        )
        return await self._database.read(
            lambda connection: tuple(rows.struct(Contact, row) for row in connection.execute(query).mappings())
        )

    async def plan(self, planned: Sequence[CheckIn]) -> int:
        return await self._database.write(lambda connection: sum(_planned(connection, one) for one in planned))

    async def drop(self, site_id: SiteId, plans: Collection[str]) -> int:
        elsewhere = select(contact.c.id).where(contact.c.site_id == site_id, contact.c.plan.not_in(plans))
        statement = delete(check_in).where(check_in.c.site_id == site_id, OPEN, check_in.c.contact_id.in_(elsewhere))
        return await self._database.write(lambda connection: connection.execute(statement).rowcount)

    async def owed(self, wanted: OwedFilter) -> tuple[Owed, ...]:
        return await self._database.read(lambda connection: _owed(connection, wanted))

    async def get(self, check_in_id: CheckInId) -> CheckIn | None:
        return await self._database.read(lambda connection: _which(connection, check_in.c.id == check_in_id))

    async def open_of(self, contact_id: ContactId) -> CheckIn | None:
        of_contact = and_(check_in.c.contact_id == contact_id, OPEN)
        return await self._database.read(lambda connection: _which(connection, of_contact))

    async def record(self, done: CheckIn, following: CheckIn | None) -> CheckIn:
        close = update(check_in).where(check_in.c.id == done.id, OPEN)
        values = {"done_at": done.done_at, "agent_id": done.agent_id, "notes": done.notes}

        def write(connection: Connection) -> CheckIn:
            if connection.execute(close.values(values)).rowcount and following is not None:
                _planned(connection, following)
            return _which(connection, check_in.c.id == done.id) or done

        return await self._database.write(write)

    async def remind(self, wanted: OwedFilter, now: datetime, write: Callable[[Owed], Mailing | None]) -> int:
        return await self._database.write(lambda connection: _reminded(connection, wanted, now, write))


def _planned(connection: Connection, new: CheckIn) -> int:
    there = select(check_in.c.id).where(check_in.c.contact_id == new.contact_id, OPEN)
    if connection.execute(there).one_or_none() is not None:
        return 0
    connection.execute(insert(check_in), msgspec.structs.asdict(new))
    return 1


def _which(connection: Connection, which: ColumnElement[bool]) -> CheckIn | None:
    row = connection.execute(select(check_in).where(which)).mappings().one_or_none()
    return None if row is None else rows.struct(CheckIn, row)


def _reminded(
    connection: Connection, wanted: OwedFilter, now: datetime, write: Callable[[Owed], Mailing | None]
) -> int:
    written = [(owed.check_in.id, mailing) for owed in _owed(connection, wanted) if (mailing := write(owed))]
    mails.put(connection, [mailing for _, mailing in written])
    ids = [check_in_id for check_in_id, _ in written]
    connection.execute(update(check_in).where(check_in.c.id.in_(ids)).values(reminded_at=now))
    return len(ids)


def _owed(connection: Connection, wanted: OwedFilter) -> tuple[Owed, ...]:
    found = connection.execute(_filtered(wanted)).mappings().all()
    those = select(contact).where(contact.c.id.in_([row["contact_id"] for row in found]))
    contacts = {row["id"]: rows.struct(Contact, row) for row in connection.execute(those).mappings()}
    emails = {_address(one) for one in contacts.values()}
    employed = select(agent).where(agent.c.site_id == wanted.site_id, agent.c.active, agent.c.email.in_(emails))
    managers = {row["email"]: rows.struct(Agent, row) for row in connection.execute(employed).mappings()}
    return tuple(_one(row, contacts[row["contact_id"]], managers) for row in found)


def _one(row: RowMapping, person: Contact, managers: dict[str, Agent]) -> Owed:
    return Owed(
        check_in=rows.struct(CheckIn, row),
        contact=person,
        manager=managers.get(_address(person)),
        summary=rows.struct(Since, row),
        last_notes=row["last_notes"],
    )


def _address(person: Contact) -> str:
    """The manager whom the platform named, as accounts are kept."""
    return (person.account_manager or "").strip().lower()


def _filtered(wanted: OwedFilter) -> Select[*tuple[object, ...]]:
    last = check_in.alias("last")
    of_contact = (last.c.contact_id == contact.c.id, last.c.done_at.is_not(None))
    last_done = select(func.max(last.c.done_at)).where(*of_contact).scalar_subquery()
    last_notes = select(last.c.notes).where(*of_contact).order_by(last.c.done_at.desc()).limit(1).scalar_subquery()
    since = func.coalesce(last_done, contact.c.created_at, type_=Instant())
    chats = (conversation.c.owner_id == contact.c.id, conversation.c.opened_at >= since)
    query = (
        select(
            check_in,
            since.label("since"),
            last_notes.label("last_notes"),
            _count(*chats).label("chats"),
            _count(ticket.c.owner_id == contact.c.id, ticket.c.created_at >= since).label("tickets"),
            _count(phone_call.c.contact_id == contact.c.id, phone_call.c.at >= since).label("calls"),
            select(func.avg(conversation.c.rating)).where(*chats).scalar_subquery().label("average_rating"),
        )
        .join(contact, contact.c.id == check_in.c.contact_id)
        .where(check_in.c.site_id == wanted.site_id, OPEN, contact.c.plan.in_(wanted.plans))
        .order_by(check_in.c.due_at, check_in.c.id)
        .limit(wanted.limit)
    )
    if wanted.manager_email is not None:
        query = query.where(managers_email == wanted.manager_email)
    if wanted.managed:
        employed = select(agent.c.id).where(
            agent.c.site_id == wanted.site_id, agent.c.active, agent.c.email == managers_email
        )
        query = query.where(employed.exists())
    if wanted.due_until is not None:
        query = query.where(check_in.c.due_at <= wanted.due_until)
    if wanted.unreminded:
        query = query.where(check_in.c.reminded_at.is_(None))
    if wanted.after is not None:
        place = tuple_(literal(wanted.after[0], Instant), literal(wanted.after[1]))
        query = query.where(tuple_(check_in.c.due_at, check_in.c.id) > place)
    return query


def _count(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*which).scalar_subquery()
