"""Where a waiting conversation stands and what can honestly be said about how long."""

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.queue import WaitingBand
from chat_server.services.queue_place import queue_place, queue_places
from tests.support.journeys import active, queued
from tests.support.people import stranger
from tests.support.stored import ended, held_by, starts
from tests.support.world import World


async def test_places_are_counted_from_one_in_the_order_of_arrival(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    first = await queued(world, jonas)
    world.clock.advance(seconds=1)
    second = await queued(world, vera)
    places = await queue_places(world.ports, DEFAULT_SITE)
    assert [(one.conversation_id, one.owner_id, one.position) for one in places] == [
        (first.id, jonas.owner_id, 1),
        (second.id, vera.owner_id, 2),
    ]
    assert await queue_place(world.ports, second) == places[1]
    assert await queue_places(world.ports, SiteId("another")) == ()


async def test_who_is_answered_has_no_place(world: World, vera: Visitor, amir: Agent) -> None:
    assert await queue_place(world.ports, await active(world, vera, amir)) is None
    assert await queue_places(world.ports, DEFAULT_SITE) == ()


async def test_free_places_are_for_those_in_front(world: World, amir: Agent) -> None:
    await world.ports.agents.update(amir.id, capacity=2)
    for _ in range(3):
        await starts(world, await stranger(world))
    waits = [place.wait for place in await queue_places(world.ports, DEFAULT_SITE)]
    assert waits == [WaitingBand(low_s=0, high_s=120), WaitingBand(low_s=0, high_s=120), None]


async def test_the_band_comes_from_how_long_conversations_really_took(world: World, amir: Agent) -> None:
    await world.ports.agents.update(amir.id, capacity=1)
    for _ in range(5):
        chat = await held_by(world, await starts(world, await stranger(world)), amir)
        world.clock.advance(seconds=10)
        await ended(world, chat)
    busy = await held_by(world, await starts(world, await stranger(world)), amir)
    waiting = await starts(world, await stranger(world))
    place = await queue_place(world.ports, waiting)
    assert place is not None
    assert place.wait == WaitingBand(low_s=0, high_s=180), "one turn of ten seconds and two minutes to react"
    assert busy.agent_name == "Amir"


async def test_while_nobody_is_there_nothing_can_be_said(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera)
    world.clock.advance(minutes=2)
    place = await queue_place(world.ports, conversation)
    assert place is not None
    assert (place.position, place.wait) == (1, None)
    assert amir.active
