"""A text that was taken out is gone: from the log, from what is read, and from the file."""

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.events import MessageRedacted, MessageSent
from tests.support.people import employ, merchant
from tests.support.stored import happens, said, starts
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World

CARD = "my card is 4111 1111 1111 1111"


async def checkpointed(world: World) -> bytes:
    """The main file after everything has moved there from the write-ahead log."""
    await world.database.close()
    return world.database.path.read_bytes()


async def test_a_redacted_text_is_gone_from_the_log_and_its_place_stays(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await starts(world, vera)
    await happens(world, conversation, said("Hello"), actor=vera.actor)
    await happens(world, conversation, said(CARD), actor=vera.actor)
    await happens(world, conversation, MessageRedacted(seq=3, public_seq=3), actor=amir.actor)
    log = await log_of(world, conversation.id)
    assert event_types(log) == ["conversation.queued", "message.sent", "message.sent", "message.redacted"]
    assert log[1].data == said("Hello")
    assert log[2].data == MessageSent(text="", redacted=True)
    assert log[2].actor == vera.actor
    await verify_action(world, conversation.id)


async def test_a_redacted_text_is_gone_from_the_file(own_world: World) -> None:
    vera, amir = await merchant(own_world), await employ(own_world)
    conversation = await starts(own_world, vera)
    await happens(own_world, conversation, said(CARD), actor=vera.actor)
    assert CARD.encode() in own_world.on_disk(), "or this test would prove nothing"
    await happens(own_world, conversation, MessageRedacted(seq=2, public_seq=2), actor=amir.actor)
    assert CARD.encode() not in own_world.on_disk(), "neither in the file nor in its log of writes"
    assert CARD.encode() not in await checkpointed(own_world)


async def test_redacting_one_message_leaves_the_same_number_of_other_conversations_alone(
    world: World, vera: Visitor, jonas: Visitor
) -> None:
    veras, jonass = await starts(world, vera), await starts(world, jonas)
    await happens(world, veras, said("Hello"))
    await happens(world, jonass, said("Hallo"))
    await happens(world, veras, MessageRedacted(seq=2, public_seq=2))
    assert (await log_of(world, jonass.id))[1].data == said("Hallo")
