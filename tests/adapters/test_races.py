"""Many at once: the row count decides, never a look before the leap."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from chat_server.domain import conversation as rules
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import ChatError, Conflict, Taken
from chat_server.domain.events import ConversationAssigned, MessageSent, RatingGiven
from chat_server.services.accept_conversation import accept_conversation
from chat_server.services.escalate import escalate
from chat_server.services.leave_queue import leave_queue
from chat_server.services.rate_conversation import rate_conversation
from chat_server.services.redact_message import redact_message
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.stored import Executed, Target
from tests.support.journeys import active, asks, client_id, queued, resolved, says
from tests.support.people import AMIR, employ, merchant, stranger
from tests.support.stored import starts
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World


def outcomes(answers: Iterable[object]) -> Counter[type]:
    return Counter(type(answer) for answer in answers)


async def test_twenty_accept_at_once_and_three_places_are_given(world: World) -> None:
    amir = await employ(world, AMIR, "Amir", capacity=3)
    waiting = [await starts(world, await stranger(world)) for _ in range(20)]
    answers = await asyncio.gather(
        *[accept_conversation(world.ports, amir, one.id) for one in waiting], return_exceptions=True
    )
    assert outcomes(answers) == {Executed: 3, Conflict: 17}
    stored = [await verify_action(world, one.id) for one in waiting]
    assert Counter(one.status for one in stored) == {Status.ACTIVE: 3, Status.QUEUED: 17}


async def test_of_two_agents_who_accept_at_once_exactly_one_wins_fifty_times(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    conversation = await starts(world, vera)
    for _ in range(50):
        answers = await asyncio.gather(
            *[accept_conversation(world.ports, agent, conversation.id) for agent in (amir, lucia)],
            return_exceptions=True,
        )
        assert outcomes(answers) == {Executed: 1, Taken: 1}
        await world.ports.store.execute(
            Target(conversation.id), lambda situation: rules.requeue(situation, "again", world.clock.now())
        )
    assert (await verify_action(world, conversation.id)).head == 1 + 50 * 2


async def test_twenty_escalations_of_one_owner_lead_to_one_open_conversation(world: World, amir: Agent) -> None:
    browsers = [await merchant(world) for _ in range(20)]
    questions = [await asks(world, browser, f"question {number}") for number, browser in enumerate(browsers)]
    answers = await asyncio.gather(
        *[
            escalate(world.ports, browser, question.id, client_id())
            for browser, question in zip(browsers, questions, strict=True)
        ]
    )
    (conversation_id,) = {answer.conversation.id for answer in answers}
    types = Counter(event_types(await log_of(world, conversation_id)))
    assert (types["conversation.queued"], types["question.asked"]) == (1, 20)
    assert amir.open_count == 0
    await verify_action(world, conversation_id)


async def test_a_double_click_on_talk_to_a_person_is_one_escalation(world: World, vera: Visitor, amir: Agent) -> None:
    question = await asks(world, vera)
    answers = await asyncio.gather(*[escalate(world.ports, vera, question.id, "click") for _ in range(5)])
    (conversation_id,) = {answer.conversation.id for answer in answers}
    assert len(await log_of(world, conversation_id)) == 4
    assert len(world.published.events) == 4, "and is told once"
    assert amir.takes_chats


async def test_ten_retries_of_a_message_store_it_once_under_one_number(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    command = SendMessage(conversation_id=conversation.id, client_id="m-1", text="Hello")
    answers = await asyncio.gather(*[send_message(world.ports, vera, command) for _ in range(10)])
    assert {answer.seq for answer in answers} == {conversation.head + 1}
    assert [answer.replayed for answer in answers].count(False) == 1
    assert (await verify_action(world, conversation.id)).head == conversation.head + 1


async def test_twenty_messages_at_once_are_all_stored_each_under_the_number_it_was_told(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    sent = [f"line {number}" for number in range(20)]
    answers = await asyncio.gather(
        *[send_message(world.ports, vera, SendMessage(conversation.id, client_id(), text)) for text in sent]
    )
    log = await log_of(world, conversation.id)
    text_at = {event.seq: event.data.text for event in log if isinstance(event.data, MessageSent)}
    assert [text_at[answer.seq] for answer in answers] == sent
    await verify_action(world, conversation.id)


async def test_accepting_and_leaving_at_once_never_leaves_an_agent_with_nobody(
    world: World, vera: Visitor, amir: Agent
) -> None:
    for _ in range(10):
        conversation = await starts(world, vera)
        answers = await asyncio.gather(
            accept_conversation(world.ports, amir, conversation.id),
            leave_queue(world.ports, vera, conversation.id),
            return_exceptions=True,
        )
        assert outcomes(answers) == {Executed: 1, Conflict: 1}
        if (await verify_action(world, conversation.id)).status is Status.ACTIVE:
            await resolve_conversation(world.ports, amir, conversation.id)


async def test_the_same_rating_in_two_tabs_is_one_event(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    await asyncio.gather(*[rate_conversation(world.ports, vera, conversation.id, 5, "Quick") for _ in range(4)])
    given = [event for event in await log_of(world, conversation.id) if isinstance(event.data, RatingGiven)]
    assert [event.data for event in given] == [RatingGiven(score=5, comment="Quick")]


async def test_two_agents_redact_at_once_and_it_happens_once(
    world: World, vera: Visitor, amir: Agent, lucia: Agent
) -> None:
    conversation = await active(world, vera, amir)
    card = await says(world, vera, conversation, "my card is 4111")
    await asyncio.gather(
        *[redact_message(world.ports, agent, conversation.id, card.seq) for agent in (amir, lucia, amir, lucia)]
    )
    assert event_types(await log_of(world, conversation.id)).count("message.redacted") == 1
    await verify_action(world, conversation.id)


async def test_a_reply_while_the_agent_resolves_is_never_lost(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    answers: list[object] = list(
        await asyncio.gather(
            resolve_conversation(world.ports, amir, conversation.id),
            says(world, vera, conversation, "One more thing"),
            return_exceptions=True,
        )
    )
    assert not any(isinstance(answer, ChatError) for answer in answers)
    stored = await verify_action(world, conversation.id)
    assert event_types(await log_of(world, conversation.id)).count("message.sent") == 1
    assert stored.status in {Status.ACTIVE, Status.RESOLVED}


async def test_only_winners_are_told_to_the_world(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await queued(world, vera)
    world.published.clear()
    await asyncio.gather(
        *[accept_conversation(world.ports, agent, conversation.id) for agent in (amir, lucia)], return_exceptions=True
    )
    (told,) = world.published.events
    assert isinstance(told.data, ConversationAssigned)
