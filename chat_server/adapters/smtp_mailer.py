"""Hands mails to the site's mail server (aiosmtplib), several over one connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from aiosmtplib import SMTP, SMTPException

from chat_server.adapters.letters import Letters
from chat_server.domain.mailing import Mail
from chat_server.services.mail_ports import LONGEST_ATTEMPT, Delivery, MailLine, RefusedError, UnreachableError

# For every answer of the mail server; one that hangs costs the mails this long, and nobody else anything.
ANSWER_WITHIN_S = 30.0
# For all answers that letting us in or taking one mail needs.
DONE_WITHIN_S = LONGEST_ATTEMPT.total_seconds()


@dataclass(frozen=True)
class SmtpAccount:
    """`security`: `tls` from the first byte (port 465), `starttls` (587), or `none` on the same machine."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str = ""
    password: str = ""
    our_name: str = "localhost"  # for its greeting; the library would ask the name service and block
    answer_within_s: float = ANSWER_WITHIN_S


class SmtpMailer:
    delivery = Delivery.SMTP

    def __init__(self, letters: Letters, account: SmtpAccount) -> None:
        self._letters = letters
        self._account = account

    @asynccontextmanager
    async def line(self) -> AsyncIterator[MailLine]:
        account = self._account
        smtp = SMTP(
            hostname=account.host,
            port=account.port,
            use_tls=account.security == "tls",
            start_tls=account.security == "starttls",  # required then: no password goes over an open line
            username=account.user or None,
            password=account.password or None,
            local_hostname=account.our_name,
            timeout=account.answer_within_s,
        )
        try:
            async with asyncio.timeout(DONE_WITHIN_S):
                await smtp.connect()
        except (SMTPException, OSError, ValueError) as problem:
            smtp.close()
            raise UnreachableError(f"{account.host}:{account.port}: {_told(problem)}") from None
        try:
            yield SmtpLine(smtp, self._letters)
        finally:
            with suppress(SMTPException, OSError):
                await smtp.quit()
            smtp.close()


class SmtpLine:
    def __init__(self, smtp: SMTP, letters: Letters) -> None:
        self._smtp = smtp
        self._letters = letters

    async def send(self, mail: Mail) -> None:
        """A line that breaks counts as a refusal of this mail, so that one that kills the server stops no other."""
        if not self._smtp.is_connected:
            raise UnreachableError("the mail server has hung up")
        letter = await self._letters.written(mail)
        try:
            async with asyncio.timeout(DONE_WITHIN_S):
                await self._smtp.sendmail(letter.sender, [letter.recipient], letter.content)
        except (SMTPException, OSError, ValueError) as problem:
            if isinstance(problem, TimeoutError):
                self._smtp.close()  # what it answers late would be taken for the answer to the next mail
            raise RefusedError(_told(problem)) from None


def _told(problem: Exception) -> str:
    """Time that ran out has no words of its own."""
    return f"{type(problem).__name__}: {problem}" if str(problem) else "It did not answer in time."
