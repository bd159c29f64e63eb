"""A question asked in earnest keeps what was shown for it."""

import pytest

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Conflict, RateLimited
from chat_server.domain.question import Question
from chat_server.services.ask_question import Asked, AskQuestion, ask_question
from chat_server.services.suggest_articles import suggest_articles
from tests.support.journeys import asks
from tests.support.people import arrives
from tests.support.suggester import INDEX_VERSION
from tests.support.world import World


async def ask(world: World, visitor: Visitor, text: str, client_id: str = "q-1", **more: str) -> Asked:
    """`more` may say `locale` and `page`."""
    return await ask_question(world.ports, visitor, AskQuestion(text=text, client_id=client_id, **more))


async def stored(world: World, question: Question) -> Question | None:
    return await world.ports.questions.get(question.id)


async def test_what_was_shown_is_kept_with_the_question(world: World, somebody: Visitor) -> None:
    asked = await ask(world, somebody, "Where is my parcel?", page="/orders")
    kept = await stored(world, asked.question)
    assert kept == asked.question
    assert (kept.text, kept.level, kept.locale, kept.page, kept.index_version) == (
        "Where is my parcel?",
        "answer",
        "en",
        "/orders",
        INDEX_VERSION,
    )
    assert kept.asked_at == world.clock.now()
    assert [(shown.article_id, shown.title, shown.score) for shown in kept.shown] == [
        (shown.article_id, shown.title, shown.score) for shown in asked.suggestions.suggestions
    ]
    assert kept.shown[0].article_id == "track-a-parcel"
    assert kept.shown[0].content_hash == asked.suggestions.suggestions[0].content_hash


async def test_when_nothing_fits_that_is_kept_too(world: World, somebody: Visitor) -> None:
    asked = await ask(world, somebody, "Kann ich Drachen versenden?")
    assert (asked.question.level, asked.question.shown, asked.suggestions.confident) == ("none", (), False)


async def test_the_question_is_asked_in_the_visitors_language_unless_it_says_another(
    world: World, vera: Visitor
) -> None:
    assert (await ask(world, vera, "¿Dónde está mi paquete?")).question.locale == "es"
    assert (await ask(world, vera, "Where is my parcel?", "q-2", locale="en")).question.locale == "en"


async def test_the_page_is_the_sessions_unless_the_question_says_another(world: World) -> None:
    visitor = (await arrives(world, page="/labels")).visitor
    assert (await ask(world, visitor, "label")).question.page == "/labels"
    assert (await ask(world, visitor, "parcel", "q-2", page="/orders")).question.page == "/orders"


async def test_asking_in_earnest_forgets_what_was_typed_before(world: World, somebody: Visitor) -> None:
    await suggest_articles(world.ports, somebody, "where is my", None)
    typing = await world.ports.people.visitor(somebody.id)
    assert typing is not None
    assert typing.unsent_question == "where is my"
    await ask(world, typing, "Where is my parcel?")
    asked = await world.ports.people.visitor(somebody.id)
    assert asked is not None
    assert asked.unsent_question is None


async def test_what_was_typed_is_forgotten_even_if_it_came_in_while_asking(world: World, somebody: Visitor) -> None:
    assert somebody.unsent_question is None
    await suggest_articles(world.ports, somebody, "where is my", None)
    await ask(world, somebody, "Where is my parcel?")
    assert (await arrives(world, visitor_token=world.tokens[somebody.id])).visitor.unsent_question is None


async def test_the_same_question_sent_twice_is_one(world: World, vera: Visitor) -> None:
    first = await ask(world, vera, "Where is my parcel?")
    world.clock.advance(seconds=5)
    again = await ask(world, vera, "Where is my parcel?", locale="en")
    assert again.question == first.question, "the text decides, whatever the locale"


async def test_another_text_under_the_same_client_id_is_a_conflict(world: World, vera: Visitor) -> None:
    await ask(world, vera, "Where is my parcel?")
    with pytest.raises(Conflict) as refused:
        await ask(world, vera, "And my invoice?")
    assert refused.value.field == "client_id"


async def test_asking_differently_is_a_new_question(world: World, vera: Visitor) -> None:
    assert (await asks(world, vera, "parcel")).id != (await asks(world, vera, "parcel")).id


async def test_asking_like_a_robot_is_refused_for_a_while(world: World, vera: Visitor, jonas: Visitor) -> None:
    for number in range(20):
        await ask(world, vera, f"question {number}", f"q-{number}")
    with pytest.raises(RateLimited) as refused:
        await ask(world, vera, "one more", "q-20")
    assert refused.value.retry_after_s
    await ask(world, jonas, "Wo ist mein Paket?")
    world.seconds.advance(refused.value.retry_after_s)
    await ask(world, vera, "one more", "q-20")
