"""Canned replies are made, edited and deleted by agents, for all agents of the site."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.canned_reply import CannedReply
from chat_server.domain.errors import Conflict, Invalid, NotFound
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.services.canned_replies import delete_canned_reply, save_canned_reply
from tests.support.people import employ
from tests.support.world import World


async def saves(
    world: World, agent: Agent, reply_id: str | None = None, *, shortcut: str = "hello", text: str = "Hello"
) -> CannedReply:
    return await save_canned_reply(
        world.ports, agent, reply_id, shortcut=shortcut, title="Greeting", text=text, locale=""
    )


async def listed(world: World) -> tuple[CannedReply, ...]:
    return await world.ports.canned_replies.listed(DEFAULT_SITE)


async def elsewhere(world: World) -> Agent:
    await world.sites.ensure(SiteId("another"), world.clock.now())
    return await employ(world, "eva@elsewhere.example", "Eva", site_id=SiteId("another"))


async def test_what_one_agent_makes_all_agents_of_the_site_have(world: World, amir: Agent, lucia: Agent) -> None:
    reply = await saves(world, amir, text="Hello {{contact.name}}, I am {{agent.name}}.")
    assert await listed(world) == (reply,)
    assert (reply.site_id, reply.title, reply.text, reply.locale) == (
        DEFAULT_SITE,
        "Greeting",
        "Hello {{contact.name}}, I am {{agent.name}}.",
        "",
    )
    edited = await saves(world, lucia, reply.id, text="Hi")
    assert edited.id == reply.id
    assert await listed(world) == (edited,)
    await delete_canned_reply(world.ports, lucia, reply.id)
    assert await listed(world) == ()


async def test_a_shortcut_is_taken_once(world: World, amir: Agent) -> None:
    await saves(world, amir)
    bye = await saves(world, amir, shortcut="bye")
    for reply_id in (None, bye.id):
        with pytest.raises(Conflict) as refused:
            await saves(world, amir, reply_id)
        assert refused.value.field == "shortcut"


async def test_a_shortcut_is_easy_to_type(world: World, amir: Agent) -> None:
    with pytest.raises(Invalid) as refused:
        await saves(world, amir, shortcut="Hello there")
    assert refused.value.field == "shortcut"
    assert await listed(world) == ()


async def test_another_sites_replies_do_not_exist(world: World, amir: Agent) -> None:
    reply, eva = await saves(world, amir), await elsewhere(world)
    for reply_id in (reply.id, "rep_unknown"):
        with pytest.raises(NotFound):
            await saves(world, eva, reply_id, text="Mine now")
        with pytest.raises(NotFound):
            await delete_canned_reply(world.ports, eva, reply_id)
    assert await listed(world) == (reply,)


async def test_another_site_may_use_the_same_shortcut(world: World, amir: Agent) -> None:
    first, second = await saves(world, amir), await saves(world, await elsewhere(world))
    assert first.shortcut == second.shortcut
