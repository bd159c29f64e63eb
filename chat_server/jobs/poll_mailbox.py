"""Looks into the mailbox now and then: each mail is dealt with, then marked as read, so none is lost in between."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Protocol

import structlog

from chat_server.domain.errors import ChatError
from chat_server.services.mail_ports import UnreachableError

log = structlog.get_logger()

# A mailbox that cannot be reached is tried less and less often, up to this many times the usual wait.
SLOWEST = 16


class OpenMailbox(Protocol):
    async def unread(self) -> tuple[str, ...]: ...

    async def fetch(self, uid: str) -> bytes | None: ...

    async def mark_read(self, uid: str) -> None: ...


class Mailbox(Protocol):
    def opened(self) -> AbstractAsyncContextManager[OpenMailbox]: ...


async def keep_polling(
    mailbox: Mailbox, receive: Callable[[bytes], Awaitable[object]], every_s: float, stop: asyncio.Event
) -> None:
    """Hand every unread mail to `receive` until `stop` is set."""
    slower = 1
    while not stop.is_set():
        try:
            await poll(mailbox, receive)
            slower = 1
        except UnreachableError as problem:
            slower = min(slower * 2, SLOWEST)
            log.warning("mailbox.unreachable", problem=str(problem), again_in_s=every_s * slower)
        except Exception:
            slower = min(slower * 2, SLOWEST)
            log.exception("mailbox.poll_failed")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s * slower)


async def poll(mailbox: Mailbox, receive: Callable[[bytes], Awaitable[object]]) -> int:
    """One look; how many mails were dealt with. One that cannot be taken now stays unread and holds up no other."""
    done = 0
    async with mailbox.opened() as opened:
        for uid in await opened.unread():
            raw = await opened.fetch(uid)
            if raw is None:
                log.warning("mailbox.mail_left_out", uid=uid, reason="it is gone or too large")
            else:
                try:
                    await receive(raw)
                except ChatError as problem:
                    log.warning("mailbox.mail_waits", uid=uid, problem=problem.message)
                    continue
            await opened.mark_read(uid)
            done += 1
    return done
