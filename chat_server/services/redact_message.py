"""Takes a message's text out of the log and off every screen, say because it held a card number."""

from chat_server.domain import message
from chat_server.domain.agent import Agent
from chat_server.services.access import agents_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Target


async def redact_message(ports: Ports, agent: Agent, conversation_id: str, seq: int) -> Executed:
    conversation = await agents_conversation(ports, agent, conversation_id)
    now = ports.clock.now()
    return await perform(
        ports,
        Target(conversation.id, agent_id=agent.id, event_seq=seq),
        lambda situation: message.redact(situation, now),
    )
