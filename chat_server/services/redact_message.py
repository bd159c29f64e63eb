"""Takes a message's text and attachments out of the log, the disk and off every screen, say for a card number."""

from chat_server.domain import message
from chat_server.domain.agent import Agent
from chat_server.services.access import agents_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Target


async def redact_message(ports: Ports, agent: Agent, conversation_id: str, seq: int) -> Executed:
    conversation = await agents_conversation(ports, agent, conversation_id)
    now, records = ports.clock.now(), ports.attachments.records
    before = await records.files_of(conversation.id)
    executed = await perform(
        ports,
        Target(conversation.id, agent_id=agent.id, event_seq=seq),
        lambda situation: message.redact(situation, now),
    )
    await ports.attachments.files.remove(before - await records.files_of(conversation.id))
    return executed
