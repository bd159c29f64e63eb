"""An agent takes a waiting conversation: one wins, everybody else is told who."""

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, NotFound, Taken
from chat_server.services.accept_conversation import accept_conversation
from chat_server.services.leave_queue import leave_queue
from chat_server.services.set_availability import set_availability
from tests.support.journeys import active, queued, resolved
from tests.support.people import current
from tests.support.verify import event_types, verify_action
from tests.support.world import World


async def test_the_agent_holds_the_conversation_and_a_place_is_taken(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera)
    world.published.clear()
    executed = await accept_conversation(world.ports, amir, conversation.id)
    stored = await verify_action(world, conversation.id)
    assert (stored.status, stored.agent_id, stored.agent_name) == (Status.ACTIVE, amir.id, "Amir")
    assert (await current(world, amir)).open_count == 1
    assert event_types(world.published.events) == ["conversation.assigned"]
    assert executed.conversation == stored


async def test_accepting_twice_is_accepting_once(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    world.published.clear()
    await accept_conversation(world.ports, amir, conversation.id)
    assert await verify_action(world, conversation.id) == conversation
    assert world.published.events == []
    assert (await current(world, amir)).open_count == 1


async def test_the_slower_one_is_told_who_has_it(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    with pytest.raises(Taken, match="Amir"):
        await accept_conversation(world.ports, lucia, conversation.id)
    assert (await verify_action(world, conversation.id)).agent_id == amir.id


async def test_nobody_takes_more_than_the_capacity(world: World, vera: Visitor, jonas: Visitor, amir: Agent) -> None:
    await world.ports.agents.update(amir.id, capacity=1)
    await active(world, jonas, amir)
    waiting = await queued(world, vera)
    with pytest.raises(Conflict, match="1 of 1"):
        await accept_conversation(world.ports, amir, waiting.id)
    assert (await verify_action(world, waiting.id)).status is Status.QUEUED


@pytest.mark.parametrize("availability", [Availability.AWAY, Availability.OFFLINE])
async def test_who_is_not_online_takes_nothing(
    world: World, vera: Visitor, amir: Agent, availability: Availability
) -> None:
    conversation = await queued(world, vera)
    await set_availability(world.ports, amir, availability)
    with pytest.raises(Conflict, match=str(availability)):
        await accept_conversation(world.ports, amir, conversation.id)


async def test_who_lost_the_connection_long_ago_takes_nothing(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera)
    world.clock.advance(seconds=60)
    with pytest.raises(Conflict, match="offline"):
        await accept_conversation(world.ports, amir, conversation.id)


async def test_who_left_the_queue_or_was_helped_is_not_accepted(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    left, helped = await queued(world, vera), await resolved(world, jonas, amir)
    await leave_queue(world.ports, vera, left.id)
    for conversation, status in ((left, "abandoned"), (helped, "resolved")):
        with pytest.raises(Conflict, match=status):
            await accept_conversation(world.ports, amir, conversation.id)


async def test_what_does_not_exist_is_not_accepted(world: World, amir: Agent) -> None:
    with pytest.raises(NotFound):
        await accept_conversation(world.ports, amir, "cnv_unknown")
