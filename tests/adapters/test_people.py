"""Visitors and contacts: tokens, claims, and what comes along when the platform vouches for a person."""

from dataclasses import dataclass

import msgspec
import pytest
from sqlalchemy import select

from chat_server.adapters.sql.log import questions_of
from chat_server.adapters.sql.tables import contact, visitor
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Contact, Identity, Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.events import QuestionAsked
from chat_server.domain.ids import ConversationId, OwnerId
from chat_server.domain.plan import Plan
from chat_server.services.accept_conversation import accept_conversation
from tests.support.journeys import active, asks, queued, resolved
from tests.support.people import VERA, arrives, merchant, stranger, with_claims
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import World


async def identified(world: World, who: Visitor, identity: Identity = VERA) -> Contact:
    done = await world.ports.people.identify(who.id, identity, world.ports.ids.new("con"), world.clock.now())
    return done.contact


async def of(world: World, who: Visitor) -> Visitor:
    """The visitor as stored now."""
    found = await world.ports.people.visitor(who.id)
    assert found is not None
    return found


async def test_a_visitor_is_found_by_the_token_and_by_nothing_else(world: World, somebody: Visitor) -> None:
    people, token = world.ports.people, world.tokens[somebody.id]
    assert await people.visitor_by_token(token) == somebody
    for wrong in ("", token[:-1], token + "x", token.upper(), "half a character \ud800", "\x00"):
        assert await people.visitor_by_token(wrong) is None


async def test_who_reads_the_database_cannot_speak_for_a_visitor(world: World, somebody: Visitor) -> None:
    token = world.tokens[somebody.id]
    hashes = await world.database.read(
        lambda connection: connection.execute(select(visitor.c.token_hash)).scalars().all()
    )
    assert len(hashes) == 1
    assert token not in hashes
    assert token.encode() not in world.on_disk()
    assert await world.ports.people.visitor_by_token(hashes[0]) is None


async def test_a_contact_is_the_platforms_sub_never_the_e_mail(world: World) -> None:
    first = await merchant(world, VERA)
    other = await merchant(world, msgspec.structs.replace(VERA, sub="m-2002"))
    again = await merchant(world, with_claims(VERA, email="new@almaceramica.example"))
    assert first.owner_id == again.owner_id
    assert first.owner_id != other.owner_id


async def test_all_claims_are_kept(world: World, somebody: Visitor) -> None:
    person = await identified(world, somebody, msgspec.structs.replace(VERA, personal_agent="amir@parcelo.example"))
    stored = await world.ports.people.contact(person.id)
    assert stored == person
    assert (person.sub, person.name, person.email, person.plan, person.country, person.locale) == (
        "m-1001",
        "Vera Molina",
        "vera@almaceramica.example",
        Plan("small_shop"),
        "ES",
        "es",
    )
    assert (person.time_zone, person.personal_agent, person.account_manager, person.claims_iat) == (
        "Europe/Madrid",
        "amir@parcelo.example",
        None,
        VERA.iat,
    )


@pytest.mark.parametrize(
    ("earlier", "later", "plan"),
    [
        (100, 101, Plan("business")),
        (100, 100, Plan("business")),
        (0, 0, Plan("business")),
        (100, 99, Plan("small_shop")),
        (100, 0, Plan("small_shop")),
    ],
)
async def test_newer_claims_win_and_older_ones_restore_nothing(
    world: World, somebody: Visitor, earlier: int, later: int, plan: Plan
) -> None:
    await identified(world, somebody, msgspec.structs.replace(VERA, iat=earlier))
    newer = msgspec.structs.replace(VERA, iat=later, plan=Plan("business"))
    assert (await identified(world, somebody, newer)).plan == plan
    assert (await of(world, somebody)).plan == plan


async def test_a_claim_that_is_gone_from_the_newer_token_is_gone(world: World, somebody: Visitor) -> None:
    await identified(world, somebody)
    newer = msgspec.structs.replace(VERA, iat=VERA.iat + 1, email=None, country=None)
    person = await identified(world, somebody, newer)
    assert (person.email, person.country) == (None, None)


async def test_identifying_brings_questions_and_conversations_along(
    world: World, somebody: Visitor, amir: Agent
) -> None:
    ended = await resolved(world, somebody, amir)
    open_one = await queued(world, somebody)
    asked = await asks(world, somebody, "And my invoice?")
    person = await identified(world, somebody)
    assert (await of(world, somebody)).contact == person
    for conversation_id in (ended.id, open_one.id):
        assert (await verify_action(world, conversation_id)).owner_id == OwnerId(person.id)
    question = await world.ports.questions.get(asked.id)
    assert question is not None
    assert question.owner_id == OwnerId(person.id)
    found = await world.ports.store.open_conversation_of(somebody.site_id, (await of(world, somebody)).owner_id)
    assert found is not None
    assert found.id == open_one.id


async def test_identifying_moves_the_version_of_the_lists_with_a_conversation(
    world: World, somebody: Visitor, amir: Agent
) -> None:
    await active(world, somebody, amir)
    before = await world.ports.store.lists_version()
    await identified(world, somebody)
    assert await world.ports.store.lists_version() > before


async def test_another_name_moves_the_version_of_the_lists(world: World, vera: Visitor) -> None:
    before = await world.ports.store.lists_version()
    await identified(world, vera, with_claims(VERA, name="Vera M."))
    assert await world.ports.store.lists_version() > before


async def test_identifying_again_unchanged_leaves_the_version_of_the_lists(
    world: World, vera: Visitor, amir: Agent
) -> None:
    await active(world, vera, amir)
    before = await world.ports.store.lists_version()
    for identity in (VERA, with_claims(VERA), msgspec.structs.replace(VERA, iat=0, name="Somebody of old")):
        await identified(world, vera, identity)
        await arrives(world, identity)  # on another device
    assert await world.ports.store.lists_version() == before
    person = (await of(world, vera)).contact
    assert person is not None
    assert (person.name, person.claims_iat) == (VERA.name, VERA.iat + 60)


async def test_identifying_again_brings_nothing_twice(world: World, somebody: Visitor, amir: Agent) -> None:
    conversation = await active(world, somebody, amir)
    first, again = await identified(world, somebody), await identified(world, somebody)
    assert first == again
    assert await verify_action(world, conversation.id) == msgspec.structs.replace(
        conversation, owner_id=OwnerId(first.id)
    )
    rows = await world.database.read(lambda connection: connection.execute(select(contact.c.id)).all())
    assert len(rows) == 1


@dataclass(frozen=True)
class TwoOpen:
    """Vera waits at work in `veras` and, not signed in, at home in `visitors`."""

    at_home: Visitor
    veras: ConversationId
    visitors: ConversationId

    async def meet(self, world: World) -> None:
        """Vera signs in at home."""
        await arrives(world, VERA, visitor_token=world.tokens[self.at_home.id])


async def both_have_one_open(world: World, vera: Visitor, agent: Agent, *, answered: bool) -> TwoOpen:
    veras = await queued(world, vera, "Where is my parcel?")
    at_home = await stranger(world)
    world.clock.advance(seconds=10)
    visitors = await queued(world, at_home, "And my invoice?")
    if answered:
        await accept_conversation(world.ports, agent, visitors.id)
    world.clock.advance(seconds=10)
    return TwoOpen(at_home, veras.id, visitors.id)


@pytest.mark.parametrize("answered", [True, False])
async def test_when_both_have_an_open_conversation_the_contacts_stays_and_gets_the_question(
    world: World, vera: Visitor, amir: Agent, *, answered: bool
) -> None:
    two = await both_have_one_open(world, vera, amir, answered=answered)
    await two.meet(world)
    stays, ends = await verify_action(world, two.veras), await verify_action(world, two.visitors)
    assert stays.status is Status.QUEUED
    assert ends.status is (Status.RESOLVED if answered else Status.ABANDONED)
    assert stays.owner_id == ends.owner_id == vera.owner_id
    added = (await log_of(world, two.veras))[4:]
    assert event_types(added) == ["question.asked", "suggestions.shown", "outcome.given"]
    assert isinstance(added[0].data, QuestionAsked)
    assert added[0].data.text == "And my invoice?"
    assert {event.actor for event in added} == {vera.actor}


@pytest.mark.parametrize("answered", [True, False])
async def test_the_conversation_that_ends_is_ended_by_the_system_and_frees_the_place(
    world: World, vera: Visitor, amir: Agent, *, answered: bool
) -> None:
    two = await both_have_one_open(world, vera, amir, answered=answered)
    await two.meet(world)
    last = (await log_of(world, two.visitors))[-1]
    assert last.data.type == ("conversation.resolved" if answered else "conversation.abandoned")
    assert last.actor.kind == "system"
    await verify_action(world, two.visitors)


async def test_everybody_is_told_when_two_open_conversations_meet(world: World, vera: Visitor, amir: Agent) -> None:
    two = await both_have_one_open(world, vera, amir, answered=True)
    world.published.clear()
    await two.meet(world)
    told = [(event.conversation_id, event.data.type) for event in world.published.events]
    assert told == [
        (two.visitors, "conversation.resolved"),
        (two.veras, "question.asked"),
        (two.veras, "suggestions.shown"),
        (two.veras, "outcome.given"),
    ]
    assert world.published.lists


async def test_what_was_dismissed_once_stays_so_once_when_conversations_meet(
    world: World, vera: Visitor, amir: Agent
) -> None:
    two = await both_have_one_open(world, vera, amir, answered=True)
    await two.meet(world)
    for question in await world.database.read(lambda connection: questions_of(connection, two.veras)):
        assert [entry.outcome for entry in question.outcomes] == ["dismissed"]


async def test_the_merged_question_belongs_to_the_conversation_that_stays(
    world: World, vera: Visitor, amir: Agent
) -> None:
    two = await both_have_one_open(world, vera, amir, answered=True)
    await two.meet(world)
    open_one = await world.ports.store.open_conversation_of(vera.site_id, vera.owner_id)
    assert open_one is not None
    assert open_one.id == two.veras
    latest = [event for event in await log_of(world, two.veras) if event.data.type == "question.asked"]
    assert len(latest) == 2


async def test_what_a_visitor_typed_last_is_kept_until_it_is_asked(world: World, somebody: Visitor) -> None:
    await world.ports.people.keep_unsent(somebody, "where is")
    typing = await of(world, somebody)
    assert (typing.unsent_question, typing.questions_asked) == ("where is", 0)
    await asks(world, somebody)
    asked = await of(world, somebody)
    assert (asked.unsent_question, asked.questions_asked) == (None, 1)


async def test_typing_from_before_the_question_is_not_kept(world: World, somebody: Visitor) -> None:
    await asks(world, somebody)
    await world.ports.people.keep_unsent(somebody, "where is")
    assert (await of(world, somebody)).unsent_question is None
    await world.ports.people.keep_unsent(await of(world, somebody), "and my")
    assert (await of(world, somebody)).unsent_question == "and my"


async def test_a_visitor_may_change_language_zone_and_page(world: World, somebody: Visitor) -> None:
    await world.ports.people.update_visitor(somebody.id, locale="es", time_zone="Europe/Madrid", page="/orders")
    changed = await of(world, somebody)
    assert (changed.locale, changed.time_zone, changed.page) == ("es", "Europe/Madrid", "/orders")
