"""An agent says whether new chats may come."""

from datetime import timedelta

from chat_server.domain.agent import Agent, Availability
from chat_server.services.ports import Ports

# Presence is a lease: renewed while one of the agent's sockets lives, it outlasts a restart or a lost network.
PRESENCE_LEASE = timedelta(seconds=60)


# Enough for a reload or another tab; then nobody is told any more that this agent is there.
AFTER_THE_LAST_SOCKET = timedelta(seconds=15)


async def set_availability(ports: Ports, agent: Agent, availability: Availability) -> Agent:
    await renew_presence(ports, (agent,))
    changed = await ports.agents.set_availability(agent.id, availability)
    ports.publisher.presence_changed(agent.site_id)
    return changed


async def renew_presence(ports: Ports, present: tuple[Agent, ...]) -> None:
    """Called when a socket connects and every few seconds after that."""
    if present:
        until = ports.clock.now() + PRESENCE_LEASE
        await ports.agents.renew_presence([agent.id for agent in present], until)


async def left(ports: Ports, agent: Agent) -> None:
    """The agent's last socket here is closed. Another server, or the next socket, renews the lease again."""
    await ports.agents.shorten_presence(agent.id, ports.clock.now() + AFTER_THE_LAST_SOCKET)
