"""The job that reminds merchants of their tickets goes on, whatever happens in a round."""

import asyncio

import pytest

from chat_server.jobs.ticket_reminders import remind_now_and_then


async def test_a_round_that_fails_does_not_end_the_reminding() -> None:
    rounds, third = 0, asyncio.Event()

    async def remind() -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise OSError("the disk is away")
        if rounds == 3:
            third.set()
        return rounds

    reminding = asyncio.create_task(remind_now_and_then(remind, every_s=0))
    async with asyncio.timeout(5):
        await third.wait()
    reminding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reminding
