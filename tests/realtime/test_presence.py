"""An agent's presence follows the sockets: all tabs together, not each."""

import asyncio
from datetime import timedelta

from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.free_lost_chats import free_lost_chats
from chat_server.services.set_availability import AFTER_THE_LAST_SOCKET
from tests.support.people import VERA
from tests.support.server import Chat
from tests.support.sockets import PATIENCE_S

SOON = AFTER_THE_LAST_SOCKET + timedelta(seconds=1)


async def there_soon(chat: Chat) -> bool:
    """Whether somebody will still be there when a closed tab no longer counts."""
    return (await chat.ports.agents.strength(DEFAULT_SITE, chat.clock.now() + SOON)).agents > 0


async def test_closing_one_of_three_tabs_changes_nothing(chat: Chat) -> None:
    amir = await chat.employ()
    tabs = [await amir.tab() for _ in range(3)]
    await tabs[1].close()
    await chat.sockets_left(2)
    await tabs[2].close()
    await chat.sockets_left(1)
    assert await there_soon(chat)


async def test_when_the_last_tab_has_closed_presence_runs_out_soon_and_the_merchant_is_told_once(chat: Chat) -> None:
    amir, vera = await chat.employ(), await chat.known(VERA)
    desk, phone = await amir.tab(), await vera.tab()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    await desk.close()
    async with asyncio.timeout(PATIENCE_S):
        while await there_soon(chat):
            await chat.call("GET", "/healthz")
    chat.clock.advance(SOON + chat.ports.rules.agent_grace)
    assert [await free_lost_chats(chat.ports, DEFAULT_SITE) for _ in range(2)] == [1, 0]
    await chat.told(phone)
    assert phone.types.count("conversation.queued") == 2, "when it was asked for, and now"


async def test_another_tab_in_time_makes_presence_last_again(chat: Chat) -> None:
    amir = await chat.employ()
    await (await amir.tab()).close()
    await chat.sockets_left(0)
    await amir.tab()
    assert await there_soon(chat)
