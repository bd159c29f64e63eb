"""Which mail a change owes: the merchant hears of all that we do, once, and of nothing that stays inside."""

from datetime import timedelta

import msgspec
import pytest

from chat_server.domain.events import SYSTEM, Actor
from chat_server.domain.ticket import (
    Assigned,
    Entry,
    EntryData,
    Moved,
    Noted,
    Opened,
    Reminded,
    Replied,
    TicketState,
)
from chat_server.domain.ticket_mail import mailings
from tests.support.builders import VERA_SPEAKING, an_agent
from tests.support.clock import MONDAY_MORNING
from tests.support.tickets import a_ticket

AMIR = an_agent().actor
SOLVED = TicketState.SOLVED
CARRIER = TicketState.WAITING_FOR_CARRIER


def entries(actor: Actor, *data: EntryData) -> list[Entry]:
    return [Entry(seq=seq, actor=actor, data=one, at=MONDAY_MORNING) for seq, one in enumerate(data, start=4)]


@pytest.mark.parametrize(
    ("actor", "data", "kind"),
    [
        (VERA_SPEAKING, (Opened(text="Lost"),), "ticket_opened"),
        (AMIR, (Opened(text="Lost"),), "ticket_opened"),
        (AMIR, (Replied(text="Which receiver?"),), "ticket_replied"),
        (AMIR, (Replied(text="We asked"), Moved(state=CARRIER)), "ticket_replied"),
        (AMIR, (Replied(text="Here it is"), Moved(state=SOLVED)), "ticket_solved"),
        (AMIR, (Moved(state=CARRIER),), "ticket_moved"),
        (AMIR, (Moved(state=SOLVED),), "ticket_solved"),
        (SYSTEM, (Reminded(),), "ticket_reminder"),
        (VERA_SPEAKING, (Replied(text="Hm"), Moved(state=TicketState.OPEN)), None),
        (AMIR, (Noted(text="Third one"),), None),
        (SYSTEM, (Noted(text="Fwd:", by_mail=True),), None),
        (AMIR, (Assigned(),), None),
    ],
)
def test_one_mail_at_most_for_what_happened(actor: Actor, data: tuple[EntryData, ...], kind: str | None) -> None:
    assert [one.kind for one in mailings(a_ticket(), entries(actor, *data))] == ([kind] if kind else [])


def test_the_mail_goes_to_the_merchant_in_the_tickets_language() -> None:
    ticket = a_ticket(due_at=MONDAY_MORNING + timedelta(days=5))
    (told,) = mailings(ticket, entries(VERA_SPEAKING, Opened(text="Lost")))
    assert (told.recipient, told.locale, told.once) == (ticket.email, "es", "ticket_opened:tic_1:4")
    assert told.content == {
        "ticket_id": "tic_1",
        "reference": ticket.reference,
        "subject": "Parcel lost",
        "name": "Vera Molina",
        "state": "open",
        "text": "Lost",
        "due_on": "2026-03-07",
    }


def test_an_answer_says_who_gave_it_and_where_the_ticket_stands() -> None:
    (told,) = mailings(a_ticket(SOLVED), entries(AMIR, Replied(text="Here it is"), Moved(state=SOLVED)))
    assert (told.content["text"], told.content["agent"], told.content["state"]) == ("Here it is", "Amir", "solved")


def test_who_left_no_address_gets_no_mail() -> None:
    nobody = msgspec.structs.replace(a_ticket(), email=None)
    assert mailings(nobody, entries(AMIR, Replied(text="Hello?"))) == []
