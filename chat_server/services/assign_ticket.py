"""Who works on a ticket: agents take it, give it to another or to nobody."""

from chat_server.domain import ticket as rules
from chat_server.domain.agent import Agent
from chat_server.domain.errors import Invalid
from chat_server.domain.events import AgentRef
from chat_server.domain.ids import AgentId
from chat_server.services.access import known_id
from chat_server.services.ports import Ports
from chat_server.services.ticket_access import agents_ticket, tell
from chat_server.services.ticket_ports import Changed


async def assign_ticket(
    ports: Ports, agent: Agent, ticket_id: str, agent_id: str | None, instead_of: str | None
) -> Changed:
    """`instead_of` has it on the caller's screen; raises Conflict, naming the holder, when somebody else has by now."""
    ports.limiter.check("messages", agent.id)
    ticket = await agents_ticket(ports, agent, ticket_id)
    to = await _colleague(ports, agent, agent_id) if agent_id is not None else None
    now = ports.clock.now()
    changed = await ports.tickets.change(
        ticket.id, lambda current, _: rules.assign(current, to, instead_of, agent.actor, now)
    )
    return tell(ports, changed)


async def _colleague(ports: Ports, agent: Agent, agent_id: str) -> AgentRef:
    found = await ports.agents.get(AgentId(known_id(agent_id)))
    if found is None or found.site_id != agent.site_id or not found.active:
        raise Invalid("There is no such agent to give a ticket to.", field="agent_id")
    return found.ref
