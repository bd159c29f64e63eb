"""Reading the log in two numberings, and how far each side has read."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.ids import ConversationId
from chat_server.services.stored import ReadMarks
from tests.support.stored import happens, held_by, noted, said, starts
from tests.support.world import World


@pytest.fixture
async def chat(world: World, vera: Visitor, amir: Agent) -> Conversation:
    """1 queued, 2 assigned, 3 Vera, 4 note, 5 Amir, 6 note, 7 Vera; the public numbers are 1, 2, 3, -, 4, -, 5."""
    conversation = await held_by(world, await starts(world, vera), amir)
    for data, actor in (
        (said("Hello"), vera.actor),
        (noted(), amir.actor),
        (said("Hi Vera"), amir.actor),
        (noted(), amir.actor),
        (said("Where is it?"), vera.actor),
    ):
        conversation = (await happens(world, conversation, data, actor=actor)).conversation
    return conversation


async def test_agents_read_everything_in_their_numbering(world: World, chat: Conversation) -> None:
    read = await world.ports.store.events(chat.id, 0, public=False)
    assert [event.seq for event in read] == [1, 2, 3, 4, 5, 6, 7]


async def test_visitors_read_what_is_for_everyone_in_theirs(world: World, chat: Conversation) -> None:
    read = await world.ports.store.events(chat.id, 0, public=True)
    assert [event.public_seq for event in read] == [1, 2, 3, 4, 5]
    assert "note.added" not in {event.data.type for event in read}


@pytest.mark.parametrize(("public", "after", "expected"), [(False, 4, [5, 6, 7]), (True, 3, [5, 7])])
async def test_catching_up_begins_after_the_last_number_applied(
    world: World, chat: Conversation, after: int, expected: list[int], *, public: bool
) -> None:
    read = await world.ports.store.events(chat.id, after, public=public)
    assert [event.seq for event in read] == expected


@pytest.mark.parametrize("public", [True, False])
async def test_beyond_the_head_there_is_nothing(world: World, chat: Conversation, *, public: bool) -> None:
    assert await world.ports.store.events(chat.id, 99, public=public) == ()


async def test_a_page_has_a_limit_and_begins_with_the_oldest(world: World, chat: Conversation) -> None:
    assert [event.seq for event in await world.ports.store.events(chat.id, 1, public=False, limit=2)] == [2, 3]


async def test_other_conversations_are_other_logs(world: World, chat: Conversation, jonas: Visitor) -> None:
    jonass = await starts(world, jonas)
    assert chat.head == 7
    assert len(await world.ports.store.events(jonass.id, 0, public=False)) == 1


@pytest.mark.parametrize(("seq", "public"), [(0, 0), (1, 1), (3, 3), (4, 3), (5, 4), (6, 4), (7, 5), (99, 5)])
async def test_a_number_of_agents_as_a_public_one(world: World, chat: Conversation, seq: int, public: int) -> None:
    assert await world.ports.store.public_number(chat.id, seq) == public


@pytest.mark.parametrize(("public", "seq"), [(0, 0), (1, 1), (3, 3), (4, 5), (5, 7), (99, 7)])
async def test_a_public_number_as_one_of_agents(world: World, chat: Conversation, public: int, seq: int) -> None:
    assert await world.ports.store.full_number(chat.id, public) == seq


async def test_marks_move_forward_and_never_back(world: World, chat: Conversation) -> None:
    store = world.ports.store
    moved = [await store.mark_read(chat.id, "contact", seq) for seq in (3, 5, 5, 4)]
    assert moved == [True, True, False, False]
    assert await store.read_marks(chat.id) == ReadMarks(contact=5, agent=0)


async def test_each_side_has_a_mark_of_its_own(world: World, chat: Conversation) -> None:
    store = world.ports.store
    await store.mark_read(chat.id, "contact", 5)
    await store.mark_read(chat.id, "agent", 7)
    assert await store.read_marks(chat.id) == ReadMarks(contact=5, agent=7)
    assert await store.read_marks(ConversationId("cnv_unknown")) == ReadMarks()


async def test_unread_are_the_messages_of_the_other_side_behind_the_mark(world: World, chat: Conversation) -> None:
    store = world.ports.store
    assert (await store.unread(chat.id, "contact"), await store.unread(chat.id, "agent")) == (1, 2)
    await store.mark_read(chat.id, "contact", 5)
    await store.mark_read(chat.id, "agent", 3)
    assert (await store.unread(chat.id, "contact"), await store.unread(chat.id, "agent")) == (0, 1)
