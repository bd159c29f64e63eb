"""An agent takes a waiting conversation: one wins, everybody else is told who."""

from chat_server.domain import assignment
from chat_server.domain.agent import Agent
from chat_server.services.access import agents_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Target


async def accept_conversation(ports: Ports, agent: Agent, conversation_id: str) -> Executed:
    """Raises Taken for the slower one, Conflict when away or over capacity."""
    conversation = await agents_conversation(ports, agent, conversation_id)
    now = ports.clock.now()
    return await perform(
        ports, Target(conversation.id, agent_id=agent.id), lambda situation: assignment.accept(situation, now)
    )
