"""What the lists of the console, the queue and the heads show."""

from datetime import datetime, timedelta

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation, Status
from chat_server.domain.ids import DEFAULT_SITE, ConversationId, OwnerId, SiteId
from chat_server.services.stored import ConversationFilter, Summary
from tests.support.journeys import queued
from tests.support.people import JONAS, VERA, merchant, stranger
from tests.support.stored import ended, happens, held_by, noted, said, starts
from tests.support.verify import verify_action
from tests.support.world import World

EVERYTHING = ConversationFilter(site_id=DEFAULT_SITE)


async def found(world: World, wanted: ConversationFilter) -> list[ConversationId]:
    return [one.conversation.id for one in await world.ports.store.summaries(wanted)]


async def line(world: World, conversation: Conversation) -> Summary:
    wanted = ConversationFilter(site_id=DEFAULT_SITE, conversation_id=conversation.id)
    (one,) = await world.ports.store.summaries(wanted)
    return one


async def three_at_the_same_moment(world: World) -> list[ConversationId]:
    return sorted([(await starts(world, await stranger(world))).id for _ in range(3)])


async def test_a_line_tells_who_asks_what_and_what_was_said_last(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera, "Where is my parcel?")
    await held_by(world, conversation, amir)
    await happens(world, conversation, said("It is late"), actor=vera.actor)
    await happens(world, conversation, noted(), actor=amir.actor)
    shown = await line(world, conversation)
    assert shown.conversation == await verify_action(world, conversation.id)
    assert shown.contact == vera.contact
    assert (shown.question, shown.last_message, shown.last_actor) == (
        "Where is my parcel?",
        said("It is late"),
        "contact",
    )
    assert shown.unread == 1


async def test_the_line_of_a_stranger_has_no_contact_and_nothing_said_yet(world: World, somebody: Visitor) -> None:
    shown = await line(world, await starts(world, somebody))
    assert (shown.contact, shown.question, shown.last_message, shown.last_actor, shown.unread) == (
        None,
        "",
        None,
        None,
        0,
    )


async def test_a_line_shows_the_first_question(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera, "Where is my parcel?")
    world.clock.advance(minutes=1)
    await queued(world, vera, "And my invoice?")
    assert (await line(world, conversation)).question == "Where is my parcel?"


async def test_lists_are_narrowed_by_status_agent_owner_conversation_and_site(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    veras = await held_by(world, await starts(world, vera), amir)
    world.clock.advance(seconds=1)
    jonass = await starts(world, jonas)
    assert await found(world, EVERYTHING) == [jonass.id, veras.id]
    for wanted in (
        ConversationFilter(site_id=DEFAULT_SITE, statuses=(Status.ACTIVE, Status.RESOLVED)),
        ConversationFilter(site_id=DEFAULT_SITE, agent_id=amir.id),
        ConversationFilter(site_id=DEFAULT_SITE, owner_id=vera.owner_id),
        ConversationFilter(site_id=DEFAULT_SITE, conversation_id=veras.id),
    ):
        assert await found(world, wanted) == [veras.id]
    assert await found(world, ConversationFilter(site_id=SiteId("another"))) == []


async def test_the_newest_change_comes_first_unless_the_oldest_arrival_is_asked_for(
    world: World, vera: Visitor, jonas: Visitor
) -> None:
    veras = await starts(world, vera)
    world.clock.advance(seconds=1)
    jonass = await starts(world, jonas)
    world.clock.advance(seconds=1)
    await happens(world, veras, said())
    assert await found(world, EVERYTHING) == [veras.id, jonass.id]
    oldest = msgspec.structs.replace(EVERYTHING, oldest_first=True)
    assert await found(world, oldest) == [veras.id, jonass.id]
    world.clock.advance(seconds=1)
    await happens(world, jonass, said())
    assert await found(world, EVERYTHING) == [jonass.id, veras.id]
    assert await found(world, oldest) == [veras.id, jonass.id]


async def test_leafing_through_the_pages_skips_and_repeats_nobody_not_even_at_the_same_moment(world: World) -> None:
    expected = set(await three_at_the_same_moment(world))
    world.clock.advance(seconds=1)
    expected |= set(await three_at_the_same_moment(world))
    seen: list[ConversationId] = []
    before: tuple[datetime, ConversationId] | None = None
    while len(seen) < 12:
        page = await world.ports.store.summaries(msgspec.structs.replace(EVERYTHING, limit=2, before=before))
        if not page:
            break
        seen += [one.conversation.id for one in page]
        last = page[-1].conversation
        assert last.updated_at is not None
        before = (last.updated_at, last.id)
    assert len(seen) == 6
    assert set(seen) == expected


FINDS_VERA = ("parcel", "PARCEL", "parc", "parcel señor", "SEÑOR", "molina", "ÑANDÚ", "100%", "%")
FINDS_NOBODY = ("parcel refund", "_", "r_ñandú", "invoices señor")


async def test_all_words_must_occur_in_the_question_or_the_name_in_any_case(world: World, amir: Agent) -> None:
    assert amir.takes_chats
    vera = await merchant(world, msgspec.structs.replace(VERA, name="Vera Molina Ñandú"))
    conversation = await queued(world, vera, "Señor, where is my parcel? 100% lost")
    await queued(world, await merchant(world, JONAS), "Invoices, please")
    for words in FINDS_VERA + FINDS_NOBODY:
        wanted = msgspec.structs.replace(EVERYTHING, words=tuple(words.split()))
        assert await found(world, wanted) == ([conversation.id] if words in FINDS_VERA else []), words


NOBODY: set[OwnerId] = set()


async def heads(
    world: World, *, owners: set[OwnerId] = NOBODY, agents: tuple[Agent, ...] = (), ago: float = 120.0
) -> set[ConversationId]:
    since = world.clock.now() - timedelta(seconds=ago)
    told = await world.ports.store.heads(owners, {agent.id for agent in agents}, set(), since)
    return {one.id for one in told}


async def test_heads_are_those_of_the_open_conversations_of_who_is_connected(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent, lucia: Agent
) -> None:
    veras = await held_by(world, await starts(world, vera), amir)
    jonass = await starts(world, jonas)
    world.clock.advance(hours=5)
    assert await heads(world, owners={vera.owner_id}) == {veras.id}
    assert await heads(world, owners={jonas.owner_id}) == {jonass.id}
    assert await heads(world, agents=(amir,)) == {veras.id}
    assert await heads(world, agents=(lucia,)) == set()
    assert await heads(world, owners={vera.owner_id, jonas.owner_id}, agents=(amir,)) == {veras.id, jonass.id}
    assert await heads(world) == set()


async def test_heads_include_what_was_resolved_moments_ago(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await ended(world, await held_by(world, await starts(world, vera), amir))
    world.clock.advance(seconds=119)
    assert await heads(world, owners={vera.owner_id}) == {conversation.id}
    assert await heads(world, agents=(amir,)) == {conversation.id}
    world.clock.advance(seconds=1)
    assert await heads(world, owners={vera.owner_id}) == set()


async def test_a_note_on_what_ended_long_ago_does_not_bring_it_back_into_the_heads(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await ended(world, await held_by(world, await starts(world, vera), amir))
    world.clock.advance(hours=1)
    await happens(world, conversation, noted(), actor=amir.actor)
    assert await heads(world, owners={vera.owner_id}) == set()


async def test_heads_include_whatever_an_agent_looks_at(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await ended(world, await held_by(world, await starts(world, vera), amir))
    world.clock.advance(days=30)
    told = await world.ports.store.heads(set(), set(), {conversation.id}, world.clock.now())
    assert [(one.id, one.head, one.public_head) for one in told] == [(conversation.id, 3, 3)]
