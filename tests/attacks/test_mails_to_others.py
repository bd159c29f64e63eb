"""Somebody types the address of somebody else: what they can make us send there, and how often."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Invalid, RateLimited
from chat_server.domain.mail_address import mail_address, mailbox
from chat_server.services.open_ticket import OpenTicket, open_ticket
from tests.support.journeys import client_id
from tests.support.mails import files_of, send_all
from tests.support.people import VERA, arrives, stranger, with_claims
from tests.support.tickets import answers, mails_owed, opens
from tests.support.world import World

VICTIM = "victim@elsewhere.example"
SPAM = "Cheap pills at https://evil.example"


async def test_we_carry_no_strangers_words_to_an_address_that_they_typed(world: World, amir: Agent) -> None:
    ticket = await opens(world, await stranger(world), "general", SPAM, SPAM, email=VICTIM, name=SPAM)
    await answers(world, amir, ticket, "We cannot help with that.")
    await send_all(world)
    first, second = (file.read_text() for file in files_of(world))
    assert f"To: {VICTIM}" in first
    assert f"Subject: Ticket {ticket.reference}" in first
    assert f"Subject: Ticket {ticket.reference}" in second
    for mail in (first, second):
        assert "pills" not in mail
        assert "evil.example" not in mail
    assert "simply ignore this mail" in first
    assert "We cannot help with that." in second


async def test_who_is_vouched_for_reads_the_own_words(world: World, vera: Visitor) -> None:
    await opens(world, vera, "general", "Parcel lost", "It is gone.")
    (told,) = await mails_owed(world)
    assert (told.content["subject"], told.content["text"], told.content["name"]) == (
        "Parcel lost",
        "It is gone.",
        VERA.name,
    )


async def test_a_mailbox_is_not_filled_by_spelling_it_in_many_ways(world: World) -> None:
    for number in range(10):
        await opens(world, await stranger(world), "general", email=f"Vic.tim+{number}@Elsewhere.example")
    with pytest.raises(RateLimited):
        await opens(world, await stranger(world), "general", email=VICTIM)
    assert len(await mails_owed(world)) == 10


async def test_strangers_behind_one_address_open_few_tickets_however_many_they_say_they_are(world: World) -> None:
    async def one(address: str) -> None:
        wanted = OpenTicket("general", client_id(), "Hello", "Hello", email=f"{client_id()}@elsewhere.example")
        await open_ticket(world.ports, await stranger(world), wanted, address=address)

    for _ in range(10):
        await one("203.0.113.7")
    with pytest.raises(RateLimited):
        await one("203.0.113.7")
    await one("203.0.113.8")


async def test_a_person_with_many_browsers_is_one_person(world: World) -> None:
    for _ in range(10):
        await opens(world, (await arrives(world, VERA)).visitor, "general")
    another = (await arrives(world, VERA)).visitor
    with pytest.raises(RateLimited):
        await opens(world, another, "general")


async def test_strangers_who_type_a_merchants_address_do_not_lock_the_merchant_out(world: World, vera: Visitor) -> None:
    for _ in range(10):
        await opens(world, await stranger(world), "general", email=VERA.email)
    assert (await opens(world, vera)).email == VERA.email


@pytest.mark.parametrize(
    "address",
    [
        "a\x01b@elsewhere.example",
        "a\u202eb@elsewhere.example",
        "a\u200bb@elsewhere.example",
        "ñ@elsewhere.example",
        ".a@elsewhere.example",
        "a.@elsewhere.example",
        "a..b@elsewhere.example",
        "a@elsewhere..example",
        "a@elsewhere.example.",
        "a@-elsewhere.example",
        "a@elsewhere.ex\x7fample",
        "=?utf-8?q?a?=@elsewhere.example",
        "a@=?utf-8?q?x?=.example",
        "a@localhost",
        "a@[127.0.0.1]",
        '"a b"@elsewhere.example',
        "a@b@elsewhere.example",
        "a@elsewhere.example\r\nBcc: all@elsewhere.example",
        "a" * 65 + "@elsewhere.example",
        "a@" + "x" * 64 + ".example",
        "a@" + "xxxxxxxxx." * 30 + "example",
        "a@" + "ü" * 300 + ".example",
        "",
    ],
)
async def test_an_address_that_no_mail_reaches_is_refused_when_it_is_typed(world: World, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        await opens(world, await stranger(world), "general", email=address)
    assert refused.value.field == "email"
    assert await mails_owed(world) == []


@pytest.mark.parametrize("claim", ["n/a", "a@b\r\nBcc: all@elsewhere.example", "\x01@elsewhere.example"])
async def test_who_has_no_usable_address_of_the_platforms_gives_one(world: World, claim: str) -> None:
    vera = (await arrives(world, with_claims(VERA, email=claim))).visitor
    with pytest.raises(Invalid) as refused:
        await opens(world, vera)
    assert refused.value.field == "email"
    assert (await opens(world, vera, email="vera@müller.example")).email == "vera@xn--mller-kva.example"


def test_addresses_of_people_are_taken() -> None:
    for address in ("vera@almaceramica.example", "o'neil+shop@a-b.example", "A_b.C@x.y.example", "1@2.example"):
        assert mail_address(address) == address
    assert mail_address(" Vera@BÜCHER.example ") == "Vera@xn--bcher-kva.example"
    assert mailbox("Ve.ra+shop@X.example") == mailbox("vera@x.example") == "vera@x.example"


async def test_a_ticket_remembers_that_nobody_has_vouched_for_its_address(world: World, vera: Visitor) -> None:
    strangers = await opens(world, await stranger(world), "general", email=VERA.email)
    assert (strangers.email_typed, (await opens(world, vera)).email_typed) == (True, False)
