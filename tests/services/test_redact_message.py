"""A text is taken out of the log and off every screen."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Invalid, NotFound
from chat_server.domain.events import MessageRedacted, MessageSent
from chat_server.domain.ids import SiteId
from chat_server.services.add_note import add_note
from chat_server.services.catch_up import catch_up
from chat_server.services.list_conversations import open_conversation
from chat_server.services.redact_message import redact_message
from chat_server.services.resolve_conversation import resolve_conversation
from tests.support.journeys import active, queued, says
from tests.support.people import employ
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World

CARD = "my card is 4111 1111 1111 1111"


async def test_the_text_is_gone_for_everybody_and_everybody_is_told(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await add_note(world.ports, amir, conversation.id, "n", "A good customer")
    card = await says(world, vera, conversation, CARD)
    world.published.clear()
    await redact_message(world.ports, amir, conversation.id, card.seq)
    (told,) = world.published.events
    assert told.data == MessageRedacted(seq=card.seq, public_seq=card.public_seq or 0)
    assert told.actor == amir.actor
    for reader in (vera, amir):
        seen = await catch_up(world.ports, reader, conversation.id, 0)
        assert "4111" not in str(seen)
    assert "4111" not in str(await open_conversation(world.ports, amir, conversation.id))
    await verify_action(world, conversation.id)


async def test_redacting_twice_is_redacting_once(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    card = await says(world, vera, conversation, CARD)
    for agent in (amir, lucia):
        await redact_message(world.ports, agent, conversation.id, card.seq)
    assert event_types(await log_of(world, conversation.id)).count("message.redacted") == 1


async def test_whoever_notices_takes_it_back_also_while_it_waits(world: World, vera: Visitor, lucia: Agent) -> None:
    conversation = await queued(world, vera)
    card = await says(world, vera, conversation, CARD)
    await redact_message(world.ports, lucia, conversation.id, card.seq)
    assert (await log_of(world, conversation.id))[-1].actor == lucia.actor


async def test_a_message_in_a_resolved_conversation_is_redacted_too(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    card = await says(world, vera, conversation, CARD)
    await resolve_conversation(world.ports, amir, conversation.id)
    await redact_message(world.ports, amir, conversation.id, card.seq)
    assert (await log_of(world, conversation.id))[card.seq - 1].data == MessageSent(
        text="", client_id=_client_id(card.events[0].data), redacted=True
    )


def _client_id(said: object) -> str | None:
    return said.client_id if isinstance(said, MessageSent) else None


@pytest.mark.parametrize(("seq", "problem"), [(0, NotFound), (99, NotFound), (1, Invalid), (5, Invalid)])
async def test_only_messages_that_exist_are_redacted(
    world: World, vera: Visitor, amir: Agent, seq: int, problem: type[Exception]
) -> None:
    conversation = await active(world, vera, amir)
    await add_note(world.ports, amir, conversation.id, "n", "A good customer")
    with pytest.raises(problem):
        await redact_message(world.ports, amir, conversation.id, seq)
    await verify_action(world, conversation.id)


async def test_agents_of_another_site_redact_nothing(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    card = await says(world, vera, conversation, CARD)
    await world.sites.ensure(SiteId("another"), world.clock.now())
    elsewhere = await employ(world, "eva@elsewhere.example", "Eva", site_id=SiteId("another"))
    with pytest.raises(NotFound):
        await redact_message(world.ports, elsewhere, conversation.id, card.seq)
