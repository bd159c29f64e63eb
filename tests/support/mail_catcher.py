"""A real mail server (aiosmtpd) that keeps what it gets, and can be away, refuse, or hang up."""

import asyncio
import socket
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from chat_server.adapters.letters import Letters
from chat_server.adapters.smtp_mailer import SmtpAccount, SmtpMailer
from chat_server.adapters.ticket_seals import HmacTicketSeals
from tests.support.world import LETTERHEAD, World

PATIENCE_S = 5.0


@dataclass
class CaughtMail:
    sender: str
    recipient: str
    message: EmailMessage
    raw: bytes

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    def text(self, kind: str = "plain") -> str:
        body = self.message.get_body((kind,))
        assert isinstance(body, EmailMessage)
        return str(body.get_content())


@dataclass
class MailCatcher:
    """`refused`, `hangs_up_on` and `silent_on` are recipients; `password` is asked of user `chat` when it is set."""

    port: int = 0
    mails: list[CaughtMail] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    hangs_up_on: set[str] = field(default_factory=set)
    silent_on: set[str] = field(default_factory=set)  # it never answers
    password: str | None = None
    caught: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """On the same port again after a stop."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def _session(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a password without TLS; nothing leaves this machine
            return SMTP(
                self,
                hostname="catcher.example",
                enable_SMTPUTF8=True,
                auth_require_tls=False,
                auth_required=self.password is not None,
                authenticator=self._authenticated,
            )

    def _authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 There is no such mailbox"
        if address in self.hangs_up_on:
            assert server.transport is not None
            server.transport.close()
        if address in self.silent_on:
            await asyncio.Event().wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        for recipient in envelope.rcpt_tos:
            self.mails.append(CaughtMail(envelope.mail_from or "", recipient, message, envelope.content))
        self.caught.set()
        return "250 OK"

    def mails_to(self, recipient: str) -> list[CaughtMail]:
        return [mail for mail in self.mails if mail.recipient == recipient]


@asynccontextmanager
async def catching() -> AsyncIterator[MailCatcher]:
    catcher = MailCatcher()
    await catcher.start()
    try:
        yield catcher
    finally:
        await catcher.stop()


def mailing_through(world: World, catcher: MailCatcher, **account: object) -> World:
    """The world with this mail server. A server that is not started refuses connections."""
    if not catcher.port:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            catcher.port = free.getsockname()[1]
    plain = SmtpAccount("127.0.0.1", catcher.port, "none", answer_within_s=PATIENCE_S)
    mailer = SmtpMailer(Letters(LETTERHEAD, HmacTicketSeals(world.sites)), replace(plain, **account))  # type: ignore[arg-type] # fields by name
    return replace(world, ports=replace(world.ports, mail=replace(world.ports.mail, mailer=mailer)))
