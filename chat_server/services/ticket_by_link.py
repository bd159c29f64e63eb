"""A ticket behind the signed link of its mails: whoever has the link reads the thread and answers."""

from chat_server.domain.attachment import Attachment
from chat_server.domain.errors import NotFound
from chat_server.domain.ids import SiteId
from chat_server.domain.ticket import Ticket, shown_to_merchant
from chat_server.services.access import known_id
from chat_server.services.attach import is_public
from chat_server.services.list_tickets import SeenTicket
from chat_server.services.mail_ports import Purpose
from chat_server.services.ports import Ports
from chat_server.services.reply_to_ticket import TicketReply, reply_for_merchant


async def linked_ticket(ports: Ports, site_id: SiteId, token: str) -> SeenTicket:
    """The ticket with what its merchant may see, who has now read it; NotFound for every token that is not ours."""
    ticket = await _ticket(ports, site_id, token)
    entries = await ports.tickets.entries(ticket.id)
    if await ports.tickets.unread(ticket.id):
        await ports.tickets.mark_read(ticket.id, entries[-1].seq)
    return SeenTicket(ticket=ticket, entries=tuple(shown_to_merchant(entries)))


async def reply_by_link(ports: Ports, site_id: SiteId, token: str, client_id: str, text: str) -> None:
    """As if the merchant had written it in the widget; RateLimited when too many answers come at once."""
    ticket = await _ticket(ports, site_id, token)
    ports.limiter.check("mail_answers", ticket.id)
    await reply_for_merchant(ports, ticket, TicketReply(client_id=client_id, text=text))


async def linked_attachment(ports: Ports, site_id: SiteId, token: str, attachment_id: str) -> Attachment:
    """A file of the ticket's public thread."""
    ticket = await _ticket(ports, site_id, token)
    found = await ports.attachments.records.get(known_id(attachment_id))
    if found is None or found.ticket_id != ticket.id or not await is_public(ports, found):
        raise NotFound("There is no such attachment for you.")
    return found


async def _ticket(ports: Ports, site_id: SiteId, token: str) -> Ticket:
    reference = await ports.mail.seals.open(site_id, Purpose.PAGE, token)
    found = await ports.tickets.by_reference(site_id, reference) if reference else None
    if found is None:
        raise NotFound("There is no such ticket. Use the link in the mail about it.")
    return found
