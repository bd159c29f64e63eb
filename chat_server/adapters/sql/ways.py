"""Facts for the ways of contact: who is online, a contact's own people, and which notices are hidden."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from chat_server.adapters.sql.agents import present
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import agent
from chat_server.adapters.sql.tables_contact import agent_face, check_in, hidden_notice
from chat_server.domain.contact import Contact, Visitor
from chat_server.domain.ids import OwnerId, SiteId
from chat_server.domain.policy import Colleague, Facts


class SqlWaysFacts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, visitor: Visitor, now: datetime) -> Facts:
        return await self._database.read(lambda connection: _facts(connection, visitor, now))


class SqlNotices:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def hidden(self, owner_id: OwnerId) -> frozenset[str]:
        query = select(hidden_notice.c.kind).where(hidden_notice.c.owner_id == owner_id)
        return await self._database.read(lambda connection: frozenset(connection.execute(query).scalars()))

    async def hide(self, owner_id: OwnerId, kind: str, now: datetime) -> None:
        this = (hidden_notice.c.owner_id == owner_id, hidden_notice.c.kind == kind)

        def write(connection: Connection) -> None:
            if connection.execute(select(hidden_notice.c.kind).where(*this)).one_or_none() is None:
                connection.execute(insert(hidden_notice), {"owner_id": owner_id, "kind": kind, "at": now})

        await self._database.write(write)


def bring_hidden(connection: Connection, from_visitor: OwnerId, to_contact: OwnerId) -> None:
    """What the visitor did not want to see again, the contact does not want to see either."""
    theirs = select(hidden_notice.c.kind).where(hidden_notice.c.owner_id == to_contact)
    new = (hidden_notice.c.owner_id == from_visitor, hidden_notice.c.kind.not_in(theirs))
    connection.execute(update(hidden_notice).where(*new).values(owner_id=to_contact))
    connection.execute(delete(hidden_notice).where(hidden_notice.c.owner_id == from_visitor))


def _facts(connection: Connection, visitor: Visitor, now: datetime) -> Facts:
    person = visitor.contact
    online = connection.execute(select(exists().where(*present(visitor.site_id, now)))).scalar_one()
    if person is None:
        return Facts(signed=False, agents_online=online)
    return Facts(
        signed=True,
        agents_online=online,
        personal_agent=_colleague(connection, visitor.site_id, person.personal_agent, now),
        account_manager=_colleague(connection, visitor.site_id, person.account_manager, now),
        next_check_in=_next_check_in(connection, person, now),
    )


def _colleague(connection: Connection, site_id: SiteId, named: str | None, now: datetime) -> Colleague | None:
    """Platforms name people by the e-mail address of their account, by its id, or in words.

    A name in words is shown as it is; an address without an account is nobody yet, and nobody else's to see.
    """
    claim = (named or "").strip()
    if not claim:
        return None
    theirs = or_(agent.c.email == claim.lower(), agent.c.id == claim, func.lower(agent.c.name) == claim.lower())
    query = (
        select(agent.c.name, and_(*present(site_id, now)), agent_face.c.name)
        .outerjoin(agent_face, agent_face.c.agent_id == agent.c.id)
        .where(agent.c.site_id == site_id, agent.c.active, theirs)
    )
    found = connection.execute(query).first()
    if found is None:
        return None if "@" in claim else Colleague(name=claim, available=False)
    return Colleague(name=found[0], available=bool(found[1]), face=found[2])


def _next_check_in(connection: Connection, person: Contact, now: datetime) -> datetime | None:
    """One that is overdue is not announced: its day has passed."""
    open_ones = (check_in.c.contact_id == person.id, check_in.c.done_at.is_(None), check_in.c.due_at > now)
    return connection.execute(select(check_in.c.due_at).where(*open_ones).order_by(check_in.c.due_at)).scalar()
