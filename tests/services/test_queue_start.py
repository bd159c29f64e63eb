"""The place at which a conversation joins the queue, and that it stays there."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import DEFAULT_SITE, ConversationId
from chat_server.domain.queue_order import reason
from chat_server.services.queue_place import queue_places
from chat_server.services.set_availability import renew_presence
from tests.support.journeys import active, queued, resolved, says
from tests.support.people import JONAS, VERA, arrives, employ, merchant, stranger, with_claims
from tests.support.world import World


async def order(world: World) -> list[ConversationId]:
    return [place.conversation_id for place in await queue_places(world.ports, DEFAULT_SITE)]


async def test_a_small_shop_starts_three_minutes_ahead_and_can_say_so(world: World, vera: Visitor, amir: Agent) -> None:
    early = await queued(world, await stranger(world))
    world.clock.advance(seconds=50)
    small_shop = await queued(world, vera)
    assert await order(world) == [small_shop.id, early.id]
    assert small_shop.place is not None
    assert (reason(small_shop.place), small_shop.place.plan) == ("plan", "small_shop")
    assert small_shop.place.plan_head_start == timedelta(minutes=3)
    assert amir.takes_chats


async def test_nobody_is_overtaken_by_who_comes_a_head_start_later(world: World, vera: Visitor) -> None:
    await employ(world)
    early = await queued(world, await stranger(world))
    for _ in range(4):
        world.clock.advance(seconds=46)
        await here(world)
    late = await queued(world, vera)
    assert await order(world) == [early.id, late.id]


async def test_a_plan_that_changes_while_somebody_waits_moves_nobody(world: World, vera: Visitor) -> None:
    await employ(world)
    first = await queued(world, await stranger(world))
    for _ in range(5):
        world.clock.advance(seconds=46)
        await here(world)
    second = await queued(world, vera)
    await arrives(world, with_claims(VERA, plan="business"), visitor_token=world.tokens[vera.id])
    assert await order(world) == [first.id, second.id]


async def test_who_comes_back_joins_anew_by_the_plan_of_now(world: World, vera: Visitor, amir: Agent) -> None:
    await world.ports.agents.update(amir.id, capacity=1)
    ended = await resolved(world, vera, amir)
    await active(world, await merchant(world, JONAS), amir)
    world.clock.advance(seconds=30)
    await says(world, vera, ended, "It is still not there")
    again = await world.ports.store.conversation(ended.id)
    assert again is not None
    assert again.place is not None
    assert again.place.key == world.clock.now() - timedelta(minutes=3)


async def test_what_cannot_wait_starts_further_ahead_by_its_topic(world: World, vera: Visitor, amir: Agent) -> None:
    article = world.suggester.article("track-a-parcel", "es")
    assert article is not None
    policy = msgspec.structs.replace(world.ports.policy, topic_head_starts={article.topic: 2})
    strict = replace(world, ports=replace(world.ports, policy=policy))
    urgent = await queued(strict, vera, "parcel")
    assert urgent.place is not None
    assert reason(urgent.place) == "plan_and_topic"
    assert (urgent.place.topic, urgent.place.topic_head_start) == (article.topic, timedelta(minutes=2))
    assert amir.takes_chats


async def test_a_plan_that_the_policy_does_not_know_has_no_head_start(world: World) -> None:
    await employ(world)
    someone = await queued(world, await merchant(world, with_claims(VERA, plan="gold")))
    assert someone.place is not None
    assert (reason(someone.place), someone.place.plan) == ("arrival", "essential")


async def here(world: World) -> None:
    """The agents' browsers say that they are there."""
    await renew_presence(world.ports, await world.ports.agents.listed(DEFAULT_SITE))
