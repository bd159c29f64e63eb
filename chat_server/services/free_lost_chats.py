"""Chats of agents whom we have lost go back into the queue, to the place that their arrival gave them."""

from chat_server.domain.conversation import requeue_from_lost_agent
from chat_server.domain.ids import SiteId
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Target


async def free_lost_chats(ports: Ports, site_id: SiteId) -> int:
    """How many were freed. Each once, whoever else looks at the same time; an agent who is back keeps them."""
    now, freed = ports.clock.now(), 0
    for conversation_id in await ports.agents.held_by_lost(site_id, now - ports.rules.agent_grace):
        executed = await perform(
            ports, Target(conversation_id), lambda situation: requeue_from_lost_agent(situation, now)
        )
        freed += len(executed.events)
    return freed
