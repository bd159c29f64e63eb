"""Questions: stored once however often they are sent, with everything that was read and said about them."""

import msgspec
import pytest

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import ArticleId, QuestionId
from chat_server.domain.question import OutcomeEntry, Question, Reading, Withheld
from chat_server.services.help_articles import Fragment, Suggestion, Suggestions
from chat_server.services.stored import Asked
from tests.support.builders import TRACK, a_question
from tests.support.world import World

NOTHING = Suggestions(level="none", confident=False, locale="es", index_version="v1", suggestions=())
FOUND = Suggestions(
    level="answer",
    confident=True,
    locale="es",
    index_version="v1",
    suggestions=(
        Suggestion(
            article_id="track-a-parcel",
            title="Seguir un paquete",
            locale="es",
            fallback=False,
            passage=(Fragment(text="tu ", match=False), Fragment(text="paquete", match=True)),
            section="donde",
            url="/help/es/track-a-parcel#donde",
            score=2.5,
            content_hash="h1",
        ),
    ),
)


def asked_by(visitor: Visitor, text: str = "Where is my parcel?", client_id: str = "q-1") -> Question:
    return msgspec.structs.replace(
        a_question(text), owner_id=visitor.owner_id, visitor_id=visitor.id, client_id=client_id, page="/orders"
    )


async def add(world: World, question: Question, suggestions: Suggestions = NOTHING, fingerprint: str = "body") -> Asked:
    return await world.ports.questions.add(Asked(question, suggestions, fingerprint))


async def test_a_question_is_stored_as_it_was_asked(world: World, vera: Visitor) -> None:
    question = asked_by(vera)
    assert (await add(world, question)).question == question
    assert await world.ports.questions.get(question.id) == question


async def test_an_unknown_question_is_none(world: World) -> None:
    assert await world.ports.questions.get(QuestionId("que_unknown")) is None


async def test_the_same_client_id_and_body_is_the_same_question(world: World, vera: Visitor) -> None:
    first, again = asked_by(vera), asked_by(vera)
    await add(world, first)
    assert (await add(world, again)).question == first
    assert await world.ports.questions.get(again.id) is None


async def test_the_answer_that_went_out_is_kept_with_it(world: World, vera: Visitor) -> None:
    first = await add(world, asked_by(vera), FOUND)
    assert first.suggestions == FOUND
    assert await add(world, asked_by(vera), NOTHING) == first
    assert await world.ports.questions.asked_before(vera.id, "q-1", "body") == first
    assert await world.ports.questions.asked_before(vera.id, "q-2", "body") is None


async def test_the_same_client_id_with_another_body_is_a_conflict(world: World, vera: Visitor) -> None:
    await add(world, asked_by(vera))
    with pytest.raises(Conflict) as refused:
        await add(world, asked_by(vera), fingerprint="another body")
    assert refused.value.field == "client_id"
    with pytest.raises(Conflict):
        await world.ports.questions.asked_before(vera.id, "q-1", "another body")


async def test_the_arm_and_what_was_withheld_are_kept(world: World, vera: Visitor) -> None:
    withheld = Withheld(level="maybe", suggestions=(TRACK,))
    held_out = msgspec.structs.replace(asked_by(vera), arm="holdout", level="none", shown=(), withheld=withheld)
    await add(world, held_out)
    assert await world.ports.questions.get(held_out.id) == held_out


async def test_client_ids_belong_to_their_visitor(world: World, vera: Visitor, jonas: Visitor) -> None:
    veras, jonass = asked_by(vera), asked_by(jonas, "Wo ist mein Paket?")
    await add(world, veras)
    assert (await add(world, jonass)).question == jonass


async def test_readings_and_outcomes_are_added_one_by_one(world: World, vera: Visitor) -> None:
    questions, question = world.ports.questions, asked_by(vera)
    await add(world, question)
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
