"""The outbox and what was received.

`put` writes mails in the transaction of what they tell of, so that neither comes without the other.
"""

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables_contact import mail, received_mail
from chat_server.domain.ids import SiteId
from chat_server.domain.mailing import Mail, MailId, Mailing, MailKind

WAITING, SENT, FAILED = "waiting", "sent", "failed"
# To one person about their own matter. What goes to thousands at once leaves when nothing of this is due.
PERSONAL = [kind.value for kind in MailKind if kind is not MailKind.PHONE_HOURS]


def put(connection: Connection, mailings: Sequence[Mailing]) -> None:
    """Owe these mails; one whose `once` is there already is left out."""
    for mailing in mailings:
        mail_id = _id_of(mailing.site_id, mailing.once)
        if connection.execute(select(mail.c.id).where(mail.c.id == mail_id)).one_or_none() is not None:
            continue
        connection.execute(
            insert(mail),
            {
                "id": mail_id,
                "site_id": mailing.site_id,
                "once": mailing.once,
                "kind": mailing.kind.value,
                "recipient": mailing.recipient,
                "locale": mailing.locale,
                "content": dict(mailing.content),
                "state": WAITING,
                "attempts": 0,
                "next_at": mailing.at,
                "created_at": mailing.at,
            },
        )


def _id_of(site_id: SiteId, once: str) -> MailId:
    """Made from what the mail tells of: its Message-ID is the same at every attempt, even after a restored backup."""
    digest = hashlib.blake2b(f"{site_id}\0{once}".encode(), digest_size=20).digest()
    return MailId("mail_" + b32encode(digest).decode().lower())


class SqlOutbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Mail, ...]:
        """Who claims moves `next_at`: a sender that dies in between leaves nothing behind but that delay."""
        due = select(mail).where(mail.c.state == WAITING, mail.c.next_at <= now)
        oldest = due.order_by(mail.c.next_at, mail.c.created_at, mail.c.id)
        personal = mail.c.kind.in_(PERSONAL)

        def look(connection: Connection) -> bool:
            return connection.execute(due.limit(1)).first() is not None

        def write(connection: Connection) -> tuple[Mail, ...]:
            first = list(connection.execute(oldest.where(personal).limit(limit)).mappings())
            then = connection.execute(oldest.where(~personal).limit(limit - len(first))).mappings()
            found = [rows.struct(Mail, row) for row in (*first, *then)]
            taken = mail.c.id.in_([one.id for one in found])
            connection.execute(update(mail).where(taken).values(next_at=until))
            return tuple(found)

        # A look costs no fsync, and mostly there is nothing.
        return await self._database.write(write) if await self._database.read(look) else ()

    async def mark_sent(self, mail_id: MailId, now: datetime) -> None:
        await self._change([mail_id], state=SENT, sent_at=now, problem=None)

    async def hold(self, mail_ids: Sequence[MailId], until: datetime) -> None:
        await self._change(mail_ids, next_at=until)

    async def release(self, mail_ids: Sequence[MailId]) -> None:
        await self._change(mail_ids, next_at=mail.c.created_at)

    async def postpone(self, mail_id: MailId, next_at: datetime, problem: str) -> None:
        await self._change([mail_id], next_at=next_at, attempts=mail.c.attempts + 1, problem=problem)

    async def give_up(self, mail_id: MailId, problem: str) -> None:
        await self._change([mail_id], state=FAILED, attempts=mail.c.attempts + 1, problem=problem)

    async def get(self, mail_id: MailId) -> Mail | None:
        def read(connection: Connection) -> Mail | None:
            row = connection.execute(select(mail).where(mail.c.id == mail_id)).mappings().one_or_none()
            return None if row is None else rows.struct(Mail, row)

        return await self._database.read(read)

    async def _change(self, mail_ids: Sequence[MailId], **values: object) -> None:
        change = update(mail).where(mail.c.id.in_(mail_ids), mail.c.state == WAITING).values(**values)
        await self._database.write(lambda connection: connection.execute(change).rowcount)


class SqlReceivedMails:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, message_id: str) -> bool:
        query = select(received_mail.c.message_id).where(received_mail.c.message_id == message_id)
        return await self._database.read(lambda connection: connection.execute(query).first() is not None)

    async def remember(self, message_id: str, ticket_id: str | None, result: str, now: datetime) -> None:
        def write(connection: Connection) -> None:
            same = received_mail.c.message_id == message_id
            if connection.execute(select(received_mail.c.at).where(same)).first() is None:
                values = {"message_id": message_id, "ticket_id": ticket_id, "result": result, "at": now}
                connection.execute(insert(received_mail), values)

        await self._database.write(write)
