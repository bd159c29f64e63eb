"""A browser says hello: who is it, what is there for this merchant, and what was left open."""

import msgspec
import pytest
from sqlalchemy import func, select

from chat_server.adapters.sql.tables import visitor
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import RateLimited, Unauthenticated
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.plan import Plan
from chat_server.services.access import visitor_by_token
from chat_server.services.leave_queue import leave_queue
from chat_server.services.mark_read import mark_read
from chat_server.services.open_session import OpenedSession, OpenSession, open_session
from chat_server.services.suggest_articles import SuggestArticles, suggest_articles
from tests.support.journeys import active, queued, resolved, says
from tests.support.people import ADDRESS, JONAS, VERA, arrives, stranger, with_claims
from tests.support.world import LIMITS, World


async def visitors(world: World) -> int:
    count = select(func.count()).select_from(visitor)
    return await world.database.read(lambda connection: connection.execute(count).scalar_one())


async def comes_back(world: World, who: Visitor) -> Visitor:
    """The same browser, without saying anything about itself."""
    return (await arrives(world, visitor_token=world.tokens[who.id])).visitor


async def test_a_stranger_gets_a_token_and_the_smallest_plan(world: World) -> None:
    opened = await arrives(world, locale="es-MX", page="/orders")
    assert await visitor_by_token(world.ports, opened.visitor_token) == opened.visitor
    assert (opened.visitor.contact, opened.ways.plan.name) == (None, "essential")
    assert (opened.visitor.locale, opened.visitor.page) == ("es", "/orders")
    assert (opened.ways.of("chat").open, opened.open_conversation, opened.place) == (False, None, None)
    assert (opened.last_conversation, opened.unread) == (None, 0)


async def test_a_signed_identity_makes_a_contact(world: World) -> None:
    opened = await arrives(world, VERA)
    stored = await visitor_by_token(world.ports, opened.visitor_token)
    assert stored == opened.visitor
    assert stored.contact is not None
    assert (stored.contact.sub, stored.contact.name, stored.plan) == ("m-1001", "Vera Molina", Plan("small_shop"))
    assert stored.locale == "es"


@pytest.mark.parametrize("token", ["not a token", "a.b.c", "half \ud800"])
async def test_an_identity_that_does_not_hold_opens_nothing(world: World, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await open_session(world.ports, OpenSession(site_id=DEFAULT_SITE, address=ADDRESS, identity_token=token))
    assert await visitors(world) == 0


async def test_the_same_browser_stays_the_same_visitor(world: World, somebody: Visitor) -> None:
    assert await comes_back(world, somebody) == somebody
    assert await visitors(world) == 1


@pytest.mark.parametrize("token", ["unknown", "", "half \ud800", "\x00"])
async def test_an_unknown_token_just_gets_a_new_one(world: World, somebody: Visitor, token: str) -> None:
    opened = await arrives(world, visitor_token=token)
    assert opened.visitor.id != somebody.id
    assert opened.visitor_token not in {token, world.tokens[somebody.id]}


async def test_another_sites_token_is_an_unknown_one(world: World, somebody: Visitor) -> None:
    await world.sites.ensure(SiteId("another"), world.clock.now())
    opened = await arrives(world, visitor_token=world.tokens[somebody.id], site_id=SiteId("another"))
    assert opened.visitor.id != somebody.id
    assert opened.visitor.site_id == "another"


async def test_who_identifies_later_keeps_the_session_and_what_was_done(world: World, amir: Agent) -> None:
    somebody = await stranger(world)
    conversation = await queued(world, somebody)
    opened = await arrives(world, VERA, visitor_token=world.tokens[somebody.id])
    assert opened.visitor.id == somebody.id
    assert opened.open_conversation is not None
    assert opened.open_conversation.id == conversation.id
    assert world.published.known == [opened.visitor], "the sockets of this browser go on hearing"
    assert world.published.lists == [DEFAULT_SITE], "the agents' lists show a name now"
    assert amir.takes_chats


async def test_coming_back_unchanged_is_no_news_for_the_agents_lists(world: World, vera: Visitor) -> None:
    world.published.clear()
    await arrives(world, VERA, visitor_token=world.tokens[vera.id])
    assert world.published.lists == []
    await arrives(world, with_claims(VERA, name="Vera M."), visitor_token=world.tokens[vera.id])
    assert world.published.lists == [DEFAULT_SITE]


async def test_somebody_else_in_the_same_browser_starts_afresh(world: World, vera: Visitor, amir: Agent) -> None:
    await active(world, vera, amir)
    opened = await arrives(world, JONAS, visitor_token=world.tokens[vera.id])
    assert opened.visitor.id != vera.id
    assert opened.visitor_token != world.tokens[vera.id]
    assert opened.open_conversation is None


async def test_the_same_contact_in_another_browser_finds_the_conversation(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await queued(world, vera)
    at_home = await arrives(world, VERA)
    assert at_home.visitor.id != vera.id
    assert at_home.open_conversation == conversation
    assert at_home.place is not None
    assert at_home.place.position == 1
    assert amir.takes_chats


@pytest.mark.parametrize(
    ("iat", "plan"),
    [(VERA.iat, Plan("business")), (VERA.iat + 1, Plan("business")), (VERA.iat - 1, Plan("small_shop"))],
)
async def test_a_known_visitors_plan_follows_the_newest_token(
    world: World, vera: Visitor, iat: int, plan: Plan
) -> None:
    token = world.tokens[vera.id]
    opened = await arrives(world, with_claims(VERA, plan="business", iat=iat), visitor_token=token)
    assert opened.visitor.plan == plan
    assert (await comes_back(world, vera)).plan == plan
    told = [known.plan for known in world.published.known]
    assert told == ([Plan("small_shop")] if iat < VERA.iat else [Plan("small_shop"), plan]), "an older token is no news"


async def test_a_platform_that_signs_no_time_updates_all_the_same(world: World) -> None:
    timeless = msgspec.structs.replace(VERA, iat=0)
    token = (await arrives(world, timeless)).visitor_token
    changed = msgspec.structs.replace(timeless, plan=Plan("business"))
    assert (await arrives(world, changed, visitor_token=token)).visitor.plan == Plan("business")


@pytest.mark.parametrize(
    ("said", "signed", "served"),
    [
        ("es", "en", "es"),
        ("en", "es", "en"),
        (None, "es", "es"),
        ("xx", "es", "es"),
        (None, None, "en"),
        ("", "", "en"),
    ],
)
async def test_the_language_is_what_the_page_says_then_what_is_signed_then_the_default(
    world: World, said: str | None, signed: str | None, served: str
) -> None:
    assert (await arrives(world, with_claims(VERA, locale=signed), locale=said)).visitor.locale == served


async def test_a_returning_browser_keeps_language_zone_and_page_until_it_says_others(world: World) -> None:
    async def hello(token: str | None = None, **said: str) -> OpenedSession:
        return await open_session(
            world.ports, OpenSession(site_id=DEFAULT_SITE, address=ADDRESS, visitor_token=token, **said)
        )

    token = (await hello(locale="es", time_zone="Europe/Madrid", page="/orders")).visitor_token
    for again in ((await hello(token)).visitor, await visitor_by_token(world.ports, token)):
        assert (again.locale, again.time_zone, again.page) == ("es", "Europe/Madrid", "/orders")
    moved = (await hello(token, locale="en", time_zone="Europe/Lisbon", page="/labels")).visitor
    for changed in (moved, await visitor_by_token(world.ports, token)):
        assert (changed.locale, changed.time_zone, changed.page) == ("en", "Europe/Lisbon", "/labels")


async def test_what_was_typed_and_not_asked_is_still_there(world: World, somebody: Visitor) -> None:
    await suggest_articles(world.ports, somebody, SuggestArticles("where is my"))
    assert (await comes_back(world, somebody)).unsent_question == "where is my"


async def test_unread_messages_are_counted(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    for text in ("Hello Vera", "I have found it"):
        await says(world, amir, conversation, text)
    token = world.tokens[vera.id]
    assert (await arrives(world, visitor_token=token)).unread == 2
    await mark_read(world.ports, vera, conversation.id, 6)
    assert (await arrives(world, visitor_token=token)).unread == 1


async def test_a_resolved_conversation_may_be_answered_for_seven_days(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    token = world.tokens[vera.id]
    world.clock.advance(days=7)
    assert (await arrives(world, visitor_token=token)).last_conversation == conversation
    world.clock.advance(milliseconds=1)
    assert (await arrives(world, visitor_token=token)).last_conversation is None


async def test_while_one_is_open_the_last_one_is_not_offered(world: World, vera: Visitor, amir: Agent) -> None:
    await resolved(world, vera, amir)
    open_one = await queued(world, vera)
    opened = await arrives(world, visitor_token=world.tokens[vera.id])
    assert (opened.open_conversation, opened.last_conversation) == (open_one, None)


async def test_who_left_the_queue_is_offered_nothing_to_answer(world: World, vera: Visitor, amir: Agent) -> None:
    await leave_queue(world.ports, vera, (await queued(world, vera)).id)
    assert amir.takes_chats
    opened = await arrives(world, visitor_token=world.tokens[vera.id])
    assert (opened.open_conversation, opened.last_conversation, opened.unread) == (None, None, 0)


async def test_chat_is_available_while_an_agent_is_there(world: World, amir: Agent) -> None:
    assert (await arrives(world)).ways.of("chat").open
    world.clock.advance(minutes=1)
    assert not (await arrives(world)).ways.of("chat").open
    assert amir.active


async def test_too_many_new_visitors_from_one_address_are_refused_and_known_ones_never(
    world: World, somebody: Visitor
) -> None:
    for _ in range(LIMITS["new_visitors"].burst - 1):
        await arrives(world)
    with pytest.raises(RateLimited):
        await arrives(world)
    assert await comes_back(world, somebody) == somebody
    await open_session(world.ports, OpenSession(site_id=DEFAULT_SITE, address="192.0.2.8"))
