"""Asking for a person. There is no way here but through a question whose suggestions were shown."""

from collections.abc import Sequence

import msgspec

from chat_server.domain import conversation as rules
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation, Situation
from chat_server.domain.events import NewEvent
from chat_server.domain.ids import ConversationId
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.queue_place import queue_place
from chat_server.services.queue_ports import QueuePlace
from chat_server.services.queue_start import place_of, topic_of
from chat_server.services.stored import Once, Target
from chat_server.services.ways import contact_ways, refusal


class Escalated(msgspec.Struct, frozen=True):
    conversation: Conversation
    place: QueuePlace | None


async def escalate(ports: Ports, visitor: Visitor, question_id: str, client_id: str) -> Escalated:
    """The conversation with the question on top; while one is open, the question is added to that one.

    Raises QuestionRequired without a question of the last 24 hours, Closed while the chat is not offered or not open.
    """
    ports.limiter.check("escalations", visitor.id)
    now = ports.clock.now()
    refused = refusal(await contact_ways(ports, visitor), "chat")

    def decide(situation: Situation) -> Sequence[NewEvent]:
        topic = topic_of(ports, situation.questions, question_id)
        place = place_of(ports, visitor, topic, now)
        events = rules.escalate(situation, question_id, visitor.actor, now, place)
        if refused is not None and not situation.conversation.is_open:
            raise refused
        return events

    opening = Conversation(
        id=ConversationId(ports.ids.new("cnv")),
        site_id=visitor.site_id,
        owner_id=visitor.owner_id,
        visitor_id=visitor.id,
        locale=visitor.locale,
    )
    once = Once(scope=visitor.id, command="escalate", client_id=client_id, fingerprint=question_id)
    executed = await perform(ports, Target(opening.id, opening=opening), decide, once)
    return Escalated(conversation=executed.conversation, place=await queue_place(ports, executed.conversation))
