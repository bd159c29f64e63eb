"""A season's news reaches every merchant with the phone once a change, in their language, however often it is told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from chat_server.adapters.season_text import season_text
from chat_server.adapters.sql.season_news import SqlSeasonNews
from chat_server.adapters.sql.tables_contact import mail
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.mailing import Mailing
from chat_server.domain.opening_hours import Season
from chat_server.services.import_contacts import import_contacts
from chat_server.services.tell_season import BATCH, SeasonReach, reach_of_seasons, tell_season
from tests.domain.test_season_news import PEAK, SPAIN
from tests.support.policies import follow, small_policy
from tests.support.world import World


class KilledError(Exception):
    """The process ends in the middle of its work."""


class KilledAtBatch(SqlSeasonNews):
    """Ends it before the second batch is written."""

    batches = 0

    async def put(self, mailings: Sequence[Mailing]) -> None:
        self.batches += 1
        if self.batches == 2:
            raise KilledError
        await super().put(mailings)


@pytest.fixture
def world(world: World) -> World:
    return follow(world, small_policy(PEAK))


async def live(
    world: World, count: int = 1, *, site_id: SiteId = DEFAULT_SITE, prefix: str = "m", **claims: object
) -> None:
    """Merchants whom the platform has described."""
    people: list[dict[str, object]] = [
        {"sub": f"{prefix}-{number}", "iat": 1, "email": f"{prefix}{number}@shop.example", "plan": "small_shop"}
        | claims
        for number in range(count)
    ]
    await import_contacts(world.ports, site_id, people)


async def reach(world: World, name: str = PEAK.name) -> SeasonReach:
    found = {one.of.season.name: one for one in await reach_of_seasons(world.ports, DEFAULT_SITE)}
    return found[name]


async def tell(world: World, name: str = PEAK.name) -> int:
    return await tell_season(world.ports, DEFAULT_SITE, await reach(world, name), season_text, lambda _done, _of: None)


async def recipients(world: World) -> Counter[str]:
    query = select(mail.c.recipient).where(mail.c.kind == "phone_hours")
    return await world.database.read(lambda connection: Counter(connection.execute(query).scalars()))


def changed(world: World, **parts: object) -> Season:
    season = msgspec.structs.replace(PEAK, **parts)
    follow(world, small_policy(season))
    return season


async def test_who_has_the_phone_is_told_and_who_has_not_is_not(world: World) -> None:
    for plan in ("essential", "small_shop", "large_shop", "business"):
        await live(world, prefix=plan, plan=plan)
    assert (await reach(world)).count == 3
    assert await tell(world) == 3
    assert await recipients(world) == {
        "small_shop0@shop.example": 1,
        "large_shop0@shop.example": 1,
        "business0@shop.example": 1,
    }


async def test_looking_tells_nobody(world: World) -> None:
    await live(world, 3)
    assert (await reach(world)).state == "new"
    assert await recipients(world) == Counter()


async def test_the_count_is_by_the_language_that_the_mail_is_in(world: World) -> None:
    for locale, count in (("es", 2), ("es-MX", 1), ("en", 1), ("xx", 1)):
        await live(world, count, prefix=f"m-{locale}", locale=locale)
    assert (await reach(world)).to_tell == {"en": 2, "es": 3}
    assert sum((await reach(world)).to_tell.values()) == await tell(world)


async def test_nobody_is_told_twice(world: World) -> None:
    await live(world, 3)
    assert await tell(world) == 3
    again = await reach(world)
    assert (again.state, again.count, again.told) == ("told", 0, 3)
    assert await tell(world) == 0


async def test_who_came_since_is_told_once_too(world: World) -> None:
    await live(world, 2)
    await tell(world)
    await live(world, 1, prefix="late")
    assert (await tell(world), await tell(world)) == (1, 0)


async def test_a_changed_season_is_told_once_more(world: World) -> None:
    await live(world, 2)
    await tell(world)
    changed(world, last=date(2026, 12, 30))
    found = await reach(world)
    assert (found.state, found.count) == ("changed", 2)
    assert await tell(world) == 2
    assert set((await recipients(world)).values()) == {2}


async def test_a_season_that_is_again_as_it_was_is_told_again(world: World) -> None:
    await live(world, 2)
    await tell(world)
    for season in ({"last": date(2026, 12, 30)}, {}):
        world.clock.advance(days=1)
        changed(world, **season)
        assert (await reach(world)).state == "changed"
        assert (await tell(world), await tell(world)) == (2, 0)
    assert set((await recipients(world)).values()) == {3}


async def test_without_an_address_nobody_can_be_told_and_that_is_said(world: World) -> None:
    await live(world, 2, email=None)
    found = await reach(world)
    assert (found.count, found.unreachable) == (0, 2)
    assert await tell(world) == 0


async def test_countries_hear_of_the_season_that_concerns_them(world: World) -> None:
    follow(world, small_policy(PEAK, SPAIN))
    for country in ("ES", "NL"):
        await live(world, 1, prefix=country, country=country)
    assert await tell(world, SPAIN.name) == 1
    assert await recipients(world) == {"ES0@shop.example": 1}
    assert await tell(world) == 1
    assert await recipients(world) == {"ES0@shop.example": 1, "NL0@shop.example": 1}


async def test_the_mail_carries_note_and_hours_in_the_merchants_language(world: World) -> None:
    changed(world, note={"en": "Until 8.", "es": "Hasta las 8."})
    await live(world, locale="es", name="Vera")
    await tell(world)
    query = select(mail.c.locale, mail.c.content)
    locale, content = await world.database.read(lambda connection: tuple(connection.execute(query).one()))
    assert (locale, content) == (
        "es",
        {
            "name": "Vera",
            "text": "Hasta las 8.",
            "hours": "16 de noviembre de 2026 – 23 de diciembre de 2026\nLunes – viernes: 9:00–20:00\n(Madrid)",
        },
    )


async def test_killed_between_two_batches_it_goes_on_and_everybody_is_told_exactly_once(world: World) -> None:
    people = 2 * BATCH + 50
    await live(world, BATCH * 2, prefix="a")
    await live(world, 50, prefix="b")
    whole = world.ports
    world.ports = replace(whole, season_news=KilledAtBatch(world.database))
    with pytest.raises(KilledError):
        await tell(world)
    assert len(await recipients(world)) == BATCH
    world.ports = whole
    halfway = await reach(world)
    assert (halfway.state, halfway.told, halfway.count) == ("told", BATCH, people - BATCH)
    assert await tell(world) == people - BATCH
    told = await recipients(world)
    assert len(told) == people
    assert set(told.values()) == {1}


async def test_progress_goes_up_to_all_of_them(world: World) -> None:
    await live(world, BATCH + 5)
    steps: list[tuple[int, int]] = []
    await tell_season(
        world.ports, DEFAULT_SITE, await reach(world), season_text, lambda done, of: steps.append((done, of))
    )
    assert steps == [(BATCH, BATCH + 5), (BATCH + 5, BATCH + 5)]


async def test_another_sites_merchants_hear_nothing(world: World) -> None:
    elsewhere = SiteId("another")
    await world.sites.ensure(elsewhere, world.clock.now())
    await live(world, 2, site_id=elsewhere)
    assert (await reach(world)).count == 0


async def test_a_season_that_is_over_is_not_told(world: World) -> None:
    await live(world)
    world.clock.advance(days=400)
    assert await reach_of_seasons(world.ports, DEFAULT_SITE) == ()
