"""Asking for a person: only through a question, only while somebody is there, and never twice."""

from datetime import timedelta

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Closed, Conflict, QuestionRequired, RateLimited
from chat_server.domain.question import OutcomeEntry, Question
from chat_server.domain.waiting_band import WaitingBand
from chat_server.services.escalate import Escalated, escalate
from chat_server.services.leave_queue import leave_queue
from chat_server.services.record_outcome import record_outcome
from chat_server.services.record_reading import record_reading
from chat_server.services.set_availability import renew_presence, set_availability
from tests.support.journeys import active, asks, client_id, queued, resolved
from tests.support.people import merchant
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World


async def talks_to_a_person(world: World, who: Visitor, question: Question) -> Escalated:
    return await escalate(world.ports, who, question.id, client_id())


async def test_the_question_opens_the_conversation_and_it_waits(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    escalated = await talks_to_a_person(world, vera, await asks(world, vera))
    stored = await verify_action(world, escalated.conversation.id)
    assert stored == escalated.conversation
    assert (stored.status, stored.owner_id, stored.locale) == (Status.QUEUED, vera.owner_id, "es")
    assert event_types(await log_of(world, stored.id)) == [
        "question.asked",
        "suggestions.shown",
        "outcome.given",
        "conversation.queued",
    ]
    assert world.published.events == await log_of(world, stored.id)


async def test_whoever_is_next_hears_so_at_once(world: World, vera: Visitor, jonas: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    first = (await talks_to_a_person(world, jonas, await asks(world, jonas))).place
    second = (await talks_to_a_person(world, vera, await asks(world, vera))).place
    assert first is not None
    assert second is not None
    assert (first.position, second.position) == (1, 2)
    assert first.wait == WaitingBand(low_s=0, high_s=120)


async def test_what_was_read_and_rejected_goes_along(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    first = await asks(world, vera, "parcel")
    await record_reading(world.ports, vera, first.id, "track-a-parcel", 4000)
    await record_outcome(world.ports, vera, first.id, "not_related", "track-a-parcel", "Not mine")
    world.clock.advance(seconds=30)
    second = await asks(world, vera, "parcel missing")
    conversation = (await talks_to_a_person(world, vera, second)).conversation
    assert event_types(await log_of(world, conversation.id)) == [
        "question.asked",
        "suggestions.shown",
        "article.read",
        "outcome.given",
        "question.asked",
        "suggestions.shown",
        "outcome.given",
        "outcome.given",
        "conversation.queued",
    ]
    for question in (first, second):
        kept = await world.ports.questions.get(question.id)
        assert kept is not None
        assert kept.conversation_id == conversation.id


async def test_asking_for_a_person_is_kept_with_the_question_as_a_dismissal(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    assert question.shown
    world.clock.advance(seconds=30)
    await talks_to_a_person(world, vera, question)
    kept = await world.ports.questions.get(question.id)
    assert kept is not None
    assert kept.outcomes == (OutcomeEntry(outcome="dismissed", at=world.clock.now()),)


async def test_a_dismissal_is_kept_once_although_the_question_leads_to_people_twice(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    first = await talks_to_a_person(world, vera, question)
    await leave_queue(world.ports, vera, first.conversation.id)
    world.clock.advance(seconds=30)
    second = await talks_to_a_person(world, vera, question)
    assert second.conversation.id != first.conversation.id
    assert event_types(await log_of(world, second.conversation.id)).count("outcome.given") == 1
    kept = await world.ports.questions.get(question.id)
    assert kept is not None
    assert [entry.outcome for entry in kept.outcomes] == ["dismissed"]


async def test_where_nothing_was_shown_nothing_is_dismissed(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    question = await asks(world, vera, "dragons")
    await talks_to_a_person(world, vera, question)
    kept = await world.ports.questions.get(question.id)
    assert kept is not None
    assert (kept.shown, kept.outcomes) == ((), ())


async def test_without_a_question_of_ones_own_there_is_no_way_to_people(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    jonass = await asks(world, jonas)
    for question_id in (jonass.id, "que_unknown", "half \ud800"):
        with pytest.raises(QuestionRequired) as refused:
            await escalate(world.ports, vera, question_id, client_id())
        assert refused.value.field == "question_id"
    assert world.published.events == []


async def test_a_question_of_yesterday_no_longer_opens_the_way(world: World, vera: Visitor, amir: Agent) -> None:
    question = await asks(world, vera)
    world.clock.advance(hours=24, seconds=1)
    await renew_presence(world.ports, (amir,))
    with pytest.raises(QuestionRequired):
        await talks_to_a_person(world, vera, question)


async def test_with_nobody_at_the_desk_it_is_closed_and_nothing_is_opened(world: World, vera: Visitor) -> None:
    question = await asks(world, vera)
    with pytest.raises(Closed) as refused:
        await talks_to_a_person(world, vera, question)
    assert (refused.value.opens_at, refused.value.ways) == (None, ("ticket", "phone", "article"))
    assert await world.ports.store.open_conversation_of(vera.site_id, vera.owner_id) is None


@pytest.mark.parametrize("why", ["away", "offline", "lease ran out", "account closed"])
async def test_nobody_is_at_the_desk_who_is_away_or_whose_presence_ran_out(
    world: World, vera: Visitor, amir: Agent, why: str
) -> None:
    question = await asks(world, vera)
    if why == "lease ran out":
        world.clock.advance(seconds=60)
    elif why == "account closed":
        await world.ports.agents.update(amir.id, active=False)
    else:
        await set_availability(world.ports, amir, Availability(why))
    with pytest.raises(Closed):
        await talks_to_a_person(world, vera, question)


async def test_agents_who_are_all_busy_are_still_there(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    await world.ports.agents.update(amir.id, capacity=1)
    await active(world, jonas, amir)
    assert (await talks_to_a_person(world, vera, await asks(world, vera))).conversation.status is Status.QUEUED


async def test_the_question_that_was_refused_is_kept_for_later(world: World, vera: Visitor, amir: Agent) -> None:
    await set_availability(world.ports, amir, Availability.AWAY)
    question = await asks(world, vera)
    with pytest.raises(Closed):
        await escalate(world.ports, vera, question.id, "e-1")
    await set_availability(world.ports, amir, Availability.ONLINE)
    assert (await escalate(world.ports, vera, question.id, "e-1")).conversation.status is Status.QUEUED


async def test_while_a_conversation_is_open_the_question_joins_it_even_after_hours(
    world: World, vera: Visitor, amir: Agent
) -> None:
    open_one = await active(world, vera, amir)
    await set_availability(world.ports, amir, Availability.OFFLINE)
    joined = await talks_to_a_person(world, vera, await asks(world, vera, "And my invoice?"))
    assert (joined.conversation.id, joined.conversation.status, joined.place) == (open_one.id, Status.ACTIVE, None)
    assert event_types(await log_of(world, open_one.id))[-2:] == ["question.asked", "suggestions.shown"]
    await verify_action(world, open_one.id)


async def test_an_older_question_joins_without_turning_the_clock_back(world: World, vera: Visitor, amir: Agent) -> None:
    older = await asks(world, vera, "And my invoice?")
    world.clock.advance(hours=2)
    await renew_presence(world.ports, (amir,))
    open_one = await queued(world, vera)
    joined = await talks_to_a_person(world, vera, older)
    assert joined.conversation.id == open_one.id
    assert (await verify_action(world, open_one.id)).updated_at == world.clock.now()


async def test_a_second_click_answers_like_the_first_even_when_everything_has_moved_on(
    world: World, vera: Visitor, amir: Agent
) -> None:
    question = await asks(world, vera)
    first = (await escalate(world.ports, vera, question.id, "e-1")).conversation
    await leave_queue(world.ports, vera, first.id)
    await set_availability(world.ports, amir, Availability.OFFLINE)
    world.published.clear()
    again = await escalate(world.ports, vera, question.id, "e-1")
    assert (again.conversation.id, again.conversation.status, again.place) == (first.id, Status.ABANDONED, None)
    assert world.published.events == []


async def test_the_same_click_for_another_question_is_a_conflict(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    first, second = await asks(world, vera), await asks(world, vera, "And my invoice?")
    await escalate(world.ports, vera, first.id, "e-1")
    with pytest.raises(Conflict) as refused:
        await escalate(world.ports, vera, second.id, "e-1")
    assert refused.value.field == "client_id"


async def test_client_ids_of_escalations_belong_to_their_browser(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    veras, jonass = await asks(world, vera), await asks(world, jonas)
    one = await escalate(world.ports, vera, veras.id, "e-1")
    assert (await escalate(world.ports, jonas, jonass.id, "e-1")).conversation.id != one.conversation.id


async def test_what_one_asked_in_one_browser_one_may_escalate_in_another(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    at_home = await merchant(world)
    conversation = (await talks_to_a_person(world, at_home, question)).conversation
    assert conversation.owner_id == vera.owner_id


@pytest.mark.parametrize("how", ["resolved", "left the queue"])
async def test_after_the_end_a_question_opens_a_conversation_of_its_own(
    world: World, vera: Visitor, amir: Agent, how: str
) -> None:
    if how == "resolved":
        before = await resolved(world, vera, amir)
    else:
        before = await queued(world, vera)
        await leave_queue(world.ports, vera, before.id)
    after = (await talks_to_a_person(world, vera, await asks(world, vera))).conversation
    assert after.id != before.id
    assert after.status is Status.QUEUED
    await verify_action(world, after.id)


async def test_with_nothing_observed_there_is_a_place_but_no_guess(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    await world.ports.agents.update(amir.id, capacity=1)
    await active(world, jonas, amir)
    place = (await talks_to_a_person(world, vera, await asks(world, vera))).place
    assert place is not None
    assert (place.position, place.wait) == (1, None)


async def test_escalating_like_a_robot_is_refused_for_a_while(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    question = await asks(world, vera)
    for _ in range(30):
        await escalate(world.ports, vera, question.id, "e-1")
    with pytest.raises(RateLimited):
        await escalate(world.ports, vera, question.id, "e-1")


async def test_a_clock_that_stepped_back_refuses_nobody(world: World, vera: Visitor, amir: Agent) -> None:
    question = await asks(world, vera)
    world.clock.advance(timedelta(hours=-1))
    await renew_presence(world.ports, (amir,))
    assert (await talks_to_a_person(world, vera, question)).conversation.status is Status.QUEUED
