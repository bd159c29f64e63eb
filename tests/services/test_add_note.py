"""A note: only agents ever see it, and merchants cannot infer that it exists."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.errors import Conflict, NotFound, RateLimited
from chat_server.domain.events import NoteAdded
from chat_server.services.add_note import add_note
from chat_server.services.catch_up import catch_up
from chat_server.services.mark_read import mark_read
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.wire import answers
from chat_server.wire.outgoing import Json, builtins, for_everyone
from tests.support.journeys import active, client_id, queued, resolved, says
from tests.support.people import VERA, arrives
from tests.support.verify import log_of, verify_action
from tests.support.world import World


async def notes(world: World, agent: Agent, conversation: Conversation, text: str = "A good customer") -> None:
    await add_note(world.ports, agent, conversation.id, client_id(), text)
    await verify_action(world, conversation.id)


async def test_a_note_is_in_the_agents_log_without_a_public_number(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    world.published.clear()
    done = await add_note(world.ports, amir, conversation.id, "n-1", "A good customer")
    (told,) = world.published.events
    assert told.data == NoteAdded(text="A good customer", client_id="n-1")
    assert (told.seq, told.public_seq, told.actor) == (conversation.head + 1, None, amir.actor)
    assert (done.seq, done.public_seq) == (conversation.head + 1, None)
    assert (await verify_action(world, conversation.id)).public_head == conversation.public_head


async def test_any_agent_may_note_something_in_any_state(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent, lucia: Agent
) -> None:
    for conversation in (await queued(world, vera), await resolved(world, jonas, amir)):
        await notes(world, lucia, conversation)


async def test_noting_twice_is_noting_once(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    for _ in range(2):
        await add_note(world.ports, amir, conversation.id, "n-1", "A good customer")
    assert len(await log_of(world, conversation.id)) == conversation.head + 1
    with pytest.raises(Conflict):
        await add_note(world.ports, amir, conversation.id, "n-1", "A bad customer")


async def test_there_is_nothing_to_note_where_nothing_is(world: World, amir: Agent) -> None:
    with pytest.raises(NotFound):
        await add_note(world.ports, amir, "cnv_unknown", "n-1", "A good customer")


async def test_notes_count_as_messages_for_the_limit(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    for _ in range(30):
        await add_note(world.ports, amir, conversation.id, "n-1", "A good customer")
    with pytest.raises(RateLimited):
        await says(world, amir, conversation, "Hello")


async def merchants_view(world: World, vera: Visitor, conversation: Conversation) -> Json:
    """Everything that the merchant's browser can get to know: session, catching up, and the heads."""
    session = await arrives(world, VERA, visitor_token=world.tokens[vera.id])
    state = await catch_up(world.ports, vera, conversation.id, 0)
    return {
        "session": builtins(answers.session(session, world.ports.rules, world.ports.policy)),
        "caught_up": builtins(answers.caught_up(state, world.ports.rules)),
        "heads": [
            (one.id, one.public_head)
            for one in await world.ports.store.heads({vera.owner_id}, set(), set(), world.clock.now())
        ],
    }


async def test_a_note_leaves_no_trace_in_anything_the_merchant_sees(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await says(world, amir, conversation, "Hello Vera")
    before = await merchants_view(world, vera, conversation)
    world.clock.advance(seconds=30)
    await notes(world, amir, conversation, "a secret thought")
    after = await merchants_view(world, vera, conversation)
    assert after == before
    assert "secret thought" not in str(after)


async def test_a_note_on_an_older_conversation_does_not_make_it_the_last_one(
    world: World, vera: Visitor, amir: Agent
) -> None:
    older = await resolved(world, vera, amir)
    world.clock.advance(seconds=10)
    newer = await resolved(world, vera, amir)
    before = await merchants_view(world, vera, newer)
    world.clock.advance(seconds=10)
    await notes(world, amir, older)
    assert await merchants_view(world, vera, newer) == before
    assert newer.id in str(before["session"])


async def test_reading_a_note_emits_nothing_to_the_merchant(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    said = await says(world, vera, conversation, "Hello")
    await mark_read(world.ports, amir, conversation.id, said.seq)
    before = await merchants_view(world, vera, conversation)
    await notes(world, amir, conversation)
    world.published.clear()
    await mark_read(world.ports, amir, conversation.id, said.seq + 1)
    assert world.published.reads == []
    assert await merchants_view(world, vera, conversation) == before


async def test_numbers_after_a_note_go_on_without_a_gap_for_the_merchant(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    for text in ("one", "two"):
        await notes(world, amir, conversation)
        await says(world, amir, conversation, text)
    await notes(world, amir, conversation)
    await resolve_conversation(world.ports, amir, conversation.id)
    seen = [for_everyone(event) for event in await log_of(world, conversation.id)]
    assert [view.seq for view in seen if view] == list(range(1, conversation.public_head + 4))
    assert not any(view and "note" in view.type for view in seen)
    state = await catch_up(world.ports, vera, conversation.id, 0)
    assert state.head == conversation.public_head + 3
