"""A conversation: its state, the legal moves in one table, and how each fact changes the state.

Decisions (`escalate`, `leave_queue`, `resolve`, ...) look at a `Situation`, which the store loads inside the
transaction, and say which facts become true. Nothing here reads a clock or touches a database.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.attachment import AttachmentView
from chat_server.domain.errors import Conflict, Invalid, NotFound, QuestionRequired
from chat_server.domain.events import (
    SYSTEM,
    Actor,
    ActorKind,
    Audience,
    ConversationAbandoned,
    ConversationAssigned,
    ConversationQueued,
    ConversationReopened,
    ConversationResolved,
    ConversationTransferred,
    Event,
    EventData,
    NewEvent,
    RatingGiven,
)
from chat_server.domain.ids import AgentId, ConversationId, OwnerId, SiteId, VisitorId
from chat_server.domain.question import Question
from chat_server.domain.queue_order import QueuePlan

# A reply this long after resolving still belongs to the same matter (a setting overrides it).
REOPEN_WITHIN = timedelta(days=7)


class Status(StrEnum):
    NEW = "new"  # asked for, nothing stored yet
    QUEUED = "queued"
    ACTIVE = "active"
    RESOLVED = "resolved"
    ABANDONED = "abandoned"


OPEN = frozenset({Status.QUEUED, Status.ACTIVE})

# From a status, by the type of the event, to the next one. What is not listed is illegal;
# `conversation.reopened` leads to the queue unless it names the agent who carries on.
LEGAL_MOVES: dict[tuple[Status, str], Status] = {
    (Status.NEW, ConversationQueued.type): Status.QUEUED,
    (Status.QUEUED, ConversationAssigned.type): Status.ACTIVE,
    (Status.QUEUED, ConversationAbandoned.type): Status.ABANDONED,
    (Status.ACTIVE, ConversationResolved.type): Status.RESOLVED,
    (Status.ACTIVE, ConversationQueued.type): Status.QUEUED,
    (Status.ACTIVE, ConversationTransferred.type): Status.ACTIVE,
    (Status.RESOLVED, ConversationReopened.type): Status.QUEUED,
}
MOVES = frozenset(event_type for _, event_type in LEGAL_MOVES)


class Conversation(msgspec.Struct, frozen=True):
    """The current state: what folding all events of the log with `evolve` gives."""

    id: ConversationId
    site_id: SiteId
    owner_id: OwnerId
    visitor_id: VisitorId
    locale: str
    status: Status = Status.NEW
    agent_id: AgentId | None = None
    agent_name: str | None = None
    head: int = 0
    public_head: int = 0
    opened_at: datetime | None = None
    queued_at: datetime | None = None
    queue_key: datetime | None = None
    place: QueuePlan | None = None
    resolved_at: datetime | None = None
    updated_at: datetime | None = None
    rating: int | None = None
    rating_comment: str | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class Situation(msgspec.Struct, frozen=True):
    """All that a decision may look at.

    `agent` is the agent who acts, or, when the merchant acts, the one who held the chat last; `agent_present`: their
    browser has lately said that it is there. `receiver` is the one to whom an agent gives the chat.
    `questions` are the owner's questions of the last 24 hours, oldest first. `event` is the one that was asked for.
    `open_elsewhere`: the owner has another conversation, which is open. `attachments` come with what is decided.
    """

    conversation: Conversation
    agent: Agent | None = None
    agent_present: bool = False
    receiver: Agent | None = None
    questions: tuple[Question, ...] = ()
    event: Event | None = None
    open_elsewhere: bool = False
    attachments: tuple[AttachmentView, ...] = ()


Decide = Callable[[Situation], Sequence[NewEvent]]


def next_status(status: Status, data: EventData) -> Status:
    """The status after `data`; raises Conflict, naming what came and what was expected, for an illegal move."""
    if data.type not in MOVES:
        return status
    following = LEGAL_MOVES.get((status, data.type))
    if following is None:
        allowed = sorted(event_type for origin, event_type in LEGAL_MOVES if origin is status)
        raise Conflict(
            f"This conversation is {status}: {data.type} is not possible now. "
            f"Possible: {', '.join(allowed) or 'nothing'}. Load it again to see its current state."
        )
    if isinstance(data, ConversationReopened) and data.agent is not None:
        return Status.ACTIVE
    return following


def number(state: Conversation, new: NewEvent) -> Event:
    """Give a fact its two numbers: the next of all, and the next of the public ones unless it is for agents only."""
    public = state.public_head + 1 if new.data.audience is Audience.EVERYONE else None
    return Event(
        conversation_id=state.id, seq=state.head + 1, public_seq=public, actor=new.actor, data=new.data, at=new.at
    )


def evolve(state: Conversation, event: Event) -> Conversation:
    """The state after one more event. Folding the whole log from a new conversation gives today's state."""
    data = event.data
    status = next_status(state.status, data)
    changed = msgspec.structs.replace(
        state,
        status=status,
        head=event.seq,
        public_head=event.public_seq or state.public_head,
        opened_at=state.opened_at or event.at,
        updated_at=max(state.updated_at or event.at, event.at),
    )
    match data:
        case ConversationQueued(queue_plan=place):
            joined = state.queued_at or event.at
            return msgspec.structs.replace(
                changed,
                agent_id=None,
                agent_name=None,
                queued_at=joined,
                queue_key=place.key if place else state.queue_key or joined,
                place=place or state.place,
                resolved_at=None,
            )
        case ConversationAssigned(agent=agent) | ConversationTransferred(to=agent):
            return msgspec.structs.replace(changed, agent_id=agent.id, agent_name=agent.name)
        case ConversationReopened(agent=agent, queue_plan=place):
            return msgspec.structs.replace(
                changed,
                agent_id=agent.id if agent else None,
                agent_name=agent.name if agent else None,
                queued_at=event.at,
                queue_key=place.key if place else event.at,
                place=place,
                resolved_at=None,
                rating=None,
                rating_comment=None,
            )
        case ConversationResolved() | ConversationAbandoned():
            return msgspec.structs.replace(changed, resolved_at=event.at)
        case RatingGiven(score=score, comment=comment):
            return msgspec.structs.replace(changed, rating=score, rating_comment=comment)
        case _:
            return changed


def escalate(
    situation: Situation, question_id: str, actor: Actor, now: datetime, place: QueuePlan | None = None
) -> list[NewEvent]:
    """Ask for people: the questions open the log, or join the conversation that is open already.

    Raises QuestionRequired when `question_id` is not a question of the last 24 hours whose suggestions were shown.
    """
    state = situation.conversation
    asked = next((question for question in situation.questions if question.id == question_id), None)
    if asked is None or not asked.opens_the_way(now):
        raise QuestionRequired(
            "Ask your question first: help articles may answer it at once; if not, a person gets it in your words.",
            field="question_id",
        )
    led_here = [
        question
        for question in situation.questions
        if question is asked or (question.conversation_id is None and question.leads_to(asked))
    ]
    joining = [question for question in led_here if question.conversation_id != state.id]
    events = [event for question in joining for event in question.events(actor)]
    events += [event for question in joining for event in question.dismissal(actor, now)]
    if not state.is_open:
        events.append(NewEvent(actor=actor, data=ConversationQueued(queue_plan=place), at=now))
    return events


def leave_queue(situation: Situation, actor: Actor, now: datetime) -> list[NewEvent]:
    """The merchant gives up waiting. Leaving twice changes nothing."""
    if situation.conversation.status is Status.ABANDONED:
        return []
    return [NewEvent(actor=actor, data=ConversationAbandoned(reason="left_queue"), at=now)]


def resolve(situation: Situation, now: datetime) -> list[NewEvent]:
    """The holder ends the matter. Resolving twice changes nothing; only the one who holds the chat may."""
    state, agent = situation.conversation, held_by_actor(situation)
    if state.status is Status.RESOLVED:
        return []
    return [NewEvent(actor=agent.actor, data=ConversationResolved(), at=now)]


def requeue(situation: Situation, reason: str, now: datetime) -> list[NewEvent]:
    """Back to the queue, at the place that the time of arrival gives."""
    if situation.conversation.status is not Status.ACTIVE:
        return []
    return [NewEvent(actor=SYSTEM, data=ConversationQueued(reason=reason), at=now)]


def requeue_from_lost_agent(situation: Situation, now: datetime) -> list[NewEvent]:
    """As `requeue`, unless the agent has come back meanwhile."""
    return [] if situation.agent_present else requeue(situation, "agent_gone", now)


def end_for_another(situation: Situation, now: datetime) -> list[NewEvent]:
    """The contact turned out to have another open conversation: this one ends, that one carries on."""
    match situation.conversation.status:
        case Status.QUEUED:
            return [NewEvent(actor=SYSTEM, data=ConversationAbandoned(reason="merged"), at=now)]
        case Status.ACTIVE:
            return [NewEvent(actor=SYSTEM, data=ConversationResolved(), at=now)]
        case _:
            return []


def reopen(
    situation: Situation,
    actor: Actor,
    now: datetime,
    within: timedelta = REOPEN_WITHIN,
    place: QueuePlan | None = None,
) -> list[NewEvent]:
    """What a merchant's message into an ended conversation does first.

    The agent who held the chat carries on when free to; otherwise the conversation joins the queue, so that
    it never reopens into somebody who is not there.
    """
    state = situation.conversation
    if state.status is Status.ABANDONED:
        raise QuestionRequired("You left the queue. Ask your question again to reach us.")
    if situation.open_elsewhere:
        raise Conflict("You have another conversation that is open. Write there: it is answered first.")
    if state.resolved_at is None or now - state.resolved_at > within:
        raise QuestionRequired("This conversation has ended. Ask your question anew to reach us.")
    holder = situation.agent
    back_to = holder.ref if holder is not None and holder.takes_chats else None
    waits_at = place if back_to is None else None
    return [NewEvent(actor=actor, data=ConversationReopened(agent=back_to, queue_plan=waits_at), at=now)]


def rate(situation: Situation, score: int, comment: str | None, actor: Actor, now: datetime) -> list[NewEvent]:
    """The merchant's CSAT, 1-5. The same rating again changes nothing, another one replaces it."""
    state = situation.conversation
    if not 1 <= score <= 5:  # noqa: PLR2004 - the scale of the contract
        raise Invalid("Choose a score from 1 to 5.", field="score")
    if state.status is not Status.RESOLVED:
        raise Conflict(f"This conversation is {state.status}: it can be rated once it is resolved.")
    if (state.rating, state.rating_comment) == (score, comment) or (state.rating == score and comment is None):
        return []
    return [NewEvent(actor=actor, data=RatingGiven(score=score, comment=comment), at=now)]


def held_by_actor(situation: Situation) -> Agent:
    """The acting agent, who must hold the chat."""
    state, agent = situation.conversation, situation.agent
    if agent is None:
        raise NotFound("There is no such conversation for you.")
    if state.status is Status.ACTIVE and state.agent_id != agent.id:
        raise Conflict(f"{state.agent_name} holds this conversation. Only they can do that.")
    if state.status is Status.QUEUED:
        raise Conflict("This conversation is still waiting. Accept it first.")
    return agent


def is_contact(actor: Actor) -> bool:
    return actor.kind is ActorKind.CONTACT
