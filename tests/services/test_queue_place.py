"""Where a waiting conversation stands and what can honestly be said about how long."""

from datetime import timedelta

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.waiting_band import Forecast, WaitingBand
from chat_server.services.queue_place import queue_place, queue_places
from chat_server.services.set_availability import renew_presence
from tests.support.journeys import active, queued
from tests.support.people import employ, stranger
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
    assert place.wait == WaitingBand(low_s=0, high_s=30), "one turn of ten seconds"
    assert busy.agent_name == "Amir"


async def test_while_nobody_is_there_nothing_can_be_said(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera)
    world.clock.advance(minutes=2)
    place = await queue_place(world.ports, conversation)
    assert place is not None
    assert (place.position, place.wait) == (1, None)
    assert amir.active


async def test_who_waits_for_other_agents_is_not_ahead(world: World) -> None:
    for language in ("es", "en"):
        await employ(world, f"{language}@parcelo.example", language, languages=(language,))
    await queued(world, await stranger(world, "es"))
    place = await queue_place(world.ports, await queued(world, await stranger(world, "en")))
    assert place is not None
    assert place.position == 1


async def test_a_merchant_is_told_the_same_as_long_as_nothing_has_changed(world: World, amir: Agent) -> None:
    waiting = await behind_somebody(world, amir, minutes=(5, 6, 7, 12, 20))
    assert len({await queue_place(world.ports, waiting) for _ in range(3)}) == 1


async def test_more_agents_make_the_wait_shorter(world: World, amir: Agent) -> None:
    waiting = await behind_somebody(world, amir, minutes=(10, 10, 10, 10, 10))
    alone = await told(world, waiting)
    await employ(world, "bram@parcelo.example", "Bram")
    assert alone.low_s > (await told(world, waiting)).high_s


async def test_what_really_happened_stretches_what_the_next_ones_are_told(world: World, amir: Agent) -> None:
    waiting = await behind_somebody(world, amir, minutes=(10, 10, 10, 10, 10))
    before = await told(world, waiting)
    patient, bram = await stranger(world), await employ(world, "bram@parcelo.example", "Bram", online=False)
    for _ in range(60):  # an hour each instead of what was forecast
        answered = await starts(world, patient)
        hour_ago = world.clock.now() - timedelta(hours=1)
        await world.ports.queue.remember(DEFAULT_SITE, hour_ago, {answered.id: Forecast(600.0, 300.0)})
        await held_by(world, answered, bram)
        world.clock.advance(minutes=10)
        await ended(world, answered)
    await renew_presence(world.ports, (amir,))
    assert (await told(world, waiting)).high_s > 2 * before.high_s


async def test_a_forecast_is_remembered_once_for_each_wait(world: World, amir: Agent) -> None:
    waiting = await behind_somebody(world, amir, minutes=(10, 10, 10, 10, 10))
    for _ in range(3):
        world.clock.advance(seconds=5)
        await queue_place(world.ports, waiting)
    now = world.clock.now()
    told = (await world.ports.queue.facts(DEFAULT_SITE, now, now)).told
    assert [(one.conversation_id, one.until) for one in told] == [(waiting.id, None)]


async def told(world: World, waiting: Conversation) -> WaitingBand:
    place = await queue_place(world.ports, waiting)
    assert place is not None
    assert place.wait is not None
    return place.wait


async def behind_somebody(world: World, agent: Agent, minutes: tuple[int, ...]) -> Conversation:
    """Waits for the one agent, who holds all she can after chats of these lengths."""
    await world.ports.agents.update(agent.id, capacity=1)
    for length in minutes:
        chat = await held_by(world, await starts(world, await stranger(world)), agent)
        world.clock.advance(minutes=length)
        await ended(world, chat)
    await held_by(world, await starts(world, await stranger(world)), agent)
    await renew_presence(world.ports, (agent,))
    return await starts(world, await stranger(world))


async def test_many_who_ask_at_once_get_what_was_worked_out_once(world: World, amir: Agent) -> None:
    waiting = await behind_somebody(world, amir, minutes=(10, 10, 10, 10, 10))
    await queue_place(world.ports, waiting)  # what is told for the first time is remembered: that changes something
    places = await queue_places(world.ports, DEFAULT_SITE)
    assert await queue_places(world.ports, DEFAULT_SITE) is places
    world.clock.advance(seconds=1)
    assert await queue_places(world.ports, DEFAULT_SITE) is not places


async def test_a_change_is_seen_at_once(world: World, vera: Visitor, amir: Agent) -> None:
    first = await queued(world, await stranger(world))
    assert len(await queue_places(world.ports, DEFAULT_SITE)) == 1
    second = await queued(world, vera)
    places = await queue_places(world.ports, DEFAULT_SITE)
    assert {place.conversation_id for place in places} == {first.id, second.id}
    assert amir.takes_chats
