"""Straight to the store, past the services: conversations from bare events, for tests of what the adapters promise."""

from collections.abc import Sequence

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation, Situation
from chat_server.domain.events import (
    SYSTEM,
    Actor,
    ConversationAssigned,
    ConversationQueued,
    ConversationResolved,
    EventData,
    MessageSent,
    NewEvent,
    NoteAdded,
)
from chat_server.domain.ids import ConversationId
from chat_server.domain.queue_order import QueuePlan
from chat_server.services.stored import Executed, Once, Target
from tests.support.world import World


def opening(world: World, visitor: Visitor) -> Conversation:
    """A conversation that nobody has stored yet."""
    return Conversation(
        id=ConversationId(world.ports.ids.new("cnv")),
        site_id=visitor.site_id,
        owner_id=visitor.owner_id,
        visitor_id=visitor.id,
        locale=visitor.locale,
    )


async def starts(world: World, visitor: Visitor, place: QueuePlan | None = None) -> Conversation:
    """The visitor waits in the queue; the log has one event."""
    fresh = opening(world, visitor)
    queued = ConversationQueued(queue_plan=place)
    executed = await execute(world, Target(fresh.id, opening=fresh), queued, actor=visitor.actor)
    return executed.conversation


async def execute(
    world: World, target: Target, *data: EventData, actor: Actor = SYSTEM, once: Once | None = None
) -> Executed:
    """These facts, whatever the situation is."""
    now = world.clock.now()

    def decide(_situation: Situation) -> Sequence[NewEvent]:
        return [NewEvent(actor=actor, data=one, at=now) for one in data]

    return await world.ports.store.execute(target, decide, once)


async def happens(world: World, conversation: Conversation, *data: EventData, actor: Actor = SYSTEM) -> Executed:
    return await execute(world, Target(conversation.id), *data, actor=actor)


async def held_by(world: World, conversation: Conversation, agent: Agent) -> Conversation:
    data = ConversationAssigned(agent=agent.ref)
    return (await happens(world, conversation, data, actor=agent.actor)).conversation


async def ended(world: World, conversation: Conversation) -> Conversation:
    return (await happens(world, conversation, ConversationResolved())).conversation


async def situation_of(world: World, target: Target) -> Situation:
    """What a decision gets to see."""
    seen: list[Situation] = []

    def look(situation: Situation) -> Sequence[NewEvent]:
        seen.append(situation)
        return []

    await world.ports.store.execute(target, look)
    return seen[0]


def said(text: str = "Hello") -> MessageSent:
    return MessageSent(text=text)


def noted(text: str = "A good customer") -> NoteAdded:
    return NoteAdded(text=text)
