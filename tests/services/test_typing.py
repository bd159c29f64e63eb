"""A passing hint that somebody is typing."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import NotFound, RateLimited
from chat_server.services.typing import typing
from tests.support.journeys import active, queued, resolved
from tests.support.publisher import Typed
from tests.support.verify import verify_action
from tests.support.world import World


async def test_both_sides_see_the_other_type_and_nothing_is_stored(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await typing(world.ports, vera, conversation.id)
    await typing(world.ports, amir, conversation.id)
    assert world.published.typed == [
        Typed(conversation.id, "contact", vera.owner_id, "Vera Molina"),
        Typed(conversation.id, "agent", amir.id, "Amir"),
    ]
    assert await verify_action(world, conversation.id) == conversation


async def test_a_stranger_types_without_a_name(world: World, somebody: Visitor, amir: Agent) -> None:
    conversation = await active(world, somebody, amir)
    await typing(world.ports, somebody, conversation.id)
    assert world.published.typed == [Typed(conversation.id, "contact", somebody.id, None)]


async def test_only_the_holders_typing_is_shown(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    await typing(world.ports, lucia, conversation.id)
    assert world.published.typed == []


async def test_nobody_types_to_those_who_wait_or_into_what_has_ended(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    waiting, ended = await queued(world, vera), await resolved(world, jonas, amir)
    await typing(world.ports, amir, waiting.id)
    await typing(world.ports, amir, ended.id)
    await typing(world.ports, jonas, ended.id)
    assert world.published.typed == []
    await typing(world.ports, vera, waiting.id)
    assert len(world.published.typed) == 1


async def test_nobody_types_into_somebody_elses_conversation(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    with pytest.raises(NotFound):
        await typing(world.ports, jonas, conversation.id)
    assert world.published.typed == []


async def test_signals_like_a_robots_are_refused(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    for _ in range(10):
        await typing(world.ports, vera, conversation.id)
    with pytest.raises(RateLimited):
        await typing(world.ports, vera, conversation.id)
