"""The console's calls: logging in and staying safe, canned replies, and the long lists."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_server.wire.outgoing import Article, Done
from chat_server.wire.outgoing_console import CannedReplies, CannedReplyView, ConsoleSession, Conversations
from tests.support.browsers import Console
from tests.support.people import AMIR, JONAS, LUCIA, PASSWORD, VERA
from tests.support.server import Chat, running_chat

REPLY = {"shortcut": "hello", "title": "Greeting", "text": "Hello {{contact.name}}", "locale": ""}


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat


async def listed(console: Console, query: str = "") -> Conversations:
    return (await console.call("GET", f"conversations?{query}")).of(Conversations)


async def test_an_agent_logs_in_and_finds_the_session_again(chat: Chat) -> None:
    amir = await chat.employ(capacity=3)
    found = (await amir.call("GET", "session")).of(ConsoleSession)
    assert found == amir.session
    assert (found.agent.email, found.agent.capacity, found.agent.availability) == (AMIR, 3, "offline")


async def test_the_cookie_is_kept_from_scripts_and_from_other_sites(chat: Chat) -> None:
    await chat.employ()
    reply = await chat.call("POST", "/api/console/session", {"email": AMIR, "password": PASSWORD})
    flags = {part.strip().lower() for part in reply.cookies["chat_agent"].split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/", "max-age=1209600"} <= flags
    assert "secure" not in flags  # plain http here: the browser would not send it back


async def test_the_cookie_is_for_https_only_where_the_site_is(migrated_file: Path, tmp_path: Path) -> None:
    async with running_chat(migrated_file, tmp_path, CHAT_SECURE_COOKIES="true") as chat:
        await chat.employ()
        reply = await chat.call("POST", "/api/console/session", {"email": AMIR, "password": PASSWORD})
        assert "; Secure" in reply.cookies["chat_agent"]


async def test_every_log_in_has_a_session_of_its_own_and_ends_the_one_of_the_same_browser(chat: Chat) -> None:
    first = await chat.employ()
    elsewhere = await chat.console()
    body = {"email": AMIR, "password": PASSWORD}
    reply = await chat.call("POST", "/api/console/session", body, headers={"Cookie": first.cookie})
    again = reply.of(ConsoleSession)
    cookie = reply.cookies["chat_agent"].split(";")[0]
    assert len({first.cookie, elsewhere.cookie, cookie}) == 3
    assert len({first.csrf, elsewhere.csrf, again.csrf}) == 3
    (await first.call("GET", "session")).refused("unauthenticated", 401)
    assert (await elsewhere.call("GET", "session")).status == 200


async def test_a_wrong_password_and_an_unknown_account_look_the_same(chat: Chat) -> None:
    await chat.employ()
    wrong = await chat.call("POST", "/api/console/session", {"email": AMIR, "password": "wrong password"})
    unknown = await chat.call("POST", "/api/console/session", {"email": LUCIA, "password": "wrong password"})
    assert wrong.refused("unauthenticated", 401) == unknown.refused("unauthenticated", 401)
    assert not wrong.cookies


async def test_every_change_needs_the_token_of_its_own_session(chat: Chat) -> None:
    amir, lucia = await chat.employ(), await chat.employ(LUCIA, "Lucía")
    saved = (await amir.call("POST", "canned-replies", REPLY)).of(CannedReplyView)
    changes = (
        ("POST", "canned-replies", REPLY | {"shortcut": "other"}),
        ("PUT", f"canned-replies/{saved.id}", REPLY | {"text": "Defaced"}),
        ("DELETE", f"canned-replies/{saved.id}", None),
        ("DELETE", "session", None),
    )
    for method, path, body in changes:
        for forged in (None, "", "wrong", lucia.csrf, amir.cookie.split("=")[1], amir.csrf[:-1], "é\x80"):
            headers = {"Cookie": amir.cookie} | ({} if forged is None else {"X-CSRF-Token": forged})
            reply = await chat.call(method, f"/api/console/{path}", body, headers=headers)
            reply.refused("unauthenticated", 401)
    assert (await amir.call("GET", "canned-replies")).of(CannedReplies).canned_replies == (saved,)
    assert (await amir.call("GET", "session")).status == 200


async def test_logging_out_ends_the_session(chat: Chat) -> None:
    amir = await chat.employ()
    reply = await amir.call("DELETE", "session")
    assert reply.of(Done).ok
    assert "max-age=0" in reply.cookies["chat_agent"].lower()
    (await amir.call("GET", "session")).refused("unauthenticated", 401)
    (await amir.call("DELETE", "session")).refused("unauthenticated", 401)


async def test_a_session_ends_after_two_weeks(chat: Chat) -> None:
    amir = await chat.employ()
    chat.clock.advance(days=13)
    assert (await amir.call("GET", "session")).status == 200
    chat.clock.advance(days=2)
    (await amir.call("GET", "session")).refused("unauthenticated", 401)


async def test_guessing_passwords_is_throttled_even_in_parallel(migrated_file: Path, tmp_path: Path) -> None:
    async with running_chat(migrated_file, tmp_path, CHAT_LIMIT_FAILED_LOGINS_PER_HOUR="5") as chat:
        await chat.employ()
        await chat.employ(LUCIA, "Lucía")
        for _ in range(10):
            await chat.console()  # right ones never count
        guess = {"email": AMIR, "password": "wrong password"}
        guesses = await asyncio.gather(*(chat.call("POST", "/api/console/session", guess) for _ in range(12)))
        statuses = sorted(reply.status for reply in guesses)
        assert statuses == [401] * 5 + [429] * 7
        right = await chat.call("POST", "/api/console/session", {"email": AMIR.upper(), "password": PASSWORD})
        assert right.refused("rate_limited", 429).retry_after_s
        assert (await chat.console(LUCIA)).session.agent.name == "Lucía"


async def test_canned_replies_are_made_changed_and_deleted_for_all(chat: Chat) -> None:
    amir, lucia = await chat.employ(), await chat.employ(LUCIA, "Lucía")
    made = (await amir.call("POST", "canned-replies", REPLY)).of(CannedReplyView)
    changed = REPLY | {"text": "¡Hola, {{contact.name}}! 😀", "locale": "es"}
    (await lucia.call("PUT", f"canned-replies/{made.id}", changed)).of(CannedReplyView)
    found = (await amir.call("GET", "canned-replies")).of(CannedReplies).canned_replies
    assert [(reply.id, reply.text, reply.locale) for reply in found] == [(made.id, changed["text"], "es")]
    assert (await amir.call("DELETE", f"canned-replies/{made.id}")).of(Done).ok
    assert (await lucia.call("GET", "canned-replies")).of(CannedReplies).canned_replies == ()


async def test_a_canned_reply_that_cannot_be_is_refused(chat: Chat) -> None:
    amir = await chat.employ()
    await amir.call("POST", "canned-replies", REPLY)
    (await amir.call("POST", "canned-replies", REPLY)).refused("conflict", 409)
    for wrong in ({"shortcut": "Has Space"}, {"text": ""}, {"text": " "}, {"title": ""}, {"shortcut": 1}, {"id": "x"}):
        (await amir.call("POST", "canned-replies", REPLY | wrong)).refused("invalid", 400)
    (await amir.call("POST", "canned-replies", REPLY | {"text": "x" * 4001})).refused("too_large", 413)
    for method, body in (("PUT", REPLY | {"shortcut": "new"}), ("DELETE", None)):
        (await amir.call(method, "canned-replies/rep_none", body)).refused("not_found", 404)


async def test_conversations_are_listed_by_status_and_words(chat: Chat) -> None:
    amir = await chat.employ()
    desk = await amir.tab()
    vera, jonas = await chat.known(VERA), await chat.known(JONAS)
    lost, label = await vera.escalates("My parcel is lost"), await jonas.escalates("Label cut off, 100 % ñandú")
    await desk.ok("accept_conversation", conversation_id=lost)

    async def ids(query: str = "") -> list[str]:
        return [found.conversation_id for found in (await listed(amir, query)).conversations]

    assert await ids() == [lost, label]  # changed last comes first
    assert await ids("status=queued") == [label]
    assert await ids("status=active") == [lost]
    assert await ids("status=resolved") == []
    assert await ids("q=PARCEL+molina") == [lost]
    assert await ids("q=%C3%91AND%C3%9A") == [label]
    assert await ids("q=100+%25") == [label]
    for hostile in ("%25", "_", "%27%3B--", "%5C", "%FF", "%22%28%29*%3F"):
        assert (await amir.call("GET", f"conversations?q={hostile}x")).of(Conversations).conversations == ()
    for nul in ("%00", "parcel%00", "%00molina"):
        refused = (await amir.call("GET", f"conversations?q={nul}")).refused("invalid", 400)
        assert refused.field == "q"
    (await amir.call("GET", "conversations?status=new")).refused("invalid", 400)
    summary = (await listed(amir, "status=active")).conversations[0]
    assert (summary.contact.name, summary.contact.verified, summary.question) == (VERA.name, True, "My parcel is lost")
    assert summary.agent is not None
    assert summary.agent.name == "Amir"


async def test_a_long_list_comes_in_pages_without_gaps(chat: Chat) -> None:
    amir = await chat.employ()
    await amir.tab()
    opened = [await (await chat.merchant()).escalates() for _ in range(52)]
    first = await listed(amir)
    assert first.next is not None
    second = await listed(amir, f"before={first.next}")
    found = [summary.conversation_id for page in (first, second) for summary in page.conversations]
    assert (found, second.next) == (opened[::-1], None)
    for wrong in ("yesterday", "2026-03-02", "~", "2026-03-02T09:00:00~cnv", "2026-03-02T09:00:00Z~"):
        (await amir.call("GET", f"conversations?before={wrong}")).refused("invalid", 400)


async def test_agents_read_what_merchants_do_not(chat: Chat) -> None:
    amir = await chat.employ()
    assert (await amir.call("GET", "articles/goodwill-refunds")).of(Article).article_id == "goodwill-refunds"
    (await amir.call("GET", "articles/none")).refused("not_found", 404)
