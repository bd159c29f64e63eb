"""Answers by mail: they come into the ticket once, and nothing else does."""

import re
from email.message import EmailMessage

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import RateLimited
from chat_server.domain.events import ActorKind
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.ticket import Noted, Replied, Ticket, TicketState
from chat_server.services.mail_ports import Purpose
from chat_server.services.receive_mail import MailResult, receive_mail
from tests.support.files import PDF, picture
from tests.support.mails import address_of, an_answer, files_of, send_all
from tests.support.tickets import answers, entry_types, mails_owed, opens, thread_of
from tests.support.world import World


@pytest.fixture
async def ticket(world: World, vera: Visitor, amir: Agent) -> Ticket:
    """Vera's, waiting for her answer."""
    opened = await opens(world, vera)
    return await answers(world, amir, opened, "Which receiver?", TicketState.WAITING_FOR_MERCHANT)


async def comes(world: World, raw: bytes) -> MailResult:
    return (await receive_mail(world.ports, DEFAULT_SITE, raw)).result


async def now(world: World, ticket: Ticket) -> Ticket:
    found = await world.ports.tickets.get(ticket.id)
    assert found is not None
    return found


async def test_an_answer_opens_the_ticket_again_and_stands_in_its_thread_as_the_merchants(
    world: World, ticket: Ticket
) -> None:
    to = await address_of(world, ticket.reference)
    quoted = "Fue el vecino.\n\nEl lun, 2 mar 2026 a las 10:15, Parcelo escribió:\n> Which receiver?\n"
    taken = await receive_mail(world.ports, DEFAULT_SITE, an_answer(f"Parcelo <{to.upper()}>", quoted))
    assert (taken.result, taken.reference) == (MailResult.ANSWERED, ticket.reference)
    *_, said, _moved = await thread_of(world, ticket)
    assert said.data == Replied(text="Fue el vecino.", by_mail=True)
    assert said.actor.kind is ActorKind.CONTACT
    assert (await now(world, ticket)).state is TicketState.OPEN


async def test_the_address_in_a_mail_that_went_out_is_the_one_that_answers_come_to(
    world: World, ticket: Ticket
) -> None:
    await send_all(world)
    found = re.search(r"reply\+[a-z0-9]+@in\.parcelo\.example", files_of(world)[-1].read_text())
    assert found is not None
    taken = await receive_mail(world.ports, DEFAULT_SITE, an_answer(found[0]))
    assert (taken.result, taken.reference) == (MailResult.ANSWERED, ticket.reference)


async def test_a_mail_that_comes_twice_is_one_answer(world: World, ticket: Ticket) -> None:
    raw = an_answer(await address_of(world, ticket.reference))
    assert await comes(world, raw) is MailResult.ANSWERED
    assert await comes(world, raw) is MailResult.REPEATED
    assert entry_types(await thread_of(world, ticket)).count("replied") == 2


@pytest.mark.parametrize("with_file", [False, True])
async def test_a_mail_is_one_answer_although_the_server_died_before_remembering_it(
    world: World, ticket: Ticket, monkeypatch: pytest.MonkeyPatch, with_file: bool
) -> None:
    async def dies(*_: object) -> None:
        raise RuntimeError("the power is gone")

    raw = (
        with_files(await address_of(world, ticket.reference), ("a.pdf", PDF))
        if with_file
        else an_answer(await address_of(world, ticket.reference))
    )
    with monkeypatch.context() as broken:
        broken.setattr(world.ports.mail.received, "remember", dies)
        with pytest.raises(RuntimeError):
            await comes(world, raw)
    await comes(world, raw)
    assert entry_types(await thread_of(world, ticket)).count("replied") == 2


@pytest.mark.parametrize("sender", ["Mallory <mallory@evil.example>", "vera@almaceramica.example.evil.example", ""])
async def test_who_writes_from_another_address_is_heard_by_agents_alone(
    world: World, ticket: Ticket, sender: str
) -> None:
    raw = an_answer(await address_of(world, ticket.reference), "Send the refund to me.", sender=sender)
    assert await comes(world, raw) is MailResult.NOTED
    last = (await thread_of(world, ticket))[-1].data
    assert isinstance(last, Noted)
    assert "Send the refund to me." in last.text
    assert (await now(world, ticket)).state is TicketState.WAITING_FOR_MERCHANT


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"sender": "mailer-daemon@mx.example"}],
    ids=["a holiday", "a list", "a machine"],
)
async def test_machines_do_not_answer_for_the_merchant(world: World, ticket: Ticket, headers: dict[str, str]) -> None:
    before = await thread_of(world, ticket)
    assert await comes(world, an_answer(await address_of(world, ticket.reference), **headers)) is MailResult.AUTOMATIC
    assert await thread_of(world, ticket) == before


async def test_our_own_mail_that_comes_back_is_no_answer(world: World, ticket: Ticket) -> None:
    await send_all(world)
    before = await thread_of(world, ticket)
    for file in files_of(world):
        raw = file.read_bytes()
        to = (await address_of(world, ticket.reference)).encode()
        assert await comes(world, raw.replace(b"To: vera@almaceramica.example", b"To: " + to)) is MailResult.AUTOMATIC
    assert await thread_of(world, ticket) == before


@pytest.mark.parametrize(
    "forged", ["reply+7kq2m9xtr4aaaaaaaaaaaaaaaaaaaa@in.parcelo.example", "support@parcelo.example"]
)
@pytest.mark.usefixtures("ticket")
async def test_an_address_that_we_did_not_sign_belongs_to_no_ticket(world: World, forged: str) -> None:
    assert await comes(world, an_answer(forged)) is MailResult.NO_TICKET


async def test_the_token_of_the_page_is_none_for_the_address(world: World, ticket: Ticket) -> None:
    page = await world.ports.mail.seals.seal(DEFAULT_SITE, Purpose.PAGE, ticket.reference)
    answer = await world.ports.mail.seals.seal(DEFAULT_SITE, Purpose.ANSWER, ticket.reference)
    assert await comes(world, an_answer(f"reply+{page}@in.parcelo.example")) is MailResult.NO_TICKET
    assert await world.ports.mail.seals.open(DEFAULT_SITE, Purpose.PAGE, answer) is None


async def test_a_mail_that_says_nothing_changes_nothing(world: World, ticket: Ticket) -> None:
    assert await comes(world, an_answer(await address_of(world, ticket.reference), "\n\n")) is MailResult.EMPTY
    assert (await now(world, ticket)).state is TicketState.WAITING_FOR_MERCHANT


async def test_a_mail_that_could_not_be_delivered_is_marked_on_the_ticket(world: World, ticket: Ticket) -> None:
    report = EmailMessage()
    report["From"], report["To"] = "MAILER-DAEMON@mx.example", await address_of(world, ticket.reference)
    report["Message-ID"] = "<bounce@mx.example>"
    body = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        "Action: failed\nDiagnostic-Code: smtp; 550 mailbox full\n\n--b--\n"
    )
    raw = "".join(f"{name}: {value}\n" for name, value in report.items()) + body
    assert await comes(world, raw.encode()) is MailResult.BOUNCED
    last = (await thread_of(world, ticket))[-1].data
    assert isinstance(last, Noted)
    assert "mailbox full" in last.text


async def test_two_machines_that_answer_each_other_are_slowed_down_and_nothing_is_lost(
    world: World, ticket: Ticket
) -> None:
    to = await address_of(world, ticket.reference)
    mails = [an_answer(to, f"Answer {n}", Message_ID=f"<{n}@loop.example>") for n in range(12)]
    for raw in mails[:10]:
        assert await comes(world, raw) is MailResult.ANSWERED
    with pytest.raises(RateLimited):
        await comes(world, mails[10])
    world.seconds.advance(60)
    assert await comes(world, mails[10]) is MailResult.ANSWERED


def with_files(to: str, *files: tuple[str, bytes], text: str = "Mira") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "vera@almaceramica.example", to, "<files@x.example>"
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


async def test_photos_and_documents_come_along_and_what_is_not_taken_is_named(world: World, ticket: Ticket) -> None:
    raw = with_files(
        await address_of(world, ticket.reference),
        ("roto.png", picture()),
        ("factura.pdf", PDF),
        ("virus.exe", b"MZ\x90\x00" + b"\x00" * 2000),
    )
    assert await comes(world, raw) is MailResult.ANSWERED
    said = next(entry.data for entry in reversed(await thread_of(world, ticket)) if isinstance(entry.data, Replied))
    assert [file.name for file in said.attachments] == ["roto.png", "factura.pdf"]
    assert said.text == "Mira\n\n[virus.exe, 2 kB]"


async def test_a_photo_alone_is_an_answer(world: World, ticket: Ticket) -> None:
    raw = with_files(await address_of(world, ticket.reference), ("roto.png", picture()), text="\n")
    assert await comes(world, raw) is MailResult.ANSWERED


async def test_a_book_is_cut(world: World, ticket: Ticket) -> None:
    await comes(world, an_answer(await address_of(world, ticket.reference), "word " * 100_000))
    said = next(entry.data for entry in reversed(await thread_of(world, ticket)) if isinstance(entry.data, Replied))
    assert len(said.text) < 21_000


async def test_an_answer_by_mail_owes_no_mail(world: World, ticket: Ticket) -> None:
    before = len(await mails_owed(world))
    await comes(world, an_answer(await address_of(world, ticket.reference)))
    assert len(await mails_owed(world)) == before
