"""Questions: stored once however often they are sent, with everything that was read and said about them."""

import msgspec
import pytest

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import ArticleId, QuestionId
from chat_server.domain.question import OutcomeEntry, Question, Reading
from tests.support.builders import a_question
from tests.support.world import World


def asked_by(visitor: Visitor, text: str = "Where is my parcel?", client_id: str = "q-1") -> Question:
    return msgspec.structs.replace(
        a_question(text), owner_id=visitor.owner_id, visitor_id=visitor.id, client_id=client_id, page="/orders"
    )


async def test_a_question_is_stored_as_it_was_asked(world: World, vera: Visitor) -> None:
    question = asked_by(vera)
    assert await world.ports.questions.add(question) == question
    assert await world.ports.questions.get(question.id) == question


async def test_an_unknown_question_is_none(world: World) -> None:
    assert await world.ports.questions.get(QuestionId("que_unknown")) is None


async def test_the_same_client_id_and_text_is_the_same_question(world: World, vera: Visitor) -> None:
    first, again = asked_by(vera), asked_by(vera)
    await world.ports.questions.add(first)
    assert await world.ports.questions.add(again) == first
    assert await world.ports.questions.get(again.id) is None


async def test_the_text_decides_whatever_the_locale(world: World, vera: Visitor) -> None:
    first = asked_by(vera)
    await world.ports.questions.add(first)
    in_german = msgspec.structs.replace(asked_by(vera), locale="de")
    assert await world.ports.questions.add(in_german) == first


async def test_the_same_client_id_with_another_text_is_a_conflict(world: World, vera: Visitor) -> None:
    await world.ports.questions.add(asked_by(vera))
    with pytest.raises(Conflict) as refused:
        await world.ports.questions.add(asked_by(vera, "And my invoice?"))
    assert refused.value.field == "client_id"


async def test_client_ids_belong_to_their_visitor(world: World, vera: Visitor, jonas: Visitor) -> None:
    veras, jonass = asked_by(vera), asked_by(jonas, "Wo ist mein Paket?")
    await world.ports.questions.add(veras)
    assert await world.ports.questions.add(jonass) == jonass


async def test_readings_and_outcomes_are_added_one_by_one(world: World, vera: Visitor) -> None:
    questions, question = world.ports.questions, asked_by(vera)
    await questions.add(question)
    article = ArticleId("track-a-parcel")
    first = Reading(article_id=article, title="Track a parcel", at=world.clock.now())
    second = Reading(article_id=article, title="Track a parcel", at=world.clock.advance(seconds=1), dwell_ms=900)
    said = OutcomeEntry(outcome="not_related", at=world.clock.now(), article_id=article, comment="Not mine")
    await questions.add_reading(question.id, first)
    await questions.add_reading(question.id, second)
    await questions.add_outcome(question.id, said)
    expected = msgspec.structs.replace(question, readings=(first, second), outcomes=(said,))
    assert await questions.get(question.id) == expected


async def test_nothing_is_added_to_an_unknown_question(world: World) -> None:
    reading = Reading(article_id=ArticleId("track-a-parcel"), title="Track a parcel", at=world.clock.now())
    with pytest.raises(NotFound):
        await world.ports.questions.add_reading(QuestionId("que_unknown"), reading)
    with pytest.raises(NotFound):
        await world.ports.questions.add_outcome(
            QuestionId("que_unknown"), OutcomeEntry(outcome="helped", at=world.clock.now())
        )
