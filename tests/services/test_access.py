"""One door to an object: what is absent and what belongs to somebody else answer alike."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import NotFound, Unauthenticated
from chat_server.domain.ids import SiteId
from chat_server.services.access import (
    agent_by_session,
    agents_audience,
    agents_conversation,
    audience_of,
    visitor_by_token,
    visitors_conversation,
    visitors_question,
)
from tests.support.journeys import asks, queued
from tests.support.people import employ, session_of
from tests.support.world import World

HALF_A_CHARACTER = "cnv_\ud800"


async def test_a_visitor_is_known_by_the_token(world: World, vera: Visitor) -> None:
    assert await visitor_by_token(world.ports, world.tokens[vera.id]) == vera


@pytest.mark.parametrize("token", [None, "", "unknown", HALF_A_CHARACTER, "\x00"])
async def test_without_a_known_token_nobody_is_a_visitor(world: World, token: str | None) -> None:
    with pytest.raises(Unauthenticated):
        await visitor_by_token(world.ports, token)


async def test_an_agent_is_known_by_the_session(world: World, amir: Agent) -> None:
    assert await agent_by_session(world.ports, await session_of(world, amir)) == amir


@pytest.mark.parametrize("token", [None, "", "unknown", HALF_A_CHARACTER, "\x00"])
async def test_without_a_known_session_nobody_is_an_agent(world: World, token: str | None) -> None:
    with pytest.raises(Unauthenticated):
        await agent_by_session(world.ports, token)


async def test_a_visitors_token_is_no_agents_session_and_the_other_way_round(
    world: World, vera: Visitor, amir: Agent
) -> None:
    with pytest.raises(Unauthenticated):
        await agent_by_session(world.ports, world.tokens[vera.id])
    with pytest.raises(Unauthenticated):
        await visitor_by_token(world.ports, await session_of(world, amir))


async def test_a_session_is_over_after_its_time(world: World, amir: Agent) -> None:
    token = await session_of(world, amir)
    world.clock.advance(world.ports.rules.session_lifetime)
    with pytest.raises(Unauthenticated):
        await agent_by_session(world.ports, token)


async def test_the_own_conversation_is_found(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera)
    assert await visitors_conversation(world.ports, vera, conversation.id) == conversation
    assert await agents_conversation(world.ports, amir, conversation.id) == conversation


async def test_somebody_elses_conversation_answers_like_an_absent_one(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    answers = []
    for conversation_id in (conversation.id, "cnv_unknown", "", "\x00"):
        with pytest.raises(NotFound) as refused:
            await visitors_conversation(world.ports, jonas, conversation_id)
        answers.append((refused.value.message, refused.value.field))
    assert len(set(answers)) == 1


async def test_somebody_elses_question_answers_like_an_absent_one(world: World, vera: Visitor, jonas: Visitor) -> None:
    question = await asks(world, vera)
    answers = []
    assert await visitors_question(world.ports, vera, question.id) == question
    for question_id in (question.id, "que_unknown", ""):
        with pytest.raises(NotFound) as refused:
            await visitors_question(world.ports, jonas, question_id)
        answers.append(refused.value.message)
    assert len(set(answers)) == 1


async def test_agents_of_another_site_find_nothing(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    await world.sites.ensure(SiteId("another"), world.clock.now())
    stranger = await employ(world, "eva@elsewhere.example", "Eva", site_id=SiteId("another"))
    conversation = await queued(world, vera)
    with pytest.raises(NotFound):
        await agents_conversation(world.ports, stranger, conversation.id)


async def test_an_id_with_half_a_character_is_not_found(world: World, vera: Visitor, amir: Agent) -> None:
    for look_up in (visitors_conversation, visitors_question):
        with pytest.raises(NotFound):
            await look_up(world.ports, vera, HALF_A_CHARACTER)
    with pytest.raises(NotFound):
        await agents_conversation(world.ports, amir, HALF_A_CHARACTER)


async def test_articles_are_meant_for_everyone_or_for_a_plan_and_agents_see_all(
    world: World, vera: Visitor, somebody: Visitor
) -> None:
    policy = world.ports.policy
    assert audience_of(policy, vera) == {"everyone", "small_shop"}
    assert audience_of(policy, somebody) == {"everyone", "essential"}
    assert agents_audience(policy) == {"everyone", "agents", *policy.plan_names}
