"""Mails in few words: the outbox is emptied, an answer is written as a mail program does, and read from the wire."""

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from random import Random

from sqlalchemy import Connection, select

from chat_server.adapters.mail_folder import MailFolder
from chat_server.adapters.sql.mails import put
from chat_server.adapters.sql.tables_contact import mail
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.mailing import Mailing, MailKind
from chat_server.services.mail_ports import Purpose
from chat_server.services.send_mails import SentMails, send_mails
from tests.support.world import LETTERHEAD, World

RANDOM = Random(7)  # noqa: S311 - it spreads attempts
CONTENT: Mapping[str, str] = {
    "ticket_id": "tic_1",
    "reference": "P-7KQ2M-9XTR4",
    "subject": "Parcel lost",
    "name": "Vera",
    "state": "waiting_for_merchant",
    "text": "Which receiver?",
    "agent": "Amir",
    "due_on": "2026-03-09",
    "hours": "Mon-Fri 9:00-18:00",
    "contact": "Alma Cerámica",
    "plan": "Business",
    "since": "2026-01-09",
    "chats": "3",
    "tickets": "1",
    "calls": "0",
    "rating": "4.5",
    "attributes": "ERP: Odoo",
    "notes": "Wants an ERP",
}


def a_mailing(
    world: World,
    once: str = "a",
    kind: MailKind = MailKind.TICKET_REPLIED,
    *,
    to: str = "vera@almaceramica.example",
    locale: str = "en",
    **content: str,
) -> Mailing:
    return Mailing(DEFAULT_SITE, once, kind, to, locale, dict(CONTENT) | content, world.clock.now())


async def owe(world: World, *mailings: Mailing) -> None:
    await world.database.write(lambda connection: put(connection, mailings))


async def send_all(world: World) -> SentMails:
    """Rounds until nothing is due or the mail server is away; what they did together."""
    sent = refused = 0
    while True:
        done = await send_mails(world.ports, RANDOM)
        sent, refused = sent + done.sent, refused + done.refused
        if done.unreachable is not None or not done.sent + done.refused:
            return SentMails(sent, refused, done.unreachable)


def files_of(world: World) -> list[Path]:
    """The mails that became files, oldest first."""
    mailer = world.ports.mail.mailer
    assert isinstance(mailer, MailFolder)
    return sorted(mailer.folder.iterdir())


async def states(world: World) -> dict[str, str]:
    """The state of every mail by what it tells of."""

    def read(connection: Connection) -> dict[str, str]:
        return {row.once: row.state for row in connection.execute(select(mail.c.once, mail.c.state))}

    return await world.database.read(read)


async def address_of(world: World, reference: str) -> str:
    """Where answers to the ticket go."""
    token = await world.ports.mail.seals.seal(DEFAULT_SITE, Purpose.ANSWER, reference)
    return f"reply+{token}@{LETTERHEAD.reply_domain}"


def an_answer(
    to: str, text: str = "It was the neighbour.", *, sender: str = "Vera <vera@almaceramica.example>", **headers: str
) -> bytes:
    """As a mail program sends it; `Message_ID="<1@x>"` sets a header."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: Parcel lost"
    for name, value in ({"Message_ID": "<answer-1@almaceramica.example>"} | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()
