"""Uploads: a file comes first, the message or ticket that it belongs to afterwards. Who may fetch it, when."""

from collections.abc import AsyncIterator
from datetime import timedelta

from chat_server.domain.agent import Agent
from chat_server.domain.attachment import Attachment, safe_name
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import NotFound, RateLimited
from chat_server.domain.ids import SiteId
from chat_server.domain.ticket import Noted, Opened, Replied
from chat_server.services.access import known_id, uploader_id
from chat_server.services.ports import Ports
from chat_server.services.ways import still_offered

HOUR = timedelta(hours=1)
UNBOUND_FOR = timedelta(days=1)  # who has not sent the message by then will not send it any more


async def attach(ports: Ports, sender: Visitor | Agent, name: str, parts: AsyncIterator[bytes]) -> Attachment:
    """Keep an upload of the sender. Raises TooLarge, RateLimited, Invalid with the reason, or Closed for a visitor who
    has nothing to send it with; then nothing stays."""
    owner_id = uploader_id(sender)
    ports.limiter.check("uploads", owner_id)
    if isinstance(sender, Visitor):
        await _has_use_for_it(ports, sender)
    return await keep_upload(ports, sender.site_id, owner_id, name, parts)


async def _has_use_for_it(ports: Ports, visitor: Visitor) -> None:
    refused = await still_offered(ports, visitor, "chat", "ticket")
    if refused is not None and await ports.store.open_conversation_of(visitor.site_id, visitor.owner_id) is None:
        raise refused


async def keep_upload(
    ports: Ports, site_id: SiteId, owner_id: str, name: str, parts: AsyncIterator[bytes]
) -> Attachment:
    """As `attach`, for a file that came by another way, such as a mail."""
    here = ports.attachments
    since = ports.clock.now() - HOUR
    left = here.most_bytes_an_hour - await here.records.uploaded(owner_id, since)
    if left <= 0:
        raise _too_much(here.most_bytes_an_hour)
    kept = await here.files.keep(parts, here.most_bytes)
    new = Attachment(
        id=ports.ids.new("att"),
        site_id=site_id,
        owner_id=owner_id,
        name=safe_name(name, kept.media_type),
        media_type=kept.media_type,
        size=kept.size,
        file=kept.file,
        preview=kept.preview,
        created_at=ports.clock.now(),
    )
    try:
        taken = await here.records.add(new, since, here.most_bytes_an_hour)
    except BaseException:
        await here.files.remove(kept.files)
        raise
    if not taken:
        await here.files.remove(kept.files)
        raise _too_much(here.most_bytes_an_hour)
    return new


def _too_much(most: int) -> RateLimited:
    megabytes = most // 1_000_000
    return RateLimited(f"That was more than {megabytes} MB within an hour. Send the rest later.", retry_after_s=600)


async def visitors_attachment(ports: Ports, visitor: Visitor, attachment_id: str) -> Attachment:
    """One that the visitor uploaded, or that came in an own conversation or as a public part of an own ticket."""
    found = await _found(ports, visitor.site_id, attachment_id)
    if found.owner_id == visitor.owner_id:
        return found
    if found.conversation_id is not None:
        conversation = await ports.store.conversation(found.conversation_id)
        if conversation is not None and conversation.owner_id == visitor.owner_id:
            return found
    if found.ticket_id is not None:
        ticket = await ports.tickets.get(found.ticket_id)
        if ticket is not None and ticket.owner_id == visitor.owner_id and await is_public(ports, found):
            return found
    raise _nothing()


async def agents_attachment(ports: Ports, agent: Agent, attachment_id: str) -> Attachment:
    """One of a conversation or ticket of the agent's site, or of the agent's own uploads: what nobody has sent along
    yet is the uploader's alone."""
    found = await _found(ports, agent.site_id, attachment_id)
    if found.conversation_id is None and found.ticket_id is None and found.owner_id != agent.id:
        raise _nothing()
    return found


async def is_public(ports: Ports, of_ticket: Attachment) -> bool:
    """Whether it came with something that the merchant may read: notes may have attachments too."""
    if of_ticket.ticket_id is None:
        return False
    for entry in await ports.tickets.entries(of_ticket.ticket_id):
        data = entry.data
        if isinstance(data, Opened | Replied | Noted) and any(one.id == of_ticket.id for one in data.attachments):
            return data.public
    return False


async def _found(ports: Ports, site_id: SiteId, attachment_id: str) -> Attachment:
    found = await ports.attachments.records.get(known_id(attachment_id))
    if found is None or found.site_id != site_id:
        raise _nothing()
    return found


def _nothing() -> NotFound:
    return NotFound("There is no such attachment for you.")


async def sweep_attachments(ports: Ports) -> int:
    """Remove what was never sent along, and files that an interrupted upload or redaction left behind; how many."""
    here, before = ports.attachments, ports.clock.now() - UNBOUND_FOR
    forgotten = await here.records.forget_unbound(before)
    old = await here.files.older_than(before)
    lost = frozenset(old) - await here.records.known(old)
    gone = lost | frozenset(forgotten)
    await here.files.remove(gone)
    return len(gone)
