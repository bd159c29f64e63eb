"""Tickets in the console over HTTP: what agents list, read and change."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import msgspec
import pytest

from chat_server.wire.outgoing_ways import TicketKinds
from chat_server.wire.tickets import Agents, ConsoleTicket, ConsoleTickets, LoggedCall, LoggedCalls, TicketView
from tests.support.browsers import Console, Merchant
from tests.support.people import JONAS, LUCIA, VERA
from tests.support.server import Chat, running_chat
from tests.web.test_tickets_api import opens


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat


@pytest.fixture
async def vera(chat: Chat) -> Merchant:
    return await chat.known(VERA)


@pytest.fixture
async def amir(chat: Chat) -> Console:
    return await chat.employ()


async def listed(console: Console, query: str = "") -> list[str]:
    found = (await console.call("GET", f"tickets?{query}")).of(ConsoleTickets)
    return [line.ticket_id for line in found.tickets]


async def post(console: Console, ticket_id: str, what: str, body: Mapping[str, object]) -> ConsoleTicket:
    return (await console.call("POST", f"tickets/{ticket_id}/{what}", body)).of(ConsoleTicket)


async def test_an_agent_finds_the_ticket_with_all_that_was_filled_in(vera: Merchant, amir: Console) -> None:
    opened = await opens(vera)
    found = (await amir.call("GET", f"tickets/{opened.ticket_id}")).of(ConsoleTicket)
    assert (found.ticket.reference, found.ticket.last_by, found.ticket.overdue) == (opened.reference, "contact", False)
    assert (found.ticket.contact.name, found.ticket.contact.verified) == (VERA.name, True)
    assert (found.email, found.moves) == (VERA.email, ("waiting_for_carrier", "waiting_for_merchant", "solved"))
    assert found.fields == opened.fields


async def test_answering_noting_and_moving_show_to_each_side_what_is_theirs(vera: Merchant, amir: Console) -> None:
    ticket_id = (await opens(vera)).ticket_id
    answer = {"client_id": "r-1", "text": "Which receiver?", "state": "waiting_for_merchant"}
    for _ in range(2):
        await post(amir, ticket_id, "replies", answer)
    noted = await post(amir, ticket_id, "notes", {"client_id": "n-1", "text": "Third one"})
    assert [entry.type for entry in noted.entries] == ["opened", "replied", "moved", "noted"]
    assert noted.entries[1].actor.id == amir.session.agent.id
    seen = (await vera.call("GET", f"tickets/{ticket_id}")).of(TicketView)
    assert [(entry.seq, entry.type) for entry in seen.entries] == [(1, "opened"), (2, "replied"), (3, "moved")]
    assert (seen.unread, seen.entries[1].actor.id, seen.entries[1].actor.name) == (2, None, "Amir")
    solved = await post(amir, ticket_id, "state", {"state": "solved"})
    assert (solved.ticket.state, solved.ticket.due_at, solved.moves) == ("solved", None, ("open",))
    refused = await amir.call("POST", f"tickets/{ticket_id}/state", {"state": "waiting_for_carrier"})
    assert "Possible: open" in refused.refused("conflict", 409).message


async def test_of_two_agents_who_take_a_ticket_one_gets_it(chat: Chat, vera: Merchant, amir: Console) -> None:
    lucia = await chat.employ(LUCIA, "Lucía")
    ticket_id = (await opens(vera)).ticket_id
    takes = [
        one.call("POST", f"tickets/{ticket_id}/assign", {"agent_id": one.session.agent.id}) for one in (amir, lucia)
    ]
    replies = await asyncio.gather(*takes)
    assert sorted(reply.status for reply in replies) == [200, 409]
    colleagues = (await amir.call("GET", "agents")).of(Agents).agents
    assert [(one.name, one.free) for one in colleagues] == [("Amir", None), ("Lucía", None)], "nobody is online"
    found = (await amir.call("GET", f"tickets/{ticket_id}")).of(ConsoleTicket)
    other = next(one for one in colleagues if found.ticket.agent and one.id != found.ticket.agent.id)
    given = {"agent_id": other.id, "instead_of": found.ticket.agent.id if found.ticket.agent else None}
    holder = (await post(amir, ticket_id, "assign", given)).ticket.agent
    assert holder is not None
    assert holder.id == other.id
    assert (await post(amir, ticket_id, "assign", {"agent_id": None, "instead_of": other.id})).ticket.agent is None


async def test_lists_are_filtered_and_come_page_by_page(chat: Chat, vera: Merchant, amir: Console) -> None:
    first = await opens(vera)
    jonas = await chat.known(JONAS)
    second = await opens(jonas, kind="general", fields={}, subject="Invoice 100%")
    await post(amir, second.ticket_id, "assign", {"agent_id": amir.session.agent.id})
    await post(amir, second.ticket_id, "state", {"state": "solved"})
    assert await listed(amir) == [second.ticket_id, first.ticket_id]
    assert await listed(amir, "state=unsolved") == [first.ticket_id]
    assert await listed(amir, "state=overdue") == []
    assert await listed(amir, "state=solved") == [second.ticket_id]
    assert await listed(amir, "kind=general") == [second.ticket_id]
    assert await listed(amir, "assignee=me") == [second.ticket_id]
    assert await listed(amir, "assignee=none") == [first.ticket_id]
    assert await listed(amir, "q=100%25") == [second.ticket_id]
    assert await listed(amir, f"q={first.reference.lower()}") == [first.ticket_id]
    found = (await amir.call("GET", "tickets")).of(ConsoleTickets)
    assert found.next is None
    newest = found.tickets[0]
    assert await listed(amir, f"before={newest.updated_at}~{newest.ticket_id}") == [first.ticket_id]


@pytest.mark.parametrize("query", ["state=lost", "assignee=you", "before=yesterday", "before=2026-03-02~x", "q=%00"])
async def test_a_wrong_filter_is_named(amir: Console, query: str) -> None:
    refusal = (await amir.call("GET", f"tickets?{query}")).refused("invalid", 400)
    assert refusal.field == query.split("=", maxsplit=1)[0]


async def test_an_agent_opens_a_ticket_from_a_chat(vera: Merchant, amir: Console) -> None:
    tab = await amir.tab()
    conversation_id = await vera.escalates("My vase is lost")
    await tab.ok("accept_conversation", conversation_id=conversation_id)
    body = {"kind": "investigation", "client_id": "t-1", "fields": {"carrier": "Iberpaq"}}
    opened = [
        (await amir.call("POST", f"conversations/{conversation_id}/ticket", body)).of(ConsoleTicket) for _ in range(2)
    ]
    assert opened[0].ticket.ticket_id == opened[1].ticket.ticket_id
    assert (opened[0].conversation_id, opened[0].ticket.subject) == (conversation_id, "My vase is lost")
    events = (await vera.call("GET", f"conversations/{conversation_id}/events")).body
    told = [one for one in msgspec.json.decode(events)["events"] if one["type"] == "ticket.opened"]
    assert [one["data"]["reference"] for one in told] == [opened[0].ticket.reference]


async def test_the_kinds_are_told_in_the_consoles_language(amir: Console) -> None:
    english, spanish = [
        (await amir.call("GET", f"ticket-kinds?locale={locale}")).of(TicketKinds).ticket_kinds
        for locale in ("en", "es")
    ]
    assert {kind.id for kind in english} >= {"investigation", "insurance_claim", "general", "callback", "meeting"}
    assert english[0].label != spanish[0].label


async def test_calls_are_logged_with_their_contact(vera: Merchant, amir: Console) -> None:
    assert vera.session.contact is not None
    path = f"contacts/{vera.session.contact.id}/calls"
    for _ in range(2):
        call = (await amir.call("POST", path, {"topic": "The vase", "client_id": "c-1"})).of(LoggedCall)
    assert (await amir.call("GET", path)).of(LoggedCalls).calls == (call,)
    (await amir.call("POST", "contacts/con_nobody/calls", {"topic": "The vase"})).refused("not_found", 404)
    assert (await amir.call("POST", path, {"topic": ""})).refused("invalid", 400).field == "topic"


async def test_nobody_gets_in_without_a_session_or_without_its_token(chat: Chat, vera: Merchant, amir: Console) -> None:
    ticket_id = (await opens(vera)).ticket_id
    reads = ("tickets", f"tickets/{ticket_id}", "agents", "ticket-kinds", "contacts/con_1/calls")
    writes = {
        f"tickets/{ticket_id}/replies": {"client_id": "r", "text": "Hi"},
        f"tickets/{ticket_id}/notes": {"client_id": "n", "text": "Hi"},
        f"tickets/{ticket_id}/state": {"state": "solved"},
        f"tickets/{ticket_id}/assign": {"agent_id": None},
        "conversations/cnv_1/ticket": {"kind": "general", "client_id": "c"},
        "contacts/con_1/calls": {"topic": "Hi"},
    }
    for path in reads:
        for headers in ({}, {"Authorization": f"Bearer {vera.token}"}):
            (await chat.call("GET", f"/api/console/{path}", headers=headers)).refused("unauthenticated", 401)
    for path, body in writes.items():
        headers = {"Cookie": amir.cookie}
        (await chat.call("POST", f"/api/console/{path}", body, headers=headers)).refused("unauthenticated", 401)
    found = (await amir.call("GET", f"tickets/{ticket_id}")).of(ConsoleTicket)
    assert [entry.type for entry in found.entries] == ["opened"]
