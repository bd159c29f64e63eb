"""A ticket's next state, said by an agent without a word; the merchant hears of it by mail."""

from chat_server.domain import ticket as rules
from chat_server.domain.agent import Agent
from chat_server.domain.ticket import TicketState
from chat_server.services.ports import Ports
from chat_server.services.ticket_access import agents_ticket, tell
from chat_server.services.ticket_ports import Changed


async def move_ticket(ports: Ports, agent: Agent, ticket_id: str, state: TicketState) -> Changed:
    """Moving to where it is changes nothing; raises Conflict for an illegal move."""
    ports.limiter.check("messages", agent.id)
    ticket = await agents_ticket(ports, agent, ticket_id)
    now, due_after = ports.clock.now(), ports.policy.due_after(ticket.kind)
    changed = await ports.tickets.change(
        ticket.id, lambda current, _: rules.move(current, state, agent.actor, now, due_after)
    )
    return tell(ports, changed)
