"""The check-ins' doors: agents of the site see what is due and write down what was agreed; nobody else gets in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from chat_server.adapters.sql.sites import SqlSites
from chat_server.domain.events import AgentRef
from chat_server.domain.ids import DEFAULT_SITE, AgentId, SiteId
from chat_server.domain.plan import Plan
from chat_server.services.import_contacts import import_contacts
from chat_server.services.log_in import log_in
from chat_server.services.manage_agents import AgentWishes, add_agent
from chat_server.services.plan_check_ins import plan_check_ins
from chat_server.web.keys import PORTS
from chat_server.wire.check_ins import CheckInRecorded, CheckIns, CheckInView
from tests.support.browsers import Console
from tests.support.people import ADDRESS, AMIR, JONAS, LUCIA, PASSWORD
from tests.support.policies import small_policy
from tests.support.server import Chat, running_chat

PAULA = msgspec.structs.replace(
    JONAS, name="Paula Stern", plan=Plan("business"), account_manager=AMIR, attributes={"shop_size": "40 people"}
)
NOTES = {"notes": "Wants smaller boxes."}


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    """A server whose Business merchants have a check-in every quarter; Paula's first one is planned."""
    async with running_chat(migrated_file, tmp_path) as chat:
        chat.ports = replace(chat.ports, policy=small_policy())
        chat.app._state[PORTS] = chat.ports  # the running server is frozen
        await chat.known(PAULA)
        await plan_check_ins(chat.ports, DEFAULT_SITE)
        yield chat


async def listed(console: Console, query: str = "") -> CheckIns:
    return (await console.call("GET", f"check-ins?{query}")).of(CheckIns)


async def only(console: Console) -> CheckInView:
    (one,) = (await listed(console)).check_ins
    return one


async def test_a_manager_sees_who_is_due_with_what_is_known(chat: Chat) -> None:
    amir = await chat.employ()
    found = (await listed(amir, "mine=1")).check_ins
    assert [(one.contact.name, one.contact.plan, one.contact.attributes) for one in found] == [
        ("Paula Stern", "business", {"shop_size": "40 people"})
    ]
    assert found[0].manager == AgentRef(id=AgentId(amir.session.agent.id), name="Amir")
    assert (found[0].overdue, found[0].last_notes, found[0].summary.chats) == (False, None, 0)


async def test_mine_leaves_out_what_others_manage(chat: Chat) -> None:
    lucia = await chat.employ(LUCIA, "Lucía")
    assert (await listed(lucia, "mine=1")).check_ins == ()
    (seen,) = (await listed(lucia)).check_ins
    assert (seen.contact.name, seen.manager) == ("Paula Stern", None)


async def test_what_was_agreed_stands_in_the_next_check_in(chat: Chat) -> None:
    amir = await chat.employ()
    first = await only(amir)
    done = (await amir.call("POST", f"check-ins/{first.check_in_id}", NOTES)).of(CheckInRecorded)
    following = await only(amir)
    assert (following.last_notes, following.due_at) == (NOTES["notes"], done.next_due_at)
    assert following.check_in_id != first.check_in_id
    assert following.summary.since == done.done_at


async def test_the_manager_chooses_the_next_day(chat: Chat) -> None:
    amir = await chat.employ()
    first = await only(amir)
    day = (chat.clock.now() + timedelta(days=30)).date().isoformat()
    body = NOTES | {"next_due_on": day}
    done = (await amir.call("POST", f"check-ins/{first.check_in_id}", body)).of(CheckInRecorded)
    assert (done.next_due_at or "")[:10] == day


async def test_sending_it_twice_writes_it_down_once(chat: Chat) -> None:
    amir, lucia = await chat.employ(), await chat.employ(LUCIA, "Lucía")
    path = f"check-ins/{(await only(amir)).check_in_id}"
    first = (await amir.call("POST", path, NOTES)).of(CheckInRecorded)
    assert (await amir.call("POST", path, NOTES)).of(CheckInRecorded) == first
    (await lucia.call("POST", path, NOTES)).refused("conflict", 409)
    assert len((await listed(amir)).check_ins) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "notes"),
        ({"notes": " "}, "notes"),
        ({"notes": "x\x00"}, "notes"),
        (NOTES | {"next_due_on": "2026-13-01"}, "next_due_on"),
        (NOTES | {"next_due_on": "soon"}, "next_due_on"),
        (NOTES | {"next_due_on": "2020-01-01"}, "next_due_on"),
        (NOTES | {"agent_id": "agt_1"}, "agent_id"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(chat: Chat, body: dict[str, object], field: str) -> None:
    amir = await chat.employ()
    reply = await amir.call("POST", f"check-ins/{(await only(amir)).check_in_id}", body)
    assert reply.refused("invalid", 400).field == field
    assert (await only(amir)).last_notes is None


async def test_who_is_not_logged_in_sees_and_changes_nothing(chat: Chat) -> None:
    amir = await chat.employ()
    path = f"check-ins/{(await only(amir)).check_in_id}"
    (await chat.call("GET", "/api/console/check-ins")).refused("unauthenticated", 401)
    (await chat.call("POST", f"/api/console/{path}", NOTES)).refused("unauthenticated", 401)
    merchant = await chat.known(PAULA)
    (await chat.call("GET", "/api/console/check-ins", token=merchant.token)).refused("unauthenticated", 401)
    forged = {"Cookie": amir.cookie, "X-CSRF-Token": "wrong"}
    (await chat.call("POST", f"/api/console/{path}", NOTES, headers=forged)).refused("unauthenticated", 401)
    assert (await only(amir)).last_notes is None


async def test_another_sites_agent_finds_nothing(chat: Chat) -> None:
    amir = await chat.employ()
    elsewhere = SiteId("another")
    await SqlSites(chat.database).ensure(elsewhere, chat.clock.now())
    await add_agent(chat.ports, elsewhere, "eva@elsewhere.example", AgentWishes(name="Eva", password=PASSWORD))
    opened = await log_in(chat.ports, elsewhere, "eva@elsewhere.example", PASSWORD, ADDRESS)
    cookie = f"chat_agent={opened.session_token}"
    reply = await chat.call("GET", "/api/console/session", headers={"Cookie": cookie})
    eva = Console(chat, cookie, reply.of(type(amir.session)))
    assert (await listed(eva)).check_ins == ()
    path = f"check-ins/{(await only(amir)).check_in_id}"
    (await eva.call("POST", path, NOTES)).refused("not_found", 404)
    (await eva.call("POST", "check-ins/chk_none", NOTES)).refused("not_found", 404)
    assert (await only(amir)).last_notes is None


async def test_a_long_list_comes_page_by_page(chat: Chat) -> None:
    amir = await chat.employ()
    people: list[dict[str, object]] = [{"sub": f"m-{number}", "iat": 1, "plan": "business"} for number in range(70)]
    await import_contacts(chat.ports, DEFAULT_SITE, people)
    await plan_check_ins(chat.ports, DEFAULT_SITE)
    first = await listed(amir)
    assert first.next is not None
    second = await listed(amir, f"after={first.next.replace('+', '%2B')}")
    assert (len(first.check_ins), len(second.check_ins), second.next) == (50, 21, None)
    assert len({one.check_in_id for one in (*first.check_ins, *second.check_ins)}) == 71


@pytest.mark.parametrize("query", ["mine=yes", "after=x", "after=2026-01-01~chk_1", "after=2026-01-01T00:00:00Z~%00"])
async def test_a_query_that_makes_no_sense_is_refused(chat: Chat, query: str) -> None:
    amir = await chat.employ()
    (await amir.call("GET", f"check-ins?{query}")).refused("invalid", 400)
