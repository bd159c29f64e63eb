"""Opening a ticket: at any time, from a question, from a chat or out of the queue. Nothing is typed twice."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Closed, Conflict, Invalid, NotFound, RateLimited
from chat_server.domain.events import ConversationAbandoned
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.reference import parse_reference
from chat_server.domain.ticket import Opened, Ticket, TicketState
from chat_server.services.list_tickets import own_tickets
from chat_server.services.open_ticket import OpenTicket, open_ticket, open_ticket_from_chat
from chat_server.services.queue_place import queue_place
from chat_server.services.record_reading import record_reading
from tests.services.test_attach import uploads
from tests.support.journeys import active, asks, client_id, queued, talks_to_a_person
from tests.support.people import VERA, arrives, employ, stranger
from tests.support.policies import follow, small_policy
from tests.support.tickets import LOST, entry_types, mails_owed, opens, thread_of, verify_ticket
from tests.support.verify import event_types, log_of, verify_action
from tests.support.world import LIMITS, World

STRANGERS_ADDRESS = "tom@oakandwool.example"


async def text_of(world: World, ticket: Ticket) -> str:
    opened = (await thread_of(world, ticket))[0].data
    assert isinstance(opened, Opened)
    return opened.text


async def test_an_investigation_is_open_at_once_dated_and_confirmed_by_mail(world: World, vera: Visitor) -> None:
    ticket = await opens(world, vera)
    assert ticket.state is TicketState.OPEN
    assert parse_reference(ticket.reference) == ticket.reference
    assert (ticket.email, ticket.name, ticket.locale) == (VERA.email, VERA.name, "es")
    assert ticket.due_at is not None
    assert ticket.due_at > world.clock.now()
    assert entry_types(await thread_of(world, ticket)) == ["opened"]
    (told,) = await mails_owed(world)
    assert (told.kind, told.recipient, told.locale) == ("ticket_opened", VERA.email, "es")
    assert told.content["reference"] == ticket.reference


async def test_a_callback_is_due_at_the_wanted_time(world: World, vera: Visitor) -> None:
    wanted = world.clock.now() + timedelta(days=4, hours=2)
    fields = {"wanted_time": wanted.isoformat(), "phone_number": "+34 600 000 000"}
    callback = await opens(world, vera, kind="callback", fields=fields)
    assert callback.due_at == wanted
    passed = {**fields, "wanted_time": (world.clock.now() - timedelta(hours=1)).isoformat()}
    assert (await opens(world, vera, kind="callback", fields=passed)).due_at == world.clock.now()


async def test_a_stranger_gives_an_address_and_takes_the_ticket_along_when_signing_in(world: World) -> None:
    somebody = await stranger(world)
    with pytest.raises(Invalid) as refused:
        await opens(world, somebody)
    assert refused.value.field == "email"
    ticket = await opens(world, somebody, email=STRANGERS_ADDRESS, name="Tom")
    assert (ticket.email, ticket.name) == (STRANGERS_ADDRESS, "Tom")
    world.published.clear()
    vera = (await arrives(world, VERA, visitor_token=world.tokens[somebody.id])).visitor
    assert [own.ticket.id for own in await own_tickets(world.ports, vera)] == [ticket.id]
    assert world.published.lists == [DEFAULT_SITE]


async def test_the_address_that_the_platform_vouches_for_wins(world: World, vera: Visitor) -> None:
    ticket = await opens(world, vera, email="somebody@else.example", name="Somebody Else")
    assert (ticket.email, ticket.name) == (VERA.email, VERA.name)


async def test_a_question_that_the_articles_did_not_answer_is_taken_along(world: World, vera: Visitor) -> None:
    question = await asks(world, vera, "My parcel is lost\nsince Monday")
    ticket = await opens(world, vera, subject=None, text=None, question_id=question.id)
    assert (ticket.subject, await text_of(world, ticket)) == ("My parcel is lost since Monday", question.text)
    assert ticket.question_id == question.id
    stored = await world.ports.questions.get(question.id)
    assert stored is not None
    assert [entry.outcome for entry in stored.outcomes] == ["dismissed"]


async def test_what_was_read_goes_along_from_the_question_or_from_its_chat(world: World, vera: Visitor) -> None:
    question = await asks(world, vera)
    for article in ("parcel-lost", "track-a-parcel"):
        await record_reading(world.ports, vera, question.id, article, None)
    assert (await opens(world, vera, question_id=question.id)).article_id == "track-a-parcel"
    employed = await employ(world, "amir@parcelo.example", "Amir")
    assert employed.takes_chats
    conversation = await talks_to_a_person(world, vera, question)
    ticket = await opens(world, vera, conversation_id=conversation.id)
    assert (ticket.question_id, ticket.article_id) == (question.id, "track-a-parcel")


async def test_of_several_questions_all_go_along_and_the_last_names_it(
    world: World, vera: Visitor, amir: Agent
) -> None:
    await asks(world, vera, "Is my parcel insured?")
    conversation = await active(world, vera, amir, "My parcel is lost " + "x" * 200)
    ticket = await opens(world, vera, subject=None, text=None, conversation_id=conversation.id)
    assert ticket.subject == ("My parcel is lost " + "x" * 200)[:120]
    assert await text_of(world, ticket) == "Is my parcel insured?\n\nMy parcel is lost " + "x" * 200


async def test_files_go_along_with_whoever_opens_it(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    theirs = await uploads(world, vera)
    photo = await uploads(world, vera)
    ticket = await opens(world, vera, attachments=[theirs.id], fields={**LOST, "photos": [photo.id]})
    opened = (await thread_of(world, ticket))[0].data
    assert isinstance(opened, Opened)
    assert opened.attachments == (theirs.view, photo.view)
    label = await uploads(world, amir)
    wanted = OpenTicket("general", client_id(), text="See the label", attachments=(label.id,))
    changed = await open_ticket_from_chat(world.ports, amir, conversation.id, wanted)
    assert changed.entries[0].data == Opened(text="See the label", attachments=(label.view,))


async def test_a_plan_without_tickets_opens_none(world: World, vera: Visitor) -> None:
    follow(world, small_policy())
    with pytest.raises(Closed) as refused:
        await opens(world, vera)
    assert "not offered" in refused.value.message
    assert await own_tickets(world.ports, vera) == ()


async def test_one_browser_opens_so_many_whatever_addresses_it_gives(world: World) -> None:
    somebody = await stranger(world)
    for number in range(LIMITS["tickets"].burst):
        await opens(world, somebody, email=f"{number}@shop.example")
    with pytest.raises(RateLimited):
        await opens(world, somebody, email="another@shop.example")


async def test_who_waits_in_the_queue_leaves_it_by_a_ticket(
    world: World, vera: Visitor, jonas: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    veras, jonass = await queued(world, vera, "My parcel is lost"), await queued(world, jonas)
    world.published.clear()
    ticket = await opens(world, vera, subject=None, text=None, conversation_id=veras.id)
    assert (ticket.conversation_id, ticket.subject) == (veras.id, "My parcel is lost")
    assert (await verify_action(world, veras.id)).status is Status.ABANDONED
    assert event_types(await log_of(world, veras.id))[-2:] == ["ticket.opened", "conversation.abandoned"]
    assert event_types(world.published.events) == ["ticket.opened", "conversation.abandoned"]
    assert world.published.events[-1].data == ConversationAbandoned(reason="ticket")
    place = await queue_place(world.ports, jonass)
    assert place is not None
    assert place.position == 1


async def test_a_question_that_waits_with_its_chat_brings_the_chat_along(
    world: World, vera: Visitor, amir: Agent
) -> None:
    assert amir.takes_chats
    conversation = await queued(world, vera)
    event = (await log_of(world, conversation.id))[0]
    question_id = msgspec.to_builtins(event.data)["question_id"]
    ticket = await opens(world, vera, question_id=question_id)
    assert ticket.conversation_id == conversation.id
    assert (await verify_action(world, conversation.id)).status is Status.ABANDONED


async def test_a_chat_with_an_agent_goes_on_beside_its_ticket(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    await opens(world, vera, conversation_id=conversation.id)
    assert (await verify_action(world, conversation.id)).status is Status.ACTIVE


async def test_an_agent_opens_one_from_the_chat_with_what_is_known(world: World, vera: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir, "My parcel is lost")
    wanted = OpenTicket(kind="investigation", client_id="c-1", fields={"carrier": "Iberpaq"})
    changed = await open_ticket_from_chat(world.ports, amir, conversation.id, wanted)
    again = await open_ticket_from_chat(world.ports, amir, conversation.id, wanted)
    ticket = await verify_ticket(world, changed.ticket.id)
    assert again.ticket.id == ticket.id
    assert (ticket.owner_id, ticket.email, ticket.subject) == (vera.owner_id, VERA.email, "My parcel is lost")
    assert dict(ticket.fields) == {"carrier": "Iberpaq"}
    assert event_types(await log_of(world, conversation.id)).count("ticket.opened") == 1
    (own,) = await own_tickets(world.ports, vera)
    assert own.unread == 1
    assert [told.kind for told in await mails_owed(world)] == ["ticket_opened"]


async def test_the_same_ticket_twice_is_one_and_another_under_its_client_id_is_refused(
    world: World, vera: Visitor
) -> None:
    wanted = OpenTicket(kind="investigation", client_id="c-1", subject="Lost", text="No scan", fields=LOST)
    first, again = await asyncio.gather(open_ticket(world.ports, vera, wanted), open_ticket(world.ports, vera, wanted))
    assert first.ticket.id == again.ticket.id
    assert {first.replayed, again.replayed} == {True, False}
    assert len(await own_tickets(world.ports, vera)) == 1
    assert len(await mails_owed(world)) == 1
    with pytest.raises(Conflict) as refused:
        await open_ticket(world.ports, vera, msgspec.structs.replace(wanted, text="Another text"))
    assert refused.value.field == "client_id"


async def test_a_retry_after_signing_in_is_still_the_same_ticket(world: World) -> None:
    somebody = await stranger(world)
    wanted = OpenTicket(kind="general", client_id="c-1", subject="Hello", text="Hello?", email=STRANGERS_ADDRESS)
    first = await open_ticket(world.ports, somebody, wanted)
    vera = (await arrives(world, VERA, visitor_token=world.tokens[somebody.id])).visitor
    assert (await open_ticket(world.ports, vera, wanted)).ticket.id == first.ticket.id


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("kind", {"kind": "complaint"}),
        ("kind", {"kind": "meeting"}),  # a small shop has no account manager to meet
        ("subject", {"subject": None}),
        ("subject", {"subject": "  "}),
        ("text", {"kind": "general", "text": None}),
        ("fields.reason", {"fields": {"tracking_number": "RX1", "carrier": "Iberpaq"}}),
        ("fields.colour", {"fields": {**LOST, "colour": "red"}}),
        ("attachments", {"attachments": ["att_of_somebody_else"]}),
    ],
)
async def test_what_is_missing_or_wrong_is_named(
    world: World, vera: Visitor, field: str, more: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refused:
        await opens(world, vera, **more)  # type: ignore[arg-type] # the fields of the command by name
    assert refused.value.field == field
    assert await own_tickets(world.ports, vera) == ()
    assert await mails_owed(world) == []


async def test_nobody_takes_along_what_is_not_theirs(world: World, vera: Visitor, jonas: Visitor, amir: Agent) -> None:
    conversation = await active(world, vera, amir)
    question = await asks(world, vera)
    with pytest.raises(NotFound):
        await opens(world, jonas, conversation_id=conversation.id)
    with pytest.raises(NotFound):
        await opens(world, jonas, question_id=question.id)
    assert event_types(await log_of(world, conversation.id)).count("ticket.opened") == 0


async def test_an_agent_of_another_site_finds_no_chat_to_open_one_from(
    world: World, vera: Visitor, amir: Agent
) -> None:
    conversation = await active(world, vera, amir)
    await world.sites.ensure("other", world.clock.now())  # type: ignore[arg-type] # a site's id
    foreign = await employ(world, "eve@elsewhere.example", "Eve", site_id="other")  # type: ignore[arg-type]
    wanted = OpenTicket(kind="general", client_id=client_id(), subject="Mine", text="Mine now")
    with pytest.raises(NotFound):
        await open_ticket_from_chat(world.ports, foreign, conversation.id, wanted)


async def test_nobody_floods_us_nor_a_mailbox_that_is_not_theirs(world: World, vera: Visitor) -> None:
    for _ in range(10):
        await opens(world, vera)
    with pytest.raises(RateLimited):
        await opens(world, vera)
    for _ in range(10):  # to Vera's mailbox, by strangers who know her address
        await opens(world, await stranger(world), email=VERA.email)
    with pytest.raises(RateLimited):
        await opens(world, await stranger(world), email=str(VERA.email).upper())
    assert len(await mails_owed(world)) == 20
