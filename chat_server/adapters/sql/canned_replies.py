"""Canned replies, shared by all agents of a site."""

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import canned_reply
from chat_server.domain.canned_reply import CannedReply
from chat_server.domain.errors import Conflict
from chat_server.domain.ids import CannedReplyId, SiteId


class SqlCannedReplies:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self, site_id: SiteId) -> tuple[CannedReply, ...]:
        query = select(canned_reply).where(canned_reply.c.site_id == site_id).order_by(canned_reply.c.shortcut)
        return await self._database.read(
            lambda connection: tuple(rows.struct(CannedReply, row) for row in connection.execute(query).mappings())
        )

    async def save(self, reply: CannedReply) -> None:
        values = msgspec.structs.asdict(reply)
        rival = select(canned_reply.c.id).where(
            canned_reply.c.site_id == reply.site_id,
            canned_reply.c.shortcut == reply.shortcut,
            canned_reply.c.locale == reply.locale,
            canned_reply.c.id != reply.id,
        )

        def write(connection: Connection) -> None:
            if connection.execute(rival).one_or_none() is not None:
                raise Conflict(
                    f"/{reply.shortcut} is taken. Choose another shortcut or edit that one.", field="shortcut"
                )
            changed = connection.execute(update(canned_reply).where(canned_reply.c.id == reply.id).values(values))
            if changed.rowcount == 0:
                connection.execute(insert(canned_reply), values)

        await self._database.write(write)

    async def get(self, reply_id: CannedReplyId) -> CannedReply | None:
        def read(connection: Connection) -> CannedReply | None:
            query = select(canned_reply).where(canned_reply.c.id == reply_id)
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else rows.struct(CannedReply, row)

        return await self._database.read(read)

    async def delete(self, reply_id: CannedReplyId) -> None:
        def write(connection: Connection) -> None:
            connection.execute(delete(canned_reply).where(canned_reply.c.id == reply_id))

        await self._database.write(write)
