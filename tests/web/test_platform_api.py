"""The platform's server describes its merchants; nobody else can, and no page can say anything about its reader."""

import hashlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import jwt
import pytest

from chat_server.adapters.sql.sites import SqlSites
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.signing_key import SigningKey
from chat_server.wire.outgoing import Session
from chat_server.wire.platform import ContactsImported
from tests.support.browsers import Reply
from tests.support.people import VERA
from tests.support.server import Chat, running_chat
from tests.support.signing import claims, key_pair

CONTACTS = "/api/platform/contacts"
JONAS = {"sub": "m-1002", "iat": 1_700_000_000, "name": "Jonas Brandt", "plan": "large_shop"}


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat


def order(key: str, raw: bytes, algorithm: str = "HS256", **changed: object) -> str:
    """What the platform's server signs for this body."""
    now = int(time.time())
    said = {"aud": "platform", "iat": now, "exp": now + 60, "body_sha256": hashlib.sha256(raw).hexdigest()} | changed
    return jwt.encode({name: value for name, value in said.items() if value is not None}, key, algorithm)


def body(*contacts: object) -> bytes:
    return json.dumps({"contacts": contacts}).encode()


async def describes(chat: Chat, raw: bytes, token: str | None = None) -> Reply:
    return await chat.call("POST", CONTACTS, raw=raw, token=token or order(await chat.signing_secret(), raw))


async def test_the_platforms_server_makes_and_updates_contacts(chat: Chat) -> None:
    first = (await describes(chat, body(JONAS, {"sub": 7}))).of(ContactsImported)
    assert (first.created, first.updated, first.unchanged) == (1, 0, 0)
    assert [(one.index, one.field) for one in first.refused] == [(1, "iat")]
    again = (await describes(chat, body(JONAS | {"plan": "business", "iat": 1_700_000_001}))).of(ContactsImported)
    assert (again.created, again.updated, again.unchanged) == (0, 1, 0)
    replayed = (await describes(chat, body(JONAS))).of(ContactsImported)
    assert (replayed.created, replayed.updated, replayed.unchanged) == (0, 0, 1)
    session = (await chat.merchant(jwt.encode(claims(sub="m-1002", iat=1), await chat.signing_secret()))).session
    assert (session.plan, session.contact and session.contact.name) == ("business", "Jonas Brandt")


async def test_a_platform_that_keeps_its_private_key_may_describe_too(chat: Chat) -> None:
    pair, raw = key_pair("EdDSA"), body(JONAS)
    key = SigningKey(algorithm="EdDSA", key=pair.public, id="spring", created_at=chat.clock.now())
    await SqlSites(chat.database).add_key(DEFAULT_SITE, key)
    assert (await describes(chat, raw, order(pair.private, raw, "EdDSA"))).of(ContactsImported).created == 1


async def test_nobody_else_describes_anybody(chat: Chat) -> None:
    raw, secret, now = body(JONAS), await chat.signing_secret(), int(time.time())
    console = await chat.employ()
    tokens = {
        "none": "x",
        "an identity": await chat.identity(VERA),
        "a visitor's": (await chat.merchant()).token,
        "an agent's": console.cookie.split("=", 1)[1],
        "of another body": order(secret, body(JONAS | {"plan": "business"})),
        "of another key": order("another secret, just as long as ours", raw),
        "for somebody else": order(secret, raw, aud="shop"),
        "for nobody": order(secret, raw, aud=None),
        "for several": order(secret, raw, aud=["platform"]),
        "endless": order(secret, raw, exp=None),
        "without a time": order(secret, raw, iat=None),
        "expired": order(secret, raw, exp=now - 120),
        "of no body": order(secret, raw, body_sha256=None),
        "of a number": order(secret, raw, body_sha256=0),
        "of half a character": order(secret, raw, body_sha256="\ud800"),
    }
    for how, token in tokens.items():
        assert (await describes(chat, raw, token)).refused("unauthenticated", 401), how
    assert (await chat.call("POST", CONTACTS, raw=raw)).refused("unauthenticated", 401)
    assert (await describes(chat, raw)).of(ContactsImported).created == 1, "and none of them had"


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_five_hundred_at_once_with_all_they_may_have(chat: Chat) -> None:
    attributes = {f"{number:040}": "x" * 200 for number in range(20)}
    many = body(*({"sub": f"m-{number}", "iat": 1, "attributes": attributes} for number in range(500)))
    assert (await describes(chat, many)).of(ContactsImported).created == 500
    await refused_as_too_much(chat, body(*({"sub": f"m-{number}", "iat": 1} for number in range(501))))
    await refused_as_too_much(chat, b'{"contacts": []' + b" " * 4_000_000 + b"}")


async def refused_as_too_much(chat: Chat, raw: bytes) -> None:
    reply = await describes(chat, raw)
    assert reply.refused("too_large", 413)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"contacts": 1}', b'{"contacts": [1]}', b'{"contacts": [], "x": 1}', b"\xff"]
)
async def test_a_body_that_is_not_the_contracts_is_refused(chat: Chat, raw: bytes) -> None:
    (await describes(chat, raw)).refused("invalid", 400)


@pytest.mark.parametrize(
    "field", ["plan", "name", "email", "country", "personal_agent", "attributes", "contact", "sub"]
)
async def test_a_page_that_says_who_its_reader_is_changes_nothing(chat: Chat, field: str) -> None:
    """Only the platform's signature says these."""
    reply = await chat.call("POST", "/api/widget/session", {"locale": "en", field: "business"})
    reply.refused("invalid", 400)
    vera = await chat.known(VERA)
    said = {"visitor_token": vera.token, "locale": "en", field: "business"}
    (await chat.call("POST", "/api/widget/session", said)).refused("invalid", 400)
    after = (await chat.call("POST", "/api/widget/session", {"visitor_token": vera.token})).of(Session)
    assert (after.plan, after.contact) == (vera.session.plan, vera.session.contact)
