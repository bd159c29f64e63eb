"""An agent is lost: the chats go back to their place once, after a grace, and never because nobody could ask."""

from datetime import timedelta

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.free_lost_chats import free_lost_chats
from chat_server.services.queue_place import queue_places
from chat_server.services.set_availability import (
    AFTER_THE_LAST_SOCKET,
    PRESENCE_LEASE,
    left,
    renew_presence,
    set_availability,
)
from tests.support.journeys import active, queued, resolved
from tests.support.people import current, stranger
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World

A_MOMENT = timedelta(milliseconds=1)


async def after(world: World, span: timedelta) -> int:
    """How many chats are freed when so much time has passed."""
    world.clock.advance(span)
    return await free_lost_chats(world.ports, DEFAULT_SITE)


async def test_a_chat_goes_back_when_the_grace_is_over_and_not_before(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    assert await after(world, PRESENCE_LEASE + world.ports.rules.agent_grace - A_MOMENT) == 0
    assert await after(world, A_MOMENT) == 1
    stored = await verify_action(world, conversation.id)
    assert (stored.status, stored.agent_id) == (Status.QUEUED, None)
    assert (await current(world, amir)).open_count == 0


async def test_it_is_told_once(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    assert [await after(world, timedelta(minutes=5)) for _ in range(3)] == [1, 0, 0]
    types = event_types(await log_of(world, conversation.id))
    assert types[-2:] == ["conversation.assigned", "conversation.queued"]
    assert world.published.events[-1].data.type == "conversation.queued"


async def test_it_goes_to_the_front_of_its_order(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    lost = await active(world, vera, amir)
    world.clock.advance(seconds=50)
    later = await queued(world, await stranger(world))
    assert await after(world, timedelta(minutes=3)) == 1
    await renew_presence(world.ports, (lucia,))
    places = await queue_places(world.ports, DEFAULT_SITE)
    assert [place.conversation_id for place in places] == [lost.id, later.id]


async def test_an_agent_who_comes_back_in_time_keeps_the_chat(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    world.clock.advance(PRESENCE_LEASE + world.ports.rules.agent_grace / 2)
    await renew_presence(world.ports, (amir,))
    assert await after(world, world.ports.rules.agent_grace) == 0
    assert (await verify_action(world, conversation.id)).agent_id == amir.id


async def test_who_is_away_on_purpose_is_not_lost(world: World, vera: Visitor, amir: Agent) -> None:
    await active(world, vera, amir)
    await set_availability(world.ports, amir, Availability.AWAY)
    for _ in range(10):
        world.clock.advance(seconds=50)
        await renew_presence(world.ports, (amir,))
    assert await after(world, A_MOMENT) == 0


async def test_without_a_socket_presence_runs_out_soon(world: World, vera: Visitor, amir: Agent) -> None:
    await active(world, vera, amir)
    await left(world.ports, amir)
    assert await after(world, AFTER_THE_LAST_SOCKET + world.ports.rules.agent_grace - A_MOMENT) == 0
    assert await after(world, A_MOMENT) == 1


async def test_leaving_never_makes_presence_longer(world: World, vera: Visitor, amir: Agent) -> None:
    await active(world, vera, amir)
    world.clock.advance(PRESENCE_LEASE - timedelta(seconds=1))
    await left(world.ports, amir)
    assert await after(world, timedelta(seconds=1) + world.ports.rules.agent_grace) == 1


async def test_what_is_over_stays_over(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    assert await after(world, timedelta(hours=1)) == 0
    assert (await verify_action(world, conversation.id)).status is Status.RESOLVED
