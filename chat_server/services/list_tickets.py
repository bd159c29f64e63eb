"""What merchants and agents see of tickets: their lists, and one ticket with its thread."""

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Invalid
from chat_server.domain.reference import parse_reference
from chat_server.domain.ticket import Entry, Ticket, shown_to_merchant
from chat_server.services.ports import Ports
from chat_server.services.ticket_access import agents_ticket, visitors_ticket
from chat_server.services.ticket_ports import OwnTicket, TicketFilter, TicketLine

PAGE = 50
OWN = 200  # tickets of one merchant that the widget lists


class SeenTicket(msgspec.Struct, frozen=True):
    """A ticket with the entries that the caller may see, in the caller's numbering."""

    ticket: Ticket
    entries: tuple[Entry, ...]
    unread: int = 0


class DeskTicket(msgspec.Struct, frozen=True):
    """A ticket as agents see it."""

    line: TicketLine
    entries: tuple[Entry, ...]


async def own_tickets(ports: Ports, visitor: Visitor) -> tuple[OwnTicket, ...]:
    return await ports.tickets.of_owner(visitor.site_id, visitor.owner_id, OWN)


async def own_ticket(ports: Ports, visitor: Visitor, ticket_id: str) -> SeenTicket:
    """With its thread. Whoever looks at it has read it: `unread` is what was new until now."""
    ticket = await visitors_ticket(ports, visitor, ticket_id)
    unread = await ports.tickets.unread(ticket.id)
    entries = await ports.tickets.entries(ticket.id)
    if unread:
        await ports.tickets.mark_read(ticket.id, entries[-1].seq)
    return SeenTicket(ticket=ticket, entries=tuple(shown_to_merchant(entries)), unread=unread)


async def list_tickets(ports: Ports, wanted: TicketFilter, query: str) -> tuple[TicketLine, ...]:
    """A page, the latest change first; a reference finds its ticket as well as words do."""
    try:
        reference = parse_reference(query)
    except Invalid:
        reference = None
    if reference is not None and await ports.tickets.by_reference(wanted.site_id, reference):
        looked_for = msgspec.structs.replace(wanted, reference=reference)
    else:  # two short words may look like one
        looked_for = msgspec.structs.replace(wanted, words=tuple(query.split()[:8]))
    return await ports.tickets.listed(msgspec.structs.replace(looked_for, limit=PAGE))


async def desk_ticket(ports: Ports, agent: Agent, ticket_id: str) -> DeskTicket:
    ticket = await agents_ticket(ports, agent, ticket_id)
    lines = await ports.tickets.listed(TicketFilter(site_id=agent.site_id, ticket_id=ticket.id, limit=1))
    return DeskTicket(line=lines[0], entries=await ports.tickets.entries(ticket.id))
