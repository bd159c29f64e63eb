"""Agents log phone calls (who, when, what about), so that a call counts as contact."""

import hashlib

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Contact
from chat_server.domain.errors import NotFound
from chat_server.services.access import known_id
from chat_server.services.ports import Ports
from chat_server.services.ticket_ports import PhoneCall

SHOWN = 20


async def log_call(ports: Ports, agent: Agent, contact_id: str, topic: str, client_id: str | None) -> PhoneCall:
    """The same client id twice is one call."""
    ports.limiter.check("messages", agent.id)
    contact = await _contact(ports, agent, contact_id)
    digest = hashlib.sha256(f"{agent.id}/{client_id}".encode()).hexdigest()[:32]
    return await ports.phone_calls.add(
        PhoneCall(
            id=f"cal_{digest}" if client_id else ports.ids.new("cal"),
            site_id=agent.site_id,
            contact_id=contact.id,
            agent=agent.ref,
            topic=topic.strip(),
            at=ports.clock.now(),
        )
    )


async def logged_calls(ports: Ports, agent: Agent, contact_id: str) -> tuple[PhoneCall, ...]:
    contact = await _contact(ports, agent, contact_id)
    return await ports.phone_calls.of_contact(contact.id, SHOWN)


async def _contact(ports: Ports, agent: Agent, contact_id: str) -> Contact:
    found = await ports.people.contact(known_id(contact_id))
    if found is None or found.site_id != agent.site_id:
        raise NotFound("There is no such contact.")
    return found
