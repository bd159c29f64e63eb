"""Whatever is sent twice happens once: client ids, unique for who sends what."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict
from chat_server.domain.events import ConversationQueued, ConversationResolved
from chat_server.services.stored import Once, Target
from tests.support.stored import ended, execute, held_by, noted, opening, said, starts
from tests.support.verify import log_of, verify_action
from tests.support.world import World


def once(client_id: str = "c-1", *, scope: str = "vera", command: str = "send", body: str = "hello") -> Once:
    return Once(scope=scope, command=command, client_id=client_id, fingerprint=body)


async def test_the_same_client_id_happens_once_and_answers_with_the_same_number(world: World, vera: Visitor) -> None:
    target = Target((await starts(world, vera)).id)
    first = await execute(world, target, said("Hello"), once=once())
    await execute(world, target, said("And?"), once=once("c-2"))
    again = await execute(world, target, said("Hello"), once=once())
    assert (again.seq, again.public_seq, again.events, again.replayed) == (first.seq, first.public_seq, (), True)
    assert again.conversation == await verify_action(world, target.conversation_id), "the state is today's"
    assert len(await log_of(world, target.conversation_id)) == 3


async def test_the_same_client_id_with_another_body_is_a_conflict(world: World, vera: Visitor) -> None:
    target = Target((await starts(world, vera)).id)
    await execute(world, target, said("Hello"), once=once())
    with pytest.raises(Conflict) as refused:
        await execute(world, target, said("Bye"), once=once(body="bye"))
    assert refused.value.field == "client_id"
    assert len(await log_of(world, target.conversation_id)) == 2


@pytest.mark.parametrize("another", [once("c-2"), once(scope="amir"), once(command="note")])
async def test_another_client_id_sender_or_command_happens_too(world: World, vera: Visitor, another: Once) -> None:
    target = Target((await starts(world, vera)).id)
    await execute(world, target, said(), once=once())
    assert not (await execute(world, target, said(), once=another)).replayed
    assert len(await log_of(world, target.conversation_id)) == 3


async def test_a_repeated_note_has_no_public_number_either(world: World, vera: Visitor) -> None:
    target = Target((await starts(world, vera)).id)
    await execute(world, target, noted(), once=once())
    again = await execute(world, target, noted(), once=once())
    assert (again.seq, again.public_seq, again.replayed) == (2, None, True)


async def test_a_repeated_command_that_changed_nothing_changes_nothing(world: World, vera: Visitor) -> None:
    target = Target((await starts(world, vera)).id)
    await execute(world, target, once=once())
    again = await execute(world, target, said(), once=once())
    assert (again.seq, again.replayed) == (1, True)


async def test_what_was_refused_may_be_tried_again_with_the_same_client_id(world: World, vera: Visitor) -> None:
    target = Target((await starts(world, vera)).id)
    with pytest.raises(Conflict):
        await execute(world, target, ConversationResolved(), once=once())
    assert not (await execute(world, target, said(), once=once())).replayed


async def test_a_repeated_opening_answers_with_the_conversation_of_the_first_time(
    world: World, vera: Visitor, amir: Agent
) -> None:
    first, second = opening(world, vera), opening(world, vera)
    await execute(world, Target(first.id, opening=first), ConversationQueued(), once=once())
    await ended(world, await held_by(world, first, amir))
    again = await execute(world, Target(second.id, opening=second), ConversationQueued(), once=once())
    assert (again.conversation.id, again.conversation.status, again.replayed) == (first.id, Status.RESOLVED, True)
