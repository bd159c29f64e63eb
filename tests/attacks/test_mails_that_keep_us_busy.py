"""Mails that somebody wrote to occupy the server: each is read or given up within a moment, and holds up no other."""

from time import process_time

import pytest

from chat_server.adapters.mail_html import text_of
from chat_server.adapters.mail_quotes import new_text
from chat_server.adapters.mail_text import read_mail
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.jobs.poll_mailbox import BATCH, FIRST_HOLD_S, LONGEST_HOLD_S, Held, poll
from chat_server.services.receive_mail import MailResult, receive_mail
from tests.support.clock import FakeSeconds
from tests.support.mailbox import mailbox
from tests.support.mails import address_of, an_answer
from tests.support.tickets import entry_types, opens, thread_of
from tests.support.world import World

# Seconds of this process; what is hostile took from five seconds to hours.
A_MOMENT = 4.0
HEAD = b"From: Vera <vera@almaceramica.example>\r\nTo: reply+x@in.parcelo.example\r\nMessage-ID: <1@x>\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def nested(depth: int, body: bytes) -> bytes:
    parts = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (one, one) for one in range(depth))
    return HEAD + b"".join(parts) + b"Content-Type: text/plain\r\n\r\n" + body


REPORT = b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
MAILS = {
    "10,000 parts in each other": nested(10_000, b"x"),
    "90 parts in each other and a million lines": nested(90, b"\n" * 1_000_000),
    "25 million lines": HEAD + b"\r\n" + b"\n" * 24_000_000,
    "two million headers": HEAD + b"A: b\n" * 2_000_000 + b"\r\nx",
    "a header of 100,000 quotation marks": HEAD + b"Cc: " + b'"' * 100_000 + b"\r\n\r\nx",
    "a subject of 70,000 encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 70_000 + b"\r\n\r\nx",
    "a content type of 40,000 parameters": HEAD + b"Content-Type: text/plain; " + b"a=b;" * 40_000 + b"\r\n\r\nx",
    "100,000 parts beside each other": HEAD + MIXED + b"--b\r\n\r\nx\r\n" * 100_000,
    "a report about 300,000 recipients": HEAD + REPORT + b"A: b\r\n\r\n" * 300_000,
    "half a megabyte of punycode": HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\nx-" + b"a9" * 250_000,
}
PAGES = {
    "comments that do not end": "<!--" * 250_000,
    "links that do not end": "<a " * 330_000,
    "ends that do not end": "</" * 500_000,
    "instructions that do not end": "<?" * 500_000,
    "sections that do not end": "<![CDATA[" * 110_000,
    "quotation marks that do not end": '<a b=">' * 140_000,
    "scripts": "<script></script>" * 60_000,
    "a tag in a tag": "<a<" * 300_000,
}
ANSWERS = {
    "empty lines": "x" + "\n" * 199_998,
    "lines of a space": "x\n" + " \n" * 99_999,
    "who wrote, 60 times a line": ("on " + "schrieb " * 60 + "\n") * 400,
    "who wrote, and spaces": ("on schrieb" + " " * 480 + "x\n") * 400,
    "dashes and spaces": ("-" + " " * 480 + "-\n") * 400,
    "a million quotes": ">" * 1_000_000,
}


@pytest.mark.parametrize("raw", MAILS.values(), ids=MAILS.keys())
def test_a_mail_made_to_keep_the_parser_busy_is_done_with_in_a_moment(raw: bytes) -> None:
    started = process_time()
    read_mail(raw)
    assert process_time() - started < A_MOMENT


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_html_made_to_keep_the_parser_busy_is_done_with_in_a_moment(page: str) -> None:
    started = process_time()
    text_of(page)
    assert process_time() - started < A_MOMENT


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_made_to_keep_the_patterns_busy_is_done_with_in_a_moment(text: str) -> None:
    started = process_time()
    new_text(text)
    assert process_time() - started < A_MOMENT


def test_html_is_read_as_browsers_read_it() -> None:
    html = (
        '<p title="a > b">3 < 4 &amp; 5 &lt;b&gt; <img src="data:image/png;base64,' + "A" * 9000 + '">x'
        '<script>if (a<b) y("</p>")</script>z<!-- c > d -->w<![if mso]>m<![endif]></P>t<title>a<b</title>last <b'
    )
    assert text_of(html) == "3 < 4 & 5 <b> xzwm\n\ntlast"


@pytest.mark.parametrize(
    "header",
    [b"Message-ID: <a@[\xff", b"From: a@[\xff", b'From: "\x00" <a\x00@b.example>', b"Message-ID: <\x00\xff@b>"],
)
async def test_what_no_database_takes_stops_no_mail(world: World, vera: Visitor, header: bytes) -> None:
    ticket = await opens(world, vera)
    raw = header + f"\r\nTo: {await address_of(world, ticket.reference)}\r\n\r\nx\x00y".encode()
    assert (await receive_mail(world.ports, DEFAULT_SITE, raw)).result is MailResult.NOTED
    assert (await receive_mail(world.ports, DEFAULT_SITE, raw)).result is MailResult.REPEATED


async def test_a_mail_that_finds_a_fault_of_ours_holds_up_no_other() -> None:
    async with mailbox() as box:
        box.add(b"Subject: bad\r\n\r\nx")
        good = box.add(b"Subject: good\r\n\r\nx")

        async def receive(raw: bytes) -> None:
            if b"bad" in raw:
                raise UnicodeEncodeError("utf-8", "x", 0, 1, "a fault of ours")

        await poll(box.inbox, receive)
        assert box.seen == {good}


async def test_more_mails_to_one_ticket_than_it_takes_hold_up_no_other(world: World, vera: Visitor) -> None:
    flooded, other = await opens(world, vera), await opens(world, vera)
    to, held = await address_of(world, flooded.reference), Held()

    async def receive(raw: bytes) -> None:
        await receive_mail(world.ports, DEFAULT_SITE, raw)

    async with mailbox() as box:
        for number in range(3 * BATCH):
            box.add(an_answer(to, Message_ID=f"<{number}@flood.example>"))
        box.add(an_answer(await address_of(world, other.reference)))
        while await poll(box.inbox, receive, held):
            pass
        assert len(box.mails) - len(box.seen) > BATCH
    assert entry_types(await thread_of(world, other)) == ["opened", "replied"]


def test_a_mail_that_cannot_be_taken_is_tried_less_and_less_often_but_never_given_up() -> None:
    seconds = FakeSeconds()
    held, tried_after = Held(seconds), []
    for _ in range(12):
        held.hold("1")
        waited = 0.0
        while not held.due(["1"]):
            seconds.advance(FIRST_HOLD_S / 2)
            waited += FIRST_HOLD_S / 2
        tried_after.append(waited)
    assert tried_after[:3] == [FIRST_HOLD_S, 2 * FIRST_HOLD_S, 4 * FIRST_HOLD_S]
    assert tried_after[-1] == LONGEST_HOLD_S
    assert held.due([]) == []
    assert held.due(["1"]) == ["1"]
