"""What the platform says of a merchant changes while they chat: it counts at once, and it never cuts a chat off."""

import msgspec
import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.errors import Unauthenticated
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.access import visitor_by_token
from chat_server.services.import_contacts import import_contacts
from chat_server.services.list_conversations import open_conversation
from chat_server.services.open_session import OpenedSession
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.wire import answers
from chat_server.wire.outgoing_console import ConversationDetail
from tests.support.journeys import active, queued, says
from tests.support.people import JONAS, VERA, arrives, merchant, stranger, with_claims
from tests.support.world import World

LONG_AGO = 1_700_000_600
EXPIRED = with_claims(VERA, exp=LONG_AGO)


async def comes_back(world: World, who: Visitor, identity: msgspec.Struct = EXPIRED) -> OpenedSession:
    assert isinstance(identity, type(VERA))
    return await arrives(world, identity, visitor_token=world.tokens[who.id])


async def seen_by(world: World, agent: Agent, conversation: Conversation) -> ConversationDetail:
    return answers.opened_conversation(await open_conversation(world.ports, agent, conversation.id)).conversation


async def test_a_changed_plan_counts_at_the_next_claim_in_the_middle_of_a_chat(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    opened = await arrives(world, with_claims(VERA, plan="business"), visitor_token=world.tokens[vera.id])
    assert opened.open_conversation == conversation
    assert (await visitor_by_token(world.ports, opened.visitor_token)).plan == "business"
    assert (await seen_by(world, amir, conversation)).contact.plan == "business"
    await says(world, opened.visitor, conversation, "I have another plan now")


async def test_a_plan_changed_by_the_platforms_server_counts_for_the_open_browser(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    world.published.clear()
    done = await import_contacts(
        world.ports, DEFAULT_SITE, [{"sub": VERA.sub, "iat": VERA.iat + 1, "name": VERA.name, "plan": "large_shop"}]
    )
    assert (done.created, done.updated, done.unchanged, done.refused) == (0, 1, 0, ())
    assert (await visitor_by_token(world.ports, world.tokens[vera.id])).plan == "large_shop"
    assert (await seen_by(world, amir, conversation)).contact.plan == "large_shop"
    assert world.published.lists == [DEFAULT_SITE]


async def test_who_is_described_before_coming_is_met_as_described(world: World) -> None:
    person = {"sub": VERA.sub, "iat": VERA.iat + 60, "name": "Vera M.", "plan": "business", "country": "es"}
    assert (await import_contacts(world.ports, DEFAULT_SITE, [person])).created == 1
    older = await merchant(world, VERA)
    assert older.contact is not None
    assert (older.contact.name, older.contact.country, older.plan) == ("Vera M.", "ES", "business")


async def test_a_token_that_expires_in_the_middle_of_a_chat_lets_it_finish(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    opened = await comes_back(world, vera)
    assert (opened.visitor.contact, opened.open_conversation) == (vera.contact, conversation)
    await says(world, opened.visitor, conversation, "Still here")
    await resolve_conversation(world.ports, amir, conversation.id)
    with pytest.raises(Unauthenticated):
        await comes_back(world, vera)


async def test_who_waits_in_the_queue_keeps_the_place_when_the_token_expires(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    assert (await comes_back(world, vera)).open_conversation == conversation


async def test_an_expired_token_changes_nothing_of_the_one_who_goes_on_chatting(
    world: World, vera: Visitor, amir: Agent
) -> None:
    await active(world, vera, amir)
    opened = await comes_back(world, vera, with_claims(VERA, exp=LONG_AGO, plan="business"))
    assert opened.visitor.contact == vera.contact


async def test_an_expired_token_lets_nobody_in_who_is_not_chatting(world: World, vera: Visitor, amir: Agent) -> None:
    somebody = await stranger(world)
    await active(world, somebody, amir)
    for who in (vera, somebody):
        with pytest.raises(Unauthenticated):
            await comes_back(world, who)
    with pytest.raises(Unauthenticated):
        await arrives(world, EXPIRED)


async def test_an_expired_token_of_somebody_else_does_not_go_on_chatting(
    world: World, vera: Visitor, amir: Agent
) -> None:
    await active(world, vera, amir)
    with pytest.raises(Unauthenticated):
        await comes_back(world, vera, with_claims(JONAS, exp=LONG_AGO))


async def test_agents_see_attributes_and_whether_the_platform_vouched(world: World, amir: Agent) -> None:
    described = msgspec.structs.replace(VERA, attributes={"shop_size": 120, "erp": "Odoo"})
    known = await seen_by(world, amir, await active(world, await merchant(world, described), amir))
    assert (known.contact.verified, known.attributes) == (True, {"shop_size": "120", "erp": "Odoo"})
    unknown = await seen_by(world, amir, await active(world, await stranger(world), amir))
    assert (unknown.contact.verified, unknown.attributes, unknown.email) == (False, {}, None)


async def test_being_described_in_a_list_vouches_for_no_browser(world: World, amir: Agent) -> None:
    """Somebody who only knows the contact's name or address is still nobody's contact."""
    await import_contacts(
        world.ports, DEFAULT_SITE, [{"sub": "m-7", "iat": 1, "name": "Mia", "email": "mia@x.example"}]
    )
    somebody = await stranger(world)
    seen = await seen_by(world, amir, await active(world, somebody, amir, "I am Mia, mia@x.example"))
    assert (seen.contact.verified, seen.contact.name) == (False, "")


async def test_merchants_never_get_their_attributes(world: World) -> None:
    opened = await arrives(world, msgspec.structs.replace(VERA, attributes={"risk": "pays late"}))
    assert opened.visitor.contact is not None
    assert opened.visitor.contact.attributes == {"risk": "pays late"}
    said = msgspec.json.encode(answers.session(opened, world.ports.rules, world.ports.policy))
    assert b"pays late" not in said


@pytest.mark.parametrize(
    ("attributes", "kept"), [(None, {"erp": "Odoo"}), ({}, {}), ({"wms": "ours"}, {"wms": "ours"})], ids=str
)
async def test_attributes_stay_until_others_are_said(
    world: World, attributes: dict[str, str | float] | None, kept: dict[str, str]
) -> None:
    await merchant(world, msgspec.structs.replace(VERA, attributes={"erp": "Odoo"}))
    later = await merchant(world, msgspec.structs.replace(with_claims(VERA), attributes=attributes))
    assert later.contact is not None
    assert later.contact.attributes == kept


async def test_what_cannot_be_used_is_refused_one_by_one(world: World) -> None:
    people: list[dict[str, object]] = [
        {"sub": "m-1", "iat": 5},
        {"sub": "m-2"},
        {"iat": 5},
        {"sub": "m-3", "iat": 4_102_444_800},
        {"sub": "m-4", "iat": 5, "name": ["Vera"]},
        {"sub": "m-5", "iat": 5, "email": "half \ud800"},
        {"sub": "m-1", "iat": 6, "name": "newer"},
        {"sub": "m-1", "iat": 5, "name": "older"},
        {"sub": "m-6", "iat": -1},
    ]
    done = await import_contacts(world.ports, DEFAULT_SITE, people)
    assert (done.created, done.updated, done.unchanged) == (1, 1, 1)
    assert [(one.index, one.field) for one in done.refused] == [
        (1, "iat"),
        (2, "sub"),
        (3, "iat"),
        (4, "name"),
        (5, "email"),
        (8, "iat"),
    ]
    assert (await merchant(world, msgspec.structs.replace(VERA, sub="m-1", iat=0))).actor.name == "newer"
