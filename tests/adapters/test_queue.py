"""The queue as it stands: its order, who is there, and what lately happened."""

from datetime import timedelta

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.events import ConversationAbandoned, ConversationQueued, ConversationReopened
from chat_server.domain.ids import DEFAULT_SITE, ConversationId, SiteId
from chat_server.domain.queue_order import QueuePlan
from chat_server.domain.routing import Desk
from chat_server.domain.waiting_band import Forecast
from chat_server.services.queue_ports import QueueFacts
from chat_server.services.set_availability import set_availability
from tests.support.people import stranger
from tests.support.stored import ended, happens, held_by, starts
from tests.support.world import World

LATELY = timedelta(minutes=30)


async def facts(world: World, site_id: SiteId = DEFAULT_SITE) -> QueueFacts:
    now = world.clock.now()
    return await world.ports.queue.facts(site_id, now, now - LATELY)


async def order(world: World) -> list[ConversationId]:
    return [one.conversation_id for one in (await facts(world)).waiting]


async def handling_s(world: World) -> tuple[float, ...]:
    """Nobody looks as long as nobody waits."""
    await starts(world, await stranger(world))
    return (await facts(world)).handling_s


def ahead(world: World, minutes: int) -> QueuePlan:
    return QueuePlan(world.clock.now(), "small_shop", timedelta(minutes=minutes))


async def three_at_the_same_moment(world: World) -> list[ConversationId]:
    return sorted([(await starts(world, await stranger(world))).id for _ in range(3)])


async def test_the_queue_is_in_the_order_of_arrival(world: World, vera: Visitor, jonas: Visitor) -> None:
    first = await starts(world, jonas)
    world.clock.advance(seconds=1)
    second = await starts(world, vera)
    waiting = (await facts(world)).waiting
    assert [(one.conversation_id, one.owner_id) for one in waiting] == [
        (first.id, jonas.owner_id),
        (second.id, vera.owner_id),
    ]
    assert waiting[0].queued_at == first.queued_at


async def test_those_who_came_in_the_same_moment_keep_one_order(world: World) -> None:
    together = await three_at_the_same_moment(world)
    assert await order(world) == together


async def test_who_is_put_back_stands_where_the_arrival_says(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    first = await held_by(world, await starts(world, vera), amir)
    world.clock.advance(minutes=5)
    second = await starts(world, jonas)
    await happens(world, first, ConversationQueued(reason="agent_gone"))
    assert await order(world) == [first.id, second.id]


async def test_who_reopens_arrives_anew(world: World, vera: Visitor, jonas: Visitor, amir: Agent) -> None:
    first = await ended(world, await held_by(world, await starts(world, vera), amir))
    world.clock.advance(minutes=5)
    second = await starts(world, jonas)
    world.clock.advance(minutes=5)
    await happens(world, first, ConversationReopened())
    assert await order(world) == [second.id, first.id]


async def test_who_is_answered_waits_no_longer_and_other_sites_queue_elsewhere(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    await held_by(world, await starts(world, vera), amir)
    jonass = await starts(world, jonas)
    assert await order(world) == [jonass.id]
    assert (await facts(world, SiteId("another"))).waiting == ()


async def test_handling_counts_from_taking_up_to_resolving(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await starts(world, vera)
    world.clock.advance(minutes=10)
    await held_by(world, conversation, amir)
    world.clock.advance(minutes=5)
    await ended(world, conversation)
    assert await handling_s(world) == (300.0,)


async def test_handling_does_not_count_the_days_while_it_was_resolved(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await ended(world, await held_by(world, await starts(world, vera), amir))
    world.clock.advance(days=3)
    await happens(world, conversation, ConversationReopened(agent=amir.ref))
    world.clock.advance(minutes=2)
    await ended(world, conversation)
    assert await handling_s(world) == (120.0,)


async def test_handling_times_are_those_of_the_last_resolved_ones_of_the_site(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    for person, minutes in ((vera, 1), (jonas, 2)):
        conversation = await held_by(world, await starts(world, person), amir)
        world.clock.advance(minutes=minutes)
        await ended(world, conversation)
    await held_by(world, await starts(world, vera), amir)
    assert await handling_s(world) == (120.0, 60.0)
    assert (await facts(world, SiteId("another"))).handling_s == ()


async def test_a_head_start_is_kept_also_by_who_is_put_back(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    first = await starts(world, jonas)
    world.clock.advance(minutes=2)
    second = await starts(world, vera, ahead(world, 3))
    assert await order(world) == [second.id, first.id]
    await held_by(world, second, amir)
    back = await happens(world, second, ConversationQueued(reason="agent_gone"))
    assert back.conversation.place == ahead(world, 3)
    assert await order(world) == [second.id, first.id]
    stored = await world.ports.store.conversation(second.id)
    assert stored == back.conversation


async def test_only_agents_who_are_there_have_a_desk(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    await held_by(world, await starts(world, await stranger(world)), lucia)
    await set_availability(world.ports, amir, Availability.AWAY)
    await starts(world, vera)
    assert (await facts(world)).desks == (Desk(lucia.id, lucia.capacity, 1, frozenset({"es", "en"})),)


async def test_chats_in_progress_count_from_when_they_were_taken_up(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await starts(world, await stranger(world))
    world.clock.advance(minutes=2)
    await held_by(world, conversation, amir)
    await starts(world, vera)
    assert (await facts(world)).in_progress == ((amir.id, world.clock.now()),)


async def test_who_joined_lately_says_how_many_come_and_how_many_leave(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    await starts(world, await stranger(world))
    world.clock.advance(minutes=40)
    begun = world.clock.now()
    left, answered = await starts(world, vera), await starts(world, jonas)
    world.clock.advance(minutes=3)
    await happens(world, left, ConversationAbandoned(reason="left_queue"))
    await held_by(world, answered, amir)
    joined = (await facts(world)).joined
    assert {(one.queued_at, one.until, one.left) for one in joined} == {
        (begun, world.clock.now(), True),
        (begun, world.clock.now(), False),
    }


async def test_what_was_told_is_known_with_how_long_it_took(world: World, vera: Visitor, amir: Agent) -> None:
    told, forecast = await starts(world, vera), Forecast(middle_s=60.0, spread_s=30.0)
    begun = world.clock.now()
    for _ in range(2):  # two nodes may say it at once
        await world.ports.queue.remember(DEFAULT_SITE, begun, {told.id: forecast})
    (one,) = (await facts(world)).told
    assert (one.conversation_id, one.at, one.forecast, one.until) == (told.id, begun, forecast, None)
    world.clock.advance(minutes=1)
    await held_by(world, told, amir)
    await starts(world, await stranger(world))
    (one,) = (await facts(world)).told
    assert one.until == world.clock.now()


async def test_who_gave_up_says_nothing_about_how_long_it_would_have_taken(world: World, vera: Visitor) -> None:
    told = await starts(world, vera)
    await world.ports.queue.remember(DEFAULT_SITE, world.clock.now(), {told.id: Forecast(60.0, 30.0)})
    await happens(world, told, ConversationAbandoned(reason="left_queue"))
    await starts(world, await stranger(world))
    assert (await facts(world)).told == ()
