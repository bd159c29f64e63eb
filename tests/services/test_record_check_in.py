"""A check-in is written down once, by any agent of the site, and the next one follows from it."""

from datetime import date, timedelta

import msgspec
import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.check_in import CheckIn
from chat_server.domain.errors import Conflict, Invalid, NotFound
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.services.list_check_ins import PAGE, list_check_ins
from chat_server.services.plan_check_ins import plan_check_ins
from chat_server.services.record_check_in import record_check_in
from tests.support.people import JONAS, LUCIA, employ, merchant, with_claims
from tests.support.policies import CHECK_IN_DAYS, follow, small_policy, without_managers
from tests.support.world import World

BUSY = with_claims(JONAS, plan="business", account_manager="amir@parcelo.example")


@pytest.fixture
def world(world: World) -> World:
    return follow(world, small_policy())


@pytest.fixture
async def due(world: World) -> CheckIn:
    """Jonas's shop has grown: his first check-in is planned."""
    contact = (await merchant(world, BUSY)).contact
    assert contact is not None
    await plan_check_ins(world.ports, DEFAULT_SITE)
    found = await world.ports.check_ins.open_of(contact.id)
    assert found is not None
    return found


async def test_the_next_check_in_comes_after_the_plans_interval(world: World, due: CheckIn, amir: Agent) -> None:
    recorded = await record_check_in(world.ports, amir, due.id, "  Wants smaller boxes.  ")
    assert (recorded.done.notes, recorded.done.agent_id, recorded.done.done_at) == (
        "Wants smaller boxes.",
        amir.id,
        world.clock.now(),
    )
    following = recorded.following
    assert following is not None
    assert following.due_at.date() == (world.clock.now() + timedelta(days=CHECK_IN_DAYS)).date()
    assert await world.ports.check_ins.open_of(due.contact_id) == following


async def test_a_manager_may_choose_the_next_date(world: World, due: CheckIn, amir: Agent) -> None:
    recorded = await record_check_in(world.ports, amir, due.id, "Before the peak.", date(2026, 9, 14))
    assert recorded.following is not None
    assert recorded.following.due_at.date() == date(2026, 9, 14)


async def test_a_date_in_the_past_is_refused_and_nothing_is_written(world: World, due: CheckIn, amir: Agent) -> None:
    with pytest.raises(Invalid) as refused:
        await record_check_in(world.ports, amir, due.id, "Talked.", date(2026, 3, 1))
    assert refused.value.field == "next_due_on"
    assert await world.ports.check_ins.open_of(due.contact_id) == due


async def test_without_notes_nothing_was_agreed(world: World, due: CheckIn, amir: Agent) -> None:
    with pytest.raises(Invalid) as refused:
        await record_check_in(world.ports, amir, due.id, " \n ")
    assert refused.value.field == "notes"


async def test_sending_the_same_again_changes_nothing(world: World, due: CheckIn, amir: Agent) -> None:
    first = await record_check_in(world.ports, amir, due.id, "Talked.")
    world.clock.advance(minutes=1)
    assert await record_check_in(world.ports, amir, due.id, "Talked.") == first


async def test_what_a_colleague_wrote_down_is_not_overwritten(
    world: World, due: CheckIn, amir: Agent, lucia: Agent
) -> None:
    await record_check_in(world.ports, lucia, due.id, "In Amir's place.")
    for agent, notes in ((amir, "Talked."), (lucia, "Something else.")):
        with pytest.raises(Conflict):
            await record_check_in(world.ports, agent, due.id, notes)
    stored = await world.ports.check_ins.get(due.id)
    assert stored is not None
    assert (stored.agent_id, stored.notes) == (lucia.id, "In Amir's place.")


@pytest.mark.parametrize("check_in_id", ["chk_nobody", "", "chk\x00", "ñ"])
async def test_what_does_not_exist_cannot_be_written_down(world: World, amir: Agent, check_in_id: str) -> None:
    with pytest.raises(NotFound):
        await record_check_in(world.ports, amir, check_in_id, "Talked.")


async def test_another_sites_agent_neither_sees_nor_records_it(world: World, due: CheckIn) -> None:
    elsewhere = SiteId("another")
    await world.sites.ensure(elsewhere, world.clock.now())
    eva = await employ(world, "eva@elsewhere.example", "Eva", site_id=elsewhere)
    assert await list_check_ins(world.ports, eva, mine=False) == ()
    with pytest.raises(NotFound):
        await record_check_in(world.ports, eva, due.id, "Talked.")
    assert await world.ports.check_ins.open_of(due.contact_id) == due


async def test_after_the_plan_has_no_manager_any_more_none_follows(world: World, due: CheckIn, amir: Agent) -> None:
    follow(world, without_managers(world.ports.policy))
    recorded = await record_check_in(world.ports, amir, due.id, "Farewell.")
    assert recorded.following is None
    assert await world.ports.check_ins.open_of(due.contact_id) is None


async def test_the_list_has_the_earliest_first_and_says_what_is_overdue(
    world: World, due: CheckIn, amir: Agent
) -> None:
    for number in range(20):
        await merchant(world, msgspec.structs.replace(BUSY, sub=f"m-{number}", name=f"Shop {number}"))
    await plan_check_ins(world.ports, DEFAULT_SITE)
    world.clock.advance(days=45)
    listed = await list_check_ins(world.ports, amir, mine=True)
    moments = [one.owed.check_in.due_at for one in listed]
    assert len(listed) == 21
    assert moments == sorted(moments)
    assert {one.overdue for one in listed} == {True, False}
    assert [one.overdue for one in listed] == [moment.date() < world.clock.now().date() for moment in moments]
    assert due.id in [one.owed.check_in.id for one in listed], "its manager may have been reminded of it meanwhile"


async def test_mine_are_those_of_whom_i_am_the_manager(world: World, due: CheckIn, amir: Agent, lucia: Agent) -> None:
    assert lucia.email == LUCIA
    assert [one.owed.check_in for one in await list_check_ins(world.ports, amir, mine=True)] == [due]
    assert await list_check_ins(world.ports, lucia, mine=True) == ()
    (seen,) = await list_check_ins(world.ports, lucia, mine=False)
    assert (seen.owed.check_in, seen.owed.manager) == (due, await world.ports.agents.get(amir.id))


async def test_the_list_goes_on_where_the_page_ended(world: World, due: CheckIn, amir: Agent) -> None:
    for number in range(PAGE + 3):
        await merchant(world, msgspec.structs.replace(BUSY, sub=f"m-{number}"))
    await plan_check_ins(world.ports, DEFAULT_SITE)
    first = await list_check_ins(world.ports, amir, mine=True)
    last = first[-1].owed.check_in
    rest = await list_check_ins(world.ports, amir, mine=True, after=(last.due_at, last.id))
    ids = [one.owed.check_in.id for one in (*first, *rest)]
    assert (len(first), len(rest), len(set(ids))) == (PAGE, 4, PAGE + 4)
    assert due.id in ids
