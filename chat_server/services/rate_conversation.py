"""The merchant's CSAT for a resolved conversation."""

from chat_server.domain import conversation as rules
from chat_server.domain.contact import Visitor
from chat_server.services.access import visitors_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Target


async def rate_conversation(
    ports: Ports, visitor: Visitor, conversation_id: str, score: int, comment: str | None
) -> Executed:
    ports.limiter.check("feedback", visitor.id)
    conversation = await visitors_conversation(ports, visitor, conversation_id)
    now = ports.clock.now()
    return await perform(
        ports,
        Target(conversation.id),
        lambda situation: rules.rate(situation, score, comment or None, visitor.actor, now),
    )
