"""Accounts of the console: made, changed and deactivated."""

import pytest

from chat_server.domain.agent import DEFAULT_CAPACITY, Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, Invalid, NotFound, Unauthenticated
from chat_server.domain.events import SYSTEM, ConversationQueued
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.access import agent_by_session
from chat_server.services.log_in import log_in
from chat_server.services.manage_agents import AgentWishes, add_agent, change_agent, deactivate_agent
from tests.support.journeys import active
from tests.support.people import ADDRESS, PASSWORD, current, session_of
from tests.support.verify import verify_action
from tests.support.world import World

BRAM = "bram@parcelo.example"
NEW = AgentWishes(name="Bram", password=PASSWORD)


async def test_a_new_account_may_log_in_and_is_offline(world: World) -> None:
    bram = await add_agent(world.ports, DEFAULT_SITE, BRAM, NEW)
    assert (await log_in(world.ports, DEFAULT_SITE, BRAM, PASSWORD, ADDRESS)).agent == bram
    assert (bram.name, bram.email, bram.admin, bram.languages, bram.capacity) == (
        "Bram",
        BRAM,
        False,
        (),
        DEFAULT_CAPACITY,
    )
    assert (bram.availability, bram.open_count, bram.active) == (Availability.OFFLINE, 0, True)


async def test_everything_may_be_said_at_once(world: World) -> None:
    wishes = AgentWishes(name="Bram", password=PASSWORD, admin=True, languages=("nl", "de"), capacity=7)
    bram = await add_agent(world.ports, DEFAULT_SITE, BRAM, wishes)
    assert (bram.admin, bram.languages, bram.capacity) == (True, ("nl", "de"), 7)
    assert await current(world, bram) == bram


async def test_an_e_mail_in_capitals_is_the_same_account(world: World) -> None:
    bram = await add_agent(world.ports, DEFAULT_SITE, "Bram@Parcelo.EXAMPLE", NEW)
    assert bram.email == BRAM
    for typed in ("Bram@Parcelo.EXAMPLE", BRAM, "BRAM@PARCELO.EXAMPLE"):
        assert (await log_in(world.ports, DEFAULT_SITE, typed, PASSWORD, ADDRESS)).agent == bram
    with pytest.raises(Conflict) as refused:
        await add_agent(world.ports, DEFAULT_SITE, BRAM.upper(), NEW)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("email", "wishes", "field"),
    [
        ("bram", NEW, "email"),
        ("", NEW, "email"),
        ("bram@", NEW, "email"),
        ("b ram@parcelo.example", NEW, "email"),
        ("bram@parcelo@example", NEW, "email"),
        (BRAM, AgentWishes(password=PASSWORD), "name"),
        (BRAM, AgentWishes(name="", password=PASSWORD), "name"),
        (BRAM, AgentWishes(name="Bram"), "password"),
        (BRAM, AgentWishes(name="Bram", password="seven77"), "password"),
        (BRAM, AgentWishes(name="Bram", password=PASSWORD, capacity=0), "capacity"),
        (BRAM, AgentWishes(name="Bram", password=PASSWORD, capacity=101), "capacity"),
    ],
)
async def test_what_cannot_be_an_account_is_refused(world: World, email: str, wishes: AgentWishes, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await add_agent(world.ports, DEFAULT_SITE, email, wishes)
    assert refused.value.field == field
    assert await world.ports.agents.listed(DEFAULT_SITE) == ()


@pytest.mark.parametrize(
    "wishes", [AgentWishes(password="eight888"), AgentWishes(capacity=1), AgentWishes(capacity=100)]
)
async def test_what_is_just_enough_is_accepted(world: World, amir: Agent, wishes: AgentWishes) -> None:
    assert (await change_agent(world.ports, DEFAULT_SITE, amir.email, wishes)).id == amir.id


async def test_only_what_is_said_changes(world: World, lucia: Agent) -> None:
    changed = await change_agent(world.ports, DEFAULT_SITE, lucia.email.upper(), AgentWishes(capacity=9, admin=True))
    assert (changed.name, changed.languages, changed.capacity, changed.admin) == ("Lucía", ("es", "en"), 9, True)
    cleared = await change_agent(world.ports, DEFAULT_SITE, lucia.email, AgentWishes(languages=(), admin=False))
    assert (cleared.languages, cleared.capacity, cleared.admin) == ((), 9, False)


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        (AgentWishes(password="short"), "password"),
        (AgentWishes(capacity=0), "capacity"),
        (AgentWishes(name=""), "name"),
    ],
)
async def test_a_change_for_the_worse_is_refused(world: World, amir: Agent, wishes: AgentWishes, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await change_agent(world.ports, DEFAULT_SITE, amir.email, wishes)
    assert refused.value.field == field
    assert await current(world, amir) == amir


async def test_a_new_password_ends_all_sessions_and_the_old_one(world: World, amir: Agent, lucia: Agent) -> None:
    token, lucias = await session_of(world, amir), await session_of(world, lucia)
    await change_agent(world.ports, DEFAULT_SITE, amir.email, AgentWishes(password="orange grove"))
    with pytest.raises(Unauthenticated):
        await agent_by_session(world.ports, token)
    with pytest.raises(Unauthenticated):
        await log_in(world.ports, DEFAULT_SITE, amir.email, PASSWORD, ADDRESS)
    assert (await log_in(world.ports, DEFAULT_SITE, amir.email, "orange grove", ADDRESS)).agent.id == amir.id
    assert (await agent_by_session(world.ports, lucias)).id == lucia.id


async def test_any_other_change_keeps_the_sessions(world: World, amir: Agent) -> None:
    token = await session_of(world, amir)
    await change_agent(world.ports, DEFAULT_SITE, amir.email, AgentWishes(name="Amir Haddad"))
    assert (await agent_by_session(world.ports, token)).name == "Amir Haddad"


async def test_a_deactivated_account_is_offline_and_out_and_a_change_brings_it_back(world: World, amir: Agent) -> None:
    token = await session_of(world, amir)
    gone = await deactivate_agent(world.ports, DEFAULT_SITE, amir.email.upper())
    assert (gone.active, gone.availability) == (False, Availability.OFFLINE)
    with pytest.raises(Unauthenticated):
        await agent_by_session(world.ports, token)
    with pytest.raises(Unauthenticated):
        await log_in(world.ports, DEFAULT_SITE, amir.email, PASSWORD, ADDRESS)
    assert (await change_agent(world.ports, DEFAULT_SITE, amir.email, AgentWishes())).active
    with pytest.raises(Unauthenticated):
        await agent_by_session(world.ports, token)
    assert (await log_in(world.ports, DEFAULT_SITE, amir.email, PASSWORD, ADDRESS)).agent.active


async def test_the_chats_of_a_deactivated_agent_wait_again_where_they_stood(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent, lucia: Agent
) -> None:
    veras, jonass = await active(world, vera, amir), await active(world, jonas, lucia)
    world.published.clear()
    await deactivate_agent(world.ports, DEFAULT_SITE, amir.email)
    stored = await verify_action(world, veras.id)
    assert (stored.status, stored.agent_id, stored.queued_at) == (Status.QUEUED, None, veras.queued_at)
    (told,) = world.published.events
    assert (told.data, told.actor) == (ConversationQueued(reason="agent_left"), SYSTEM)
    assert (await verify_action(world, jonass.id)).agent_id == lucia.id


async def test_an_account_that_does_not_exist_is_not_changed(world: World) -> None:
    with pytest.raises(NotFound, match="agent add"):
        await change_agent(world.ports, DEFAULT_SITE, BRAM, AgentWishes(name="Bram"))
    with pytest.raises(NotFound):
        await deactivate_agent(world.ports, DEFAULT_SITE, BRAM)
