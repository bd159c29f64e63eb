"""What a conversation hears of a ticket that was opened from it."""

from datetime import datetime

from chat_server.domain.conversation import Situation, Status, is_contact
from chat_server.domain.events import Actor, ConversationAbandoned, NewEvent, TicketOpened
from chat_server.domain.ticket import Ticket


def told_in_chat(situation: Situation, ticket: Ticket, actor: Actor, now: datetime) -> list[NewEvent]:
    """Both sides see that the matter goes on as a ticket. A merchant who waits in the queue leaves it by that; an open
    chat with an agent goes on."""
    told = NewEvent(actor=actor, data=TicketOpened(ticket_id=ticket.id, reference=ticket.reference), at=now)
    if not is_contact(actor) or situation.conversation.status is not Status.QUEUED:
        return [told]
    return [told, NewEvent(actor=actor, data=ConversationAbandoned(reason="ticket"), at=now)]
