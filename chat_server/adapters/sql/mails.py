"""The outbox: `put` writes mails in the transaction of what they tell of, so that neither comes without the other."""

import hashlib
from base64 import b32encode
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from chat_server.adapters.sql.tables_contact import mail
from chat_server.domain.ids import SiteId
from chat_server.domain.mailing import MailId, Mailing


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
                "state": "waiting",
                "attempts": 0,
                "next_at": mailing.at,
                "created_at": mailing.at,
            },
        )


def _id_of(site_id: SiteId, once: str) -> MailId:
    """Made from what the mail tells of: its Message-ID is the same at every attempt, even after a restored backup."""
    digest = hashlib.blake2b(f"{site_id}\0{once}".encode(), digest_size=20).digest()
    return MailId("mail_" + b32encode(digest).decode().lower())
