"""Who gets a waiting conversation. Capacity is taken in the transaction of the claim, never counted first."""

from datetime import datetime

from chat_server.domain.agent import Availability
from chat_server.domain.conversation import Situation, Status
from chat_server.domain.errors import Conflict, NotFound, Taken
from chat_server.domain.events import ConversationAssigned, NewEvent


def accept(situation: Situation, now: datetime) -> list[NewEvent]:
    """An agent takes a waiting conversation. The holder accepting again changes nothing; everybody else is told."""
    state, agent = situation.conversation, situation.agent
    if agent is None:
        raise NotFound("There is no such conversation for you.")
    if state.status is Status.ACTIVE:
        if state.agent_id == agent.id:
            return []
        raise Taken(f"{state.agent_name} was faster and has this conversation now.")
    if state.status is not Status.QUEUED:
        raise Conflict(f"This conversation is {state.status} and no longer waiting.")
    if agent.availability is not Availability.ONLINE:
        raise Conflict(f"You are {agent.availability}. Set yourself to online to accept conversations.")
    if agent.open_count >= agent.capacity:
        raise Conflict(f"You hold {agent.open_count} of {agent.capacity} conversations. Resolve one before the next.")
    return [NewEvent(actor=agent.actor, data=ConversationAssigned(agent=agent.ref), at=now)]
