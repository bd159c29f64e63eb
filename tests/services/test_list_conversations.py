"""The agents' lists: what I hold, who waits, and everything there ever was."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import NotFound
from chat_server.domain.ids import SiteId
from chat_server.services import list_conversations as service
from chat_server.services.list_conversations import inbox, list_conversations, open_conversation
from chat_server.services.stored import Summary
from tests.support.journeys import active, queued, resolved, says
from tests.support.people import employ, stranger
from tests.support.stored import ended, held_by, starts
from tests.support.world import World


def ids(summaries: tuple[Summary, ...]) -> list[str]:
    return [one.conversation.id for one in summaries]


async def elsewhere(world: World) -> Agent:
    await world.sites.ensure(SiteId("another"), world.clock.now())
    return await employ(world, "eva@elsewhere.example", "Eva", site_id=SiteId("another"))


async def test_the_inbox_has_what_i_hold_and_who_waits_oldest_first(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent, lucia: Agent
) -> None:
    mine = [await active(world, vera, amir)]
    world.clock.advance(seconds=1)
    mine.append(await active(world, await stranger(world), amir))
    lucias = await active(world, await stranger(world), lucia)
    world.clock.advance(seconds=1)
    waiting = [await queued(world, jonas)]
    world.clock.advance(seconds=1)
    waiting.append(await queued(world, await stranger(world)))
    await says(world, vera, mine[0], "Hello")
    seen = await inbox(world.ports, amir)
    assert ids(seen.mine) == [one.id for one in mine]
    assert ids(seen.queue) == [one.id for one in waiting]
    assert [one.unread for one in seen.mine] == [1, 0]
    assert lucias.id not in ids(seen.mine) + ids(seen.queue)


async def test_the_inbox_is_as_new_as_its_version_says(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    before = (await inbox(world.ports, amir)).version
    assert before == await world.ports.store.lists_version()
    await says(world, vera, conversation, "Hello")
    assert (await inbox(world.ports, amir)).version > before


async def test_an_endless_queue_does_not_make_an_endless_list(
    world: World, amir: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.QUEUE_SHOWN == 500
    monkeypatch.setattr(service, "QUEUE_SHOWN", 2)
    for _ in range(3):
        await held_by(world, await starts(world, await stranger(world)), amir)
        await starts(world, await stranger(world))
    seen = await inbox(world.ports, amir)
    assert (len(seen.mine), len(seen.queue)) == (2, 2)


async def test_what_has_ended_is_in_nobodys_inbox(world: World, vera: Visitor, amir: Agent) -> None:
    await resolved(world, vera, amir)
    seen = await inbox(world.ports, amir)
    assert (seen.mine, seen.queue) == ((), ())


async def test_everything_is_listed_by_status_and_words(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    veras = await resolved(world, vera, amir, "Where is my parcel?")
    world.clock.advance(seconds=1)
    jonass = await queued(world, jonas, "Wo ist mein Paket?")

    async def listed(*statuses: Status, words: str = "") -> list[str]:
        return ids(await list_conversations(world.ports, amir, statuses, None, words))

    assert await listed() == [jonass.id, veras.id]
    assert await listed(Status.RESOLVED, Status.ABANDONED) == [veras.id]
    assert await listed(words="  paket   brandt ") == [jonass.id]
    assert await listed(words="paket molina") == []
    assert await listed(words=" ".join(["paket"] * 8 + ["unfindable"])) == [jonass.id], "eight words are enough"


async def test_a_page_has_fifty_and_the_next_begins_where_it_ended(world: World, amir: Agent) -> None:
    for _ in range(52):
        await starts(world, await stranger(world))
        world.seconds.advance(1)
    page = await list_conversations(world.ports, amir, (), None, "")
    assert len(page) == 50
    last = page[-1].conversation
    assert last.updated_at is not None
    rest = await list_conversations(world.ports, amir, (), (last.updated_at, last.id), "")
    assert len(rest) == 2
    assert len({*ids(page), *ids(rest)}) == 52


async def test_an_opened_conversation_comes_with_log_person_and_what_was_before(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    earlier = []
    for _ in range(7):
        earlier.append(await ended(world, await held_by(world, await starts(world, vera), amir)))
        world.clock.advance(seconds=1)
    conversation = await queued(world, vera, "Where is my parcel?")
    world.clock.advance(seconds=1)
    await queued(world, jonas, "Wo ist mein Paket?")
    opened = await open_conversation(world.ports, amir, conversation.id)
    assert opened.summary.conversation == conversation
    assert opened.summary.contact == vera.contact
    assert (opened.summary.question, opened.caught_up.head) == ("Where is my parcel?", 4)
    assert len(opened.caught_up.events) == 4
    assert ids(opened.previous) == [one.id for one in reversed(earlier[2:])]


async def test_looking_back_shows_what_came_later_too_but_never_itself(
    world: World, vera: Visitor, amir: Agent
) -> None:
    old = await ended(world, await held_by(world, await starts(world, vera), amir))
    for _ in range(6):
        world.clock.advance(seconds=1)
        await ended(world, await held_by(world, await starts(world, vera), amir))
    opened = await open_conversation(world.ports, amir, old.id)
    assert len(opened.previous) == 5
    assert old.id not in ids(opened.previous)


async def test_other_sites_see_and_open_nothing_of_it(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    conversation, eva = await queued(world, vera), await elsewhere(world)
    seen = await inbox(world.ports, eva)
    assert (seen.mine, seen.queue) == ((), ())
    assert await list_conversations(world.ports, eva, (), None, "") == ()
    for conversation_id in (conversation.id, "cnv_unknown"):
        with pytest.raises(NotFound):
            await open_conversation(world.ports, eva, conversation_id)
