"""How far somebody has read, told to each side in its own numbering."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.errors import NotFound
from chat_server.services.add_note import add_note
from chat_server.services.mark_read import mark_read
from chat_server.services.stored import ReadMarks
from tests.support.journeys import active, says
from tests.support.publisher import HasRead
from tests.support.world import World


@pytest.fixture
async def chat(world: World, vera: Visitor, amir: Agent) -> Conversation:
    """1-5 as usual, 6 a note, 7 Amir, 8 Vera; public: 1-5, -, 6, 7."""
    conversation = await active(world, vera, amir)
    await add_note(world.ports, amir, conversation.id, "n", "A good customer")
    await says(world, amir, conversation, "Hello Vera")
    await says(world, vera, conversation, "Hello Amir")
    world.published.clear()
    return conversation


async def test_the_merchant_marks_in_public_numbers_and_agents_hear_theirs(
    world: World, vera: Visitor, chat: Conversation
) -> None:
    await mark_read(world.ports, vera, chat.id, 6)
    assert await world.ports.store.read_marks(chat.id) == ReadMarks(contact=7, agent=0)
    assert world.published.reads == [HasRead(chat.id, "contact", 7, 6)]


async def test_the_holder_marks_in_full_numbers_and_the_merchant_hears_public_ones(
    world: World, amir: Agent, chat: Conversation
) -> None:
    await mark_read(world.ports, amir, chat.id, 8)
    assert await world.ports.store.read_marks(chat.id) == ReadMarks(contact=0, agent=8)
    assert world.published.reads == [HasRead(chat.id, "agent", 8, 7)]


async def test_nothing_moves_beyond_what_there_is(world: World, vera: Visitor, amir: Agent, chat: Conversation) -> None:
    await mark_read(world.ports, vera, chat.id, 999)
    await mark_read(world.ports, amir, chat.id, 999)
    assert await world.ports.store.read_marks(chat.id) == ReadMarks(contact=8, agent=8)
    assert world.published.reads == [HasRead(chat.id, "contact", 8, 7), HasRead(chat.id, "agent", 8, 7)]


async def test_marks_never_go_back_and_saying_it_again_tells_nobody(
    world: World, vera: Visitor, amir: Agent, chat: Conversation
) -> None:
    for seq in (1, 6, 6, 3, 0):
        await mark_read(world.ports, vera, chat.id, seq)
    for seq in (1, 7, 7, 2, 0):
        await mark_read(world.ports, amir, chat.id, seq)
    assert await world.ports.store.read_marks(chat.id) == ReadMarks(contact=7, agent=7)
    assert [read.seq for read in world.published.reads] == [1, 7, 1, 7]


async def test_having_read_nothing_is_no_news(world: World, vera: Visitor, amir: Agent, chat: Conversation) -> None:
    await mark_read(world.ports, vera, chat.id, 0)
    await mark_read(world.ports, amir, chat.id, 0)
    assert world.published.reads == []
    assert await world.ports.store.read_marks(chat.id) == ReadMarks()


async def test_reading_only_a_note_is_kept_and_not_told(world: World, amir: Agent, chat: Conversation) -> None:
    await mark_read(world.ports, amir, chat.id, 5)
    world.published.clear()
    await mark_read(world.ports, amir, chat.id, 6)
    assert await world.ports.store.read_marks(chat.id) == ReadMarks(contact=0, agent=6)
    assert world.published.reads == []


async def test_an_agent_who_only_looks_on_leaves_no_mark(world: World, lucia: Agent, chat: Conversation) -> None:
    await mark_read(world.ports, lucia, chat.id, 7)
    assert await world.ports.store.read_marks(chat.id) == ReadMarks()
    assert world.published.reads == []


async def test_nobody_marks_somebody_elses_conversation(world: World, jonas: Visitor, chat: Conversation) -> None:
    with pytest.raises(NotFound):
        await mark_read(world.ports, jonas, chat.id, 5)
    assert await world.ports.store.read_marks(chat.id) == ReadMarks()
