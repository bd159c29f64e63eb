"""An agent gives a chat into other hands; a conversation that waits is assigned in the same way."""

from chat_server.domain import assignment
from chat_server.domain.agent import Agent
from chat_server.domain.ids import AgentId
from chat_server.services.access import agents_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Target


async def transfer_conversation(
    ports: Ports, agent: Agent, conversation_id: str, to: str, note: str | None = None
) -> Executed:
    """Raises Conflict when the receiver is not online or full, and for whoever does not hold the chat."""
    conversation = await agents_conversation(ports, agent, conversation_id)
    now = ports.clock.now()
    target = Target(conversation.id, agent_id=agent.id, receiver_id=AgentId(to))
    words = note.strip() if note else None
    return await perform(ports, target, lambda situation: assignment.transfer(situation, words or None, now))
