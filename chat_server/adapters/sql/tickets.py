"""Tickets: the one door that writes them, with their mails and what they change in a conversation, and all reads."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from chat_server.adapters.sql import log, mails, ticket_lists
from chat_server.adapters.sql.attachments import claim
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables_contact import ticket, ticket_entry, ticket_once
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import OwnerId, SiteId, TicketId
from chat_server.domain.ticket import Entry, NewEntry, Ticket, evolve
from chat_server.domain.ticket_mail import mailings
from chat_server.services.stored import Target, Uploads
from chat_server.services.ticket_ports import (
    Changed,
    Decide,
    Opening,
    OwnTicket,
    TicketFilter,
    TicketLine,
    TicketOnce,
)

STATE_COLUMNS = (
    "state",
    "agent_id",
    "agent_name",
    "head",
    "read_seq",
    "due_at",
    "reminded_at",
    "updated_at",
    "solved_at",
)


class SqlTickets:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, opening: Opening) -> Changed:
        return await self._database.write(lambda connection: _open(connection, opening))

    async def change(
        self, ticket_id: TicketId, decide: Decide, once: TicketOnce | None = None, uploads: Uploads | None = None
    ) -> Changed:
        def write(connection: Connection) -> Changed:
            earlier = _already(connection, once)
            if earlier is not None:
                return earlier
            return _added(connection, load(connection, ticket_id), decide, once, uploads)

        return await self._database.write(write)

    async def get(self, ticket_id: TicketId) -> Ticket | None:
        return await self._database.read(lambda connection: ticket_lists.one(connection, ticket.c.id == ticket_id))

    async def by_reference(self, site_id: SiteId, reference: str) -> Ticket | None:
        which = (ticket.c.site_id == site_id) & (ticket.c.reference == reference)
        return await self._database.read(lambda connection: ticket_lists.one(connection, which))

    async def entries(self, ticket_id: TicketId) -> tuple[Entry, ...]:
        return await self._database.read(lambda connection: ticket_lists.entries(connection, ticket_id))

    async def of_owner(self, site_id: SiteId, owner_id: OwnerId, limit: int) -> tuple[OwnTicket, ...]:
        return await self._database.read(lambda connection: ticket_lists.of_owner(connection, site_id, owner_id, limit))

    async def unread(self, ticket_id: TicketId) -> int:
        return await self._database.read(lambda connection: ticket_lists.unread(connection, ticket_id))

    async def mark_read(self, ticket_id: TicketId, seq: int) -> None:
        statement = update(ticket).where(ticket.c.id == ticket_id, ticket.c.read_seq < seq).values(read_seq=seq)

        def write(connection: Connection) -> None:
            connection.execute(statement)

        await self._database.write(write)

    async def listed(self, wanted: TicketFilter) -> tuple[TicketLine, ...]:
        return await self._database.read(lambda connection: ticket_lists.listed(connection, wanted))

    async def unanswered(self, site_id: SiteId, kind: str, since: datetime, limit: int) -> tuple[TicketId, ...]:
        return await self._database.read(
            lambda connection: ticket_lists.unanswered(connection, site_id, kind, since, limit)
        )


def load(connection: Connection, ticket_id: TicketId) -> Ticket:
    found = ticket_lists.one(connection, ticket.c.id == ticket_id)
    if found is None:
        raise NotFound("There is no such ticket for you.")
    return found


def _open(connection: Connection, opening: Opening) -> Changed:
    earlier = _already(connection, opening.once)
    if earlier is not None:
        return earlier
    new = opening.ticket
    connection.execute(insert(ticket), msgspec.structs.asdict(new) | {"state": new.state.value})
    changed = _added(connection, new, opening.decide, opening.once, opening.uploads)
    if opening.dismisses is not None:
        log.dismiss(connection, opening.dismisses, new.created_at)
    if new.conversation_id is None or opening.in_chat is None:
        return changed
    executed = log.execute(connection, Target(new.conversation_id), opening.in_chat, None, new.created_at)
    return msgspec.structs.replace(changed, executed=executed)


def _already(connection: Connection, sent: TicketOnce | None) -> Changed | None:
    """What this command left behind when it came before, as it is now."""
    if sent is None:
        return None
    same = (ticket_once.c.scope == sent.scope, ticket_once.c.client_id == sent.client_id)
    row = connection.execute(select(ticket_once).where(*same)).one_or_none()
    if row is None:
        return None
    if row.fingerprint != sent.fingerprint:
        raise Conflict("This client_id was used for something else. Choose a new one.", field="client_id")
    return Changed(ticket=load(connection, TicketId(row.ticket_id)), replayed=True)


def _added(
    connection: Connection, before: Ticket, decide: Decide, once: TicketOnce | None, uploads: Uploads | None
) -> Changed:
    attachments = claim(connection, uploads, ticket_id=before.id)
    after, entries = _numbered(before, decide(before, attachments))
    if entries:
        state = {name: getattr(after, name) for name in STATE_COLUMNS} | {"state": after.state.value}
        connection.execute(update(ticket).where(ticket.c.id == after.id).values(state))
        connection.execute(insert(ticket_entry), [_row(after.id, entry) for entry in entries])
        mails.put(connection, mailings(after, entries))
        log.next_change(connection)
    if once is not None:
        sent = {**msgspec.structs.asdict(once), "ticket_id": after.id, "seq": after.head}
        connection.execute(insert(ticket_once), sent)
    return Changed(ticket=after, entries=entries)


def _numbered(before: Ticket, proposed: Sequence[NewEntry]) -> tuple[Ticket, tuple[Entry, ...]]:
    after, entries = before, []
    for new in proposed:
        entry = Entry(seq=after.head + 1, actor=new.actor, data=new.data, at=new.at)
        after = evolve(after, entry)
        entries.append(entry)
    return after, tuple(entries)


def _row(ticket_id: TicketId, entry: Entry) -> dict[str, object]:
    return {
        "ticket_id": ticket_id,
        "seq": entry.seq,
        "type": entry.data.type,
        "actor_kind": entry.actor.kind.value,
        "actor_id": entry.actor.id,
        "actor_name": entry.actor.name,
        "data": msgspec.to_builtins(entry.data),
        "public": entry.data.public,
        "at": entry.at,
    }
