"""The widget's calls, as the contract has them."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import jwt
import msgspec
import pytest

from chat_server.domain.ids import DEFAULT_SITE, ConversationId
from chat_server.services.access import visitor_by_token
from chat_server.services.send_message import SendMessage, send_message
from chat_server.wire.outgoing import Article, CaughtUp, Done, Escalated, QuestionAnswered, Session, Suggestions
from tests.support.browsers import LOST, Merchant
from tests.support.people import FAR_AWAY, JONAS, LUCIA, VERA, with_claims
from tests.support.server import Chat, running_chat


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path, CHAT_LIMIT_MESSAGES_PER_SECOND="1000") as chat:
        yield chat


async def history(merchant: Merchant, conversation_id: str, after: int = 0) -> CaughtUp:
    return (await merchant.call("GET", f"conversations/{conversation_id}/events?after={after}")).of(CaughtUp)


async def test_a_browser_keeps_its_session_and_an_unknown_token_gets_a_new_one(chat: Chat) -> None:
    first = await chat.merchant(locale="es-MX")
    again = await chat.merchant(visitor_token=first.token, locale=None)
    stranger = await chat.merchant(visitor_token="not a token of ours")
    assert again.token == first.token
    assert again.session.locale == "es"
    assert stranger.token not in {first.token, "not a token of ours"}
    assert (first.session.contact, first.session.plan) == (None, "essential")


async def test_the_platforms_token_says_who_the_merchant_is(chat: Chat) -> None:
    session = (await chat.known(VERA)).session
    assert session.contact is not None
    assert (session.contact.name, session.contact.email, session.contact.verified) == (VERA.name, VERA.email, True)
    assert (session.plan, session.locale) == ("small_shop", "en")  # the browser's wish for English wins


async def test_a_merchant_signs_in_on_the_way_and_keeps_the_open_conversation(chat: Chat) -> None:
    await (await chat.employ()).tab()
    stranger = await chat.merchant()
    conversation_id = await stranger.escalates()
    vera = await chat.merchant(await chat.identity(VERA), visitor_token=stranger.token)
    assert vera.token == stranger.token
    assert vera.session.open_conversation is not None
    assert vera.session.open_conversation.conversation_id == conversation_id


async def test_somebody_else_in_the_same_browser_finds_nothing_of_the_one_before(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    await vera.escalates()
    jonas = await chat.merchant(await chat.identity(JONAS), visitor_token=vera.token)
    assert jonas.token != vera.token
    assert jonas.session.open_conversation is None


async def test_a_token_that_the_platform_did_not_sign_is_refused(chat: Chat) -> None:
    secret = (await chat.identity(VERA)).split(".")
    claims = {"sub": "m-1", "exp": FAR_AWAY, "plan": "business"}
    good = await chat.identity(VERA)
    forged = {
        "signed by somebody else": jwt.encode(claims, "another secret, just as long as ours"),
        "not signed": jwt.encode(claims, "", "none"),
        "another body": f"{secret[0]}.{jwt.encode(claims, 'x' * 32).split('.')[1]}.{secret[2]}",
        "half a signature": good[:-20],
        "expired": await chat.identity(with_claims(VERA, exp=1_700_000_000)),
        "no token at all": "hello",
        "not even text of a token": "é.😀.\u202e",
    }
    for how, token in forged.items():
        reply = await chat.call("POST", "/api/widget/session", {"token": token})
        assert reply.refused("unauthenticated", 401), how


async def test_a_token_needs_a_subject_and_an_end(chat: Chat) -> None:
    key = await chat.signing_secret()
    for claims in ({"sub": "m-1"}, {"exp": FAR_AWAY}, {"sub": "", "exp": FAR_AWAY}, {"sub": 7, "exp": FAR_AWAY}):
        reply = await chat.call("POST", "/api/widget/session", {"token": jwt.encode(claims, key)})
        reply.refused("unauthenticated", 401)


async def test_a_plan_that_the_policy_does_not_know_locks_nobody_out(chat: Chat) -> None:
    claims = {"sub": "m-1", "exp": FAR_AWAY, "plan": "emperor"}
    token = jwt.encode(claims, await chat.signing_secret())
    opened = (await chat.call("POST", "/api/widget/session", {"token": token})).of(Session)
    assert (opened.plan, opened.plan_name, opened.contact is not None) == ("essential", "Essential", True)


async def test_suggestions_come_while_typing_and_carry_the_passage_that_answers(chat: Chat) -> None:
    vera = await chat.merchant()
    found = (await vera.call("POST", "suggestions", {"question": LOST})).of(Suggestions)
    assert (found.level, found.confident) == ("answer", True)
    first = found.suggestions[0]
    assert (first.article_id, first.locale, first.fallback) == ("parcel-lost", "en", False)
    assert first.url.startswith("/help/en/parcel-lost")
    assert any(part.match for part in first.passage)
    assert "lost" in "".join(part.text for part in first.passage)


async def test_a_typing_browser_needs_no_preflight(chat: Chat) -> None:
    """text/plain and no header of our own: what browsers call a simple request."""
    vera = await chat.merchant()
    raw = json.dumps({"question": LOST, "visitor_token": vera.token}).encode()
    plain = await chat.call("POST", "/api/widget/suggestions", raw=raw, headers={"Content-Type": "text/plain"})
    assert plain.of(Suggestions) == (await vera.call("POST", "suggestions", {"question": LOST})).of(Suggestions)


async def test_nothing_is_suggested_for_what_no_article_answers(chat: Chat) -> None:
    vera = await chat.merchant()
    found = (await vera.call("POST", "suggestions", {"question": "qwxz vbnm"})).of(Suggestions)
    assert found == Suggestions(level="none", confident=False, suggestions=())


async def test_what_was_typed_and_never_sent_is_there_when_the_browser_comes_back(chat: Chat) -> None:
    vera = await chat.merchant()
    await vera.call("POST", "suggestions", {"question": LOST})
    assert (await chat.merchant(visitor_token=vera.token)).session.unsent_question == LOST
    await vera.asks()
    assert (await chat.merchant(visitor_token=vera.token)).session.unsent_question is None


async def test_articles_for_agents_only_never_reach_a_merchant(chat: Chat) -> None:
    vera = await chat.known(VERA)
    words = "Goodwill refunds: how far agents may go"
    for found in (await vera.call("POST", "suggestions", {"question": words})).of(Suggestions).suggestions:
        assert found.article_id != "goodwill-refunds"
    hidden = (await vera.call("GET", "articles/goodwill-refunds")).refused("not_found", 404)
    assert hidden == (await vera.call("GET", "articles/no-such-article")).refused("not_found", 404)
    asked = await vera.asks(words)
    read = await vera.call("POST", f"questions/{asked.question_id}/read", {"article_id": "goodwill-refunds"})
    read.refused("invalid", 400)


async def test_an_article_comes_in_the_readers_language_or_says_that_it_does_not(chat: Chat) -> None:
    spaniard = await chat.merchant(locale="es")
    own = (await spaniard.call("GET", "articles/parcel-lost")).of(Article)
    other = (await spaniard.call("GET", "articles/label-printer")).of(Article)
    wished = (await spaniard.call("GET", "articles/parcel-lost?locale=en")).of(Article)
    assert (own.locale, own.fallback, own.title) == ("es", False, "Mi paquete se ha perdido")
    assert (other.locale, other.fallback) == ("en", True)
    assert wished.title == "My parcel is lost"
    assert [section.title for section in wished.sections] == ["What you do"]
    assert 'data-article="parcel-lost"' in other.html


async def test_the_whole_way_from_a_question_to_a_person(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    question = await vera.asks()
    read = await vera.call("POST", f"questions/{question.question_id}/read", {"article_id": "parcel-lost"})
    assert read.of(Done).ok
    said = {"outcome": "not_answered", "article_id": "parcel-lost", "comment": "It is ten days now"}
    assert (await vera.call("POST", f"questions/{question.question_id}/outcome", said)).of(Done).ok
    body = {"question_id": question.question_id, "client_id": "e-1"}
    escalated = (await vera.call("POST", "conversations", body)).of(Escalated)
    assert (escalated.status, escalated.position) == ("queued", 1)
    log = await history(vera, escalated.conversation_id)
    assert [event.type for event in log.events] == [
        "question.asked",
        "suggestions.shown",
        "article.read",
        "outcome.given",
        "outcome.given",
        "conversation.queued",
    ]
    outcomes = [event.data["outcome"] for event in log.events if event.type == "outcome.given"]
    assert outcomes == ["not_answered", "dismissed"]
    assert [event.seq for event in log.events] == [1, 2, 3, 4, 5, 6]
    assert (log.head, log.conversation.status, log.conversation.position) == (6, "queued", 1)
    assert [event.seq for event in (await history(vera, escalated.conversation_id, after=4)).events] == [5, 6]
    assert (await history(vera, escalated.conversation_id, after=99)).events == ()


async def test_the_same_client_id_again_has_the_same_effect_once(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera = await chat.merchant()
    body = {"question": LOST, "client_id": "q-1"}
    first = (await vera.call("POST", "questions", body)).of(QuestionAnswered)
    assert (await vera.call("POST", "questions", body)).of(QuestionAnswered) == first
    (await vera.call("POST", "questions", {"question": "Other", "client_id": "q-1"})).refused("conflict", 409)
    escalate = {"question_id": first.question_id, "client_id": "e-1"}
    answers = await asyncio.gather(*(vera.call("POST", "conversations", escalate) for _ in range(5)))
    assert len({answer.of(Escalated).conversation_id for answer in answers}) == 1
    conversation_id = answers[0].of(Escalated).conversation_id
    assert (await history(vera, conversation_id)).head == 4
    other = (await vera.asks("Another matter")).question_id
    conflict = await vera.call("POST", "conversations", {"question_id": other, "client_id": "e-1"})
    conflict.refused("conflict", 409)


async def test_a_second_question_joins_the_open_conversation(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera = await chat.merchant()
    assert await vera.escalates("My parcel is lost") == await vera.escalates("And the label is cut off")
    assert (await chat.merchant(visitor_token=vera.token)).session.open_conversation is not None


async def test_nobody_gets_to_people_but_through_a_question_of_today(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera, jonas = await chat.merchant(), await chat.merchant()
    question = await vera.asks()
    body = {"question_id": question.question_id, "client_id": "e-1"}
    (await jonas.call("POST", "conversations", body)).refused("question_required", 409)
    none = await vera.call("POST", "conversations", {"question_id": "que_none", "client_id": "e-1"})
    none.refused("question_required", 409)
    chat.clock.advance(hours=25)
    (await vera.call("POST", "conversations", body)).refused("question_required", 409)


async def test_closed_says_what_is_open(chat: Chat) -> None:
    vera = await chat.merchant()
    assert not vera.session.channels[0].available
    question = await vera.asks()
    body = {"question_id": question.question_id, "client_id": "e-1"}
    reply = await vera.call("POST", "conversations", body)
    assert reply.refused("closed", 409).ways == ("ticket", "article")
    assert b'"opens_at":null' in reply.body
    await (await chat.employ()).tab()
    assert (await vera.call("POST", "conversations", body)).of(Escalated).status == "queued"


async def test_a_long_history_comes_in_pages_of_500(chat: Chat) -> None:
    await (await chat.employ(LUCIA, "Lucía")).tab()
    vera = await chat.merchant()
    conversation_id = ConversationId(await vera.escalates())
    visitor = await visitor_by_token(chat.ports, vera.token)
    sent = [SendMessage(conversation_id, f"m-{number}", str(number)) for number in range(520)]
    await asyncio.gather(*(send_message(chat.ports, visitor, message) for message in sent))
    first = await history(vera, conversation_id)
    rest = await history(vera, conversation_id, after=first.events[-1].seq)
    assert (len(first.events), first.head) == (500, 524)
    assert [event.seq for event in (*first.events, *rest.events)] == list(range(1, 525))


async def test_new_visitors_from_one_address_are_limited(migrated_file: Path, tmp_path: Path) -> None:
    async with running_chat(migrated_file, tmp_path, CHAT_LIMIT_NEW_VISITORS_PER_MINUTE="3") as chat:
        for _ in range(3):
            last = await chat.merchant()
        reply = await chat.call("POST", "/api/widget/session", {})
        assert reply.refused("rate_limited", 429).retry_after_s == int(reply.headers["Retry-After"])
        assert (await chat.merchant(visitor_token=last.token)).token == last.token  # who is known comes in


async def test_typing_robots_are_limited(chat: Chat) -> None:
    robot, vera = await chat.merchant(), await chat.merchant()
    replies = await asyncio.gather(*(robot.call("POST", "suggestions", {"question": LOST}) for _ in range(60)))
    limited = [reply for reply in replies if reply.status != 200]
    assert 0 < len(limited) < 60
    for reply in limited:
        reply.refused("rate_limited", 429)
    assert (await vera.call("POST", "suggestions", {"question": LOST})).status == 200


async def test_a_session_shows_what_is_unread_and_what_may_still_be_rated(chat: Chat) -> None:
    desk = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    for number in range(2):
        await desk.ok("send_message", conversation_id=conversation_id, client_id=f"a-{number}", text="Hello")
    assert (await chat.merchant(visitor_token=vera.token)).session.unread == 2
    await desk.ok("resolve_conversation", conversation_id=conversation_id)
    later = (await chat.merchant(visitor_token=vera.token)).session
    assert later.open_conversation is None
    assert later.last_conversation is not None
    assert (later.last_conversation.conversation_id, later.last_conversation.status) == (conversation_id, "resolved")
    assert later.last_conversation.reopen_until is not None
    chat.clock.advance(days=8)
    assert (await chat.merchant(visitor_token=vera.token)).session.last_conversation is None


async def test_the_answers_are_never_kept_by_caches(chat: Chat) -> None:
    vera = await chat.merchant()
    for reply in (await vera.call("GET", "articles/parcel-lost"), await vera.call("GET", "articles/none")):
        assert reply.headers["Cache-Control"] == "no-store"
    opened = await chat.call("POST", "/api/widget/session", {})
    assert opened.headers["Cache-Control"] == "no-store"
    assert msgspec.json.decode(opened.body, type=Session).visitor_token
    assert DEFAULT_SITE.encode() not in opened.body
