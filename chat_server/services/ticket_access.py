"""One door to a ticket per kind of caller: "absent" and "not yours" answer alike."""

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import NotFound
from chat_server.domain.ids import TicketId
from chat_server.domain.ticket import Ticket
from chat_server.services.access import known_id
from chat_server.services.ports import Ports
from chat_server.services.ticket_ports import Changed


async def visitors_ticket(ports: Ports, visitor: Visitor, ticket_id: str) -> Ticket:
    found = await ports.tickets.get(TicketId(known_id(ticket_id)))
    if found is None or found.site_id != visitor.site_id or found.owner_id != visitor.owner_id:
        raise NotFound("There is no such ticket for you.")
    return found


async def agents_ticket(ports: Ports, agent: Agent, ticket_id: str) -> Ticket:
    found = await ports.tickets.get(TicketId(known_id(ticket_id)))
    if found is None or found.site_id != agent.site_id:
        raise NotFound("There is no such ticket for you.")
    return found


def tell(ports: Ports, changed: Changed) -> Changed:
    """Let the agents' lists, and the chat that a ticket came from, hear of it. Telling is never awaited."""
    if changed.executed is not None:
        ports.publisher.committed(changed.executed)
    if changed.entries:
        ports.publisher.lists_changed(changed.ticket.site_id)
    return changed
