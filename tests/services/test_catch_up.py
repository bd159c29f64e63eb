"""First load, reconnect and gaps: everything after the last number that the caller applied."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import NotFound
from chat_server.services import catch_up as service
from chat_server.services.add_note import add_note
from chat_server.services.catch_up import catch_up
from chat_server.services.mark_read import mark_read
from chat_server.services.stored import ReadMarks
from tests.support.journeys import active, queued, says
from tests.support.stored import happens, said
from tests.support.verify import log_of
from tests.support.world import World


async def test_each_side_catches_up_in_its_own_numbering(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await add_note(world.ports, amir, conversation.id, "n", "A good customer")
    hello = await says(world, amir, conversation, "Hello")
    await mark_read(world.ports, vera, conversation.id, 6)
    await mark_read(world.ports, amir, conversation.id, 6)
    merchants = await catch_up(world.ports, vera, conversation.id, 0)
    agents = await catch_up(world.ports, amir, conversation.id, 0)
    assert (merchants.head, merchants.public, merchants.read) == (6, True, ReadMarks(contact=6, agent=5))
    assert (agents.head, agents.public, agents.read) == (7, False, ReadMarks(contact=7, agent=6))
    assert [event.public_seq for event in merchants.events] == [1, 2, 3, 4, 5, 6]
    assert list(agents.events) == await log_of(world, conversation.id)
    assert merchants.events[-1] == hello.events[0]
    assert merchants.place is agents.place is None


async def test_only_what_came_after_is_sent(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    after = await catch_up(world.ports, vera, conversation.id, 4)
    assert [event.data.type for event in after.events] == ["conversation.assigned"]
    for beyond in (5, 999):
        nothing = await catch_up(world.ports, vera, conversation.id, beyond)
        assert (nothing.events, nothing.head) == ((), 5)


async def test_who_waits_hears_the_place_too(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await queued(world, vera)
    for who in (vera, amir):
        place = (await catch_up(world.ports, who, conversation.id, 0)).place
        assert place is not None
        assert place.position == 1


async def test_a_long_log_comes_in_pages(
    world: World, vera: Visitor, amir: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.PAGE == 500
    monkeypatch.setattr(service, "PAGE", 3)
    conversation = await active(world, vera, amir)
    await happens(world, conversation, *[said(f"line {number}") for number in range(4)])
    seen: list[int] = []
    while (page := await catch_up(world.ports, amir, conversation.id, len(seen))).events:
        assert len(page.events) <= 3
        assert page.head == 9
        seen += [event.seq for event in page.events]
    assert seen == [1, 2, 3, 4, 5, 6, 7, 8, 9]


async def test_nobody_catches_up_with_somebody_elses_conversation(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    for conversation_id in (conversation.id, "cnv_unknown"):
        with pytest.raises(NotFound):
            await catch_up(world.ports, jonas, conversation_id, 0)
    with pytest.raises(NotFound):
        await catch_up(world.ports, amir, "cnv_unknown", 0)
