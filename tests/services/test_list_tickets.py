"""What merchants and agents see of tickets: what is new, which ones are found, and who wrote last."""

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.reference import reference_of
from chat_server.domain.ticket import TicketState
from chat_server.services.assign_ticket import assign_ticket
from chat_server.services.list_tickets import desk_ticket, list_tickets, own_ticket, own_tickets
from chat_server.services.mail_ports import Purpose
from chat_server.services.reply_to_ticket import (
    note_on_ticket,
)
from chat_server.services.ticket_by_link import linked_ticket
from chat_server.services.ticket_ports import TicketFilter
from tests.support.journeys import client_id
from tests.support.tickets import (
    answers,
    moves,
    opens,
    replies,
)
from tests.support.world import World


async def test_what_is_new_counts_until_the_merchant_looks(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)
    await answers(world, amir, ticket, state=TicketState.WAITING_FOR_MERCHANT)
    assert [own.unread for own in await own_tickets(world.ports, vera)] == [2]
    assert (await own_ticket(world.ports, vera, ticket.id)).unread == 2
    assert [own.unread for own in await own_tickets(world.ports, vera)] == [0]


async def test_who_answers_or_looks_by_the_mails_link_has_read_what_stood_there(
    world: World, vera: Visitor, amir: Agent
) -> None:
    ticket = await opens(world, vera)
    await answers(world, amir, ticket)
    await replies(world, vera, ticket)
    assert [own.unread for own in await own_tickets(world.ports, vera)] == [0]
    await answers(world, amir, ticket)
    token = await world.ports.mail.seals.seal(DEFAULT_SITE, Purpose.PAGE, ticket.reference)
    assert (await linked_ticket(world.ports, DEFAULT_SITE, token)).ticket.id == ticket.id
    assert [own.unread for own in await own_tickets(world.ports, vera)] == [0]


async def test_an_agent_sees_the_ticket_that_was_asked_for(world: World, vera: Visitor, amir: Agent) -> None:
    tickets = [await opens(world, vera) for _ in range(2)]
    for ticket in tickets:
        assert (await desk_ticket(world.ports, amir, ticket.id)).line.ticket.id == ticket.id


async def test_a_word_that_could_be_a_reference_is_looked_for_as_a_word(world: World, vera: Visitor) -> None:
    nobodys = reference_of(12345)
    ticket = await opens(world, vera, subject=f"About {nobodys}")
    found = await list_tickets(world.ports, TicketFilter(site_id=DEFAULT_SITE), nobodys)
    assert [line.ticket.id for line in found] == [ticket.id]


async def test_agents_find_tickets_by_words_reference_state_kind_and_whose_they_are(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    veras = await opens(world, vera, subject="Vase broken 100%")
    world.clock.advance(minutes=1)
    jonass = await opens(world, jonas, "general", "Invoice question")
    await assign_ticket(world.ports, amir, jonass.id, amir.id, None)
    await moves(world, amir, jonass, TicketState.SOLVED)

    async def found(query: str = "", **wanted: object) -> list[str]:
        asked = TicketFilter(site_id=amir.site_id, **wanted)  # type: ignore[arg-type] # its fields by name
        return [line.ticket.id for line in await list_tickets(world.ports, asked, query)]

    assert await found() == [jonass.id, veras.id]
    for query in ("vase", "BROKEN vase", "100%", "vera", "almaceramica", "rx123456789", veras.reference.lower()):
        assert await found(query) == [veras.id], query
    assert await found("vase invoice") == []
    assert await found("10_%") == []
    assert await found(states=(TicketState.SOLVED,)) == [jonass.id]
    assert await found(kind="investigation") == [veras.id]
    assert await found(agent_id=amir.id) == [jonass.id]
    assert await found(unassigned=True) == [veras.id]
    last = (await list_tickets(world.ports, TicketFilter(site_id=amir.site_id), ""))[0].ticket
    assert await found(before=(last.updated_at, last.id)) == [veras.id]


async def test_the_list_says_who_wrote_last(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)

    async def last_by() -> str:
        return (await desk_ticket(world.ports, amir, ticket.id)).line.last_by

    assert await last_by() == "contact"
    await answers(world, amir, ticket)
    await note_on_ticket(world.ports, amir, ticket.id, client_id(), "Waiting")
    assert await last_by() == "agent"
    await replies(world, vera, ticket)
    assert await last_by() == "contact"
