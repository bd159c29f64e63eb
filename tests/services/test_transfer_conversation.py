"""A chat goes from hand to hand: never to nobody, never beyond a capacity, and the note stays inside."""

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, NotFound
from chat_server.services.add_note import add_note
from chat_server.services.set_availability import set_availability
from chat_server.services.transfer_conversation import transfer_conversation
from tests.support.journeys import active, queued, resolved
from tests.support.people import current, employ, stranger
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World


async def test_the_chat_and_its_place_go_to_the_other_agent(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    conversation = await active(world, vera, amir)
    await transfer_conversation(world.ports, amir, conversation.id, lucia.id)
    stored = await verify_action(world, conversation.id)
    assert (stored.status, stored.agent_id, stored.agent_name) == (Status.ACTIVE, lucia.id, "Lucía")
    assert [(await current(world, agent)).open_count for agent in (amir, lucia)] == [0, 1]
    assert (await log_of(world, conversation.id))[-1].data.type == "conversation.transferred"


async def test_the_note_comes_first_and_only_agents_see_it(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    conversation = await active(world, vera, amir)
    await transfer_conversation(world.ports, amir, conversation.id, lucia.id, "  Speaks Spanish.  ")
    note, handed = (await log_of(world, conversation.id))[-2:]
    assert (note.data.type, note.public_seq, handed.public_seq) == ("note.added", None, conversation.public_head + 1)


async def test_giving_it_twice_is_once(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    for _ in range(2):
        await transfer_conversation(world.ports, amir, conversation.id, lucia.id, "Over to you.")
    assert event_types(await log_of(world, conversation.id)).count("conversation.transferred") == 1


async def test_only_the_holder_gives_it_away(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    third = await employ(world, "bram@parcelo.example", "Bram")
    with pytest.raises(Conflict, match="Amir holds"):
        await transfer_conversation(world.ports, lucia, conversation.id, third.id)


@pytest.mark.parametrize("availability", [Availability.AWAY, Availability.OFFLINE])
async def test_nobody_gets_a_chat_who_is_not_there(
    world: World, vera: Visitor, amir: Agent, lucia: Agent, availability: Availability
) -> None:
    conversation = await active(world, vera, amir)
    await set_availability(world.ports, lucia, availability)
    with pytest.raises(Conflict, match="Choose somebody who is online"):
        await transfer_conversation(world.ports, amir, conversation.id, lucia.id)
    assert (await verify_action(world, conversation.id)).agent_id == amir.id


async def test_nobody_gets_more_than_the_capacity(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    await world.ports.agents.update(lucia.id, capacity=1)
    await active(world, await stranger(world), lucia)
    conversation = await active(world, vera, amir)
    with pytest.raises(Conflict, match="no free place"):
        await transfer_conversation(world.ports, amir, conversation.id, lucia.id)


async def test_what_waits_is_assigned_by_whoever_keeps_an_eye_on_the_queue(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    conversation = await queued(world, vera)
    await transfer_conversation(world.ports, amir, conversation.id, lucia.id)
    assert (await verify_action(world, conversation.id)).agent_id == lucia.id
    last = (await log_of(world, conversation.id))[-1]
    assert (last.data.type, last.actor.id) == ("conversation.assigned", amir.id)


async def test_what_has_ended_cannot_be_given(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    with pytest.raises(Conflict, match="resolved"):
        await transfer_conversation(world.ports, amir, conversation.id, lucia.id)


async def test_there_is_no_such_agent(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    await world.ports.agents.update(lucia.id, active=False)
    for nobody in ("agt_unknown", lucia.id):
        with pytest.raises(NotFound, match="no such agent"):
            await transfer_conversation(world.ports, amir, conversation.id, nobody)


async def test_the_one_who_gave_it_may_still_write_a_note(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    conversation = await active(world, vera, amir)
    await transfer_conversation(world.ports, amir, conversation.id, lucia.id)
    await add_note(world.ports, amir, conversation.id, "n-1", "She wants a call.")
    assert (await log_of(world, conversation.id))[-1].data.type == "note.added"
