"""No channel can be used that is not offered: every use of one, called directly, by everybody."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chat_server.adapters.policy_file import SHIPPED
from chat_server.domain.agent import Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Closed
from chat_server.services.accept_conversation import accept_conversation
from chat_server.services.access import visitor_by_token
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.services.send_message import SendMessage, send_message
from chat_server.wire.outgoing import Article, Escalated, Session, Suggestions
from chat_server.wire.outgoing_ways import TicketKinds
from chat_server.wire.platform import Uploaded
from chat_server.wire.tickets import TicketView
from tests.support.browsers import Merchant, Reply
from tests.support.files import TEXT
from tests.support.journeys import client_id
from tests.support.people import ISSUED, LUCIA
from tests.support.tickets import LOST
from tests.ways.brief import EVERYBODYS_KINDS, NOBODY, PLANS, TICKET_KINDS
from tests.ways.shop import Shop, opened_shop, someone

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN, SHUT = "2026-09-22T15:15:00Z", "2026-09-22T15:45:00Z"  # the phone for Spain
TWO_MORE_PLANS = """
[[plan]]
id = "chat_only"
name = "Chat only"
[plan.chat]

[[plan]]
id = "tickets_only"
name = "Tickets only"
[plan.ticket]
"""
# What has to be filled in, by kind of ticket.
FORMS: dict[str, dict[str, object]] = {
    "investigation": dict(LOST),
    "insurance_claim": {"tracking_number": "RX123456789", "claimed_value": "89,90"},
    "general": {},
    "callback": {"wanted_time": "2026-09-23T09:30:00Z", "phone_number": "+34 600 000 000"},
    "meeting": {"wanted_time": "2026-09-23T09:30:00Z"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """The shipped policy, with a plan that has the chat only and one that has tickets only."""
    folder = tmp_path_factory.mktemp("shop")
    policy = folder / "policy.toml"
    policy.write_text(SHIPPED.read_text(encoding="utf-8") + TWO_MORE_PLANS, encoding="utf-8")
    async with opened_shop(folder, policy) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def strict(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """A site that demands identity; Lucía is at the desk."""
    folder = tmp_path_factory.mktemp("strict")
    policy, text = folder / "policy.toml", SHIPPED.read_text(encoding="utf-8")
    policy.write_text(text.replace("identity_required = false", "identity_required = true"), encoding="utf-8")
    async with opened_shop(folder, policy) as opened:
        await opened.becomes(Availability.ONLINE)
        yield opened


async def asks_for_a_person(merchant: Merchant) -> Reply:
    question = await merchant.asks()
    return await merchant.call("POST", "conversations", {"question_id": question.question_id, "client_id": client_id()})


async def opens_ticket(merchant: Merchant, kind: str) -> Reply:
    body = {"kind": kind, "client_id": client_id(), "subject": "My parcel", "text": "No scan", "fields": FORMS[kind]}
    anonymous = {"email": f"{merchant.token[:8].lower()}@shops.example"} if merchant.session.contact is None else {}
    return await merchant.call("POST", "tickets", body | anonymous)


async def uploads(merchant: Merchant) -> Reply:
    headers = {"Authorization": f"Bearer {merchant.token}", "X-File-Name": "notes.txt"}
    return await merchant.site.call("POST", "/api/widget/attachments", raw=TEXT, headers=headers)


def closed(reply: Reply, *ways: str) -> None:
    assert reply.refused("closed", 409).ways == ways


async def new_browser(shop: Shop, plan: str, country: str = "ES") -> Merchant:
    """Somebody new on this plan."""
    return await shop.comes(None if plan == NOBODY else someone(plan, country, sub=f"m-{client_id()}"))


async def visitor_of(shop: Shop, merchant: Merchant) -> Visitor:
    return await visitor_by_token(shop.world.ports, merchant.token)


async def says(shop: Shop, merchant: Merchant, conversation_id: str) -> None:
    message = SendMessage(conversation_id, client_id(), "Are you there?")
    await send_message(shop.world.ports, await visitor_of(shop, merchant), message)


@pytest.mark.parametrize("plan", PLANS)
async def test_every_kind_of_ticket_is_opened_by_those_alone_who_are_offered_it(shop: Shop, plan: str) -> None:
    shop.at(SHUT)  # a ticket is opened at any time, and a call back asked for when nobody answers
    merchant = await new_browser(shop, plan)
    offered = TICKET_KINDS[plan]
    listed = (await merchant.call("GET", "ticket-kinds")).of(TicketKinds)
    assert tuple(kind.id for kind in listed.ticket_kinds) == offered
    for kind in FORMS:
        reply = await opens_ticket(merchant, kind)
        if kind in offered:
            assert reply.of(TicketView).kind == kind
        else:
            refused = reply.refused("invalid", 400)
            assert refused.field == "kind"
            assert refused.message.endswith(f"Possible: {', '.join(offered)}.")


@pytest.mark.parametrize("plan", PLANS)
async def test_a_person_is_reached_while_one_is_there_and_else_the_open_ways_are_told(shop: Shop, plan: str) -> None:
    merchant = await new_browser(shop, plan)
    phone = ("phone",) if plan in {"small_shop", "large_shop", "business"} else ()
    await shop.becomes(Availability.AWAY)
    shop.at(OPEN)
    closed(await asks_for_a_person(merchant), "ticket", *phone, "article")
    shop.at(SHUT)
    closed(await asks_for_a_person(merchant), "ticket", "article")
    await shop.becomes(Availability.ONLINE)
    assert (await asks_for_a_person(merchant)).of(Escalated).status == "queued"


async def test_a_plan_without_tickets_or_without_the_chat_does_not_get_them_by_asking(shop: Shop) -> None:
    await shop.becomes(Availability.ONLINE)
    chatting, writing = await new_browser(shop, "chat_only"), await new_browser(shop, "tickets_only")
    assert [set(await shop.channels(one)) for one in (chatting, writing)] == [{"chat"}, {"ticket"}]
    for kind in FORMS:
        closed(await opens_ticket(chatting, kind), "chat", "article")
    assert (await chatting.call("GET", "ticket-kinds")).of(TicketKinds).ticket_kinds == ()
    closed(await asks_for_a_person(writing), "ticket", "article")
    assert (await asks_for_a_person(chatting)).of(Escalated).status == "queued"
    for kind in EVERYBODYS_KINDS:
        (await opens_ticket(writing, kind)).of(TicketView)
    assert [(await uploads(one)).of(Uploaded).media_type for one in (chatting, writing)] == ["text/plain"] * 2


async def test_a_newer_claim_takes_channels_from_the_browser_that_is_open(shop: Shop) -> None:
    shop.at(OPEN)
    browser = await shop.comes(someone("business", sub="downgraded"))
    for kind in ("callback", "meeting"):
        (await opens_ticket(browser, kind)).of(TicketView)
    await shop.comes(someone("small_shop", sub="downgraded", iat=ISSUED + 60))  # on another device
    assert (await opens_ticket(browser, "meeting")).refused("invalid", 400).field == "kind"
    (await opens_ticket(browser, "callback")).of(TicketView)
    await shop.comes(someone("essential", sub="downgraded", iat=ISSUED + 120))
    for _ in range(2):
        assert (await opens_ticket(browser, "callback")).refused("invalid", 400).field == "kind"
        assert set(await shop.channels(browser)) == {"chat", "ticket", "survey"}
        await shop.comes(someone("business", sub="downgraded"))  # an older token restores nothing


async def test_a_chat_goes_on_when_the_plan_loses_it_and_is_not_begun_again(shop: Shop) -> None:
    await shop.becomes(Availability.ONLINE)
    shop.at(OPEN)
    browser = await shop.comes(someone("small_shop", sub="chatting"))
    conversation_id = (await asks_for_a_person(browser)).of(Escalated).conversation_id
    await accept_conversation(shop.world.ports, shop.agents[LUCIA], conversation_id)
    await shop.comes(someone("tickets_only", sub="chatting", iat=ISSUED + 60))
    await says(shop, browser, conversation_id)
    await resolve_conversation(shop.world.ports, shop.agents[LUCIA], conversation_id)
    with pytest.raises(Closed) as refused:
        await says(shop, browser, conversation_id)
    assert refused.value.ways == ("ticket", "article")
    closed(await asks_for_a_person(browser), "ticket", "article")
    await shop.comes(someone("small_shop", sub="chatting", iat=ISSUED + 120))
    await says(shop, browser, conversation_id)


async def test_where_identity_is_demanded_strangers_read_articles_and_nothing_else(strict: Shop) -> None:
    strict.at(OPEN)
    somebody = await strict.comes(None)
    assert (somebody.session.channels, somebody.session.notices) == ((), ())
    closed(await asks_for_a_person(somebody), "article")  # asking shows articles, and that is all
    for kind in FORMS:
        closed(await opens_ticket(somebody, kind), "article")
    closed(await uploads(somebody), "article")
    assert (await somebody.call("GET", "ticket-kinds")).of(TicketKinds).ticket_kinds == ()
    found = (await somebody.call("POST", "suggestions", {"question": "parcel lost"})).of(Suggestions)
    assert found.suggestions
    read = (await somebody.call("GET", f"articles/{found.suggestions[0].article_id}")).of(Article)
    assert read.title


async def test_where_identity_is_demanded_a_signed_merchant_has_what_the_plan_has(strict: Shop) -> None:
    strict.at(OPEN)
    for plan in ("essential", "emperor", "business"):
        somebody = await strict.comes(None)
        merchant = await strict.comes(someone(plan, sub=f"signed {plan}"), visitor_token=somebody.token)
        assert (merchant.token, "chat" in await strict.channels(somebody)) == (somebody.token, True)
        assert (await asks_for_a_person(merchant)).of(Escalated).status == "queued"
        for kind in TICKET_KINDS[plan]:
            (await opens_ticket(merchant, kind)).of(TicketView)
        (await uploads(merchant)).of(Uploaded)


@pytest.mark.parametrize("claim", ["plan", "country", "contact", "personal_agent", "account_manager", "channels"])
async def test_nothing_but_a_signed_token_says_anything_of_the_plan(shop: Shop, claim: str) -> None:
    merchant = await new_browser(shop, "essential")
    pretended = {"visitor_token": merchant.token, "locale": "en", claim: "business"}
    assert (await shop.call("POST", "/api/widget/session", pretended)).refused("invalid", 400).field == claim
    for query in ("plan=business", "country=NL&plan=business"):
        body = {"visitor_token": merchant.token, "locale": "en"}
        told = (await shop.call("POST", f"/api/widget/session?{query}", body)).of(Session)
        assert (told.plan, told.channels) == ("essential", merchant.session.channels)
    listed = (await merchant.call("GET", "ticket-kinds?plan=business")).of(TicketKinds)
    assert tuple(kind.id for kind in listed.ticket_kinds) == EVERYBODYS_KINDS
