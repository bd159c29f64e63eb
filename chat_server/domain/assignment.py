"""Who gets a waiting conversation. Capacity is taken in the transaction of the claim, never counted first."""

from datetime import datetime

from chat_server.domain.agent import Availability
from chat_server.domain.conversation import Situation, Status
from chat_server.domain.errors import Conflict, NotFound, Taken
from chat_server.domain.events import (
    ConversationAssigned,
    ConversationTransferred,
    EventData,
    NewEvent,
    NoteAdded,
)


def transfer(situation: Situation, note: str | None, now: datetime) -> list[NewEvent]:
    """The holder gives the chat into other hands; what waits can be given by any agent, which is assigning it.

    Only to somebody who is online and has a free place: nothing waits for nobody. Giving it twice changes nothing.
    `note` is for agents only and comes before the handing over, so that whoever gets the chat reads it first.
    """
    state, agent, receiver = situation.conversation, situation.agent, situation.receiver
    if agent is None:
        raise NotFound("There is no such conversation for you.")
    if receiver is None or receiver.site_id != state.site_id or not receiver.active:
        raise NotFound("There is no such agent. Load the list of agents again.")
    if state.status is Status.ACTIVE and state.agent_id == receiver.id:
        return []
    if state.status is Status.ACTIVE and state.agent_id != agent.id:
        raise Conflict(f"{state.agent_name} holds this conversation. Only they can give it away.")
    if receiver.availability is not Availability.ONLINE:
        raise Conflict(f"{receiver.name} is {receiver.availability}. Choose somebody who is online.", field="to")
    if receiver.open_count >= receiver.capacity:
        raise Conflict(f"{receiver.name} has no free place. Choose somebody else.", field="to")
    handed: EventData
    if state.status is Status.ACTIVE:
        handed = ConversationTransferred(giver=agent.ref, to=receiver.ref)
    elif state.status is Status.QUEUED:
        handed = ConversationAssigned(agent=receiver.ref)
    else:
        raise Conflict(f"This conversation is {state.status}: a new message from the merchant reopens it.")
    events: list[EventData] = [NoteAdded(text=note), handed] if note else [handed]
    return [NewEvent(actor=agent.actor, data=data, at=now) for data in events]


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
