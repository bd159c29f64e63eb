"""The holder ends the matter; a reply within the setting's days reopens it."""

from chat_server.domain import conversation as rules
from chat_server.domain.agent import Agent
from chat_server.services.access import agents_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Target


async def resolve_conversation(ports: Ports, agent: Agent, conversation_id: str) -> Executed:
    conversation = await agents_conversation(ports, agent, conversation_id)
    now = ports.clock.now()
    return await perform(
        ports, Target(conversation.id, agent_id=agent.id), lambda situation: rules.resolve(situation, now)
    )
