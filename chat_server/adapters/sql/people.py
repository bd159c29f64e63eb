"""Visitors and contacts, and how the one becomes the other."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from chat_server.adapters.sql import log, rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.secrets import hashed
from chat_server.adapters.sql.tables import contact, conversation, question, visitor
from chat_server.adapters.sql.tables_contact import attachment, ticket
from chat_server.adapters.sql.ways import bring_hidden
from chat_server.domain.contact import Contact, Identity, Visitor
from chat_server.domain.conversation import end_for_another
from chat_server.domain.events import Actor, ActorKind
from chat_server.domain.ids import ContactId, OwnerId, SiteId, VisitorId
from chat_server.services.stored import Described, Effect, Executed, Identified, Target

CLAIMS = ("name", "email", "plan", "country", "locale", "time_zone", "personal_agent", "account_manager")


class SqlPeople:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def visitor_by_token(self, token: str) -> Visitor | None:
        return await self._database.read(lambda connection: _visitor(connection, visitor.c.token_hash == hashed(token)))

    async def visitor(self, visitor_id: VisitorId) -> Visitor | None:
        return await self._database.read(lambda connection: _visitor(connection, visitor.c.id == visitor_id))

    async def add_visitor(self, new: Visitor, token: str) -> None:
        values = {
            name: getattr(new, name) for name in ("id", "site_id", "locale", "time_zone", "page", "created_at")
        } | {"token_hash": hashed(token)}
        await self._database.write(lambda connection: _do(connection.execute(insert(visitor), values)))

    async def update_visitor(
        self, visitor_id: VisitorId, *, locale: str, time_zone: str | None, page: str | None
    ) -> None:
        statement = (
            update(visitor).where(visitor.c.id == visitor_id).values(locale=locale, time_zone=time_zone, page=page)
        )
        await self._database.write(lambda connection: _do(connection.execute(statement)))

    async def keep_unsent(self, writer: Visitor, text: str) -> None:
        nothing_asked_since = visitor.c.questions_asked == writer.questions_asked
        statement = update(visitor).where(visitor.c.id == writer.id, nothing_asked_since).values(unsent_question=text)
        await self._database.write(lambda connection: _do(connection.execute(statement)))

    async def identify(self, visitor_id: VisitorId, identity: Identity, contact_id: str, now: datetime) -> Identified:
        return await self._database.write(
            lambda connection: _identify(connection, visitor_id, identity, ContactId(contact_id), now)
        )

    async def describe(self, site_id: SiteId, people: Sequence[Described], now: datetime) -> tuple[Effect, ...]:
        def write(connection: Connection) -> tuple[Effect, ...]:
            effects = tuple(_newest_claims(connection, site_id, one.identity, one.new_id, now)[1] for one in people)
            if "updated" in effects:  # lists show names and plans
                log.next_change(connection)
            return effects

        return await self._database.write(write)

    async def contact(self, contact_id: str) -> Contact | None:
        def read(connection: Connection) -> Contact | None:
            row = connection.execute(select(contact).where(contact.c.id == contact_id)).mappings().one_or_none()
            return None if row is None else rows.struct(Contact, row)

        return await self._database.read(read)


def _do(_result: object) -> None:
    """A statement whose result nobody needs."""


def _visitor(connection: Connection, which: ColumnElement[bool]) -> Visitor | None:
    row = connection.execute(select(visitor).where(which)).mappings().one_or_none()
    if row is None:
        return None
    known = connection.execute(select(contact).where(contact.c.id == row["contact_id"])).mappings().one_or_none()
    return rows.struct(Visitor, row, contact=rows.struct(Contact, known) if known else None)


def _identify(
    connection: Connection, visitor_id: VisitorId, identity: Identity, new_id: ContactId, now: datetime
) -> Identified:
    site_id = SiteId(connection.execute(select(visitor.c.site_id).where(visitor.c.id == visitor_id)).scalar_one())
    person, effect = _newest_claims(connection, site_id, identity, new_id, now)
    unlike = or_(visitor.c.contact_id.is_(None), visitor.c.contact_id != person.id)
    connection.execute(update(visitor).where(visitor.c.id == visitor_id, unlike).values(contact_id=person.id))
    executed, moved = _bring_along(connection, site_id, OwnerId(visitor_id), person, now)
    described = effect == "updated"
    if described or moved:
        log.next_change(connection)
    return Identified(contact=person, executed=executed, lists_changed=described or moved)


def _newest_claims(
    connection: Connection, site_id: SiteId, identity: Identity, new_id: ContactId, now: datetime
) -> tuple[Contact, Effect]:
    """Make the contact or bring it up to date. An older description restores nothing."""
    claims: dict[str, object] = {name: getattr(identity, name) for name in CLAIMS} | {"plan": str(identity.plan)}
    attributes = identity.texts_of_attributes()
    if attributes is not None:
        claims["attributes"] = attributes
    who = (contact.c.site_id == site_id, contact.c.sub == identity.sub)
    row = connection.execute(select(contact).where(*who)).mappings().one_or_none()
    effect: Effect = "unchanged"
    if row is None:
        fixed = {"id": new_id, "site_id": site_id, "sub": identity.sub, "created_at": now, "attributes": {}}
        connection.execute(insert(contact), fixed | claims | {"claims_iat": identity.iat})
        effect = "created"
    elif identity.iat >= row["claims_iat"]:
        effect = "updated" if any(row[name] != said for name, said in claims.items()) else "unchanged"
        if effect == "updated" or identity.iat > row["claims_iat"]:
            connection.execute(update(contact).where(*who).values(claims | {"claims_iat": identity.iat}))
    return rows.struct(Contact, connection.execute(select(contact).where(*who)).mappings().one()), effect


def _bring_along(
    connection: Connection, site_id: SiteId, from_visitor: OwnerId, person: Contact, now: datetime
) -> tuple[tuple[Executed, ...], bool]:
    """What the visitor asked, sent, opened and hid becomes the contact's. If both have an open conversation, the
    contact's goes on with the visitor's questions added to it, and the visitor's ends. Also: whether lists show it."""
    to_contact = OwnerId(person.id)
    theirs = log.open_conversation_of(connection, site_id, to_contact)
    visitors = log.open_conversation_of(connection, site_id, from_visitor)
    executed: list[Executed] = []
    if theirs is not None and visitors is not None:
        ended = log.execute(
            connection, Target(visitors.id), lambda situation: end_for_another(situation, now), None, now
        )
        asked = log.questions_of(connection, visitors.id)
        actor = Actor(kind=ActorKind.CONTACT, id=person.id, name=person.name or None)
        events = [event for one in asked for event in one.events(actor)]
        executed = [ended, log.execute(connection, Target(theirs.id), lambda _: events, None, now)]
    moved = {
        table: connection.execute(
            update(table).where(table.c.owner_id == from_visitor).values(owner_id=to_contact)
        ).rowcount
        for table in (question, attachment, ticket, conversation)
    }
    bring_hidden(connection, from_visitor, to_contact)
    return tuple(executed), moved[ticket] + moved[conversation] > 0
