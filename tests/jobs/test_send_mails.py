"""The job that empties the outbox: when it looks again, and that it goes on whatever happens."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from chat_server.domain.mailing import FIRST_WAIT, LONGEST_WAIT, Mail, wait_after
from chat_server.jobs import send_mails as job
from chat_server.jobs.send_mails import LONGEST_WAIT_S, LOOK_EVERY_S, Pace, keep_sending_mails
from chat_server.services.send_mails import SentMails
from tests.support.mail_catcher import catching, mailing_through
from tests.support.mails import RANDOM, a_mailing, owe
from tests.support.world import World


def test_a_dead_mail_server_is_asked_less_and_less_often_but_every_minute_at_least() -> None:
    pace = Pace(RANDOM)
    waits = [pace.after(SentMails(unreachable="away")) for _ in range(12)]
    assert waits[0] < 3
    assert waits[0] < waits[2] < waits[4]
    assert max(waits) <= LONGEST_WAIT_S * 1.25
    assert len({round(wait, 6) for wait in waits[-4:]}) == 4  # two servers do not come back together for ever


def test_a_full_outbox_is_emptied_without_a_pause_and_an_empty_one_looked_at_every_second() -> None:
    pace = Pace(RANDOM)
    assert pace.after(SentMails(sent=20)) == 0
    assert pace.after(SentMails(refused=1)) == 0
    assert pace.after(SentMails()) == LOOK_EVERY_S


def test_after_a_mail_went_through_the_waits_begin_anew() -> None:
    pace = Pace(RANDOM)
    for _ in range(6):
        pace.after(SentMails(unreachable="away"))
    pace.after(SentMails(sent=1))
    assert pace.after(SentMails(unreachable="away")) < 3


def test_a_refused_mail_waits_twice_as_long_each_time_up_to_two_hours() -> None:
    waits = [wait_after(attempts, RANDOM) for attempts in range(1, 40)]
    assert FIRST_WAIT * 0.7 < waits[0] < FIRST_WAIT * 1.3
    assert all(wait <= LONGEST_WAIT * 1.25 for wait in waits)
    assert waits[3] > waits[0] * 3


class BrokenOnce:
    """An outbox whose first look fails in a way that nobody foresaw."""

    def __init__(self, world: World) -> None:
        self.real = world.ports.mail.outbox
        self.looks = 0
        self.release, self.postpone, self.give_up = self.real.release, self.real.postpone, self.real.give_up
        self.mark_sent, self.get, self.hold = self.real.mark_sent, self.real.get, self.real.hold

    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Mail, ...]:
        self.looks += 1
        if self.looks == 1:
            raise RuntimeError("nobody foresaw this")
        return await self.real.claim(now, until, limit)


async def test_the_job_goes_on_after_a_failure_and_ends_when_it_is_told_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "FIRST_WAIT_S", 0.01)
    async with catching() as catcher:
        world = mailing_through(world, catcher)
        ports = replace(world.ports, mail=replace(world.ports.mail, outbox=BrokenOnce(world)))
        await owe(world, a_mailing(world))
        stop = asyncio.Event()
        running = asyncio.create_task(keep_sending_mails(ports, stop, RANDOM))
        await asyncio.wait_for(catcher.caught.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)
        assert len(catcher.mails) == 1
