"""A question asked in earnest keeps what was shown for it."""

import asyncio
import dataclasses

import pytest
from sqlalchemy import Connection, func, select, update

from chat_server.adapters.sql.tables import question as question_table
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Conflict, RateLimited
from chat_server.domain.question import Question
from chat_server.services.access import visitor_by_token
from chat_server.services.ask_question import AskQuestion, ask_question
from chat_server.services.stored import Asked
from chat_server.services.suggest_articles import SuggestArticles, suggest_articles
from tests.support.journeys import asks
from tests.support.people import arrives
from tests.support.races import MeanwhileAsked
from tests.support.suggester import INDEX_VERSION, TinySuggester, page
from tests.support.world import World


async def ask(world: World, visitor: Visitor, text: str, client_id: str = "q-1", **more: str) -> Asked:
    """`more` may say `locale` and `page`."""
    return await ask_question(world.ports, visitor, AskQuestion(text=text, client_id=client_id, **more))


def questions(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(question_table)).scalar_one()


async def unsent(world: World, visitor: Visitor) -> str | None:
    """What the visitor's next session brings back into the field."""
    return (await arrives(world, visitor_token=world.tokens[visitor.id])).visitor.unsent_question


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
    await suggest_articles(world.ports, somebody, SuggestArticles("where is my"))
    typing = await world.ports.people.visitor(somebody.id)
    assert typing is not None
    assert typing.unsent_question == "where is my"
    await ask(world, typing, "Where is my parcel?")
    asked = await world.ports.people.visitor(somebody.id)
    assert asked is not None
    assert asked.unsent_question is None


async def test_typing_that_ends_after_the_question_was_asked_brings_nothing_back(
    world: World, somebody: Visitor
) -> None:
    late = MeanwhileAsked(world, somebody, "Where is my parcel?")
    await suggest_articles(late.ports, somebody, SuggestArticles("where is my"))
    assert late.asked is not None
    assert await unsent(world, somebody) is None


async def test_what_is_typed_after_asking_is_kept_again(world: World, somebody: Visitor) -> None:
    await ask(world, somebody, "Where is my parcel?")
    asked = await visitor_by_token(world.ports, world.tokens[somebody.id])
    await suggest_articles(world.ports, asked, SuggestArticles("and my inv"))
    assert await unsent(world, somebody) == "and my inv"


async def test_a_retry_forgets_nothing_that_was_typed_since(world: World, somebody: Visitor) -> None:
    await ask(world, somebody, "Where is my parcel?")
    asked = await visitor_by_token(world.ports, world.tokens[somebody.id])
    await suggest_articles(world.ports, asked, SuggestArticles("and my inv"))
    await ask(world, asked, "Where is my parcel?")
    assert await unsent(world, somebody) == "and my inv"


async def test_the_same_question_sent_twice_is_one(world: World, vera: Visitor) -> None:
    first = await ask(world, vera, "Where is my parcel?")
    world.clock.advance(seconds=5)
    assert await ask(world, vera, "Where is my parcel?") == first
    assert await world.database.read(questions) == 1


async def test_a_retry_gets_what_was_answered_then_after_the_index_changed(world: World, somebody: Visitor) -> None:
    first = await ask(world, somebody, "Where is my parcel?")
    assert first.suggestions.suggestions[0].passage, "passages belong to what was shown"
    news = page("parcel-news", "en", "Where is my parcel now", "Where is my parcel? Look here.")
    rebuilt = dataclasses.replace(world.ports, suggester=TinySuggester((news,)))
    assert await ask_question(rebuilt, somebody, AskQuestion("Where is my parcel?", "q-1")) == first
    anew = await ask_question(rebuilt, somebody, AskQuestion("Where is my parcel?", "q-2"))
    assert [one.article_id for one in anew.suggestions.suggestions] == ["parcel-news"]


async def test_two_retries_at_once_get_the_same_answer(world: World, vera: Visitor) -> None:
    answers = await asyncio.gather(*[ask(world, vera, "Where is my parcel?") for _ in range(5)])
    assert all(answer == answers[0] for answer in answers)
    assert await world.database.read(questions) == 1


async def test_a_retry_is_one_although_the_session_learned_more_meanwhile(world: World) -> None:
    opened = await arrives(world, page="/labels", locale="en")
    first = await ask(world, opened.visitor, "label")
    moved = (await arrives(world, visitor_token=opened.visitor_token, page="/orders", locale="es")).visitor
    assert await ask(world, moved, "label") == first


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("And my invoice?", {"locale": "en", "page": "/orders"}),
        ("Where is my parcel?", {"locale": "es", "page": "/orders"}),
        ("Where is my parcel?", {"locale": "en", "page": "/labels"}),
        ("Where is my parcel?", {"page": "/orders"}),
        ("Where is my parcel?", {"locale": "en"}),
    ],
)
async def test_another_body_under_the_same_client_id_is_a_conflict(
    world: World, vera: Visitor, text: str, more: dict[str, str]
) -> None:
    await ask(world, vera, "Where is my parcel?", locale="en", page="/orders")
    with pytest.raises(Conflict) as refused:
        await ask(world, vera, text, **more)
    assert refused.value.field == "client_id"


async def test_a_question_from_before_answers_were_kept_is_still_one(world: World, vera: Visitor) -> None:
    first = await ask(world, vera, "Where is my parcel?")
    forgotten = update(question_table).values(answer=None, fingerprint=None)
    await world.database.write(lambda connection: connection.execute(forgotten).rowcount)
    again = await ask(world, vera, "Where is my parcel?", locale="es")
    assert (again.question, again.suggestions) == (first.question, first.suggestions)
    with pytest.raises(Conflict):
        await ask(world, vera, "And my invoice?")


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
