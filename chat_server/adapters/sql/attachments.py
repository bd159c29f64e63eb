"""Which uploads there are, whose they are, and the message or ticket that each came with."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables_contact import attachment
from chat_server.domain.attachment import Attachment, AttachmentView
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import ConversationId, TicketId
from chat_server.services.stored import Uploads

UNBOUND = (attachment.c.conversation_id.is_(None), attachment.c.ticket_id.is_(None))
ASKED_AT_ONCE = 500  # names in one statement


class SqlAttachments:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: Attachment, since: datetime, most: int) -> bool:
        def write(connection: Connection) -> bool:
            if _uploaded(connection, new.owner_id, since) + new.size > most:
                return False
            connection.execute(insert(attachment), {name: getattr(new, name) for name in new.__struct_fields__})
            return True

        return await self._database.write(write)

    async def get(self, attachment_id: str) -> Attachment | None:
        def read(connection: Connection) -> Attachment | None:
            found = connection.execute(select(attachment).where(attachment.c.id == attachment_id))
            row = found.mappings().one_or_none()
            return None if row is None else rows.struct(Attachment, row)

        return await self._database.read(read)

    async def uploaded(self, owner_id: str, since: datetime) -> int:
        return await self._database.read(lambda connection: _uploaded(connection, owner_id, since))

    async def files_of(self, conversation_id: ConversationId) -> frozenset[str]:
        query = select(attachment.c.file, attachment.c.preview).where(attachment.c.conversation_id == conversation_id)
        return await self._database.read(lambda connection: frozenset(_names(connection.execute(query).all())))

    async def forget_unbound(self, before: datetime) -> tuple[str, ...]:
        gone = delete(attachment).where(*UNBOUND, attachment.c.created_at < before)
        returning = gone.returning(attachment.c.file, attachment.c.preview)
        return await self._database.write(lambda connection: tuple(_names(connection.execute(returning).all())))

    async def known(self, names: Collection[str]) -> frozenset[str]:
        wanted = sorted(names)

        def read(connection: Connection) -> frozenset[str]:
            found: set[str] = set()
            for start in range(0, len(wanted), ASKED_AT_ONCE):
                some = wanted[start : start + ASKED_AT_ONCE]
                theirs = or_(attachment.c.file.in_(some), attachment.c.preview.in_(some))
                query = select(attachment.c.file, attachment.c.preview).where(theirs)
                found |= _names(connection.execute(query).all())
            return frozenset(found)

        return await self._database.read(read)


def claim(
    connection: Connection,
    uploads: Uploads | None,
    *,
    conversation_id: ConversationId | None = None,
    ticket_id: TicketId | None = None,
) -> tuple[AttachmentView, ...]:
    """Bind uploads to what they come with, within its transaction; each is bound once, and by its own uploader.

    Raises Invalid when one of them is not there, somebody else's or bound already.
    """
    if uploads is None or not uploads.ids:
        return ()
    ids = tuple(dict.fromkeys(uploads.ids))
    mine = (attachment.c.id.in_(ids), attachment.c.owner_id == uploads.owner_id, *UNBOUND)
    found = connection.execute(select(attachment).where(*mine)).mappings()
    views = {row["id"]: rows.struct(Attachment, row).view for row in found}
    if len(views) != len(ids):
        raise Invalid("There is no such attachment of yours to send. Upload it again.", field="attachments")
    bound = {"conversation_id": conversation_id, "ticket_id": ticket_id}
    connection.execute(update(attachment).where(*mine).values(bound))
    return tuple(views[one] for one in ids)


def forget(connection: Connection, ids: Collection[str]) -> None:
    """Their message was redacted. The files go afterwards."""
    connection.execute(delete(attachment).where(attachment.c.id.in_(ids)))


def _uploaded(connection: Connection, owner_id: str, since: datetime) -> int:
    query = select(func.coalesce(func.sum(attachment.c.size), 0))
    total: int = connection.execute(
        query.where(attachment.c.owner_id == owner_id, attachment.c.created_at >= since)
    ).scalar_one()
    return total


def _names(found: Collection[tuple[str, str | None]]) -> set[str]:
    return {name for pair in found for name in pair if name is not None}
