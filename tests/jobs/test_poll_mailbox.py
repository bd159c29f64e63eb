"""The mailbox: every unread mail is dealt with once, and then marked as read."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from chat_server.adapters import imap_inbox
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Unavailable
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.jobs.poll_mailbox import keep_polling, poll
from chat_server.services.mail_ports import UnreachableError
from chat_server.services.receive_mail import receive_mail
from tests.support.mailbox import MailboxServer, mailbox
from tests.support.mails import address_of, an_answer
from tests.support.tickets import entry_types, opens, thread_of
from tests.support.world import World


@pytest.fixture
async def box() -> AsyncIterator[MailboxServer]:
    async with mailbox() as opened:
        yield opened


async def test_an_answer_in_the_mailbox_comes_into_the_ticket(world: World, vera: Visitor, box: MailboxServer) -> None:
    ticket = await opens(world, vera)
    uid = box.add(an_answer(await address_of(world, ticket.reference)))
    receive = partial(receive_mail, world.ports, DEFAULT_SITE)
    assert await poll(box.inbox, receive) == 1
    assert await poll(box.inbox, receive) == 0
    assert box.seen == {uid}
    assert entry_types(await thread_of(world, ticket)) == ["opened", "replied"]


async def test_a_mail_that_cannot_be_taken_now_waits_and_holds_up_no_other(box: MailboxServer) -> None:
    first, second = box.add(b"Subject: first\r\n\r\nx"), box.add(b"Subject: second\r\n\r\nx")
    taken: list[bytes] = []

    async def receive(raw: bytes) -> None:
        if b"first" in raw and not taken:
            raise Unavailable("The disk is full.")
        taken.append(raw)

    assert await poll(box.inbox, receive) == 2
    assert box.seen == {second}
    assert await poll(box.inbox, receive) == 1
    assert box.seen == {first, second}
    assert len(taken) == 2


async def test_a_mail_that_is_too_large_is_left_out_before_it_is_fetched(
    box: MailboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_inbox, "LARGEST_MAIL", 100)
    large, small = box.add(b"x" * 101), box.add(b"y" * 100)
    taken: list[bytes] = []

    async def receive(raw: bytes) -> None:
        taken.append(raw)

    await poll(box.inbox, receive)
    assert taken == [b"y" * 100]
    assert box.seen == {large, small}


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
async def test_a_server_that_hangs_up_is_away_for_now(box: MailboxServer, command: str) -> None:
    box.add(b"Subject: first\r\n\r\nx")
    box.hangs_up_at = command

    async def receive(_raw: bytes) -> None:
        pass

    with pytest.raises(UnreachableError):
        await poll(box.inbox, receive)
    assert box.seen == set()


async def test_a_wrong_password_is_a_server_that_cannot_be_used(box: MailboxServer) -> None:
    box.password = "another"
    with pytest.raises(UnreachableError):
        await poll(box.inbox, partial(asyncio.sleep, 0))


async def test_polling_goes_on_after_the_server_was_away(box: MailboxServer) -> None:
    box.add(b"Subject: first\r\n\r\nx")
    box.hangs_up_at = "SEARCH"
    stop = asyncio.Event()
    came = asyncio.Event()

    async def receive(_raw: bytes) -> None:
        came.set()

    polling = asyncio.create_task(keep_polling(box.inbox, receive, 0.01, stop))
    box.hangs_up_at = None
    await asyncio.wait_for(came.wait(), 5)
    stop.set()
    await asyncio.wait_for(polling, 5)
