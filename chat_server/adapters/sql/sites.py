"""Sites and their signing secrets, which are made at first start and kept in the database."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, insert, select

from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import site
from chat_server.domain.errors import NotFound
from chat_server.domain.ids import SiteId


class SqlSites:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure(self, site_id: SiteId, now: datetime) -> None:
        """Make the site with a secret of its own unless it is there."""

        def write(connection: Connection) -> None:
            if connection.execute(select(site.c.id).where(site.c.id == site_id)).one_or_none() is None:
                values = {"id": site_id, "signing_secret": secrets.token_urlsafe(48), "created_at": now}
                connection.execute(insert(site), values)

        await self._database.write(write)

    async def signing_secret(self, site_id: SiteId) -> str:
        query = select(site.c.signing_secret).where(site.c.id == site_id)
        found: str | None = await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())
        if found is None:
            raise NotFound(f"There is no site {site_id}.")
        return found
