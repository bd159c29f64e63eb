"""The merchant opened an article: the question keeps it, and a conversation that it led to hears of it."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Invalid, NotFound, RateLimited
from chat_server.domain.events import ArticleRead
from chat_server.domain.ids import ArticleId
from chat_server.domain.question import Question
from chat_server.services.record_reading import record_reading
from tests.support.journeys import asks, talks_to_a_person
from tests.support.races import MeanwhileEscalated
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import LIMITS, World

TRACKING = ArticleId("track-a-parcel")


async def readings(world: World, question: Question) -> list[tuple[str, str, int | None]]:
    kept = await world.ports.questions.get(question.id)
    assert kept is not None
    return [(one.article_id, one.title, one.dwell_ms) for one in kept.readings]


async def test_what_was_read_is_kept_with_the_question_in_its_language(world: World, vera: Visitor) -> None:
    question = await asks(world, vera)
    await record_reading(world.ports, vera, question.id, TRACKING, None)
    await record_reading(world.ports, vera, question.id, TRACKING, 9000)
    assert await readings(world, question) == [
        (TRACKING, "Seguir un paquete", None),
        (TRACKING, "Seguir un paquete", 9000),
    ]
    assert world.published.events == []


async def test_what_is_read_while_waiting_reaches_the_conversation(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    conversation = await talks_to_a_person(world, vera, question)
    world.published.clear()
    await record_reading(world.ports, vera, question.id, TRACKING, 9000)
    await verify_action(world, conversation.id)
    (read,) = world.published.events
    assert read == (await log_of(world, conversation.id))[-1]
    assert read.actor == vera.actor
    assert read.data == ArticleRead(
        question_id=question.id, article_id=TRACKING, title="Seguir un paquete", dwell_ms=9000
    )


async def test_what_is_read_just_while_a_person_is_asked_for_is_in_the_log_once(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    late = MeanwhileEscalated(world, vera, question)
    await record_reading(late.ports, vera, question.id, TRACKING, 9000)
    log = await log_of(world, late.conversation_id)
    assert event_types(log) == [
        "question.asked",
        "suggestions.shown",
        "outcome.given",
        "conversation.queued",
        "article.read",
    ]
    await verify_action(world, late.conversation_id)


@pytest.mark.parametrize("article_id", ["no-such-article", "agent-refund-limits", ""])
async def test_what_the_merchant_cannot_have_read_is_refused_and_leaves_no_trace(
    world: World, vera: Visitor, amir: Agent, article_id: str
) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    conversation = await talks_to_a_person(world, vera, question)
    with pytest.raises(Invalid) as refused:
        await record_reading(world.ports, vera, question.id, article_id, None)
    assert refused.value.field == "article_id"
    assert await readings(world, question) == []
    assert await log_of(world, conversation.id) == world.published.events
    assert "article.read" not in event_types(world.published.events)


async def test_an_article_for_agents_answers_like_one_that_does_not_exist(world: World, vera: Visitor) -> None:
    question, answers = await asks(world, vera), []
    for article_id in ("agent-refund-limits", "no-such-article"):
        with pytest.raises(Invalid) as refused:
            await record_reading(world.ports, vera, question.id, article_id, None)
        answers.append(refused.value.message)
    assert answers[0] == answers[1]
    assert "Goodwill" not in answers[0]


async def test_one_reads_for_ones_own_questions_only(world: World, vera: Visitor, jonas: Visitor) -> None:
    question = await asks(world, vera)
    for question_id in (question.id, "que_unknown"):
        with pytest.raises(NotFound):
            await record_reading(world.ports, jonas, question_id, TRACKING, None)
    assert await readings(world, question) == []


async def test_clicking_like_a_robot_is_refused_for_a_while(world: World, vera: Visitor) -> None:
    question = await asks(world, vera)
    for _ in range(LIMITS["feedback"].burst):
        await record_reading(world.ports, vera, question.id, TRACKING, None)
    with pytest.raises(RateLimited):
        await record_reading(world.ports, vera, question.id, TRACKING, None)
