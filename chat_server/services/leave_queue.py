"""The merchant gives up waiting; what was written stays in the log."""

from chat_server.domain import conversation as rules
from chat_server.domain.contact import Visitor
from chat_server.services.access import visitors_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Target


async def leave_queue(ports: Ports, visitor: Visitor, conversation_id: str) -> Executed:
    conversation = await visitors_conversation(ports, visitor, conversation_id)
    now = ports.clock.now()
    return await perform(
        ports, Target(conversation.id), lambda situation: rules.leave_queue(situation, visitor.actor, now)
    )
