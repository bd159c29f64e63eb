"""Did this answer your question? A yes ends the matter, a no says why; whoever is answering hears of it too."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import NotFound, RateLimited
from chat_server.domain.events import OutcomeRecorded
from chat_server.domain.ids import ArticleId
from chat_server.domain.question import OutcomeEntry, Question
from chat_server.services.record_outcome import record_outcome
from tests.support.journeys import asks, talks_to_a_person
from tests.support.races import MeanwhileEscalated
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import LIMITS, World

TRACKING = ArticleId("track-a-parcel")


async def outcomes(world: World, question: Question) -> tuple[OutcomeEntry, ...]:
    kept = await world.ports.questions.get(question.id)
    assert kept is not None
    return kept.outcomes


async def test_every_answer_is_kept_with_the_question(world: World, vera: Visitor) -> None:
    question = await asks(world, vera)
    first = world.clock.now()
    await record_outcome(world.ports, vera, question.id, "not_related", TRACKING, "Not mine")
    second = world.clock.advance(seconds=5)
    await record_outcome(world.ports, vera, question.id, "helped", "", "")
    assert await outcomes(world, question) == (
        OutcomeEntry(outcome="not_related", at=first, article_id=TRACKING, comment="Not mine"),
        OutcomeEntry(outcome="helped", at=second),
    )
    assert world.published.events == []


async def test_an_answer_that_comes_while_waiting_reaches_the_conversation(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    conversation = await talks_to_a_person(world, vera, question)
    world.published.clear()
    await record_outcome(world.ports, vera, question.id, "not_answered", TRACKING, "Too old")
    await verify_action(world, conversation.id)
    (given,) = world.published.events
    assert given == (await log_of(world, conversation.id))[-1]
    assert given.actor == vera.actor
    assert given.data == OutcomeRecorded(
        question_id=question.id, outcome="not_answered", article_id=TRACKING, comment="Too old"
    )


async def test_an_answer_that_comes_just_while_a_person_is_asked_for_is_in_the_log_once(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    late = MeanwhileEscalated(world, vera, question)
    await record_outcome(late.ports, vera, question.id, "not_answered")
    log = await log_of(world, late.conversation_id)
    assert event_types(log) == [
        "question.asked",
        "suggestions.shown",
        "outcome.given",
        "conversation.queued",
        "outcome.given",
    ]
    await verify_action(world, late.conversation_id)
    assert [entry.outcome for entry in await outcomes(world, question)] == ["dismissed", "not_answered"]


async def test_one_answers_for_ones_own_questions_only(world: World, vera: Visitor, jonas: Visitor) -> None:
    question = await asks(world, vera)
    for question_id in (question.id, "que_unknown"):
        with pytest.raises(NotFound):
            await record_outcome(world.ports, jonas, question_id, "helped")
    assert await outcomes(world, question) == ()


async def test_clicking_like_a_robot_is_refused_for_a_while(world: World, vera: Visitor) -> None:
    question = await asks(world, vera)
    for _ in range(LIMITS["feedback"].burst):
        await record_outcome(world.ports, vera, question.id, "helped")
    with pytest.raises(RateLimited):
        await record_outcome(world.ports, vera, question.id, "helped")
