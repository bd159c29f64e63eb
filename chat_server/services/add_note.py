"""A note: a message that only agents ever see, and that merchants cannot infer from numbers or signals."""

from chat_server.domain import message
from chat_server.domain.agent import Agent
from chat_server.services.access import agents_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.send_message import once_for
from chat_server.services.stored import Executed, Target


async def add_note(ports: Ports, agent: Agent, conversation_id: str, client_id: str, text: str) -> Executed:
    ports.limiter.check("messages", agent.id)
    conversation = await agents_conversation(ports, agent, conversation_id)
    now = ports.clock.now()
    return await perform(
        ports,
        Target(conversation.id, agent_id=agent.id),
        lambda situation: message.add_note(situation, client_id, text, now),
        once_for(conversation, agent, "add_note", client_id, text),
    )
