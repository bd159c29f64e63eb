"""The holder ends the matter."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, NotFound
from chat_server.services.resolve_conversation import resolve_conversation
from tests.support.journeys import active, queued, resolved
from tests.support.people import current
from tests.support.verify import event_types, verify_action
from tests.support.world import World


async def test_the_matter_ends_and_the_place_is_free(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    world.published.clear()
    now = world.clock.advance(minutes=5)
    await resolve_conversation(world.ports, amir, conversation.id)
    stored = await verify_action(world, conversation.id)
    assert (stored.status, stored.resolved_at, stored.agent_name) == (Status.RESOLVED, now, "Amir")
    assert (await current(world, amir)).open_count == 0
    assert event_types(world.published.events) == ["conversation.resolved"]


async def test_resolving_twice_is_resolving_once(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    world.published.clear()
    await resolve_conversation(world.ports, amir, conversation.id)
    assert await verify_action(world, conversation.id) == conversation
    assert world.published.events == []


async def test_only_the_holder_resolves(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    with pytest.raises(Conflict, match="Amir"):
        await resolve_conversation(world.ports, lucia, conversation.id)
    assert (await verify_action(world, conversation.id)).status is Status.ACTIVE


async def test_what_waits_is_accepted_first(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera)
    with pytest.raises(Conflict):
        await resolve_conversation(world.ports, amir, conversation.id)
    assert (await verify_action(world, conversation.id)).status is Status.QUEUED


async def test_what_does_not_exist_is_not_resolved(world: World, amir: Agent) -> None:
    with pytest.raises(NotFound):
        await resolve_conversation(world.ports, amir, "cnv_unknown")
