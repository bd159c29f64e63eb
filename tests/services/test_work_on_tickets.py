"""Working on tickets: both sides write in one thread, agents note, move and assign, and merchants hear by mail."""

import asyncio
from datetime import timedelta

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Conflict, Invalid, NotFound, RateLimited
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.ticket import Noted, Replied, TicketState
from chat_server.services.assign_ticket import assign_ticket
from chat_server.services.list_tickets import desk_ticket, list_tickets, own_ticket
from chat_server.services.log_call import log_call, logged_calls
from chat_server.services.manage_agents import deactivate_agent
from chat_server.services.move_ticket import move_ticket
from chat_server.services.remind_of_tickets import remind_of_tickets
from chat_server.services.reply_to_ticket import (
    TicketReply,
    answer_ticket,
    note_from_mail,
    note_on_ticket,
    reply_for_merchant,
    reply_to_ticket,
)
from chat_server.services.ticket_ports import TicketFilter
from tests.support.journeys import client_id
from tests.support.people import VERA, employ, stranger
from tests.support.tickets import (
    answers,
    entry_types,
    mails_owed,
    moves,
    opens,
    replies,
    thread_of,
    verify_ticket,
)
from tests.support.world import LIMITS, World

OTHER = SiteId("other")


async def kinds_owed(world: World) -> list[str]:
    return [told.kind for told in await mails_owed(world)]


async def foreigner(world: World) -> Agent:
    """An agent of another site on the same server."""
    await world.sites.ensure(OTHER, world.clock.now())
    return await employ(world, "eve@elsewhere.example", "Eve", site_id=OTHER)


async def test_the_agent_asks_back_the_merchant_answers_and_it_is_solved(
    world: World, vera: Visitor, amir: Agent
) -> None:
    ticket = await opens(world, vera)
    world.clock.advance(hours=1)
    asked = await answers(world, amir, ticket, "Which receiver?", TicketState.WAITING_FOR_MERCHANT)
    assert asked.state is TicketState.WAITING_FOR_MERCHANT
    world.clock.advance(hours=1)
    assert (await replies(world, vera, ticket)).state is TicketState.OPEN
    world.clock.advance(hours=1)
    solved = await answers(world, amir, ticket, "Found at the neighbour's.", TicketState.SOLVED)
    assert (solved.state, solved.solved_at) == (TicketState.SOLVED, world.clock.now())
    seen = await own_ticket(world.ports, vera, ticket.id)
    assert entry_types(seen.entries) == ["opened", "replied", "moved", "replied", "moved", "replied", "moved"]
    assert await kinds_owed(world) == ["ticket_opened", "ticket_replied", "ticket_solved"]


async def test_a_merchants_word_opens_what_was_solved(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)
    await moves(world, amir, ticket, TicketState.SOLVED)
    world.clock.advance(days=30)
    again = await replies(world, vera, ticket, "It is not here.")
    assert (again.state, again.solved_at) == (TicketState.OPEN, None)
    assert again.due_at == world.clock.now() + timedelta(days=5)
    world.clock.advance(days=1)
    await moves(world, amir, ticket, TicketState.SOLVED)
    assert (await moves(world, amir, ticket, TicketState.OPEN)).due_at == world.clock.now() + timedelta(days=5)


async def test_every_change_is_mailed_once_also_when_it_is_sent_again(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)
    said = TicketReply(client_id="c-1", text="We asked the carrier", state=TicketState.WAITING_FOR_CARRIER)
    both = await asyncio.gather(*(answer_ticket(world.ports, amir, ticket.id, said) for _ in range(2)))
    assert {one.replayed for one in both} == {True, False}
    for _ in range(2):
        await move_ticket(world.ports, amir, ticket.id, TicketState.WAITING_FOR_CARRIER)
    assert entry_types(await thread_of(world, ticket)) == ["opened", "replied", "moved"]
    assert await kinds_owed(world) == ["ticket_opened", "ticket_replied"]
    with pytest.raises(Conflict):
        await answer_ticket(world.ports, amir, ticket.id, TicketReply(client_id="c-1", text="Something else"))


async def test_a_note_stays_inside_and_changes_nothing_that_the_merchant_sees(
    world: World, vera: Visitor, amir: Agent
) -> None:
    ticket = await opens(world, vera)
    before = await own_ticket(world.ports, vera, ticket.id)
    world.clock.advance(hours=1)
    for _ in range(2):
        await note_on_ticket(world.ports, amir, ticket.id, "n-1", "Third one this week")
    await assign_ticket(world.ports, amir, ticket.id, amir.id, None)
    await verify_ticket(world, ticket.id)
    after = await own_ticket(world.ports, vera, ticket.id)
    assert (after.entries, after.unread, after.ticket.updated_at) == (before.entries, 0, before.ticket.updated_at)
    assert entry_types((await desk_ticket(world.ports, amir, ticket.id)).entries) == ["opened", "noted", "assigned"]
    assert await kinds_owed(world) == ["ticket_opened"]


async def test_of_two_agents_who_take_a_ticket_one_gets_it(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    ticket = await opens(world, vera)
    taking = (assign_ticket(world.ports, agent, ticket.id, agent.id, None) for agent in (amir, lucia))
    results = await asyncio.gather(*taking, return_exceptions=True)
    lost = [result for result in results if isinstance(result, Conflict)]
    assert len(lost) == 1
    holder = (await verify_ticket(world, ticket.id)).agent_name
    assert f"{holder} has this ticket by now" in lost[0].message
    assert entry_types(await thread_of(world, ticket)).count("assigned") == 1


async def test_tickets_are_given_to_colleagues_who_are_there(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    ticket = await opens(world, vera)
    await assign_ticket(world.ports, amir, ticket.id, lucia.id, None)
    assert (await verify_ticket(world, ticket.id)).agent_name == "Lucía"
    foreign = await foreigner(world)
    await deactivate_agent(world.ports, lucia.site_id, lucia.email)
    for nobody in (foreign.id, lucia.id, "agt_nobody", "agt\x00"):
        with pytest.raises(Invalid) as refused:
            await assign_ticket(world.ports, amir, (await opens(world, vera)).id, nobody, None)
        assert refused.value.field == "agent_id"
    await assign_ticket(world.ports, amir, ticket.id, None, lucia.id)
    assert (await verify_ticket(world, ticket.id)).agent_id is None


async def test_other_merchants_and_other_sites_find_no_ticket(world: World, vera: Visitor, jonas: Visitor) -> None:
    ticket = await opens(world, vera)
    foreign, nobody = await foreigner(world), await stranger(world)
    reply, own = TicketReply(client_id="c-1", text="Hello"), (await opens(world, jonas)).id
    attempts = [
        *(own_ticket(world.ports, visitor, ticket.id) for visitor in (jonas, nobody)),
        *(reply_to_ticket(world.ports, visitor, ticket.id, reply) for visitor in (jonas, nobody)),
        desk_ticket(world.ports, foreign, ticket.id),
        answer_ticket(world.ports, foreign, ticket.id, reply),
        note_on_ticket(world.ports, foreign, ticket.id, "c-2", "Hm"),
        move_ticket(world.ports, foreign, ticket.id, TicketState.SOLVED),
        assign_ticket(world.ports, foreign, ticket.id, foreign.id, None),
        own_ticket(world.ports, vera, "tic_unknown"),
        own_ticket(world.ports, vera, f"{own}\x00"),
    ]
    said = set()
    for attempt in attempts:
        with pytest.raises(NotFound) as refused:
            await attempt
        said.add(refused.value.message)
    assert len(said) == 1
    assert entry_types(await thread_of(world, ticket)) == ["opened"]
    assert await list_tickets(world.ports, TicketFilter(site_id=OTHER), "") == ()


async def test_the_agents_lists_hear_of_every_change(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)
    for change in (
        note_on_ticket(world.ports, amir, ticket.id, client_id(), "Known receiver"),
        move_ticket(world.ports, amir, ticket.id, TicketState.SOLVED),
        reply_to_ticket(world.ports, vera, ticket.id, TicketReply(client_id(), "Not yet")),
        assign_ticket(world.ports, amir, ticket.id, amir.id, None),
    ):
        world.published.clear()
        await change
        assert world.published.lists == [DEFAULT_SITE]
    world.published.clear()
    await move_ticket(world.ports, amir, ticket.id, TicketState.OPEN)  # it is
    assert world.published.lists == []


async def test_nobody_writes_faster_than_people_do(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)
    said = TicketReply("c-1", "Hello")
    for _ in range(LIMITS["messages"].burst):
        await move_ticket(world.ports, amir, ticket.id, TicketState.OPEN)
        await reply_to_ticket(world.ports, vera, ticket.id, said)
    for attempt in (
        answer_ticket(world.ports, amir, ticket.id, said),
        note_on_ticket(world.ports, amir, ticket.id, "c-2", "Hello"),
        move_ticket(world.ports, amir, ticket.id, TicketState.OPEN),
        assign_ticket(world.ports, amir, ticket.id, amir.id, None),
        log_call(world.ports, amir, vera.owner_id, "Hello", None),
        reply_to_ticket(world.ports, vera, ticket.id, said),
    ):
        with pytest.raises(RateLimited):
            await attempt


async def test_an_answer_by_mail_is_the_merchants_word_and_comes_once(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)
    await answers(world, amir, ticket, state=TicketState.WAITING_FOR_MERCHANT)
    said = TicketReply(client_id="mail-1", text="The neighbour")
    for _ in range(2):
        await reply_for_merchant(world.ports, ticket, said, by_mail=True)
    await note_from_mail(world.ports, ticket, "mail-2", "Somebody else: it is mine")
    stored = await verify_ticket(world, ticket.id)
    assert stored.state is TicketState.OPEN
    thread = await thread_of(world, ticket)
    assert entry_types(thread)[3:] == ["replied", "moved", "noted"]
    answer, strange = thread[3], thread[5]
    assert answer.data == Replied(text="The neighbour", by_mail=True)
    assert (answer.actor.id, answer.actor.name) == (vera.owner_id, VERA.name)
    assert strange.data == Noted(text="Somebody else: it is mine", by_mail=True)


async def test_who_lets_us_wait_is_reminded_once(world: World, vera: Visitor, amir: Agent) -> None:
    ticket = await opens(world, vera)
    world.clock.advance(minutes=1)
    await moves(world, amir, ticket, TicketState.WAITING_FOR_MERCHANT)
    kind = world.ports.policy.ticket_kind("investigation")
    assert kind is not None
    assert kind.remind_after_days is not None
    assert await remind_of_tickets(world.ports, amir.site_id) == 0
    world.clock.advance(days=kind.remind_after_days)
    reminded = await asyncio.gather(*(remind_of_tickets(world.ports, amir.site_id) for _ in range(2)))
    assert sum(reminded) == 1
    await verify_ticket(world, ticket.id)
    world.clock.advance(days=30)
    assert await remind_of_tickets(world.ports, amir.site_id) == 0
    assert await kinds_owed(world) == ["ticket_opened", "ticket_moved", "ticket_reminder"]


async def test_a_logged_call_says_who_when_and_about_what(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    first = await log_call(world.ports, amir, vera.owner_id, " Where is the vase? ", "c-1")
    world.clock.advance(minutes=5)
    assert await log_call(world.ports, amir, vera.owner_id, "Where is the vase?", "c-1") == first
    second = await log_call(world.ports, amir, vera.owner_id, "Thanks", None)
    assert await logged_calls(world.ports, amir, vera.owner_id) == (second, first)
    assert (first.agent.name, first.topic) == ("Amir", "Where is the vase?")
    with pytest.raises(Conflict):
        await log_call(world.ports, amir, jonas.owner_id, "Where is the vase?", "c-1")
    for nobody in ("con_nobody", (await stranger(world)).id):
        with pytest.raises(NotFound):
            await log_call(world.ports, amir, nobody, "Hello", None)
    with pytest.raises(NotFound):
        await logged_calls(world.ports, await foreigner(world), vera.owner_id)
