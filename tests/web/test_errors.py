"""Whatever comes in: one shape of errors with stable codes, nothing of the inside in them, and the server lives on."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_server.wire.outgoing import QuestionAnswered, Suggestions
from tests.support.people import VERA
from tests.support.server import Chat, running_chat

NOT_JSON = (
    b"",
    b"{",
    b"hello",
    b"\xff\xfe\x00",
    b"[" * 50_000,
    b'{"a":' * 9_000,
    b'{"question":NaN}',
    b'{"question":1e999}',
    b'{"question":' + b"9" * 5_000 + b"}",
    b'{"question":"\\ud800"}',
    b'{"question":"\xed\xa0\x80"}',
    b'{"question":"\x01"}',
    b"a=b&question=x",
)
NOT_AN_OBJECT = (b"[]", b"null", b'"text"', b"1", b"[[{}]]")
WELCOME = (
    "¿Dónde está mi paquete? 😀👩‍👩‍👧",
    "أين طردي؟ \u202e txet",
    "包裹在哪里",
    "a" * 4_000,
    "😀" * 4_000,
    "<script>alert(1)</script> {{constructor.constructor('x')()}} ${7*7}",
    "'; DROP TABLE event; --",
)
HOSTILE_SEARCH = (
    "?*?*?*?*?*",
    "*a* " * 52,
    '"lost parcel"~999999',
    "title:[a TO z] OR body:*",
    "(" * 1_000,
    "/(a+)+$/",
    "lost AND NOT OR AND",
    "parcel^1000000",
    "x " * 2_000,
    "\\" * 4_000,
)


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    generous = {"CHAT_LIMIT_SUGGESTIONS_PER_SECOND": "100", "CHAT_LIMIT_FAILED_LOGINS_PER_HOUR": "1000"}
    async with running_chat(migrated_file, tmp_path, **generous) as chat:
        yield chat


async def bodies(chat: Chat) -> tuple[tuple[str, str, dict[str, str], dict[str, object]], ...]:
    """Every call that takes a body: method, path, credentials, and a body that is right."""
    amir, vera = await chat.employ(), await chat.known(VERA)
    question = await vera.asks()
    widget = {"Authorization": f"Bearer {vera.token}"}
    console = {"Cookie": amir.cookie, "X-CSRF-Token": amir.csrf}
    reply: dict[str, object] = {"shortcut": "hi", "title": "Hi", "text": "Hello", "locale": ""}
    asked = f"/api/widget/questions/{question.question_id}"
    return (
        ("POST", "/api/widget/session", {}, {"locale": "es"}),
        ("POST", "/api/widget/suggestions", widget, {"question": "lost"}),
        ("POST", "/api/widget/questions", widget, {"question": "lost", "client_id": "q-9"}),
        ("POST", f"{asked}/read", widget, {"article_id": "parcel-lost"}),
        ("POST", f"{asked}/outcome", widget, {"outcome": "helped"}),
        ("POST", "/api/widget/conversations", widget, {"question_id": question.question_id, "client_id": "e-9"}),
        ("POST", "/api/console/session", {}, {"email": "a@b.example", "password": "x"}),
        ("POST", "/api/console/canned-replies", console, reply),
        ("PUT", "/api/console/canned-replies/rep_x", console, reply),
    )


async def test_a_body_that_is_not_json_is_refused_by_every_call(chat: Chat) -> None:
    for method, path, headers, _ in await bodies(chat):
        for raw in (*NOT_JSON, *NOT_AN_OBJECT):
            reply = await chat.call(method, path, raw=raw, headers=headers)
            refusal = reply.refused("invalid", 400)
            assert "Traceback" not in refusal.message
    assert (await chat.call("GET", "/readyz")).status == 200


async def test_a_body_of_100_kb_is_refused_by_every_call(chat: Chat) -> None:
    big = json.dumps({"question": "x" * 100_000}).encode()
    for method, path, headers, _ in await bodies(chat):
        (await chat.call(method, path, raw=big, headers=headers)).refused("too_large", 413)


async def test_unknown_fields_and_wrong_types_are_named(chat: Chat) -> None:
    wrong_values: tuple[object, ...] = ([], {}, True, 1.5, [["x"]], {"$ne": ""})
    for method, path, headers, right in await bodies(chat):
        unknown = await chat.call(method, path, right | {"surprise": 1}, headers=headers)
        assert unknown.refused("invalid", 400).field == "surprise"
        for name in right:
            for value in wrong_values:
                reply = await chat.call(method, path, right | {name: value}, headers=headers)
                assert reply.refused("invalid", 400).field == name


async def test_a_missing_field_is_named(chat: Chat) -> None:
    for method, path, headers, right in await bodies(chat):
        for name in right:
            if name == "locale":
                continue  # the only one here that may be left out
            rest = {key: value for key, value in right.items() if key != name}
            assert (await chat.call(method, path, rest, headers=headers)).refused("invalid", 400).field == name


async def test_nul_and_emptiness_are_no_text(chat: Chat) -> None:
    vera = await chat.merchant()
    for text in ("", " \n\t", "nul\x00nul"):
        for path, extra in (("suggestions", {}), ("questions", {"client_id": "q-1"})):
            refusal = (await vera.call("POST", path, {"question": text, **extra})).refused("invalid", 400)
            assert refusal.field == "question"


async def test_a_text_has_at_most_4000_characters(chat: Chat) -> None:
    vera = await chat.merchant()
    for text in ("x" * 4_001, "😀" * 4_001):
        body = {"question": text, "client_id": "q-1"}
        assert (await vera.call("POST", "questions", body)).refused("too_large", 413).field == "question"


async def test_every_script_and_every_trick_is_welcome_as_text(chat: Chat) -> None:
    vera = await chat.merchant()
    for number, text in enumerate((*WELCOME, *HOSTILE_SEARCH)):
        assert (await vera.call("POST", "suggestions", {"question": text})).of(Suggestions).level
        body = {"question": text, "client_id": f"q-{number}"}
        assert (await vera.call("POST", "questions", body)).of(QuestionAnswered).question_id
        assert (await chat.merchant(visitor_token=vera.token)).session.unsent_question is None


async def test_a_client_id_is_short_and_plain(chat: Chat) -> None:
    vera = await chat.merchant()
    for client_id in ("", "has space", "ñ", "a/b", "a\n", "'"):
        body = {"question": "lost", "client_id": client_id}
        assert (await vera.call("POST", "questions", body)).refused("invalid", 400).field == "client_id"
    body = {"question": "lost", "client_id": "x" * 65}
    assert (await vera.call("POST", "questions", body)).refused("too_large", 413).field == "client_id"
    assert (await vera.call("POST", "questions", {"question": "lost", "client_id": "Az0._-" * 10})).status == 200


async def test_ids_in_the_path_may_be_anything(chat: Chat) -> None:
    vera = await chat.merchant()
    for written in ("%00", "%FF", "%ED%A0%80", "..%2F..%2Fetc%2Fpasswd", "%F0%9F%98%80", "a" * 5_000, "%27--"):
        (await vera.call("GET", f"articles/{written}")).refused("not_found", 404)
        (await vera.call("GET", f"conversations/{written}/events")).refused("not_found", 404)
        read = await vera.call("POST", f"questions/{written}/read", {"article_id": "parcel-lost"})
        read.refused("not_found", 404)


async def test_the_number_to_go_on_from_is_a_whole_number(chat: Chat) -> None:
    vera = await chat.merchant()
    for after in ("-1", "1.5", "x", "%D9%A1", "9" * 16, "0x1", "%00", "1e3"):
        refusal = (await vera.call("GET", f"conversations/x/events?after={after}")).refused("invalid", 400)
        assert refusal.field == "after"


async def test_a_wrong_method_says_what_is_possible(chat: Chat) -> None:
    for method, path, allowed in (
        ("GET", "/api/widget/session", "POST"),
        ("DELETE", "/api/widget/conversations", "POST"),
        ("PUT", "/api/console/session", "DELETE, GET, HEAD, POST"),
        ("POST", "/api/widget/articles/x", "GET, HEAD"),
    ):
        reply = await chat.call(method, path, {})
        reply.refused("invalid", 405)
        assert reply.headers["Allow"] == allowed


async def test_an_address_without_a_call_is_not_found(chat: Chat) -> None:
    for path in ("/api/widget/", "/api/widget/nothing", "/api/", "/api/console/%FF", "/api/widget/session/"):
        (await chat.call("POST", path, {})).refused("not_found", 404)


async def test_what_nobody_foresaw_says_nothing_about_itself(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.breaks = True
    vera = await chat.merchant()

    async def breaks(*_arguments: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("chat_server.web.widget_api.suggest_articles", breaks)
    reply = await vera.call("POST", "suggestions", {"question": "lost"})
    assert reply.refused("unavailable", 503).retry_after_s == int(reply.headers["Retry-After"])
    assert b"secret" not in reply.body
    monkeypatch.undo()
    assert (await vera.call("POST", "suggestions", {"question": "lost"})).status == 200


async def test_odd_headers_are_no_matter(chat: Chat) -> None:
    vera = await chat.merchant()
    for authorization in (
        "",
        "Bearer",
        "Bearer  ",
        "Basic dmVyYTp2ZXJh",
        f"Token {vera.token}",
        "Bearer é",
        "B " * 3000,
    ):
        reply = await chat.call("GET", "/api/widget/articles/parcel-lost", headers={"Authorization": authorization})
        reply.refused("unauthenticated", 401)
    lower = {"Authorization": f"bearer   {vera.token}"}
    assert (await chat.call("GET", "/api/widget/articles/parcel-lost", headers=lower)).status == 200
    for odd in ({"Content-Type": "application/json; charset=klingon"}, {"Content-Type": "text/html"}, {"Accept": "x"}):
        assert (await chat.call("POST", "/api/widget/session", {}, headers=odd)).status == 200


async def test_a_body_that_is_not_packed_as_it_says_is_refused(chat: Chat) -> None:
    packed = {"Content-Encoding": "gzip", "Connection": "close"}
    (await chat.call("POST", "/api/widget/session", {}, headers=packed)).refused("invalid", 400)
