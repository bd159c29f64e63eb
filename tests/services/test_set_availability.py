"""Whether new chats may come, and the lease that says that somebody is really there."""

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.services.set_availability import PRESENCE_LEASE, renew_presence, set_availability
from tests.support.journeys import active
from tests.support.people import arrives, current
from tests.support.verify import verify_action
from tests.support.world import World


async def chat_available(world: World) -> bool:
    return (await arrives(world)).ways.of("chat").open


@pytest.mark.parametrize(
    ("availability", "there"),
    [(Availability.ONLINE, True), (Availability.AWAY, False), (Availability.OFFLINE, False)],
)
async def test_chat_is_available_while_somebody_is_online(
    world: World, amir: Agent, availability: Availability, *, there: bool
) -> None:
    changed = await set_availability(world.ports, amir, availability)
    assert changed == await current(world, amir)
    assert changed.availability is availability
    assert await chat_available(world) is there
    assert world.published.presence == [amir.site_id]


async def test_presence_is_a_lease_that_runs_out(world: World, amir: Agent) -> None:
    assert amir.availability is Availability.ONLINE
    world.clock.advance(PRESENCE_LEASE - PRESENCE_LEASE / 60)
    assert await chat_available(world)
    world.clock.advance(PRESENCE_LEASE / 60)
    assert not await chat_available(world)


async def test_a_renewed_lease_lasts_from_now(world: World, amir: Agent, lucia: Agent) -> None:
    world.clock.advance(seconds=50)
    await renew_presence(world.ports, (amir,))
    world.clock.advance(seconds=50)
    strength = await world.ports.agents.strength(amir.site_id, world.clock.now())
    assert strength.agents == 1, f"{lucia.name} is gone"


async def test_coming_back_online_renews_the_lease(world: World, amir: Agent) -> None:
    world.clock.advance(hours=1)
    await set_availability(world.ports, amir, Availability.ONLINE)
    assert await chat_available(world)


async def test_renewing_for_nobody_does_nothing(world: World, amir: Agent) -> None:
    world.clock.advance(PRESENCE_LEASE)
    await renew_presence(world.ports, ())
    assert amir.active
    assert not await chat_available(world)


async def test_going_away_keeps_the_chats_that_one_holds(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await set_availability(world.ports, amir, Availability.AWAY)
    stored = await verify_action(world, conversation.id)
    assert (stored.status, stored.agent_id) == (Status.ACTIVE, amir.id)
