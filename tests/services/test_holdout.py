"""The hold-out: no suggestions but people at once, and a record of what would have been shown."""

import dataclasses

import msgspec
import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.domain.events import SuggestionsShown
from chat_server.domain.experiment import is_drawn
from chat_server.domain.question import Question
from chat_server.services.ask_question import AskQuestion, ask_question
from chat_server.services.set_availability import set_availability
from chat_server.services.stored import Asked
from chat_server.services.suggest_articles import SuggestArticles, suggest_articles
from tests.support.journeys import WHERE_IS_IT, asks, client_id, talks_to_a_person
from tests.support.people import VERA, arrives, merchant, stranger
from tests.support.verify import log_of
from tests.support.world import World


def hold_out(world: World, share: float) -> None:
    world.ports = dataclasses.replace(world.ports, rules=dataclasses.replace(world.ports.rules, holdout_share=share))


async def stored(world: World, question: Question) -> Question:
    kept = await world.ports.questions.get(question.id)
    assert kept is not None
    return kept


async def asks_in_english(world: World, who: Visitor) -> Asked:
    return await ask_question(world.ports, who, AskQuestion(WHERE_IS_IT, client_id(), "en"))


async def test_without_the_setting_nobody_is_held_out(world: World, vera: Visitor, amir: Agent) -> None:
    assert amir.takes_chats
    question = await stored(world, (await asks_in_english(world, vera)).question)
    assert (question.arm, question.withheld, question.level) == ("none", None, "answer")
    assert question.shown


async def test_who_is_held_out_sees_nothing_while_typing(world: World, vera: Visitor, amir: Agent) -> None:
    hold_out(world, 1.0)
    assert amir.takes_chats
    found = await suggest_articles(world.ports, vera, SuggestArticles(WHERE_IS_IT, "en"))
    assert (found.level, found.confident, found.suggestions) == ("none", False, ())
    typing = await world.ports.people.visitor(vera.id)
    assert typing is not None
    assert typing.unsent_question == WHERE_IS_IT, "what was typed is kept for everybody"


async def test_what_would_have_been_shown_is_recorded_with_ranks_and_scores(
    world: World, vera: Visitor, amir: Agent
) -> None:
    shown_to_others = (await asks_in_english(world, vera)).question
    hold_out(world, 1.0)
    assert amir.takes_chats
    asked = await asks_in_english(world, vera)
    assert (asked.suggestions.level, asked.suggestions.confident, asked.suggestions.suggestions) == ("none", False, ())
    question = await stored(world, asked.question)
    assert (question.arm, question.level, question.shown) == ("holdout", "none", ())
    assert question.index_version == shown_to_others.index_version
    assert question.withheld is not None
    assert (question.withheld.level, question.withheld.suggestions) == (shown_to_others.level, shown_to_others.shown)
    assert len(question.withheld.suggestions) > 1


async def test_the_log_claims_nothing_was_shown_that_was_not(world: World, vera: Visitor, amir: Agent) -> None:
    hold_out(world, 1.0)
    assert amir.takes_chats
    question = (await asks_in_english(world, vera)).question
    conversation = await talks_to_a_person(world, vera, question)
    log = await log_of(world, conversation.id)
    assert [event.data.type for event in log] == ["question.asked", "suggestions.shown", "conversation.queued"]
    assert log[1].data == SuggestionsShown(question_id=question.id, level="none", suggestions=())
    assert b"track-a-parcel" not in msgspec.json.encode(log)


@pytest.mark.parametrize("availability", [Availability.AWAY, Availability.OFFLINE])
async def test_with_nobody_at_the_desk_everybody_sees_articles(
    world: World, vera: Visitor, amir: Agent, availability: Availability
) -> None:
    hold_out(world, 1.0)
    await set_availability(world.ports, amir, availability)
    assert (await suggest_articles(world.ports, vera, SuggestArticles(WHERE_IS_IT, "en"))).suggestions
    question = (await asks_in_english(world, vera)).question
    assert (question.arm, question.withheld) == ("none", None)
    assert question.shown


async def test_two_devices_of_one_contact_are_in_the_same_arm(world: World, amir: Agent) -> None:
    hold_out(world, 0.5)
    assert amir.takes_chats
    for number in range(12):
        person = msgspec.structs.replace(VERA, sub=f"m-{number}")
        devices = [await merchant(world, person) for _ in range(2)]
        arms = {(await asks(world, device)).arm for device in devices}
        assert arms == {"holdout" if is_drawn(devices[0].owner_id, 0.5) else "none"}


async def test_a_visitor_is_in_the_same_arm_every_time(world: World, amir: Agent) -> None:
    hold_out(world, 0.5)
    assert amir.takes_chats
    somebody = await stranger(world)
    arms = {(await asks(world, somebody)).arm}
    for _ in range(3):
        back = (await arrives(world, visitor_token=world.tokens[somebody.id])).visitor
        arms.add((await asks(world, back)).arm)
    assert len(arms) == 1


async def test_a_retry_is_answered_alike_after_the_desk_was_left(world: World, vera: Visitor, amir: Agent) -> None:
    hold_out(world, 1.0)
    first = await ask_question(world.ports, vera, AskQuestion(WHERE_IS_IT, "q-1", "en"))
    await set_availability(world.ports, amir, Availability.OFFLINE)
    assert await ask_question(world.ports, vera, AskQuestion(WHERE_IS_IT, "q-1", "en")) == first
