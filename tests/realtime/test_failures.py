"""Something breaks inside: the caller gets one structured answer, nobody else notices."""

import asyncio

import pytest

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Unavailable
from chat_server.realtime import agent_commands, visitor_commands
from chat_server.services.catch_up import CaughtUp, catch_up
from chat_server.services.ports import Ports
from chat_server.wire.incoming import AGENT_COMMANDS, VISITOR_COMMANDS
from chat_server.wire.outgoing import ListsSignal
from tests.support.people import VERA
from tests.support.server import Chat
from tests.support.sockets import PATIENCE_S, refusal

FIELDS: dict[str, object] = {
    "client_id": "c-1",
    "text": "Hello",
    "seq": 1,
    "score": 5,
    "availability": "away",
    "locale": "en",
    "after": 0,
    "attachments": [],
}


def payload_of(commands: dict[str, type], name: str, conversation_id: str) -> dict[str, object]:
    """A payload that is right but for what it names."""
    fields: tuple[str, ...] = commands[name].__struct_fields__  # type: ignore[attr-defined] # msgspec's
    return {field: FIELDS.get(field, conversation_id) for field in fields if field not in {"comment", "article_id"}}


async def breaks(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("secret of the house")


async def test_a_command_that_breaks_is_still_answered(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.breaks = True
    vera = await chat.known(VERA)
    desk, phone = await (await chat.employ()).tab(), await vera.tab()
    conversation_id = await vera.escalates()
    monkeypatch.setattr(visitor_commands, "HANDLERS", dict.fromkeys(VISITOR_COMMANDS, breaks))
    monkeypatch.setattr(agent_commands, "HANDLERS", dict.fromkeys(AGENT_COMMANDS, breaks))
    for tab, commands in ((phone, VISITOR_COMMANDS), (desk, AGENT_COMMANDS)):
        for name in commands:
            refused = await tab.refused(name, **payload_of(commands, name, conversation_id))
            assert (refused.code, refused.retry_after_s) == ("unavailable", 2), name
            assert "secret" not in refused.message
    monkeypatch.undo()
    await phone.says(conversation_id, "v-1", "Works again")


@pytest.mark.parametrize(
    ("broken", "command"),
    [
        ("chat_server.realtime.visitor_commands.send_message", "send_message"),
        ("chat_server.realtime.visitor_commands.catch_up", "catch_up"),
        ("chat_server.realtime.visitor_commands.mark_read", "mark_read"),
    ],
)
async def test_a_service_that_breaks_is_answered_as_unavailable(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, broken: str, command: str
) -> None:
    chat.breaks = True
    phone = await (await chat.merchant()).tab()
    monkeypatch.setattr(broken, breaks)
    payload = payload_of(VISITOR_COMMANDS, command, "cnv_x")
    assert (await phone.refused(command, **payload)).code == "unavailable"


async def test_a_store_that_is_away_says_when_to_try_again_and_nothing_is_lost(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = await chat.known(VERA)
    await (await chat.employ()).tab()
    phone = await vera.tab()
    conversation_id = await vera.escalates()

    async def full(*_arguments: object) -> None:
        raise Unavailable("The disk is full: nothing was saved.", retry_after_s=30)

    monkeypatch.setattr(chat.ports.store, "execute", full)
    message = {"conversation_id": conversation_id, "client_id": "v-1", "text": "Hello"}
    refused = await phone.refused("send_message", **message)
    assert (refused.code, refused.retry_after_s) == ("unavailable", 30)
    assert (await phone.ok("catch_up", conversation_id=conversation_id))["head"] == 4  # reading goes on
    monkeypatch.undo()
    assert await phone.says(conversation_id, "v-1", "Hello") == 5


async def test_a_slow_command_holds_up_the_next_one_of_its_sender_and_nobody_else(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera, other = await chat.known(VERA), await chat.merchant()
    await (await chat.employ()).tab()
    slow, quick = await vera.tab(), await other.tab()
    first, second = await vera.escalates(), await other.escalates()
    release, entered = asyncio.Event(), asyncio.Event()

    async def waits(ports: Ports, reader: Visitor, conversation_id: str, after: int) -> CaughtUp:
        if conversation_id == first:
            entered.set()
            await release.wait()
        return await catch_up(ports, reader, conversation_id, after)

    monkeypatch.setattr(visitor_commands, "catch_up", waits)
    waiting = asyncio.create_task(slow.ok("catch_up", conversation_id=first))
    await entered.wait()
    behind = asyncio.create_task(slow.says(first, "v-1", "Behind it"))
    for number in range(5):
        await quick.says(second, f"o-{number}", "Hello")
        assert (await quick.ok("catch_up", conversation_id=second))["head"] == 5 + number
    assert not waiting.done()
    assert not behind.done()
    release.set()
    assert (await waiting)["head"] == 4  # read before the message behind it was written
    assert await behind == 5


async def test_news_that_cannot_be_sent_delays_no_answer(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.breaks = True
    vera = await chat.known(VERA)
    desk = await (await chat.employ()).tab()
    phone = await vera.tab()
    conversation_id = await vera.escalates()
    await chat.told(phone)
    monkeypatch.setattr(chat.sockets, "emit", breaks)
    number = await phone.says(conversation_id, "v-1", "Nobody will hear of it")
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    monkeypatch.undo()
    assert await phone.says(conversation_id, "v-2", "But of this") == number + 2
    async with asyncio.timeout(PATIENCE_S):
        await phone.event("message.sent", text="But of this")
    assert [line["event"] for line in chat.logs if line["log_level"] == "error"]


@pytest.mark.parametrize("problem", [Unavailable("The database cannot be read now."), RuntimeError("unforeseen")])
async def test_news_goes_on_after_a_failure(chat: Chat, monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    """Without it nobody's presence would be renewed, and all agents would be gone after a minute."""
    chat.breaks = True
    desk = await (await chat.employ()).tab()
    await chat.told(desk)
    failed = asyncio.Event()

    async def fails() -> int:
        failed.set()
        raise problem

    monkeypatch.setattr(chat.ports.store, "lists_version", fails)
    await (await chat.merchant()).escalates()
    async with asyncio.timeout(5):
        await failed.wait()
    monkeypatch.undo()
    desk.heard.clear()
    await (await chat.merchant()).escalates()
    async with asyncio.timeout(PATIENCE_S):
        await desk.signal(ListsSignal)


async def test_who_writes_too_fast_is_told_to_slow_down(chat: Chat) -> None:
    vera, other = await chat.known(VERA), await chat.merchant()
    await (await chat.employ()).tab()
    phone, others = await vera.tab(), await other.tab()
    conversation_id, second = await vera.escalates(), await other.escalates()
    message = {"conversation_id": conversation_id, "text": "Hello"}
    answers = [await phone.call("send_message", message | {"client_id": f"v-{number}"}) for number in range(40)]
    refused = [refusal(answer) for answer in answers if answer["ok"] is False]
    assert 0 < len(refused) < 40
    assert {(one.code, one.retry_after_s) for one in refused} == {("rate_limited", 1)}
    assert answers[0]["ok"] is True
    await others.says(second, "o-1", "My own pace is mine")
    log = await phone.ok("catch_up", conversation_id=conversation_id)
    assert log["head"] == 4 + len(answers) - len(refused)
