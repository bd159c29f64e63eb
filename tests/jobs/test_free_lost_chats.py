"""The job that frees lost chats: not at once, again and again, and in spite of a database that is away."""

import asyncio

from structlog.testing import capture_logs

from chat_server.domain.errors import Unavailable
from chat_server.jobs.free_lost_chats import keep_freeing_lost_chats

PATIENCE_S = 10


async def rounds(answers: list[int | Exception], begin_after_s: float = 0.0) -> list[str]:
    """What is logged until all answers were given."""
    done = asyncio.Event()
    left = iter(answers)

    async def free() -> int:
        answer = next(left, None)
        if answer is None:
            done.set()
            return 0
        if isinstance(answer, Exception):
            raise answer
        return answer

    with capture_logs() as logs:
        job = asyncio.create_task(keep_freeing_lost_chats(free, begin_after_s, every_s=0.001))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await done.wait()
        finally:
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)
    return [str(line["event"]) for line in logs]


async def test_what_was_freed_is_logged() -> None:
    assert await rounds([0, 2, 0]) == ["chats.freed"]


async def test_a_round_that_fails_is_made_up_for_by_the_next() -> None:
    assert await rounds([Unavailable("The database is busy."), 1]) == ["chats.freeing_failed", "chats.freed"]


async def test_nobody_is_taken_for_gone_right_after_the_start() -> None:
    looked = asyncio.Event()

    async def free() -> int:
        looked.set()
        return 0

    job = asyncio.create_task(keep_freeing_lost_chats(free, 3600.0))
    await asyncio.sleep(0)
    assert not looked.is_set()
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
