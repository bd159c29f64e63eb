"""Who may call from which page: CORS for the widget, our own pages only for the console."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError

from tests.support.people import AMIR, PASSWORD
from tests.support.server import Chat, running_chat

SHOP = "https://shop.example"
FOREIGN = ("https://evil.example", "https://shop.example.evil.example", "http://shop.example", "null", SHOP + ":444")


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path, CHAT_ALLOWED_ORIGINS=f"{SHOP},https://other.example") as chat:
        yield chat


async def test_pages_that_may_embed_the_widget_can_read_its_answers(chat: Chat) -> None:
    for origin in (SHOP, "https://other.example", chat.url):
        reply = await chat.call("POST", "/api/widget/session", {}, headers={"Origin": origin})
        assert reply.status == 200
        assert reply.headers["Access-Control-Allow-Origin"] == origin
        assert reply.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in reply.headers


async def test_pages_that_may_embed_the_widget_can_read_why_it_said_no(chat: Chat) -> None:
    vera = await chat.merchant()
    question = await vera.asks()
    headers = {"Origin": SHOP, "Authorization": f"Bearer {vera.token}"}
    body = {"question_id": question.question_id, "client_id": "e-1"}
    reply = await chat.call("POST", "/api/widget/conversations", body, headers=headers)
    reply.refused("closed", 409)
    assert reply.headers.get("Access-Control-Allow-Origin") == SHOP


async def test_a_preflight_says_what_the_widget_needs(chat: Chat) -> None:
    wish = {"Origin": SHOP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    reply = await chat.call("OPTIONS", "/api/widget/questions", headers=wish)
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == SHOP
    assert reply.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type, X-File-Name"
    assert reply.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert int(reply.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("origin", FOREIGN)
async def test_foreign_pages_are_refused_and_change_nothing(chat: Chat, origin: str) -> None:
    vera = await chat.merchant()
    headers = {"Origin": origin, "Authorization": f"Bearer {vera.token}"}
    body = {"question": "My parcel is lost", "client_id": "q-1"}
    for method in ("POST", "OPTIONS"):
        reply = await chat.call(method, "/api/widget/questions", body, headers=headers)
        reply.refused("invalid", 400)
        assert "Access-Control-Allow-Origin" not in reply.headers
    other = body | {"question": "Another text"}  # would be a conflict, had the first one been stored
    assert (await vera.call("POST", "questions", other)).status == 200


async def test_an_origin_that_is_no_address_is_refused(chat: Chat) -> None:
    reply = await chat.call("POST", "/api/widget/session", {}, headers={"Origin": "http://["})
    reply.refused("invalid", 400)


@pytest.mark.parametrize("origin", [*FOREIGN, SHOP])
async def test_the_console_is_for_our_own_pages_only(chat: Chat, origin: str) -> None:
    """Agents' cookies are none of the business of those who embed the widget."""
    amir = await chat.employ()
    body = {"email": AMIR, "password": PASSWORD}
    signed = {"Origin": origin, "Cookie": amir.cookie, "X-CSRF-Token": amir.csrf}
    for method, path, sent in (("POST", "session", body), ("GET", "session", None), ("DELETE", "session", None)):
        reply = await chat.call(method, f"/api/console/{path}", sent, headers=signed)
        assert reply.status >= 400
        assert "Access-Control-Allow-Origin" not in reply.headers
    assert (await amir.call("GET", "session")).status == 200


async def test_our_own_pages_use_the_console(chat: Chat) -> None:
    await chat.employ()
    body = {"email": AMIR, "password": PASSWORD}
    assert (await chat.call("POST", "/api/console/session", body, headers={"Origin": chat.url})).status == 200


async def test_sockets_open_from_allowed_pages_only(chat: Chat) -> None:
    for origin in (SHOP, chat.url):
        await chat.raw_socket({"Origin": origin})
    for origin in FOREIGN:
        with pytest.raises(WSServerHandshakeError) as refused:
            await chat.raw_socket({"Origin": origin})
        assert refused.value.status == 400


async def test_an_agents_socket_opens_from_our_own_pages_only(chat: Chat) -> None:
    amir = await chat.employ()
    raw = await chat.raw_socket({"Origin": SHOP, "Cookie": amir.cookie})
    await raw.send(f'40/agent,{{"csrf":"{amir.csrf}"}}')
    assert '"code":"unauthenticated"' in await raw.until("44/agent,")
    own = await chat.raw_socket({"Origin": chat.url, "Cookie": amir.cookie})
    await own.joined("/agent", {"csrf": amir.csrf})


async def test_behind_a_proxy_the_sites_public_name_is_our_own(migrated_file: Path, tmp_path: Path) -> None:
    async with running_chat(migrated_file, tmp_path, CHAT_TRUST_FORWARDED_FOR="true") as chat:
        forwarded = {"Origin": "https://help.shop.example", "X-Forwarded-Host": "help.shop.example"}
        assert (await chat.call("POST", "/api/widget/session", {}, headers=forwarded)).status == 200
        lying = forwarded | {"Origin": "https://evil.example"}
        (await chat.call("POST", "/api/widget/session", {}, headers=lying)).refused("invalid", 400)


async def test_a_callers_own_word_about_the_host_is_not_trusted(chat: Chat) -> None:
    forwarded = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}
    (await chat.call("POST", "/api/widget/session", {}, headers=forwarded)).refused("invalid", 400)
