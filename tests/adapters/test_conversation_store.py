"""The one door for writing: what a decision sees, and what is stored."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Situation, Status
from chat_server.domain.errors import Conflict, Invalid, NotFound
from chat_server.domain.events import (
    ConversationAssigned,
    ConversationQueued,
    ConversationResolved,
    NewEvent,
)
from chat_server.domain.ids import AgentId, ConversationId
from chat_server.services.stored import Target
from tests.support.journeys import asks
from tests.support.people import AMIR, employ, merchant
from tests.support.stored import (
    ended,
    execute,
    happens,
    held_by,
    noted,
    opening,
    said,
    situation_of,
    starts,
)
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World


async def test_what_was_decided_is_numbered_and_stored(world: World, vera: Visitor) -> None:
    fresh = opening(world, vera)
    done = await execute(world, Target(fresh.id, opening=fresh), ConversationQueued(), said(), actor=vera.actor)
    assert (done.seq, done.public_seq, done.replayed) == (2, 2, False)
    assert event_types(done.events) == ["conversation.queued", "message.sent"]
    assert await verify_action(world, fresh.id) == done.conversation
    assert await log_of(world, fresh.id) == list(done.events)


async def test_a_note_has_no_public_number(world: World, vera: Visitor) -> None:
    done = await happens(world, await starts(world, vera), noted())
    assert (done.seq, done.public_seq) == (2, None)


async def test_deciding_nothing_changes_nothing(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)
    version = await world.ports.store.lists_version()
    world.clock.advance(minutes=1)
    done = await happens(world, conversation)
    assert (done.conversation, done.events, done.seq, done.public_seq) == (conversation, (), 1, 1)
    assert await world.ports.store.lists_version() == version


async def test_a_decision_sees_the_conversation_as_it_is_stored(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await held_by(world, await starts(world, vera), amir)
    assert (await situation_of(world, Target(conversation.id))).conversation == conversation


async def test_a_decision_sees_the_agent_who_acts(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await held_by(world, await starts(world, vera), amir)
    seen = (await situation_of(world, Target(conversation.id, agent_id=lucia.id))).agent
    assert seen is not None
    assert seen.id == lucia.id


async def test_a_decision_of_the_merchant_sees_who_held_the_chat_last(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await ended(world, await held_by(world, await starts(world, vera), amir))
    seen = (await situation_of(world, Target(conversation.id))).agent
    assert seen is not None
    assert (seen.id, seen.open_count, seen.availability) == (amir.id, 0, Availability.ONLINE)


async def test_an_agent_whose_presence_ran_out_counts_as_offline(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await starts(world, vera)
    world.clock.advance(seconds=59)
    there = (await situation_of(world, Target(conversation.id, agent_id=amir.id))).agent
    world.clock.advance(seconds=1)
    gone = (await situation_of(world, Target(conversation.id, agent_id=amir.id))).agent
    assert there is not None
    assert gone is not None
    assert (there.availability, gone.availability) == (Availability.ONLINE, Availability.OFFLINE)


async def test_there_is_no_agent_in_sight_where_none_is(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)
    assert (await situation_of(world, Target(conversation.id))).agent is None
    assert (await situation_of(world, Target(conversation.id, agent_id=AgentId("agt_nobody")))).agent is None


async def test_a_decision_sees_the_owners_questions_of_a_day_oldest_first(
    world: World, vera: Visitor, jonas: Visitor
) -> None:
    await asks(world, vera, "too old")
    world.clock.advance(minutes=1)
    first = await asks(world, vera, "first")
    world.clock.advance(hours=24)
    await asks(world, jonas, "of somebody else")
    second = await asks(world, vera, "second")
    fresh = opening(world, vera)
    seen = await situation_of(world, Target(fresh.id, opening=fresh))
    assert seen.conversation == fresh
    assert seen.questions == (first, second)


async def test_a_decision_sees_the_event_that_it_asked_for(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)
    (hello,) = (await happens(world, conversation, said())).events
    assert (await situation_of(world, Target(conversation.id, event_seq=2))).event == hello
    assert (await situation_of(world, Target(conversation.id, event_seq=9))).event is None
    assert (await situation_of(world, Target(conversation.id))).event is None


async def test_an_unknown_conversation_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        await execute(world, Target(ConversationId("cnv_unknown")), said())


async def test_what_a_decision_refuses_reaches_the_caller_and_stores_nothing(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)

    def refuse(_situation: Situation) -> Sequence[NewEvent]:
        raise Invalid("No.", field="text")

    with pytest.raises(Invalid) as refused:
        await world.ports.store.execute(Target(conversation.id), refuse)
    assert refused.value.field == "text"
    assert await verify_action(world, conversation.id) == conversation


async def test_an_illegal_move_undoes_what_was_decided_with_it(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)
    with pytest.raises(Conflict):
        await happens(world, conversation, said(), ConversationResolved())
    assert event_types(await log_of(world, conversation.id)) == ["conversation.queued"]


async def test_while_a_conversation_is_open_another_opening_leads_to_it(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)
    again = opening(world, vera)
    done = await execute(world, Target(again.id, opening=again), said())
    assert done.conversation.id == conversation.id
    assert await world.ports.store.conversation(again.id) is None


async def test_after_the_end_an_opening_is_a_conversation_of_its_own(world: World, vera: Visitor, amir: Agent) -> None:
    before = await ended(world, await held_by(world, await starts(world, vera), amir))
    again = await starts(world, vera)
    assert again.id != before.id
    assert again.status is Status.QUEUED


@pytest.mark.parametrize("problem", ["full", "gone"])
async def test_the_row_of_the_agent_decides_on_the_place_whatever_was_decided(
    world: World, vera: Visitor, jonas: Visitor, problem: str
) -> None:
    amir = await employ(world, AMIR, "Amir", capacity=1)
    if problem == "full":
        await held_by(world, await starts(world, jonas), amir)
    else:
        await world.ports.agents.update(amir.id, active=False)
    waiting = await starts(world, vera)
    with pytest.raises(Conflict, match="places"):
        await held_by(world, waiting, amir)
    assert (await verify_action(world, waiting.id)).status is Status.QUEUED


async def test_places_are_given_back_when_a_chat_ends_or_goes_back(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    veras = await held_by(world, await starts(world, vera), amir)
    jonass = await held_by(world, await starts(world, jonas), amir)
    await ended(world, veras)
    await verify_action(world, veras.id)
    await happens(world, jonass, ConversationQueued(reason="agent_gone"))
    await verify_action(world, jonass.id)


async def test_passing_a_chat_on_in_one_step_moves_the_place(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    conversation = await held_by(world, await starts(world, vera), amir)
    await happens(world, conversation, ConversationQueued(), ConversationAssigned(agent=lucia.ref))
    assert (await verify_action(world, conversation.id)).agent_name == "Lucía"


async def test_two_contacts_share_nothing(world: World, vera: Visitor, jonas: Visitor) -> None:
    veras, jonass = await starts(world, vera), await starts(world, jonas)
    store = world.ports.store
    assert veras.id != jonass.id
    assert await store.open_conversation_of(vera.site_id, vera.owner_id) == veras
    assert await store.last_conversation_of(jonas.site_id, jonas.owner_id) == jonass


async def test_a_contact_has_the_same_conversation_in_every_browser(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)
    at_home = await merchant(world)
    assert at_home.id != vera.id
    again = opening(world, at_home)
    assert (await execute(world, Target(again.id, opening=again), said())).conversation.id == conversation.id


async def test_the_last_conversation_is_the_one_that_the_merchant_opened_last(
    world: World, vera: Visitor, amir: Agent
) -> None:
    older = await ended(world, await held_by(world, await starts(world, vera), amir))
    world.clock.advance(minutes=1)
    newer = await ended(world, await held_by(world, await starts(world, vera), amir))
    world.clock.advance(minutes=1)
    await happens(world, older, noted(), actor=amir.actor)
    found = await world.ports.store.last_conversation_of(vera.site_id, vera.owner_id)
    assert found is not None
    assert found.id == newer.id


async def test_before_anything_was_said_there_is_nothing(world: World, vera: Visitor) -> None:
    store = world.ports.store
    assert await store.conversation(ConversationId("cnv_unknown")) is None
    assert await store.open_conversation_of(vera.site_id, vera.owner_id) is None
    assert await store.last_conversation_of(vera.site_id, vera.owner_id) is None


async def test_every_change_moves_the_version_of_the_lists(world: World, vera: Visitor) -> None:
    store, versions = world.ports.store, [await world.ports.store.lists_version()]
    conversation = await starts(world, vera)
    for data in (said(), noted()):
        versions.append(await store.lists_version())
        await happens(world, conversation, data)
    versions.append(await store.lists_version())
    assert versions == sorted(set(versions))


async def test_the_clock_may_step_back_without_harm(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)
    world.clock.advance(timedelta(hours=-1))
    await happens(world, conversation, said("an hour ago, says the clock"))
    stored = await verify_action(world, conversation.id)
    assert stored.updated_at == conversation.updated_at
    assert [event.seq for event in await world.ports.store.events(conversation.id, 0, public=True)] == [1, 2]
