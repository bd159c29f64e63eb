"""Looks into the mailbox now and then: each mail is dealt with, then marked as read, so none is lost in between."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from time import monotonic
from typing import Protocol

import structlog

from chat_server.domain.errors import ChatError
from chat_server.services.mail_ports import UnreachableError

log = structlog.get_logger()

# A mailbox that cannot be reached is tried less and less often, up to this many times the usual wait.
SLOWEST = 16
BATCH = 20  # mails of one look; another follows at once when there were as many
# A mail that cannot be taken now is tried again after this long, then twice as long, up to an hour. Thousands of them,
# such as reports on mails to an address that is gone, hold up no other.
FIRST_HOLD_S, LONGEST_HOLD_S = 30.0, 3600.0


class OpenMailbox(Protocol):
    async def unread(self) -> tuple[str, ...]: ...

    async def fetch(self, uid: str) -> bytes | None: ...

    async def mark_read(self, uid: str) -> None: ...


class Mailbox(Protocol):
    def opened(self) -> AbstractAsyncContextManager[OpenMailbox]: ...


class Held:
    """Mails that could not be taken, by UID, and when each is tried again."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._waits: dict[str, tuple[float, float]] = {}  # until when, and how long that was

    def due(self, unread: Sequence[str]) -> list[str]:
        """Those of the unread mails that may be tried now, in their order. What is read by now is forgotten."""
        self._waits = {uid: self._waits[uid] for uid in unread if uid in self._waits}
        now = self._seconds()
        return [uid for uid in unread if uid not in self._waits or self._waits[uid][0] <= now]

    def hold(self, uid: str) -> None:
        wait_s = min(self._waits[uid][1] * 2, LONGEST_HOLD_S) if uid in self._waits else FIRST_HOLD_S
        self._waits[uid] = (self._seconds() + wait_s, wait_s)


async def keep_polling(
    mailbox: Mailbox, receive: Callable[[bytes], Awaitable[object]], every_s: float, stop: asyncio.Event
) -> None:
    """Hand every unread mail to `receive` until `stop` is set."""
    slower, held = 1, Held()
    while not stop.is_set():
        try:
            tried = await poll(mailbox, receive, held)
            slower = 1
            if tried == BATCH:
                continue
        except UnreachableError as problem:
            slower = min(slower * 2, SLOWEST)
            log.warning("mailbox.unreachable", problem=str(problem), again_in_s=every_s * slower)
        except Exception:
            slower = min(slower * 2, SLOWEST)
            log.exception("mailbox.poll_failed")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s * slower)


async def poll(mailbox: Mailbox, receive: Callable[[bytes], Awaitable[object]], held: Held | None = None) -> int:
    """One look; how many mails were tried. One that cannot be taken now stays unread."""
    held = held or Held()
    async with mailbox.opened() as opened:
        some = held.due(await opened.unread())[:BATCH]
        for uid in some:
            raw = await opened.fetch(uid)
            if raw is None:
                log.warning("mailbox.mail_left_out", uid=uid, reason="it is gone or too large")
            elif not await _taken(uid, raw, receive):
                held.hold(uid)
                continue
            await opened.mark_read(uid)
    return len(some)


async def _taken(uid: str, raw: bytes, receive: Callable[[bytes], Awaitable[object]]) -> bool:
    try:
        await receive(raw)
    except ChatError as problem:
        log.warning("mailbox.mail_waits", uid=uid, problem=problem.message)
        return False
    except Exception:  # a mail that finds a fault of ours must not keep all others from us
        log.exception("mailbox.mail_failed", uid=uid)
        return False
    return True
