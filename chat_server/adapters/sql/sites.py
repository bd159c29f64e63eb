"""Sites, their signing secrets, which are made at first start and kept in the database, and their other keys."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import site
from chat_server.adapters.sql.tables_contact import site_key
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import SiteId
from chat_server.domain.signing_key import MAX_ACTIVE_KEYS, SigningKey


class SqlSites:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure(self, site_id: SiteId, now: datetime) -> None:
        """Make the site with a secret of its own unless it is there."""

        def write(connection: Connection) -> None:
            if connection.execute(select(site.c.id).where(site.c.id == site_id)).one_or_none() is None:
                values = {"id": site_id, "signing_secret": new_secret(), "created_at": now}
                connection.execute(insert(site), values)

        await self._database.write(write)

    async def signing_secret(self, site_id: SiteId) -> str:
        return await self._database.read(lambda connection: _secret(connection, site_id))

    async def renew_secret(self, site_id: SiteId) -> str:
        """A new secret in the old one's place: whatever that signed holds no longer."""
        renewed = new_secret()

        def write(connection: Connection) -> None:
            connection.execute(update(site).where(site.c.id == site_id).values(signing_secret=renewed))

        await self._database.write(write)
        return renewed

    async def active_keys(self, site_id: SiteId) -> tuple[SigningKey, ...]:
        """All keys whose signature counts, the site's own secret first."""

        def read(connection: Connection) -> tuple[SigningKey, ...]:
            own = SigningKey(algorithm="HS256", key=_secret(connection, site_id))
            return (own, *(key for key in _keys(connection, site_id) if key.retired_at is None))

        return await self._database.read(read)

    async def keys(self, site_id: SiteId) -> tuple[SigningKey, ...]:
        """All that were ever added, retired ones too, oldest first."""
        return await self._database.read(lambda connection: _keys(connection, site_id))

    async def add_key(self, site_id: SiteId, new: SigningKey) -> None:
        """Raises Conflict when its id is taken or enough keys are active."""

        def write(connection: Connection) -> None:
            if connection.execute(select(site_key.c.id).where(site_key.c.id == new.id)).one_or_none() is not None:
                raise Conflict(f"There is a key {new.id} already. Choose another id.")
            active = select(func.count()).where(site_key.c.site_id == site_id, site_key.c.retired_at.is_(None))
            if connection.execute(active).scalar_one() >= MAX_ACTIVE_KEYS:
                raise Conflict(f"{MAX_ACTIVE_KEYS} keys are active already. Retire one first: chat-server key retire.")
            values = {name: getattr(new, name) for name in new.__struct_fields__}
            connection.execute(insert(site_key), values | {"site_id": site_id})

        await self._database.write(write)

    async def retire_key(self, site_id: SiteId, key_id: str, now: datetime) -> None:
        """Raises NotFound for one that is not there. Retiring one again changes nothing."""
        mine = (site_key.c.site_id == site_id, site_key.c.id == key_id)

        def write(connection: Connection) -> None:
            if connection.execute(select(site_key.c.id).where(*mine)).one_or_none() is None:
                raise NotFound(f"There is no key {key_id}. `chat-server key list` shows them.")
            retired = update(site_key).where(*mine, site_key.c.retired_at.is_(None)).values(retired_at=now)
            connection.execute(retired)

        await self._database.write(write)


def new_secret() -> str:
    """For HS256: 384 random bits."""
    return secrets.token_urlsafe(48)


def _secret(connection: Connection, site_id: SiteId) -> str:
    found = connection.execute(select(site.c.signing_secret).where(site.c.id == site_id)).scalar_one_or_none()
    if found is None:
        raise NotFound(f"There is no site {site_id}.")
    return str(found)


def _keys(connection: Connection, site_id: SiteId) -> tuple[SigningKey, ...]:
    query = select(site_key).where(site_key.c.site_id == site_id).order_by(site_key.c.created_at, site_key.c.id)
    return tuple(rows.struct(SigningKey, row) for row in connection.execute(query).mappings())
