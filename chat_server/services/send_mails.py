"""Send what the outbox owes: every mail once, as far as SMTP can promise that.

Handing over and noting it down are two steps in two systems. A server that dies between them sends that one mail
again, under the same Message-ID, by which mail programs know it as the one they have.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec
import structlog

from chat_server.domain.errors import Unavailable
from chat_server.domain.mailing import Mail, given_up, wait_after
from chat_server.services.mail_ports import LONGEST_ATTEMPT, MailLine, RefusedError, UnreachableError
from chat_server.services.ports import Ports
from chat_server.services.receive_mail import undelivered
from chat_server.services.reply_to_ticket import note_from_mail

log = structlog.get_logger()

BATCH = 20
# The mails of a server that dies wait this long for the next one; who lives holds on to its own while sending them.
CLAIMED_FOR = timedelta(minutes=2)
LONGEST_PROBLEM = 500  # characters; some servers answer with a page about themselves
FIRST_NOTING_WAIT_S, LONGEST_NOTING_WAIT_S = 1, 30


class SentMails(msgspec.Struct, frozen=True):
    """What one round did. `unreachable` is why the mail server could not be used, or not to the end."""

    sent: int = 0
    refused: int = 0
    unreachable: str | None = None

    @property
    def tried(self) -> int:
        return self.sent + self.refused


async def send_mails(ports: Ports, random: Random) -> SentMails:
    """One batch over one connection. Mails that could not be tried stay due."""
    now = ports.clock.now()
    until = now + CLAIMED_FOR
    pending = list(await ports.mail.outbox.claim(now, until, BATCH))
    if not pending:
        return SentMails()
    sent = refused = 0
    unreachable = None
    try:
        async with ports.mail.mailer.line() as line:
            while pending:
                until = await _held(ports, pending, until)
                problem = await _refusal(line, pending[0])
                mail = pending.pop(0)  # from here on it must not be released: it may be in somebody's inbox
                if problem is None:
                    await _note_sent(ports, mail)
                    sent += 1
                else:
                    await _note_refused(ports, mail, problem, random)
                    refused += 1
    except UnreachableError as problem:
        unreachable = str(problem)
    finally:
        if pending:
            await ports.mail.outbox.release([mail.id for mail in pending])
    return SentMails(sent, refused, unreachable)


async def _held(ports: Ports, pending: Sequence[Mail], until: datetime) -> datetime:
    """Until when they are ours: long enough for one more attempt, however long it takes."""
    now = ports.clock.now()
    if until - now > LONGEST_ATTEMPT:
        return until
    await ports.mail.outbox.hold([mail.id for mail in pending], now + CLAIMED_FOR)
    return now + CLAIMED_FOR


async def _refusal(line: MailLine, mail: Mail) -> str | None:
    try:
        await line.send(mail)
    except RefusedError as problem:
        return str(problem)[:LONGEST_PROBLEM]
    return None


async def _note_sent(ports: Ports, mail: Mail) -> None:
    """Until it is noted no other mail is sent: while the database cannot be written, each would be sent twice."""
    wait_s = FIRST_NOTING_WAIT_S
    while True:
        try:
            return await ports.mail.outbox.mark_sent(mail.id, ports.clock.now())
        except Unavailable as problem:
            log.warning("mail.sent_not_noted", mail=mail.id, problem=problem.message, again_in_s=wait_s)
        await asyncio.sleep(wait_s)
        wait_s = min(wait_s * 2, LONGEST_NOTING_WAIT_S)


async def _note_refused(ports: Ports, mail: Mail, reason: str, random: Random) -> None:
    now = ports.clock.now()
    if given_up(mail, now):
        log.error("mail.given_up", mail=mail.id, kind=mail.kind.value, reason=reason)
        await _tell_agents(ports, mail, reason)
        await ports.mail.outbox.give_up(mail.id, reason)
    else:
        again_at = now + wait_after(mail.attempts + 1, random)
        log.warning("mail.refused", mail=mail.id, kind=mail.kind.value, reason=reason, again_at=again_at.isoformat())
        await ports.mail.outbox.postpone(mail.id, again_at, reason)


async def _tell_agents(ports: Ports, mail: Mail, reason: str) -> None:
    """The merchant of a ticket never heard of it by mail: somebody may have another way."""
    reference = mail.content.get("reference")
    ticket = await ports.tickets.by_reference(mail.site_id, reference) if reference else None
    if ticket is not None:
        await note_from_mail(ports, ticket, f"undelivered_{mail.id}", undelivered(mail.recipient, reason))
