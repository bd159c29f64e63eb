"""The merchant's CSAT for a resolved conversation."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Conflict, Invalid, NotFound, RateLimited
from chat_server.domain.events import RatingGiven
from chat_server.services.rate_conversation import rate_conversation
from tests.support.journeys import active, resolved, says
from tests.support.verify import log_of, verify_action
from tests.support.world import LIMITS, World


async def ratings(world: World, conversation_id: str) -> list[RatingGiven]:
    return [event.data for event in await log_of(world, conversation_id) if isinstance(event.data, RatingGiven)]


async def test_a_rating_is_kept_and_told(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    world.published.clear()
    await rate_conversation(world.ports, vera, conversation.id, 4, "Quick")
    stored = await verify_action(world, conversation.id)
    assert (stored.rating, stored.rating_comment) == (4, "Quick")
    (told,) = world.published.events
    assert (told.data, told.actor) == (RatingGiven(score=4, comment="Quick"), vera.actor)


async def test_the_same_rating_with_the_same_comment_twice_is_one(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    for comment in ("Quick", "Quick", "", None):
        await rate_conversation(world.ports, vera, conversation.id, 4, comment)
    assert await ratings(world, conversation.id) == [RatingGiven(score=4, comment="Quick")]


async def test_another_rating_replaces_the_first(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    await rate_conversation(world.ports, vera, conversation.id, 2, None)
    await rate_conversation(world.ports, vera, conversation.id, 5, "Solved after all")
    assert (await verify_action(world, conversation.id)).rating == 5
    assert len(await ratings(world, conversation.id)) == 2


async def test_reopening_asks_for_a_new_rating(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    await rate_conversation(world.ports, vera, conversation.id, 5, "Quick")
    await says(world, vera, conversation, "One more thing")
    stored = await verify_action(world, conversation.id)
    assert (stored.rating, stored.rating_comment) == (None, None)


async def test_what_is_not_resolved_or_not_ones_own_is_not_rated(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    open_one, ended = await active(world, vera, amir), await resolved(world, jonas, amir)
    with pytest.raises(Conflict):
        await rate_conversation(world.ports, vera, open_one.id, 5, None)
    with pytest.raises(NotFound):
        await rate_conversation(world.ports, vera, ended.id, 1, None)
    with pytest.raises(Invalid):
        await rate_conversation(world.ports, jonas, ended.id, 6, None)
    assert await ratings(world, ended.id) == []


async def test_clicking_like_a_robot_is_refused_for_a_while(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    for _ in range(LIMITS["feedback"].burst):
        await rate_conversation(world.ports, vera, conversation.id, 5, None)
    with pytest.raises(RateLimited):
        await rate_conversation(world.ports, vera, conversation.id, 5, None)
