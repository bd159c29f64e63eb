"""Empties the outbox beside the requests: whatever happens to the mail server, nobody waits for it."""

import asyncio
from contextlib import suppress
from random import Random

import structlog

from chat_server import telemetry
from chat_server.services.ports import Ports
from chat_server.services.send_mails import SentMails, send_mails

log = structlog.get_logger()

# A look into the outbox is one indexed read; who opens a ticket should have the mail before closing the tab.
LOOK_EVERY_S = 1.0
# A dead mail server is tried again after this long, then twice as long, up to a minute: then mails leave soon.
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 60.0
JITTER = 0.25


class Pace:
    """How long to wait before the next round."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._failures = 0

    def after(self, done: SentMails | None) -> float:
        """Seconds; `None` stands for a round that failed altogether."""
        if done is not None and done.unreachable is None:
            self._failures = 0
            return 0.0 if done.sent + done.refused else LOOK_EVERY_S
        if done is not None and done.sent:
            self._failures = 0
        wait = min(FIRST_WAIT_S * (1 << min(self._failures, 10)), LONGEST_WAIT_S)
        self._failures += 1
        return wait * (1 + JITTER * (2 * self._random.random() - 1))


async def keep_sending_mails(ports: Ports, stop: asyncio.Event, random: Random | None = None) -> None:
    """Send what is due until `stop` is set."""
    chance = random or Random()  # noqa: S311 - it spreads attempts, nobody gains from guessing it
    pace = Pace(chance)
    while not stop.is_set():
        done = await _round(ports, chance)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pace.after(done))


async def _round(ports: Ports, random: Random) -> SentMails | None:
    try:
        done = await send_mails(ports, random)
    except Exception:
        log.exception("mail.round_failed")
        return None
    telemetry.MAILS.labels("sent").inc(done.sent)
    telemetry.MAILS.labels("refused").inc(done.refused)
    telemetry.MAIL_SERVER_DOWN.set(done.unreachable is not None)
    if done.unreachable is not None:
        log.warning("mail.server_unreachable", problem=done.unreachable)
    return done
