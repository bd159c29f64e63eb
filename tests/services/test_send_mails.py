"""Every mail leaves once, whatever the mail server does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import msgspec
import pytest

from chat_server.adapters import smtp_mailer
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Unavailable
from chat_server.domain.mailing import KEEP_TRYING, LONGEST_WAIT, Mail, MailId, MailKind
from chat_server.domain.ticket import Noted, TicketState
from chat_server.services import send_mails as sending
from chat_server.services.mail_ports import LONGEST_ATTEMPT, Delivery, MailLine, Outbox
from chat_server.services.send_mails import BATCH, CLAIMED_FOR, send_mails
from tests.support.mail_catcher import MailCatcher, catching, mailing_through
from tests.support.mails import RANDOM, a_mailing, owe, send_all, states
from tests.support.tickets import answers, moves, opens, replies, thread_of
from tests.support.world import World

VERAS = "vera@almaceramica.example"


@pytest.fixture
async def catcher() -> AsyncIterator[MailCatcher]:
    async with catching() as started:
        yield started


async def the_whole_journey(world: World, vera: Visitor, amir: Agent) -> None:
    """Opened, asked back, answered, solved: three mails for Vera."""
    ticket = await opens(world, vera)
    world.clock.advance(hours=1)
    ticket = await answers(world, amir, ticket, "Which receiver?", TicketState.WAITING_FOR_MERCHANT)
    world.clock.advance(hours=1)
    ticket = await replies(world, vera, ticket)
    world.clock.advance(hours=1)
    await moves(world, amir, ticket, TicketState.SOLVED)


async def test_every_mail_of_a_ticket_is_in_the_inbox_once(
    world: World, vera: Visitor, amir: Agent, catcher: MailCatcher
) -> None:
    world = mailing_through(world, catcher)
    await the_whole_journey(world, vera, amir)
    assert (await send_all(world)).sent == 3
    assert (await send_all(world)).sent == 0
    opened, asked, solved = catcher.mails_to(VERAS)
    assert len({mail.message_id for mail in catcher.mails}) == len(catcher.mails) == 3
    assert "No scan for ten days." in opened.text()
    assert "Which receiver?" in asked.text()
    assert "Which receiver?" in asked.text("html")
    assert asked.message["References"] == solved.message["In-Reply-To"] == opened.message_id
    assert opened.message["Subject"] == asked.message["Subject"]


async def test_a_mail_server_that_was_dead_all_along_gets_every_mail_once_when_it_is_back(
    world: World, vera: Visitor, amir: Agent
) -> None:
    catcher = MailCatcher()
    world = mailing_through(world, catcher)
    for _ in range(5):
        assert (await send_all(world)).unreachable is None  # nothing is owed, so nobody asks
    await the_whole_journey(world, vera, amir)
    for _ in range(20):
        world.clock.advance(days=1)
        done = await send_all(world)
        assert done.unreachable is not None
        assert done.sent + done.refused == 0
    await catcher.start()
    assert (await send_all(world)).sent == 3
    assert (await send_all(world)).sent == 0
    opened, asked, solved = catcher.mails_to(VERAS)  # in the order in which it all happened
    assert "No scan for ten days." in opened.text()
    assert "Which receiver?" in asked.text()
    assert "resuelto" in solved.text()
    await catcher.stop()


async def test_nothing_is_told_twice(world: World, catcher: MailCatcher) -> None:
    world = mailing_through(world, catcher)
    await owe(world, a_mailing(world, "a"), a_mailing(world, "a", text="Otherwise"))
    await send_all(world)
    await owe(world, a_mailing(world, "a"))
    await send_all(world)
    assert len(catcher.mails) == 1


async def test_a_mailbox_that_is_refused_holds_up_nobody_and_is_tried_ever_less_often(
    world: World, catcher: MailCatcher
) -> None:
    world = mailing_through(world, catcher)
    catcher.refused.add("gone@shop.example")
    await owe(world, a_mailing(world, "a", to="gone@shop.example"), a_mailing(world, "b"))
    assert (await send_all(world)) == sending.SentMails(sent=1, refused=1)
    attempts: list[datetime] = []
    begun = world.clock.now()
    while world.clock.now() - begun < KEEP_TRYING:
        world.clock.advance(minutes=1)
        if (await send_all(world)).refused:
            attempts.append(world.clock.now())
    waits = [later - earlier for earlier, later in pairwise(attempts)]
    assert 30 < len(attempts) < 60
    assert waits[0] < waits[4] < waits[-1] <= LONGEST_WAIT * 1.3
    assert await states(world) == {"a": "waiting", "b": "sent"}
    catcher.refused.clear()
    world.clock.advance(LONGEST_WAIT * 1.3)
    await send_all(world)
    assert len(catcher.mails_to("gone@shop.example")) == 1


async def test_after_three_days_of_refusals_agents_read_on_the_ticket_that_the_mail_did_not_arrive(
    world: World, vera: Visitor, catcher: MailCatcher
) -> None:
    world = mailing_through(world, catcher)
    catcher.refused.add(VERAS)
    ticket = await opens(world, vera)
    begun = world.clock.now()
    while world.clock.now() - begun < KEEP_TRYING + LONGEST_WAIT * 2:
        await send_all(world)
        world.clock.advance(minutes=20)
    assert set((await states(world)).values()) == {"failed"}
    noted = [entry.data for entry in await thread_of(world, ticket) if isinstance(entry.data, Noted)]
    assert len(noted) == 1
    assert "no such mailbox" in noted[0].text
    world.clock.advance(days=10)
    assert (await send_all(world)) == sending.SentMails()


async def test_a_mail_that_makes_the_server_hang_up_stops_no_other(world: World, catcher: MailCatcher) -> None:
    world = mailing_through(world, catcher)
    catcher.hangs_up_on.add("poison@shop.example")
    await owe(world, a_mailing(world, "a", to="poison@shop.example"))
    world.clock.advance(seconds=1)
    await owe(world, *(a_mailing(world, f"b{n}") for n in range(30)))
    for _ in range(4):
        await send_all(world)
    assert len(catcher.mails) == 30
    assert (await states(world))["a"] == "waiting"


async def test_a_mail_that_cannot_be_written_stops_no_other(world: World, catcher: MailCatcher) -> None:
    world = mailing_through(world, catcher)
    without_words = msgspec.structs.replace(a_mailing(world, "a"), content={"reference": "P-7KQ2M-9XTR4"})
    await owe(world, without_words, a_mailing(world, "b"))
    assert (await send_all(world)) == sending.SentMails(sent=1, refused=1)


@pytest.mark.parametrize(
    "account",
    [{"security": "starttls"}, {"security": "tls"}, {"user": "chat", "password": "wrong"}],
    ids=["a server without TLS", "no TLS from the start", "a wrong password"],
)
async def test_a_server_that_does_not_let_us_in_as_agreed_gets_no_mail_and_counts_as_away(
    world: World, catcher: MailCatcher, account: dict[str, object]
) -> None:
    catcher.password = "right"
    world = mailing_through(world, catcher, **account)
    await owe(world, a_mailing(world))
    done = await send_all(world)
    assert done.unreachable is not None
    assert done.sent + done.refused == 0
    world = mailing_through(world, catcher, user="chat", password="right")
    assert (await send_all(world)).sent == 1


class ForgetfulOutbox:
    """The real one, but the disk is full for the first two times that something was sent."""

    def __init__(self, real: Outbox) -> None:
        self._real = real
        self.failures = 2
        self.claim, self.hold, self.release, self.postpone = real.claim, real.hold, real.release, real.postpone
        self.give_up, self.get = real.give_up, real.get

    async def mark_sent(self, mail_id: MailId, now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable("The disk is full: nothing was saved.")
        await self._real.mark_sent(mail_id, now)


async def test_while_the_disk_is_full_no_mail_goes_out_twice(
    world: World, catcher: MailCatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "FIRST_NOTING_WAIT_S", 0)
    world = mailing_through(world, catcher)
    await owe(world, *(a_mailing(world, f"{n}") for n in range(3)))
    forgetful = ForgetfulOutbox(world.ports.mail.outbox)
    ports = replace(world.ports, mail=replace(world.ports.mail, outbox=forgetful))
    await send_all(replace(world, ports=ports))
    await send_all(world)
    assert forgetful.failures == 0
    assert len(catcher.mails) == 3


async def test_a_mail_that_gets_no_answer_costs_its_time_and_stops_no_other(
    world: World, catcher: MailCatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_mailer, "DONE_WITHIN_S", 0.2)
    world = mailing_through(world, catcher)
    catcher.silent_on.add("silent@shop.example")
    await owe(world, a_mailing(world, "a", to="silent@shop.example"))
    world.clock.advance(seconds=1)
    await owe(world, a_mailing(world, "b"))
    first = await send_mails(world.ports, RANDOM)
    assert (first.refused, first.unreachable) == (1, "the mail server has hung up")
    assert (await send_all(world)).sent == 1
    assert await states(world) == {"a": "waiting", "b": "sent"}


class SlowMailer:
    """Takes nearly as long over each mail as it may; a second sender looks into the outbox meanwhile."""

    delivery = Delivery.SMTP

    def __init__(self, world: World) -> None:
        self.world = world
        self.sent: list[str] = []

    @asynccontextmanager
    async def line(self) -> AsyncIterator[MailLine]:
        self.world.clock.advance(LONGEST_ATTEMPT)
        yield self

    async def send(self, mail: Mail) -> None:
        self.world.clock.advance(LONGEST_ATTEMPT)
        now = self.world.clock.now()
        assert await self.world.ports.mail.outbox.claim(now, now, 100) == ()
        self.sent.append(mail.once)


async def test_who_sends_slowly_holds_on_to_its_mails_and_nobody_else_sends_them(world: World) -> None:
    slow = SlowMailer(world)
    await owe(world, *(a_mailing(world, f"{n}") for n in range(8)))
    done = await send_mails(replace(world.ports, mail=replace(world.ports.mail, mailer=slow)), RANDOM)
    assert done.sent == 8
    assert len(set(slow.sent)) == 8


async def test_an_answer_does_not_wait_for_a_mailing_to_thousands(world: World, catcher: MailCatcher) -> None:
    world = mailing_through(world, catcher)
    await owe(
        world, *(a_mailing(world, f"{n}", MailKind.PHONE_HOURS, to=f"m-{n}@shop.example") for n in range(BATCH + 2))
    )
    world.clock.advance(minutes=1)
    await owe(world, a_mailing(world, "answer", to=VERAS))
    await send_mails(world.ports, RANDOM)
    assert catcher.mails[0].recipient == VERAS
    assert (await send_all(world)).sent == 3
    assert len(catcher.mails) == BATCH + 3


async def test_the_mails_of_a_server_that_died_go_out_after_two_minutes_in_their_order(
    world: World, catcher: MailCatcher
) -> None:
    world = mailing_through(world, catcher)
    for n in range(5):
        await owe(world, a_mailing(world, f"{n}", to=f"merchant-{n}@shop.example"))
        world.clock.advance(seconds=1)
    now = world.clock.now()
    assert len(await world.ports.mail.outbox.claim(now, now + CLAIMED_FOR, BATCH)) == 5  # and that was its last deed
    assert (await send_all(world)).sent == 0
    world.clock.advance(minutes=2)
    assert (await send_all(world)).sent == 5
    assert [mail.recipient for mail in catcher.mails] == [f"merchant-{n}@shop.example" for n in range(5)]


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("field", ["subject", "name", "agent", "text"])
async def test_whatever_people_wrote_adds_no_header_and_no_recipient(
    world: World, catcher: MailCatcher, kind: MailKind, field: str
) -> None:
    world = mailing_through(world, catcher)
    evil = "Lost\r\nBcc: victim@bank.example\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>\x00\u2028Cc: a@b.example"
    await owe(world, a_mailing(world, kind=kind, **{field: evil}))
    assert (await send_all(world)).sent == 1
    (mail,) = catcher.mails
    assert mail.recipient == VERAS
    assert {"bcc", "cc", "x-evil"}.isdisjoint(name.lower() for name in mail.message)
    assert "\n" not in mail.message["Subject"]
    assert "<script" not in mail.text("html")


@pytest.mark.parametrize(
    "address", ["vera@shop.example\r\nRCPT TO:<victim@bank.example>", "a@b.example, c@d.example", "<>", "a b@c.example"]
)
async def test_an_address_that_is_more_than_one_gets_no_mail(world: World, catcher: MailCatcher, address: str) -> None:
    world = mailing_through(world, catcher)
    await owe(world, a_mailing(world, to=address))
    assert (await send_all(world)) == sending.SentMails(refused=1)
    assert catcher.mails == []
