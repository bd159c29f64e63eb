"""Plain domain objects for tests that need no database: an agent, a question, a conversation in some state."""

from datetime import datetime
from itertools import count

import msgspec

from chat_server.domain.agent import DEFAULT_CAPACITY, Agent, Availability
from chat_server.domain.conversation import Conversation, Situation, Status
from chat_server.domain.events import Actor, ActorKind, AgentRef, Event, EventData, NewEvent, ShownSuggestion
from chat_server.domain.ids import (
    DEFAULT_SITE,
    AgentId,
    ArticleId,
    ConversationId,
    OwnerId,
    QuestionId,
    VisitorId,
)
from chat_server.domain.question import OutcomeEntry, Question, Reading
from tests.support.clock import MONDAY_MORNING

VERAS = OwnerId("con_vera")
VERA_SPEAKING = Actor(kind=ActorKind.CONTACT, id=VERAS, name="Vera Molina")
TRACK = ShownSuggestion(article_id=ArticleId("track-a-parcel"), title="Track a parcel", score=2.0, content_hash="h1")
_numbers = count(1)


def an_agent(
    name: str = "Amir",
    *,
    availability: Availability = Availability.ONLINE,
    open_count: int = 0,
    capacity: int = DEFAULT_CAPACITY,
    active: bool = True,
) -> Agent:
    return Agent(
        id=AgentId(f"agt_{name.lower()}"),
        site_id=DEFAULT_SITE,
        email=f"{name.lower()}@parcelo.example",
        name=name,
        admin=False,
        languages=(),
        capacity=capacity,
        availability=availability,
        open_count=open_count,
        active=active,
        created_at=MONDAY_MORNING,
    )


def ref(agent: Agent) -> AgentRef:
    return AgentRef(id=agent.id, name=agent.name)


def a_question(
    text: str = "Where is my parcel?",
    *,
    asked_at: datetime = MONDAY_MORNING,
    page: str | None = None,
    readings: tuple[Reading, ...] = (),
    outcomes: tuple[OutcomeEntry, ...] = (),
    joined: ConversationId | None = None,
) -> Question:
    """A question of Vera's with one suggestion shown; `joined` is the conversation it led to."""
    number = next(_numbers)
    return Question(
        id=QuestionId(f"que_{number}"),
        site_id=DEFAULT_SITE,
        owner_id=VERAS,
        visitor_id=VisitorId("vis_vera"),
        client_id=f"q-{number}",
        text=text,
        locale="es",
        page=page,
        level="answer",
        index_version="v1",
        shown=(TRACK,),
        asked_at=asked_at,
        readings=readings,
        outcomes=outcomes,
        conversation_id=joined,
    )


def a_conversation(
    status: Status = Status.NEW,
    *,
    holder: Agent | None = None,
    at: datetime = MONDAY_MORNING,
    head: int | None = None,
    public_head: int | None = None,
    rating: int | None = None,
    comment: str | None = None,
) -> Conversation:
    """Vera's conversation in `status`, everything in it at `at`; an active or resolved one has a holder."""
    fresh = Conversation(
        id=ConversationId("cnv_vera"),
        site_id=DEFAULT_SITE,
        owner_id=VERAS,
        visitor_id=VisitorId("vis_vera"),
        locale="es",
    )
    if status is Status.NEW:
        return fresh
    if holder is None and status in {Status.ACTIVE, Status.RESOLVED}:
        holder = an_agent()
    head = 3 if head is None else head
    return msgspec.structs.replace(
        fresh,
        status=status,
        agent_id=holder.id if holder else None,
        agent_name=holder.name if holder else None,
        head=head,
        public_head=head if public_head is None else public_head,
        opened_at=at,
        queued_at=at,
        resolved_at=at if status in {Status.RESOLVED, Status.ABANDONED} else None,
        updated_at=at,
        rating=rating,
        rating_comment=comment,
    )


def a_situation(
    status: Status = Status.NEW,
    *,
    agent: Agent | None = None,
    holder: Agent | None = None,
    questions: tuple[Question, ...] = (),
    at: datetime = MONDAY_MORNING,
    rating: int | None = None,
    comment: str | None = None,
    event: Event | None = None,
) -> Situation:
    """`agent` acts (or held the chat last), `holder` is who holds it; by default they are the same.

    `event` is the one that the decision asked for.
    """
    state = a_conversation(status, holder=holder or agent, at=at, rating=rating, comment=comment)
    return Situation(conversation=state, agent=agent, questions=questions, event=event)


def new_event(data: EventData, at: datetime = MONDAY_MORNING, actor: Actor = VERA_SPEAKING) -> NewEvent:
    return NewEvent(actor=actor, data=data, at=at)


def an_event(data: EventData, seq: int = 1, public_seq: int | None = 1, actor: Actor = VERA_SPEAKING) -> Event:
    return Event(
        conversation_id=ConversationId("cnv_vera"),
        seq=seq,
        public_seq=public_seq,
        actor=actor,
        data=data,
        at=MONDAY_MORNING,
    )


def types(events: list[NewEvent]) -> list[str]:
    return [event.data.type for event in events]
