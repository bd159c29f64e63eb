"""The server dies without a word in the middle of a chat: nothing acknowledged is lost, doubled or out of order."""

import asyncio
import os
from pathlib import Path
from signal import SIGKILL

from tests.faults.chats import UNHURRIED, begun, stored_messages
from tests.support.outbox import Outbox
from tests.support.processes import PATIENCE_S, ServerProcess, server_process, site_of
from tests.support.sockets import ConnectionLostError

MESSAGES = 120  # from each side
CUTS = 3


async def talk_until_the_cut(server: ServerProcess, sides: tuple[Outbox, Outbox], sent: int) -> None:
    """Both sides write; the power goes once each has so many acknowledgements."""
    talking = [asyncio.create_task(side.talk()) for side in sides]
    await asyncio.gather(*(side.has_sent(sent) for side in sides))
    await server.kill()
    for ended in await asyncio.gather(*talking, return_exceptions=True):
        assert isinstance(ended, ConnectionLostError), ended


async def test_a_chat_survives_power_cuts_in_its_middle(tmp_path: Path) -> None:
    async with server_process(tmp_path, **UNHURRIED) as server, site_of(server) as site:
        chat = await begun(server, site)
        sides = chat.outboxes()
        for side in sides:
            side.write(*(f"{side.name} {number}" for number in range(MESSAGES)))
        for cut in range(1, CUTS + 1):
            await talk_until_the_cut(server, sides, cut * MESSAGES // (CUTS + 2))
            acknowledged = {client_id: seq for side in sides for client_id, seq in side.acknowledged.items()}
            await server.start()
            there = {
                message.client_id: message.seq for message in stored_messages(server.database, chat.conversation_id)
            }
            assert acknowledged.items() <= there.items()
        for side in sides:
            tab = await side.talk()
            assert not side.waiting
            await tab.close()
        for side in sides:
            await side.catch_up(await side.connect())
        stored = stored_messages(server.database, chat.conversation_id)
        for side in sides:
            assert side.texts() == [message.text for message in stored]
            assert [event.seq for event in side.applied] == list(range(1, len(side.applied) + 1))
            own = [message.text for message in stored if message.client_id.startswith(side.name)]
            assert own == [f"{side.name} {number}" for number in range(MESSAGES)]
            kept = {message.client_id: message.seq for message in stored}
            assert side.acknowledged.items() <= kept.items()


async def test_who_was_online_and_who_waited_is_so_again_after_a_power_cut(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        chat = await begun(server, site)
        waiting = [await (await site.merchant()).escalates() for _ in range(3)]
        await server.kill()
        await server.start()
        desk = await chat.amir.tab(online=False)
        inbox = await desk.ok("inbox")
        assert [summary["conversation_id"] for summary in inbox["queue"]] == waiting  # type: ignore[attr-defined]
        assert [summary["conversation_id"] for summary in inbox["mine"]] == [chat.conversation_id]  # type: ignore[attr-defined]
        assert (await site.merchant()).session.channels[0].available


async def test_nothing_that_the_server_started_outlives_it(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server:
        children = children_of(server.pid)
        assert children
        os.kill(server.pid, SIGKILL)
        try:
            for pid in children:
                await gone(pid)
        finally:
            await server.kill()


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


async def gone(pid: int) -> None:
    """Returns when the process has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, ended.set)
    try:
        await asyncio.wait_for(ended.wait(), PATIENCE_S / 10)
    finally:
        loop.remove_reader(handle)
        os.close(handle)
