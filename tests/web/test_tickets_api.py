"""A merchant's tickets over HTTP, as the widget calls it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_server.wire.tickets import Tickets, TicketView
from tests.support.browsers import Merchant
from tests.support.people import JONAS, VERA
from tests.support.server import Chat, running_chat
from tests.support.tickets import LOST

BODY = {"kind": "investigation", "client_id": "t-1", "subject": "Lost", "text": "No scan", "fields": dict(LOST)}


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat


async def opens(merchant: Merchant, **more: object) -> TicketView:
    return (await merchant.call("POST", "tickets", BODY | more)).of(TicketView)


async def test_a_merchant_opens_a_ticket_and_finds_it_again(chat: Chat) -> None:
    vera = await chat.known(VERA)
    opened = await opens(vera)
    assert (opened.state, opened.subject, opened.email, opened.unread) == ("open", "Lost", VERA.email, 0)
    assert [(entry.seq, entry.type, entry.text) for entry in opened.entries] == [(1, "opened", "No scan")]
    filled = {field.id: field.value for field in opened.fields}
    assert (filled["tracking_number"], filled["parcel_value"]) == ("RX123456789", "89.90")
    assert filled["reason"] != "lost"  # the choice's label, not its id
    (listed,) = (await vera.call("GET", "tickets")).of(Tickets).tickets
    assert (listed.ticket_id, listed.reference) == (opened.ticket_id, opened.reference)
    assert (await vera.call("GET", f"tickets/{opened.ticket_id}")).of(TicketView) == opened


async def test_the_words_come_in_the_readers_language(chat: Chat) -> None:
    english = await chat.known(VERA)
    spanish = await chat.merchant(await chat.identity(VERA), locale="es", visitor_token=None)
    ticket_id = (await opens(english)).ticket_id
    seen = [(await one.call("GET", f"tickets/{ticket_id}")).of(TicketView) for one in (english, spanish)]
    assert seen[0].kind_label != seen[1].kind_label
    assert seen[0].fields[0].label != seen[1].fields[0].label


async def test_a_retry_and_a_reply_that_is_sent_twice_happen_once(chat: Chat) -> None:
    vera = await chat.known(VERA)
    first, again = await opens(vera), await opens(vera)
    assert first == again
    for _ in range(2):
        said = (await vera.call("POST", f"tickets/{first.ticket_id}/replies", {"client_id": "r-1", "text": "And?"})).of(
            TicketView
        )
    assert [entry.type for entry in said.entries] == ["opened", "replied"]
    changed = await vera.call("POST", "tickets", BODY | {"text": "Another text"})
    assert changed.refused("conflict", 409).field == "client_id"


async def test_a_stranger_needs_an_address_and_brings_the_ticket_along(chat: Chat) -> None:
    stranger = await chat.merchant()
    assert (await stranger.call("POST", "tickets", BODY)).refused("invalid", 400).field == "email"
    opened = await opens(stranger, email="tom@oakandwool.example", name="Tom")
    vera = await chat.merchant(await chat.identity(VERA), visitor_token=stranger.token)
    (listed,) = (await vera.call("GET", "tickets")).of(Tickets).tickets
    assert listed.ticket_id == opened.ticket_id


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"fields": {**LOST, "reason": "stolen"}}, "fields.reason"),
        ({"fields": {**LOST, "parcel_value": "a lot"}}, "fields.parcel_value"),
        ({"fields": {"carrier": "Iberpaq"}}, "fields.tracking_number"),
        ({"fields": {**LOST, "colour": "red"}}, "fields.colour"),
        ({"fields": {**LOST, "carrier": {"name": "Iberpaq"}}}, "fields"),
        ({"kind": "complaint"}, "kind"),
        ({"kind": "meeting", "fields": {}}, "kind"),
        ({"subject": ""}, "subject"),
        ({"text": "  "}, "text"),
        ({"email": "vera@example.com\r\nBcc: all@example.com"}, "email"),
        ({"email": "vera@example"}, "email"),
        ({"client_id": "a b"}, "client_id"),
        ({"owner_id": "con_jonas"}, "owner_id"),
        ({"attachments": ["att_of_somebody_else"]}, "attachments"),
    ],
)
async def test_what_is_wrong_is_named(chat: Chat, more: dict[str, object], field: str) -> None:
    vera = await chat.known(VERA)
    refusal = (await vera.call("POST", "tickets", BODY | more)).refused("invalid", 400)
    assert refusal.field is not None
    assert refusal.field == field or refusal.field.startswith("fields")
    assert (await vera.call("GET", "tickets")).of(Tickets).tickets == ()


async def test_other_merchants_and_nobody_find_nothing(chat: Chat) -> None:
    ticket_id = (await opens(await chat.known(VERA))).ticket_id
    jonas, stranger = await chat.known(JONAS), await chat.merchant()
    reply = {"client_id": "r-1", "text": "Mine?"}
    for other in (jonas, stranger):
        absent = (await other.call("GET", "tickets/tic_unknown")).refused("not_found", 404)
        assert (await other.call("GET", f"tickets/{ticket_id}")).refused("not_found", 404) == absent
        assert (await other.call("POST", f"tickets/{ticket_id}/replies", reply)).refused("not_found", 404) == absent
        assert (await other.call("GET", "tickets")).of(Tickets).tickets == ()
    (await chat.call("GET", "/api/widget/tickets")).refused("unauthenticated", 401)
    (await chat.call("POST", "/api/widget/tickets", BODY)).refused("unauthenticated", 401)


async def test_too_many_tickets_in_a_row_have_to_wait(chat: Chat) -> None:
    vera = await chat.known(VERA)
    for number in range(10):
        await opens(vera, client_id=f"t-{number}")
    refusal = (await vera.call("POST", "tickets", BODY | {"client_id": "t-x"})).refused("rate_limited", 429)
    assert refusal.retry_after_s is not None


async def test_who_waits_in_the_queue_leaves_it_by_a_ticket(chat: Chat) -> None:
    tab = await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates("My vase is lost")
    opened = await opens(vera, subject=None, text=None, conversation_id=conversation_id)
    assert (opened.subject, opened.entries[0].text) == ("My vase is lost", "My vase is lost")
    assert (await tab.ok("inbox"))["queue"] == []
