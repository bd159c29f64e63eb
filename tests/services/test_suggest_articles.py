"""Suggestions while typing: nothing is recorded but the last words."""

import dataclasses

import pytest
from sqlalchemy import func, select

from chat_server.adapters.sql.people import SqlPeople
from chat_server.adapters.sql.tables import question
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import RateLimited, Unavailable
from chat_server.services.help_articles import Suggestions
from chat_server.services.suggest_articles import SuggestArticles, suggest_articles
from tests.support.world import World


def articles(found: Suggestions) -> list[str]:
    return [one.article_id for one in found.suggestions]


async def test_what_fits_is_suggested_and_no_question_is_recorded(world: World, somebody: Visitor) -> None:
    found = await suggest_articles(world.ports, somebody, SuggestArticles("parcel tracking"))
    assert (found.level, found.confident) == ("answer", True)
    assert articles(found) == ["track-a-parcel", "parcel-lost"]
    count = select(func.count()).select_from(question)
    assert await world.database.read(lambda connection: connection.execute(count).scalar_one()) == 0


async def test_when_nothing_fits_nothing_is_suggested(world: World, somebody: Visitor) -> None:
    found = await suggest_articles(world.ports, somebody, SuggestArticles("dragons"))
    assert (found.level, found.suggestions) == ("none", ())


async def test_the_last_words_are_kept_in_case_the_visitor_leaves(world: World, somebody: Visitor) -> None:
    for typed in ("whe", "where is", "where is my parc"):
        await suggest_articles(world.ports, somebody, SuggestArticles(typed))
    left = await world.ports.people.visitor(somebody.id)
    assert left is not None
    assert left.unsent_question == "where is my parc"


class FullDisk(SqlPeople):
    """The real people on a disk with no room for words; it counts how often somebody tried."""

    tried = 0

    async def keep_unsent(self, writer: Visitor, text: str) -> None:  # noqa: ARG002 - the same for every text
        self.tried += 1
        raise Unavailable("The disk is full: nothing was saved.", retry_after_s=30)


async def test_articles_are_suggested_although_the_words_cannot_be_kept(world: World, somebody: Visitor) -> None:
    full = FullDisk(world.database)
    ports = dataclasses.replace(world.ports, people=full)
    assert articles(await suggest_articles(ports, somebody, SuggestArticles("where is my parcel", "en")))
    assert full.tried == 1


async def test_words_that_are_kept_already_are_not_written_again(world: World, somebody: Visitor) -> None:
    await suggest_articles(world.ports, somebody, SuggestArticles("where is"))
    typing, full = await world.ports.people.visitor(somebody.id), FullDisk(world.database)
    assert typing is not None
    ports = dataclasses.replace(world.ports, people=full)
    await suggest_articles(ports, typing, SuggestArticles("where is"))
    assert full.tried == 0


async def test_at_most_three_are_shown(world: World, vera: Visitor) -> None:
    found = await suggest_articles(
        world.ports, vera, SuggestArticles("phone support refund return parcel track lost", "en")
    )
    assert len(found.suggestions) == 3


async def test_the_visitors_language_comes_first_and_the_rest_is_marked(world: World, vera: Visitor) -> None:
    found = await suggest_articles(world.ports, vera, SuggestArticles("¿Dónde está mi paquete?"))
    assert [(one.article_id, one.locale, one.fallback) for one in found.suggestions] == [
        ("track-a-parcel", "es", False)
    ]
    in_english = await suggest_articles(world.ports, vera, SuggestArticles("parcel lost"))
    assert [(one.article_id, one.fallback) for one in in_english.suggestions] == [("parcel-lost", True)]


async def test_articles_for_other_plans_or_for_agents_are_not_suggested(
    world: World, vera: Visitor, somebody: Visitor
) -> None:
    assert articles(await suggest_articles(world.ports, vera, SuggestArticles("phone hours", "en"))) == [
        "phone-support-hours"
    ]
    assert articles(await suggest_articles(world.ports, somebody, SuggestArticles("phone hours", "en"))) == []
    assert "agent-refund-limits" not in articles(
        await suggest_articles(world.ports, vera, SuggestArticles("goodwill refund", "en"))
    )


async def test_typing_like_a_robot_is_refused_for_a_while(world: World, somebody: Visitor) -> None:
    for _ in range(20):
        await suggest_articles(world.ports, somebody, SuggestArticles("parcel"))
    with pytest.raises(RateLimited):
        await suggest_articles(world.ports, somebody, SuggestArticles("parcel"))


async def test_while_somebody_types_the_unfinished_word_waits_and_the_first_article_stays(
    world: World, vera: Visitor
) -> None:
    words = "return parcel track lost"
    settled = articles(await suggest_articles(world.ports, vera, SuggestArticles(words, "en")))
    typing = SuggestArticles(f"{words} refund", "en", typing=True)
    assert articles(await suggest_articles(world.ports, vera, typing)) == settled
    steady = SuggestArticles(words, "en", first=settled[-1])
    assert articles(await suggest_articles(world.ports, vera, steady)) == [settled[-1], *settled[:-1]]
