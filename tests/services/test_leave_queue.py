"""The merchant gives up waiting; what was written stays."""

from collections.abc import Awaitable, Callable

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation, Status
from chat_server.domain.errors import Conflict, NotFound
from chat_server.services.leave_queue import leave_queue
from chat_server.services.queue_place import queue_place
from tests.support.journeys import active, queued, resolved
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World

Journey = Callable[[World, Visitor, Agent], Awaitable[Conversation]]


async def test_who_leaves_waits_no_longer_and_the_next_moves_up(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    veras, jonass = await queued(world, vera), await queued(world, jonas)
    world.published.clear()
    await leave_queue(world.ports, vera, veras.id)
    stored = await verify_action(world, veras.id)
    assert (stored.status, stored.resolved_at) == (Status.ABANDONED, world.clock.now())
    assert event_types(await log_of(world, veras.id))[:2] == ["question.asked", "suggestions.shown"]
    assert event_types(world.published.events) == ["conversation.abandoned"]
    place = await queue_place(world.ports, jonass)
    assert place is not None
    assert place.position == 1


async def test_leaving_twice_is_leaving_once(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    for _ in range(2):
        await leave_queue(world.ports, vera, conversation.id)
    assert event_types(await log_of(world, conversation.id)).count("conversation.abandoned") == 1


@pytest.mark.parametrize(("reached", "status"), [(active, "active"), (resolved, "resolved")])
async def test_who_is_or_was_answered_does_not_wait(
    world: World, vera: Visitor, amir: Agent, reached: Journey, status: str
) -> None:
    conversation = await reached(world, vera, amir)
    with pytest.raises(Conflict, match=status):
        await leave_queue(world.ports, vera, conversation.id)
    assert await verify_action(world, conversation.id) == conversation


async def test_nobody_leaves_for_somebody_else(world: World, vera: Visitor, jonas: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    with pytest.raises(NotFound):
        await leave_queue(world.ports, jonas, conversation.id)
    assert (await verify_action(world, conversation.id)).status is Status.QUEUED
