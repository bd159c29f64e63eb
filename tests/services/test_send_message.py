"""Saying something, from either side."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, Invalid, NotFound, QuestionRequired, RateLimited
from chat_server.domain.events import MessageSent
from chat_server.domain.ids import ArticleId, SiteId
from chat_server.services.leave_queue import leave_queue
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.set_availability import renew_presence, set_availability
from tests.support.journeys import active, queued, resolved, says
from tests.support.people import VERA, arrives, current, employ, stranger
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World


async def test_what_the_merchant_says_is_stored_and_told(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    world.published.clear()
    done = await says(world, vera, conversation, "Dónde está 🎁 ?  \n")
    (told,) = world.published.events
    assert isinstance(told.data, MessageSent)
    assert (told.data.text, told.actor, told.seq) == ("Dónde está 🎁 ?  \n", vera.actor, done.seq)
    assert (await log_of(world, conversation.id))[-1] == told


async def test_the_holder_answers(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    done = await says(world, amir, conversation, "Good morning, Vera")
    assert done.events[0].actor == amir.actor
    assert (await verify_action(world, conversation.id)).head == conversation.head + 1


async def test_who_waits_may_go_on_writing(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    await says(world, vera, conversation, "It is urgent")
    assert (await verify_action(world, conversation.id)).status is Status.QUEUED


async def test_sending_twice_says_it_once_under_the_same_number(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    for sender in (vera, amir):
        command = SendMessage(conversation.id, "m-1", "Hello")
        first = await send_message(world.ports, sender, command)
        again = await send_message(world.ports, sender, command)
        assert (again.seq, again.public_seq, again.replayed) == (first.seq, first.public_seq, True)
    assert event_types(await log_of(world, conversation.id)).count("message.sent") == 2


async def test_a_message_and_its_retry_are_one_although_the_merchant_signed_in_between(
    world: World, somebody: Visitor, amir: Agent
) -> None:
    conversation = await active(world, somebody, amir)
    command = SendMessage(conversation.id, "m-1", "Hello")
    first = await send_message(world.ports, somebody, command)
    vera = (await arrives(world, VERA, visitor_token=world.tokens[somebody.id])).visitor
    again = await send_message(world.ports, vera, command)
    assert vera.owner_id != somebody.owner_id
    assert (again.seq, again.replayed) == (first.seq, True)


@pytest.mark.parametrize("other", [{"text": "Bye"}, {"article_id": "track-a-parcel"}])
async def test_the_same_client_id_with_another_body_is_a_conflict(
    world: World, vera: Visitor, amir: Agent, other: dict[str, str]
) -> None:
    conversation = await active(world, vera, amir)
    await send_message(world.ports, amir, SendMessage(conversation.id, "m-1", "Hello"))
    body = {"text": "Hello"} | other
    again = SendMessage(conversation.id, "m-1", body["text"], article_id=body.get("article_id"))
    with pytest.raises(Conflict) as refused:
        await send_message(world.ports, amir, again)
    assert refused.value.field == "client_id"
    assert event_types(await log_of(world, conversation.id)).count("message.sent") == 1


async def test_client_ids_are_those_of_one_conversation(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    for merchant in (vera, jonas):
        conversation = await active(world, merchant, amir)
        assert not (await send_message(world.ports, amir, SendMessage(conversation.id, "m-1", merchant.id))).replayed


async def test_only_the_holder_answers(world: World, vera: Visitor, amir: Agent, lucia: Agent) -> None:
    conversation = await active(world, vera, amir)
    with pytest.raises(Conflict, match="Amir"):
        await says(world, lucia, conversation, "Me too")
    assert await verify_action(world, conversation.id) == conversation


async def test_nobody_answers_what_still_waits_or_has_ended(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    waiting, ended = await queued(world, vera), await resolved(world, jonas, amir)
    for conversation in (waiting, ended):
        with pytest.raises(Conflict):
            await says(world, amir, conversation, "Hello")
        assert await verify_action(world, conversation.id) == conversation


async def test_nobody_writes_into_somebody_elses_conversation(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    await world.sites.ensure(SiteId("another"), world.clock.now())
    elsewhere = await employ(world, "eva@elsewhere.example", "Eva", site_id=SiteId("another"))
    for who in (jonas, await stranger(world), elsewhere):
        with pytest.raises(NotFound):
            await says(world, who, conversation, "Hello")
    assert await verify_action(world, conversation.id) == conversation


async def test_a_reply_within_seven_days_reopens_with_the_one_who_held_the_chat(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await resolved(world, vera, amir)
    world.clock.advance(days=7)
    await renew_presence(world.ports, (amir,))
    world.published.clear()
    await says(world, vera, conversation, "One more thing")
    stored = await verify_action(world, conversation.id)
    assert (stored.status, stored.agent_id) == (Status.ACTIVE, amir.id)
    assert (await current(world, amir)).open_count == 1
    assert event_types(world.published.events) == ["conversation.reopened", "message.sent"]


async def test_after_seven_days_a_question_is_required(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    world.clock.advance(days=7, milliseconds=1)
    with pytest.raises(QuestionRequired):
        await says(world, vera, conversation, "One more thing")
    assert await verify_action(world, conversation.id) == conversation


async def test_a_setting_says_how_long_a_reply_reopens(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await resolved(world, vera, amir)
    world.clock.advance(hours=2)
    strict = replace(world.ports, rules=replace(world.ports.rules, reopen_within=timedelta(hours=1)))
    with pytest.raises(QuestionRequired):
        await send_message(strict, vera, SendMessage(conversation.id, "m-1", "One more thing"))


@pytest.mark.parametrize("why", ["away", "gone", "full"])
async def test_it_reopens_into_the_queue_when_the_holder_cannot_take_it(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent, why: str
) -> None:
    conversation = await resolved(world, vera, amir)
    if why == "away":
        await set_availability(world.ports, amir, Availability.AWAY)
    elif why == "gone":
        world.clock.advance(minutes=5)
    else:
        await world.ports.agents.update(amir.id, capacity=1)
        await active(world, jonas, amir)
    await says(world, vera, conversation, "One more thing")
    stored = await verify_action(world, conversation.id)
    assert (stored.status, stored.agent_id, stored.queued_at) == (Status.QUEUED, None, world.clock.now())


async def test_a_reply_after_leaving_the_queue_asks_for_a_question(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    await leave_queue(world.ports, vera, conversation.id)
    with pytest.raises(QuestionRequired):
        await says(world, vera, conversation, "Still there?")


async def test_an_old_conversation_does_not_reopen_beside_an_open_one(world: World, vera: Visitor, amir: Agent) -> None:
    old = await resolved(world, vera, amir)
    open_one = await queued(world, vera, "And my invoice?")
    with pytest.raises(Conflict, match="another conversation"):
        await says(world, vera, old, "One more thing")
    assert await verify_action(world, old.id) == old
    assert (await verify_action(world, open_one.id)).status is Status.QUEUED


async def test_an_agent_sends_an_article_in_the_language_of_the_conversation(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    done = await send_message(world.ports, amir, SendMessage(conversation.id, "m-1", "Lea esto", "track-a-parcel"))
    assert done.events[0].data == MessageSent(
        text="Lea esto", client_id="m-1", article_id=ArticleId("track-a-parcel"), article_title="Seguir un paquete"
    )
    await verify_action(world, conversation.id)


@pytest.mark.parametrize("article_id", ["no-such-article", "agent-refund-limits", ""])
async def test_what_merchants_may_not_read_is_not_sent_to_them(
    world: World, vera: Visitor, amir: Agent, article_id: str
) -> None:
    conversation = await active(world, vera, amir)
    with pytest.raises(Invalid) as refused:
        await send_message(world.ports, amir, SendMessage(conversation.id, "m-1", "Read this", article_id))
    assert refused.value.field == "article_id"
    assert "Goodwill" not in refused.value.message
    assert await verify_action(world, conversation.id) == conversation


async def test_writing_like_a_robot_is_refused_for_a_while_and_only_for_the_robot(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    for number in range(30):
        await send_message(world.ports, vera, SendMessage(conversation.id, f"m-{number}", "spam"))
    with pytest.raises(RateLimited) as refused:
        await says(world, vera, conversation, "spam")
    await says(world, amir, conversation, "Please stop")
    world.seconds.advance(refused.value.retry_after_s or 0)
    await says(world, vera, conversation, "Sorry")
