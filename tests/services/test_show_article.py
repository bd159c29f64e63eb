"""An article as the panel and the console show it."""

import pytest

from chat_server.domain.errors import NotFound
from chat_server.services.access import agents_audience
from chat_server.services.show_article import show_article
from tests.support.world import World

EVERYONE = frozenset({"everyone", "essential"})


async def test_an_article_is_shown_in_the_readers_language(world: World) -> None:
    shown = await show_article(world.ports, "track-a-parcel", "es-MX", EVERYONE)
    assert (shown.title, shown.locale, shown.fallback) == ("Seguir un paquete", "es", False)


@pytest.mark.parametrize("locale", ["es", "nl", "", "xx-YY"])
async def test_what_is_not_translated_is_shown_in_the_default_language_and_marked(world: World, locale: str) -> None:
    shown = await show_article(world.ports, "parcel-lost", locale, EVERYONE)
    assert (shown.locale, shown.fallback) == ("en", locale == "es")


async def test_an_article_for_some_plans_may_be_read_by_all_who_have_its_address(world: World) -> None:
    assert (await show_article(world.ports, "phone-support-hours", "en", EVERYONE)).title == "Phone support hours"


async def test_an_article_for_agents_does_not_exist_for_anybody_else(world: World) -> None:
    answers = []
    for article_id in ("agent-refund-limits", "no-such-article", "", "half \ud800"):
        with pytest.raises(NotFound) as refused:
            await show_article(world.ports, article_id, "en", EVERYONE)
        answers.append(refused.value.message)
    assert len(set(answers)) == 1
    assert (
        await show_article(world.ports, "agent-refund-limits", "en", agents_audience(world.ports.policy))
    ).title == "Goodwill refund limits"
