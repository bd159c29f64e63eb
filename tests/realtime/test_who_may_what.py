"""The matrix: every HTTP call and every socket command against everybody who has no business with it.

What is absent and what belongs to others answers alike, and whoever is not known is told only that.
"""

import json
from collections.abc import Mapping

import pytest
import socketio

from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.manage_agents import deactivate_agent
from chat_server.web.routes import routes
from chat_server.wire.incoming import AGENT_COMMANDS, VISITOR_COMMANDS
from tests.support.browsers import Console, Merchant, Reply
from tests.support.people import JONAS, LUCIA, VERA
from tests.support.server import Chat
from tests.support.sockets import Refusal, Tab, refusal

REPLY = {"shortcut": "hi", "title": "Hi", "text": "Hello"}
# Calls that need a visitor's token, with a body that is right; ids in braces are filled in.
WIDGET: dict[tuple[str, str], dict[str, object] | None] = {
    ("POST", "/api/widget/suggestions"): {"question": "lost"},
    ("POST", "/api/widget/questions"): {"question": "lost", "client_id": "x-1"},
    ("POST", "/api/widget/questions/{question_id}/read"): {"article_id": "parcel-lost"},
    ("POST", "/api/widget/questions/{question_id}/outcome"): {"outcome": "helped"},
    ("POST", "/api/widget/conversations"): {"question_id": "{question_id}", "client_id": "x-1"},
    ("GET", "/api/widget/conversations/{conversation_id}/events"): None,
    ("GET", "/api/widget/articles/{article_id}"): None,
    ("POST", "/api/widget/tickets"): {"kind": "general", "subject": "S", "text": "T", "client_id": "x-1"},
    ("GET", "/api/widget/ticket-kinds"): None,
    ("POST", "/api/widget/notices/{kind}/hide"): {},
    ("GET", "/api/widget/tickets"): None,
    ("POST", "/api/widget/attachments"): {"any": "file"},
    ("GET", "/api/widget/attachments/{attachment_id}"): None,
    ("GET", "/api/widget/tickets/{ticket_id}"): None,
    ("POST", "/api/widget/tickets/{ticket_id}/replies"): {"client_id": "x-1", "text": "T"},
}
CONSOLE: dict[tuple[str, str], dict[str, object] | None] = {
    ("GET", "/api/console/session"): None,
    ("DELETE", "/api/console/session"): None,
    ("GET", "/api/console/canned-replies"): None,
    ("POST", "/api/console/canned-replies"): dict(REPLY),
    ("PUT", "/api/console/canned-replies/{reply_id}"): dict(REPLY),
    ("DELETE", "/api/console/canned-replies/{reply_id}"): None,
    ("GET", "/api/console/conversations"): None,
    ("GET", "/api/console/articles/{article_id}"): None,
    ("GET", "/api/console/agents"): None,
    ("GET", "/api/console/check-ins"): None,
    ("POST", "/api/console/check-ins/{ticket_id}"): {"notes": "N"},
    ("GET", "/api/console/ticket-kinds"): None,
    ("GET", "/api/console/tickets"): None,
    ("POST", "/api/console/attachments"): {"any": "file"},
    ("GET", "/api/console/attachments/{attachment_id}"): None,
    ("GET", "/api/console/tickets/{ticket_id}"): None,
    ("POST", "/api/console/tickets/{ticket_id}/replies"): {"client_id": "x-1", "text": "T"},
    ("POST", "/api/console/tickets/{ticket_id}/notes"): {"client_id": "x-1", "text": "T"},
    ("POST", "/api/console/tickets/{ticket_id}/state"): {"state": "solved"},
    ("POST", "/api/console/tickets/{ticket_id}/assign"): {"agent_id": "agt_x"},
    ("POST", "/api/console/conversations/{conversation_id}/ticket"): {
        "kind": "general",
        "subject": "S",
        "text": "T",
        "client_id": "x-1",
    },
    ("GET", "/api/console/contacts/{contact_id}/calls"): None,
    ("POST", "/api/console/contacts/{contact_id}/calls"): {"topic": "T"},
}
# What anybody may call.
OPEN = {("POST", "/api/widget/session"), ("POST", "/api/console/session")}
# What programs call, with a signature or a secret of their own.
PROGRAMS = {("POST", "/api/platform/contacts"), ("POST", "/api/mail/received")}
PAYLOADS: dict[str, object] = {
    "to": "agt_x",
    "client_id": "x-1",
    "text": "Hello",
    "seq": 3,
    "score": 1,
    "after": 0,
    "availability": "online",
    "locale": "en",
}
# Commands that are about no conversation.
OF_NO_CONVERSATION = {"set_availability", "suggest_articles", "inbox"}


class Scene:
    """Vera chats with Amir; who else is there has no business with it."""

    def __init__(self, chat: Chat, vera: Merchant, amir: Console, ids: Mapping[str, str]) -> None:
        self.chat = chat
        self.vera = vera
        self.amir = amir
        self.ids = ids

    async def call(self, method: str, path: str, body: dict[str, object] | None, headers: Mapping[str, str]) -> Reply:
        sent = body and {name: str(value).format(**self.ids) for name, value in body.items()}
        return await self.chat.call(method, path.format(**self.ids), sent, headers=headers)

    def payload(self, commands: Mapping[str, type], name: str, conversation_id: str) -> dict[str, object]:
        fields: tuple[str, ...] = commands[name].__struct_fields__  # type: ignore[attr-defined] # msgspec's
        values = PAYLOADS | {"conversation_id": conversation_id}
        return {field: values[field] for field in fields if field in values}

    async def state(self) -> tuple[object, ...]:
        """What must not change: Vera's chat, the canned replies, and who is logged in."""
        log = await self.vera.call("GET", f"conversations/{self.ids['conversation_id']}/events")
        replies = await self.amir.call("GET", "canned-replies")
        session = await self.amir.call("GET", "session")
        return log.body, replies.body, session.body


@pytest.fixture
async def scene(chat: Chat) -> Scene:
    amir, vera = await chat.employ(), await chat.known(VERA)
    desk = await amir.tab()
    question = await vera.asks()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await amir.call("POST", "canned-replies", REPLY | {"shortcut": "kept"})
    reply = (await amir.call("GET", "canned-replies")).body.split(b'"id":"')[1].split(b'"')[0].decode()
    ids = {
        "kind": "survey",
        "question_id": question.question_id,
        "conversation_id": conversation_id,
        "article_id": "parcel-lost",
        "reply_id": reply,
        "ticket_id": "tkt_nobodys",
        "attachment_id": "att_nobodys",
        "contact_id": "con_nobodys",
    }
    return Scene(chat, vera, amir, ids)


def _own(path: str) -> str:
    """With this file's names of ids."""
    return path.replace("{check_in_id}", "{ticket_id}")


def test_the_matrix_knows_every_call() -> None:
    api = {(route.method, route.path) for route in routes(demo=True) if route.path.startswith("/api/")}
    assert {(method, _own(path)) for method, path in api} == OPEN | PROGRAMS | WIDGET.keys() | CONSOLE.keys()


async def test_without_a_token_no_call_of_the_widget_does_anything(scene: Scene) -> None:
    before = await scene.state()
    strangers: dict[str, dict[str, str]] = {
        "nobody": {},
        "an agent": {"Cookie": scene.amir.cookie, "X-CSRF-Token": scene.amir.csrf},
        "an agent's session as a token": {"Authorization": f"Bearer {scene.amir.cookie.partition('=')[2]}"},
        "a signed identity as a token": {"Authorization": f"Bearer {await scene.chat.identity(VERA)}"},
        "half a token": {"Authorization": f"Bearer {scene.vera.token[:-1]}"},
    }
    for (method, path), body in WIDGET.items():
        said: set[Refusal] = set()
        for headers in strangers.values():
            said.add((await scene.call(method, path, body, headers)).refused("unauthenticated", 401))
        assert len(said) == 1, path
    assert await scene.state() == before


async def test_somebody_elses_questions_and_chats_are_not_there(scene: Scene) -> None:
    before = await scene.state()
    for stranger in (await scene.chat.known(JONAS), await scene.chat.merchant()):
        headers = {"Authorization": f"Bearer {stranger.token}"}
        for (method, path), body in WIDGET.items():
            if "question_id" not in path + str(body) and "conversation_id" not in path:
                continue
            theirs = await scene.call(method, path, body, headers)
            nobodys = await Scene(
                scene.chat, scene.vera, scene.amir, dict.fromkeys(scene.ids, "que_nobodys") | {"article_id": "x"}
            ).call(method, path, body, headers)
            code, status = ("question_required", 409) if path.endswith("/conversations") else ("not_found", 404)
            assert theirs.refused(code, status) == nobodys.refused(code, status), path
    assert await scene.state() == before


async def test_without_a_log_in_no_call_of_the_console_does_anything(scene: Scene) -> None:
    before = await scene.state()
    gone = await scene.chat.employ(LUCIA, "Lucía")
    await deactivate_agent(scene.chat.ports, DEFAULT_SITE, LUCIA)
    strangers: dict[str, dict[str, str]] = {
        "nobody": {},
        "a merchant": {"Authorization": f"Bearer {scene.vera.token}"},
        "a merchant's token as the cookie": {"Cookie": f"chat_agent={scene.vera.token}"},
        "an agent's session as a bearer": {"Authorization": f"Bearer {scene.amir.cookie.partition('=')[2]}"},
        "the csrf token alone": {"X-CSRF-Token": scene.amir.csrf},
        "a deactivated agent": {"Cookie": gone.cookie, "X-CSRF-Token": gone.csrf},
        "half a cookie": {"Cookie": scene.amir.cookie[:-1], "X-CSRF-Token": scene.amir.csrf},
    }
    for (method, path), body in CONSOLE.items():
        said: set[Refusal] = set()
        for headers in strangers.values():
            said.add((await scene.call(method, path, body, headers)).refused("unauthenticated", 401))
        assert len(said) == 1, path
    assert await scene.state() == before


async def test_a_session_that_ran_out_opens_nothing(scene: Scene) -> None:
    scene.chat.clock.advance(days=15)
    headers = {"Cookie": scene.amir.cookie, "X-CSRF-Token": scene.amir.csrf}
    for (method, path), body in CONSOLE.items():
        (await scene.call(method, path, body, headers)).refused("unauthenticated", 401)


async def test_a_merchants_commands_work_for_the_own_chat_only(scene: Scene) -> None:
    before = await scene.state()
    for stranger in (await scene.chat.known(JONAS), await scene.chat.merchant()):
        tab = await stranger.tab()
        for name in VISITOR_COMMANDS:
            theirs = scene.payload(VISITOR_COMMANDS, name, scene.ids["conversation_id"])
            nobodys = scene.payload(VISITOR_COMMANDS, name, "cnv_nobodys")
            refused = await tab.refused(name, **theirs)
            assert refused.code == "not_found", name
            assert refused == await tab.refused(name, **nobodys), name
    assert await scene.state() == before


async def test_a_merchant_has_no_command_of_the_agents(scene: Scene) -> None:
    before = await scene.state()
    tab = await scene.vera.tab()
    for name in AGENT_COMMANDS.keys() - VISITOR_COMMANDS.keys():
        payload = scene.payload(AGENT_COMMANDS, name, scene.ids["conversation_id"])
        assert (await tab.refused(name, **payload)).code == "invalid", name
    assert await scene.state() == before


async def test_an_agent_has_no_command_of_the_merchants(scene: Scene) -> None:
    before = await scene.state()
    tab = await scene.amir.tab()
    for name in VISITOR_COMMANDS.keys() - AGENT_COMMANDS.keys():
        payload = scene.payload(VISITOR_COMMANDS, name, scene.ids["conversation_id"])
        assert (await tab.refused(name, **payload)).code == "invalid", name
    assert await scene.state() == before


async def test_a_chat_that_is_not_there_is_not_there_for_agents_either(scene: Scene) -> None:
    tab = await scene.amir.tab()
    said: set[Refusal] = set()
    for name in AGENT_COMMANDS.keys() - OF_NO_CONVERSATION - {"close_view"}:
        said.add(await tab.refused(name, **scene.payload(AGENT_COMMANDS, name, "cnv_nobodys")))
    assert {refused.code for refused in said} == {"not_found"}
    assert len(said) == 1


async def test_an_open_socket_obeys_only_as_long_as_its_session(scene: Scene) -> None:
    """The socket is open already when its session ends, and it is not in the next round yet."""
    lucia = await scene.chat.employ(LUCIA, "Lucía")
    raw = await lucia.raw_socket()
    await deactivate_agent(scene.chat.ports, DEFAULT_SITE, LUCIA)
    before = await scene.state()
    for number, name in enumerate(AGENT_COMMANDS, start=1):
        payload = scene.payload(AGENT_COMMANDS, name, scene.ids["conversation_id"])
        answer = await raw.call("/agent", number, json.dumps([name, payload]))
        assert refusal(answer).code == "unauthenticated", name
    assert await scene.state() == before


async def test_nobody_without_a_log_in_connects_as_an_agent(scene: Scene) -> None:
    for auth, cookie in (
        ({"csrf": scene.amir.csrf}, ""),
        ({"token": scene.vera.token}, ""),
        ({"csrf": ""}, scene.amir.cookie),
        ({"csrf": scene.amir.csrf}, f"chat_agent={scene.vera.token}"),
    ):
        with pytest.raises(socketio.exceptions.ConnectionError):
            async with Tab.connected(scene.chat.url, "/agent", auth, {"Cookie": cookie}):
                pass
