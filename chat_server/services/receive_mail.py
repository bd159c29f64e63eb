"""A mail came in: an answer to a ticket, a note for its agents, a report on a mail of ours, or nothing to us.

Each mail has its effect once, by its Message-ID, however often it is handed over: the entry in the ticket's thread is
made under a client id of that name, and afterwards it is remembered as dealt with.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum

import msgspec
import structlog

from chat_server.domain.errors import Conflict, Invalid, RateLimited, TooLarge
from chat_server.domain.ids import SiteId
from chat_server.domain.mail_address import mail_address
from chat_server.domain.mailing import MailId, ReceivedFile, ReceivedMail
from chat_server.domain.ticket import Ticket
from chat_server.services.attach import keep_upload
from chat_server.services.mail_ports import Purpose
from chat_server.services.ports import Ports
from chat_server.services.reply_to_ticket import TicketReply, note_from_mail, reply_for_merchant

log = structlog.get_logger()

MOST_FILES = 10  # of one message, as everywhere
LONGEST_ANSWER = 20_000  # characters; who pastes more can attach it
REPLY_ADDRESS = re.compile(r"reply\+([0-9a-z]+)@")
OUR_MAIL = re.compile(r"<(mail_[0-9a-z]{32})@")


class MailResult(StrEnum):
    ANSWERED = "answered"
    NOTED = "noted"  # from another address than the ticket's
    BOUNCED = "bounced"
    AUTOMATIC = "automatic"
    NO_TICKET = "no_ticket"
    EMPTY = "empty"
    REPEATED = "repeated"


class MailTaken(msgspec.Struct, frozen=True):
    result: MailResult
    reference: str | None = None


async def receive_mail(ports: Ports, site_id: SiteId, raw: bytes) -> MailTaken:
    """Raises RateLimited or Unavailable when it should be handed over again later; nothing is lost then."""
    received = await ports.mail.reader.read(raw)
    if await ports.mail.received.known(received.message_id):
        return MailTaken(MailResult.REPEATED)
    ticket = await _ticket_of(ports, site_id, received)
    result = await _take(ports, ticket, received)
    ticket_id = ticket.id if ticket else None
    await ports.mail.received.remember(received.message_id, ticket_id, result.value, ports.clock.now())
    log.info("mail.received", result=result.value, ticket=ticket_id, automatic=received.automatic)
    return MailTaken(result, ticket.reference if ticket else None)


async def _take(ports: Ports, ticket: Ticket | None, received: ReceivedMail) -> MailResult:
    if ticket is None:
        return MailResult.NO_TICKET if received.automatic is None else MailResult.AUTOMATIC
    if received.bounce is not None:
        ports.limiter.check("mail_answers", ticket.id)
        await note_from_mail(ports, ticket, _client_id(received), undelivered(ticket.email, received.bounce.reason))
        return MailResult.BOUNCED
    if received.automatic is not None:
        return MailResult.AUTOMATIC
    return await _answer(ports, ticket, received) if received.text or received.files else MailResult.EMPTY


async def _answer(ports: Ports, ticket: Ticket, received: ReceivedMail) -> MailResult:
    """A person wrote: the merchant's word, or one that agents alone should see."""
    ports.limiter.check("mail_answers", ticket.id)
    if (mail_address(received.sender) or received.sender) != (ticket.email or "").lower():
        note = f"{received.sender or 'Somebody'} wrote by e-mail:\n\n{_text(received, received.files)}"
        await note_from_mail(ports, ticket, _client_id(received), note)
        return MailResult.NOTED
    kept, left_out = await _keep(ports, ticket, received.files)
    said = TicketReply(_client_id(received), _text(received, left_out) or received.files[0].name, kept)
    try:
        await reply_for_merchant(ports, ticket, said, by_mail=True)
    except Conflict:  # taken before, by a server that died before it could remember: the files have other ids now
        return MailResult.REPEATED
    return MailResult.ANSWERED


async def _keep(
    ports: Ports, ticket: Ticket, files: Sequence[ReceivedFile]
) -> tuple[tuple[str, ...], list[ReceivedFile]]:
    """The attachments' ids, and what is not taken: too large, too many, or no picture, PDF or text."""
    kept: list[str] = []
    left_out: list[ReceivedFile] = []
    for file in files:
        try:
            if len(kept) == MOST_FILES:
                raise Invalid("There are too many files.")
            new = await keep_upload(ports, ticket.site_id, ticket.owner_id, file.name, _parts(file.content))
            kept.append(new.id)
        except (Invalid, TooLarge, RateLimited):
            left_out.append(file)
    return tuple(kept), left_out


async def _parts(content: bytes) -> AsyncIterator[bytes]:
    yield content


def undelivered(address: str | None, reason: str) -> str:
    """What agents read when a mail of ours did not arrive."""
    return f"An e-mail to {address or 'this merchant'} could not be delivered: {reason}"


async def _ticket_of(ports: Ports, site_id: SiteId, received: ReceivedMail) -> Ticket | None:
    """By the token in the address it came to; a report also by the mail of ours that it is about."""
    for address in received.recipients:
        found = REPLY_ADDRESS.match(address)
        reference = await ports.mail.seals.open(site_id, Purpose.ANSWER, found[1]) if found else None
        if reference is not None:
            return await ports.tickets.by_reference(site_id, reference)
    if received.bounce is None or received.bounce.original_id is None:
        return None
    ours = OUR_MAIL.match(received.bounce.original_id)
    mail = await ports.mail.outbox.get(MailId(ours[1])) if ours else None
    reference = mail.content.get("reference") if mail and mail.site_id == site_id else None
    return await ports.tickets.by_reference(site_id, reference) if reference else None


def _client_id(received: ReceivedMail) -> str:
    return "mail_" + hashlib.sha256(received.message_id.encode()).hexdigest()[:32]


def _text(received: ReceivedMail, named: Sequence[ReceivedFile]) -> str:
    """What was written, and the names of files that are not here."""
    text = received.text
    if len(text) > LONGEST_ANSWER:
        text = text[:LONGEST_ANSWER] + " […]"
    names = "\n".join(f"[{file.name}, {max(1, round(len(file.content) / 1000))} kB]" for file in named)
    return "\n\n".join(part for part in (text, names) if part)
