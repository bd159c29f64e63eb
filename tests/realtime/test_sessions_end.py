"""When a session is over, its sockets are too."""

import asyncio

import pytest
import socketio

from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.manage_agents import AgentWishes, change_agent, deactivate_agent
from chat_server.wire.outgoing import Done
from tests.support.browsers import Console
from tests.support.people import AMIR, LUCIA, VERA
from tests.support.server import Chat
from tests.support.sockets import Tab


async def closed(tab: Tab) -> None:
    async with asyncio.timeout(5):
        await tab.gone.wait()


@pytest.fixture
def no_rounds(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is noticed later that was not told at once."""

    async def nothing(*, with_heads: bool) -> None:
        assert with_heads in {True, False}

    monkeypatch.setattr(chat.news, "round", nothing)


async def cannot_come_back(console: Console) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await console.tab()


@pytest.mark.usefixtures("no_rounds")
async def test_logging_out_closes_the_sockets_of_that_session_only(chat: Chat) -> None:
    amir, lucia = await chat.employ(), await chat.employ(LUCIA, "Lucía")
    elsewhere = await chat.console()
    first, second, other, lucias = [await one.tab() for one in (amir, amir, elsewhere, lucia)]
    assert (await amir.call("DELETE", "session")).of(Done).ok
    await closed(first)
    await closed(second)
    await chat.told(other, lucias)
    assert not other.gone.is_set()
    assert not lucias.gone.is_set()
    await cannot_come_back(amir)
    await elsewhere.tab()


@pytest.mark.usefixtures("no_rounds")
async def test_logging_in_anew_closes_the_sockets_of_the_session_before(chat: Chat) -> None:
    amir = await chat.employ()
    desk = await amir.tab()
    body = {"email": AMIR, "password": "lemon tree, very pretty"}
    await chat.call("POST", "/api/console/session", body, headers={"Cookie": amir.cookie})
    await closed(desk)


async def test_a_deactivated_agent_can_do_nothing_at_once_and_is_cut_off_in_the_next_round(chat: Chat) -> None:
    amir = await chat.employ()
    await (await chat.employ(LUCIA, "Lucía")).tab()
    desk = await amir.tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await deactivate_agent(chat.ports, DEFAULT_SITE, AMIR)
    refused = await desk.refused("send_message", conversation_id=conversation_id, client_id="a-1", text="Still me")
    assert refused.code == "unauthenticated"
    await chat.news.round(with_heads=False)
    await closed(desk)
    await cannot_come_back(amir)
    assert [agent.name for agent in chat.connections.agents()] == ["Lucía"]


async def test_a_new_password_cuts_off_who_used_the_old_one(chat: Chat) -> None:
    amir = await chat.employ()
    desk = await amir.tab()
    await change_agent(chat.ports, DEFAULT_SITE, AMIR, AgentWishes(password="another good one"))
    await chat.news.round(with_heads=False)
    await closed(desk)
    await cannot_come_back(amir)
    await (await chat.console(password="another good one")).tab()


async def test_a_session_that_runs_out_takes_its_sockets_along(chat: Chat) -> None:
    amir = await chat.employ()
    desk = await amir.tab()
    chat.clock.advance(days=15)
    await chat.news.round(with_heads=False)
    await closed(desk)


async def test_who_was_cut_off_hears_nothing_any_more(chat: Chat) -> None:
    amir, lucia = await chat.employ(), await chat.employ(LUCIA, "Lucía")
    lucias = await lucia.tab()
    raw = await amir.raw_socket()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    opened = await raw.call("/agent", 1, f'["open_conversation",{{"conversation_id":"{conversation_id}"}}]')
    assert opened["ok"] is True
    await amir.call("DELETE", "session")
    assert await raw.until("41/agent,")
    heard = len(raw.frames)
    await lucias.ok("accept_conversation", conversation_id=conversation_id)
    await lucias.says(conversation_id, "l-1", "Between Vera and me")
    await chat.news.round(with_heads=True)
    await chat.told(lucias)
    await raw.send('42/agent,2["inbox",{}]')
    await raw.send("40/agent,{}")  # its refusal comes behind whatever else was on its way
    await raw.until("44/agent,")
    assert len(raw.frames) == heard + 1


async def test_an_agents_changes_reach_the_open_tabs_by_the_next_command(chat: Chat) -> None:
    amir = await chat.employ(capacity=1)
    desk = await amir.tab()
    first, second = [await (await chat.merchant()).escalates() for _ in range(2)]
    await desk.ok("accept_conversation", conversation_id=first)
    assert (await desk.refused("accept_conversation", conversation_id=second)).code == "conflict"
    await change_agent(chat.ports, DEFAULT_SITE, AMIR, AgentWishes(capacity=2))
    await desk.ok("accept_conversation", conversation_id=second)
