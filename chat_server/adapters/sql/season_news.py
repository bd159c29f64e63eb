"""Who has the phone and was told of its hours: the outbox itself remembers."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from chat_server.adapters.sql import mails, rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import contact
from chat_server.adapters.sql.tables_contact import mail
from chat_server.domain.contact import Contact
from chat_server.domain.ids import ContactId, SiteId
from chat_server.domain.mailing import Mailing
from chat_server.services.check_in_ports import SeasonReader


class SqlSeasonNews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self, site_id: SiteId, prefix: str) -> str | None:
        begins = mail.c.once.startswith(prefix, autoescape=True)
        query = select(mail.c.once).where(mail.c.site_id == site_id, begins).order_by(mail.c.created_at.desc()).limit(1)
        return await self._database.read(lambda connection: connection.execute(query).scalar())

    async def readers(
        self, site_id: SiteId, plans: Collection[str], prefix: str, after: ContactId | None, limit: int
    ) -> tuple[SeasonReader, ...]:
        query = select(contact).where(
            contact.c.site_id == site_id, contact.c.plan.in_(plans), contact.c.id > (after or "")
        )

        def read(connection: Connection) -> tuple[SeasonReader, ...]:
            page = connection.execute(query.order_by(contact.c.id).limit(limit)).mappings().all()
            wanted = [prefix + row["id"] for row in page]
            known = select(mail.c.once).where(mail.c.site_id == site_id, mail.c.once.in_(wanted))
            told = set(connection.execute(known).scalars())
            return tuple(SeasonReader(rows.struct(Contact, row), prefix + row["id"] in told) for row in page)

        return await self._database.read(read)

    async def put(self, mailings: Sequence[Mailing]) -> None:
        await self._database.write(lambda connection: mails.put(connection, mailings))
