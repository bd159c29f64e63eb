"""What the agents' list of tickets finds, in which order, and what it costs."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine, event

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import DEFAULT_SITE, SiteId, TicketId
from chat_server.domain.ticket import OURS, TicketState
from chat_server.services.ticket_ports import TicketFilter
from tests.support.people import JONAS, VERA, arrives, stranger
from tests.support.tickets import LOST, answers, moves, opens, replies
from tests.support.world import World

EVERYTHING = TicketFilter(site_id=DEFAULT_SITE)


async def found(world: World, wanted: TicketFilter = EVERYTHING) -> list[TicketId]:
    return [line.ticket.id for line in await world.ports.tickets.listed(wanted)]


async def mentioning(world: World, *words: str) -> list[TicketId]:
    return await found(world, msgspec.structs.replace(EVERYTHING, words=words))


async def test_words_are_looked_for_in_all_that_was_written_about_a_ticket(world: World, vera: Visitor) -> None:
    toms = await opens(
        world,
        await stranger(world),
        subject="100% lost_parcel",
        fields={**LOST, "tracking_number": "TH77"},
        email="Tom@OakAndWool.example",
        name="Tom Hale",
    )
    veras = await opens(world, vera)
    for word in ("100%", "LOST_P", "th77", "oakandwool", "hale", toms.reference[-5:].lower()):
        assert await mentioning(world, word) == [toms.id], word
    assert await mentioning(world, "molina") == [veras.id]
    assert await mentioning(world, "hale", "th77") == [toms.id]
    assert await mentioning(world, "hale", "molina") == []
    assert await mentioning(world, "l_st") == []  # a sign as any other


async def test_a_contact_is_found_by_the_name_of_today(world: World, vera: Visitor) -> None:
    ticket = await opens(world, vera)
    await arrives(world, msgspec.structs.replace(VERA, name="Vera Ortiz", iat=VERA.iat + 1))
    assert await mentioning(world, "ortiz") == [ticket.id]
    (line,) = await world.ports.tickets.listed(EVERYTHING)
    assert line.contact is not None
    assert line.contact.name == "Vera Ortiz"


async def test_tickets_of_the_same_moment_come_once_each_page_by_page(world: World, vera: Visitor) -> None:
    together = sorted([(await opens(world, vera)).id for _ in range(5)], reverse=True)
    assert await found(world) == together
    paged: list[TicketId] = []
    wanted = msgspec.structs.replace(EVERYTHING, limit=2)
    while page := await found(world, wanted):
        paged += page
        wanted = msgspec.structs.replace(wanted, before=(world.clock.now(), page[-1]))
    assert paged == together


async def test_who_wrote_last_is_told_whatever_happened_since(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)

    async def last_by() -> str:
        (line,) = await world.ports.tickets.listed(EVERYTHING)
        return line.last_by

    assert await last_by() == "contact"
    await answers(world, amir, ticket)
    await moves(world, amir, ticket, TicketState.WAITING_FOR_MERCHANT)
    assert await last_by() == "agent"
    await replies(world, vera, ticket)
    await moves(world, amir, ticket, TicketState.SOLVED)
    assert await last_by() == "contact"


async def test_overdue_is_what_we_promised_by_now(world: World, vera: Visitor, amir: Agent) -> None:
    late, waiting, solved = [await opens(world, vera) for _ in range(3)]
    await moves(world, amir, waiting, TicketState.WAITING_FOR_MERCHANT)
    await moves(world, amir, solved, TicketState.SOLVED)
    assert late.due_at is not None

    async def overdue(since: timedelta) -> list[TicketId]:
        due_until = late.due_at + since if late.due_at else None
        return await found(world, msgspec.structs.replace(EVERYTHING, states=OURS, due_until=due_until))

    assert await overdue(timedelta(seconds=-1)) == []
    assert await overdue(timedelta()) == [late.id]


async def test_other_sites_have_other_tickets(world: World, vera: Visitor) -> None:
    await opens(world, vera)
    assert await found(world, TicketFilter(site_id=SiteId("other"))) == []


@pytest.mark.parametrize("count", [1, 7])
async def test_a_page_takes_two_statements_however_long_it_is(world: World, vera: Visitor, count: int) -> None:
    jonas = (await arrives(world, JONAS)).visitor
    for number in range(count):
        await opens(world, (vera, jonas)[number % 2])
    asked: list[str] = []

    def note(*statement: object) -> None:
        asked.append(str(statement[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert len(await found(world)) == count
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([one for one in asked if one.startswith("SELECT")]) == 2
