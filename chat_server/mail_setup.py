"""The part of `bootstrap.py` that builds what mail needs, from the settings."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Literal

from chat_server.adapters.imap_inbox import ImapAccount, ImapInbox
from chat_server.adapters.letters import Letterhead, Letters
from chat_server.adapters.mail_folder import MailFolder
from chat_server.adapters.mail_text import MailParser
from chat_server.adapters.smtp_mailer import SmtpAccount, SmtpMailer
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.mails import SqlOutbox, SqlReceivedMails
from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.ticket_seals import HmacTicketSeals
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.jobs.poll_mailbox import keep_polling
from chat_server.jobs.send_mails import keep_sending_mails
from chat_server.services.mail_ports import Mailer, MailPorts
from chat_server.services.ports import Ports
from chat_server.services.receive_mail import receive_mail
from chat_server.settings import Settings, SettingsError

MAIL_FOLDER = "mails"


def mail_ports(settings: Settings, database: Database) -> MailPorts:
    """Raises SettingsError for an address or a security that cannot be used."""
    seals = HmacTicketSeals(SqlSites(database))
    letters = Letters(letterhead(settings), seals)
    mailer: Mailer = MailFolder(letters, settings.path("var_dir") / MAIL_FOLDER)
    if settings.text("smtp_host"):
        account = SmtpAccount(
            host=settings.text("smtp_host"),
            port=settings.number("smtp_port"),
            security=_security(settings, "smtp_security"),
            user=settings.text("smtp_user"),
            password=settings.text("smtp_password"),
            our_name=letterhead(settings).domain,
        )
        mailer = SmtpMailer(letters, account)
    return MailPorts(
        outbox=SqlOutbox(database), mailer=mailer, received=SqlReceivedMails(database), reader=MailParser(), seals=seals
    )


def letterhead(settings: Settings) -> Letterhead:
    sender = settings.text("mail_from")
    if sender.count("@") != 1 or any(c.isspace() or not c.isprintable() for c in sender):
        raise SettingsError(f"mail_from must be one address such as support@example.com, not {sender!r}")
    return Letterhead(
        brand=settings.text("brand"),
        sender=sender,
        public_url=public_url(settings),
        reply_domain=settings.text("mail_reply_domain").strip().lower(),
    )


def public_url(settings: Settings) -> str:
    """Where merchants reach this server, without a slash at the end."""
    host = settings.text("host")
    local = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not listened on
    return settings.text("public_url").rstrip("/") or f"http://{local}:{settings.number('port')}"


def mail_jobs(settings: Settings, ports: Ports, stop: asyncio.Event) -> list[Coroutine[None, None, None]]:
    """What runs beside the requests until `stop` is set."""
    jobs = [keep_sending_mails(ports, stop)]
    if settings.text("imap_host"):
        account = ImapAccount(
            host=settings.text("imap_host"),
            port=settings.number("imap_port"),
            security=_security(settings, "imap_security"),
            user=settings.text("imap_user"),
            password=settings.text("imap_password"),
            folder=settings.text("imap_folder"),
        )
        every_s = max(1, settings.number("imap_poll_s"))
        jobs.append(keep_polling(ImapInbox(account), partial(receive_mail, ports, DEFAULT_SITE), every_s, stop))
    return jobs


def _security(settings: Settings, name: str) -> Literal["tls", "starttls", "none"]:
    match settings.text(name):
        case "tls":
            return "tls"
        case "starttls":
            return "starttls"
        case "none":
            return "none"
        case other:
            raise SettingsError(f"{name} must be tls, starttls or none, not {other!r}")
