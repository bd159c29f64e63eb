"""Accounts of the console, their sessions and their presence."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, update

from chat_server.adapters.sql.tables import agent, agent_session
from chat_server.domain.agent import Agent, Availability
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import DEFAULT_SITE, AgentId, SiteId
from chat_server.services.set_availability import set_availability
from chat_server.services.stored import Strength
from tests.support.people import AMIR, LUCIA, current, employ, stranger
from tests.support.stored import held_by, starts
from tests.support.world import World

TOMORROW = timedelta(days=1)


async def test_an_account_is_stored_as_it_was_made(world: World) -> None:
    lucia = await employ(world, LUCIA, "Lucía", languages=("es", "en"), capacity=7, admin=True, online=False)
    assert await world.ports.agents.get(lucia.id) == lucia
    known = await world.ports.agents.credentials(DEFAULT_SITE, LUCIA)
    assert known is not None
    assert known[0] == lucia
    assert known[1].startswith("$argon2id$")


async def test_an_e_mail_has_one_account_on_a_site(world: World, amir: Agent) -> None:
    with pytest.raises(Conflict) as refused:
        await employ(world, amir.email, "Another Amir")
    assert refused.value.field == "email"


async def test_an_unknown_account_is_none(world: World, amir: Agent) -> None:
    agents = world.ports.agents
    assert await agents.get(AgentId("agt_nobody")) is None
    assert await agents.credentials(DEFAULT_SITE, "nobody@parcelo.example") is None
    assert await agents.credentials(SiteId("another"), amir.email) is None
    with pytest.raises(NotFound):
        await agents.update(AgentId("agt_nobody"), name="Nobody")


async def test_only_what_is_named_changes(world: World, lucia: Agent) -> None:
    changed = await world.ports.agents.update(lucia.id, name="Lucía Pérez", languages=(), active=False)
    assert changed == msgspec.structs.replace(lucia, name="Lucía Pérez", languages=(), active=False)
    assert await world.ports.agents.update(lucia.id) == changed
    again = await world.ports.agents.update(lucia.id, admin=True, capacity=9)
    assert again == msgspec.structs.replace(changed, admin=True, capacity=9)


async def test_availability_is_what_the_agent_chose(world: World, amir: Agent, lucia: Agent) -> None:
    changed = await world.ports.agents.set_availability(amir.id, Availability.AWAY)
    assert changed.availability is Availability.AWAY
    assert (await current(world, amir)).availability is Availability.AWAY
    assert (await current(world, lucia)).availability is Availability.ONLINE


async def strength(world: World) -> Strength:
    return await world.ports.agents.strength(DEFAULT_SITE, world.clock.now())


async def test_who_is_there_counts_with_all_places(world: World, amir: Agent) -> None:
    await employ(world, LUCIA, "Lucía", capacity=2)
    await held_by(world, await starts(world, await stranger(world)), amir)
    assert await strength(world) == Strength(agents=2, places=6, free_places=5)


async def test_an_agent_with_more_chats_than_places_takes_none_from_the_others(world: World, amir: Agent) -> None:
    busy = await employ(world, LUCIA, "Lucía", capacity=1)
    await world.database.write(
        lambda connection: connection.execute(update(agent).where(agent.c.id == busy.id).values(open_count=3)).rowcount
    )
    assert await strength(world) == Strength(agents=2, places=amir.capacity + 1, free_places=amir.capacity)


async def test_who_is_away_offline_or_gone_does_not_count(world: World, amir: Agent, lucia: Agent) -> None:
    offline = await employ(world, "bram@parcelo.example", "Bram", online=False)
    await world.ports.agents.set_availability(amir.id, Availability.AWAY)
    await world.ports.agents.update(lucia.id, active=False)
    assert offline.active
    assert await strength(world) == Strength(agents=0, places=0, free_places=0)
    assert await world.ports.agents.strength(SiteId("another"), world.clock.now()) == Strength(0, 0, 0)


async def test_presence_runs_out_unless_it_is_renewed(world: World, amir: Agent, lucia: Agent) -> None:
    world.clock.advance(seconds=30)
    await world.ports.agents.renew_presence([amir.id], world.clock.now() + timedelta(seconds=60))
    world.clock.advance(seconds=30)
    assert lucia.availability is Availability.ONLINE
    assert (await strength(world)).agents == 1
    world.clock.advance(seconds=30)
    assert (await strength(world)).agents == 0


async def test_a_session_is_found_by_its_token_until_it_expires(world: World, amir: Agent) -> None:
    agents, now = world.ports.agents, world.clock.now()
    await agents.add_session(amir.id, "amirs token", now, now + TOMORROW)
    assert await agents.by_session("amirs token", now) == amir
    assert await agents.by_session("amirs token", now + TOMORROW - timedelta(milliseconds=1)) == amir
    assert await agents.by_session("amirs token", now + TOMORROW) is None
    for wrong in ("", "another token", "half a character \ud800"):
        assert await agents.by_session(wrong, now) is None


async def test_a_deactivated_account_has_no_session(world: World, amir: Agent) -> None:
    agents, now = world.ports.agents, world.clock.now()
    await agents.add_session(amir.id, "amirs token", now, now + TOMORROW)
    await agents.update(amir.id, active=False)
    assert await agents.by_session("amirs token", now) is None


async def test_sessions_end_one_by_one_or_all_at_once(world: World, amir: Agent, lucia: Agent) -> None:
    agents, now = world.ports.agents, world.clock.now()
    for owner, token in ((amir, "laptop"), (amir, "phone"), (amir, "desk"), (lucia, "lucias")):
        await agents.add_session(owner.id, token, now, now + TOMORROW)
    await agents.end_session("laptop")
    assert await agents.by_session("laptop", now) is None
    assert await agents.by_session("phone", now) == amir
    await agents.end_sessions_of(amir.id)
    assert await agents.by_session("phone", now) is None
    assert await agents.by_session("lucias", now) == lucia


async def test_tokens_are_stored_hashed_and_expired_ones_are_swept_up(world: World, amir: Agent) -> None:
    agents, now = world.ports.agents, world.clock.now()
    await agents.add_session(amir.id, "first", now, now + TOMORROW)
    await agents.add_session(amir.id, "second", now + TOMORROW, now + 2 * TOMORROW)
    stored = await world.database.read(
        lambda connection: connection.execute(select(agent_session.c.token_hash)).scalars().all()
    )
    assert len(stored) == 1
    assert len(stored[0]) == 64
    assert "second" not in stored[0]


async def test_all_accounts_of_the_site_are_listed_by_name(world: World, lucia: Agent, amir: Agent) -> None:
    assert await world.ports.agents.listed(DEFAULT_SITE) == (amir, lucia)
    assert await world.ports.agents.listed(SiteId("another")) == ()
    assert amir.email == AMIR


async def test_free_places_are_of_those_who_are_online(world: World, amir: Agent, lucia: Agent) -> None:
    await held_by(world, await starts(world, await stranger(world)), amir)
    await set_availability(world.ports, lucia, Availability.AWAY)
    free = await world.ports.agents.free_places(DEFAULT_SITE, world.clock.now())
    assert free == {amir.id: amir.capacity - 1}
