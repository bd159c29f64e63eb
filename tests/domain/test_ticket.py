"""The life of a ticket: every legal move, who may say what, and what it looks like to its merchant."""

from datetime import timedelta
from itertools import product

import pytest

from chat_server.domain.errors import Conflict
from chat_server.domain.events import SYSTEM
from chat_server.domain.ticket import (
    LEGAL_MOVES,
    Assigned,
    Entry,
    Moved,
    NewEntry,
    Noted,
    Opened,
    Reminded,
    Replied,
    Ticket,
    TicketState,
    assign,
    evolve,
    move,
    note,
    remind,
    reply,
    shown_to_merchant,
)
from tests.support.builders import VERA_SPEAKING, an_agent, ref
from tests.support.clock import MONDAY_MORNING
from tests.support.tickets import a_ticket

AMIR, LUCIA = an_agent("Amir"), an_agent("Lucía")
OPEN, CARRIER, MERCHANT, SOLVED = TicketState
LATER = MONDAY_MORNING + timedelta(hours=1)
# Written down a second time, in the words of the trade, so that a slip in the table is noticed.
MOVES = {
    (OPEN, CARRIER), (OPEN, MERCHANT), (OPEN, SOLVED),
    (CARRIER, OPEN), (CARRIER, MERCHANT), (CARRIER, SOLVED),
    (MERCHANT, OPEN), (MERCHANT, CARRIER), (MERCHANT, SOLVED),
    (SOLVED, OPEN),
}  # fmt: skip


def said(proposed: list[NewEntry]) -> list[str]:
    return [new.data.type for new in proposed]


def after(ticket: Ticket, proposed: list[NewEntry]) -> Ticket:
    for new in proposed:
        ticket = evolve(ticket, Entry(seq=ticket.head + 1, actor=new.actor, data=new.data, at=new.at))
    return ticket


def state_after(state: TicketState, proposed: list[NewEntry]) -> TicketState:
    return after(a_ticket(state), proposed).state


@pytest.mark.parametrize(("origin", "to"), [*product(TicketState, TicketState)])
def test_agents_move_tickets_by_the_table_alone(origin: TicketState, to: TicketState) -> None:
    if origin is to:
        assert move(a_ticket(origin), to, AMIR.actor, LATER) == []
    elif (origin, to) in MOVES:
        assert state_after(origin, move(a_ticket(origin), to, AMIR.actor, LATER)) is to
    else:
        with pytest.raises(Conflict, match=f"{origin}.*Possible: {', '.join(LEGAL_MOVES[origin])}"):
            move(a_ticket(origin), to, AMIR.actor, LATER)


@pytest.mark.parametrize(("before", "after"), [(OPEN, OPEN), (CARRIER, CARRIER), (MERCHANT, OPEN), (SOLVED, OPEN)])
def test_a_merchants_word_makes_what_was_solved_or_waited_for_it_ours_again(
    before: TicketState, after: TicketState
) -> None:
    proposed = reply(a_ticket(before), Replied(text="Still lost"), VERA_SPEAKING, LATER)
    assert said(proposed)[0] == "replied"
    assert state_after(before, proposed) is after


def test_a_merchant_cannot_choose_the_state() -> None:
    proposed = reply(a_ticket(OPEN), Replied(text="Done"), VERA_SPEAKING, LATER, SOLVED)
    assert said(proposed) == ["replied"]


def test_an_agents_reply_may_move_the_ticket_in_the_same_step() -> None:
    proposed = reply(a_ticket(OPEN), Replied(text="Which receiver?"), AMIR.actor, LATER, MERCHANT)
    assert said(proposed) == ["replied", "moved"]
    assert state_after(OPEN, proposed) is MERCHANT
    assert said(reply(a_ticket(OPEN), Replied(text="We look into it"), AMIR.actor, LATER)) == ["replied"]
    with pytest.raises(Conflict):
        reply(a_ticket(SOLVED), Replied(text="Hm"), AMIR.actor, LATER, CARRIER)


def test_solving_is_dated_and_opening_again_takes_the_date_away() -> None:
    solved = evolve(a_ticket(), Entry(seq=2, actor=AMIR.actor, data=Moved(state=SOLVED), at=LATER))
    assert solved.solved_at == LATER
    assert evolve(solved, Entry(seq=3, actor=AMIR.actor, data=Moved(state=OPEN), at=LATER)).solved_at is None


def test_a_ticket_is_taken_over_only_by_who_saw_whose_it_is() -> None:
    of_lucia = a_ticket(agent_id=LUCIA.id, agent_name="Lucía")
    assert said(assign(a_ticket(), ref(AMIR), None, AMIR.actor, LATER)) == ["assigned"]
    assert said(assign(of_lucia, ref(AMIR), LUCIA.id, AMIR.actor, LATER)) == ["assigned"]
    assert said(assign(of_lucia, None, LUCIA.id, AMIR.actor, LATER)) == ["assigned"]
    assert assign(of_lucia, ref(LUCIA), None, LUCIA.actor, LATER) == []
    with pytest.raises(Conflict, match="Lucía has this ticket by now"):
        assign(of_lucia, ref(AMIR), None, AMIR.actor, LATER)
    with pytest.raises(Conflict, match="Nobody has this ticket by now"):
        assign(a_ticket(), ref(AMIR), LUCIA.id, AMIR.actor, LATER)


def test_notes_and_assignments_leave_no_trace_that_a_merchant_could_see() -> None:
    ticket = a_ticket()
    entries = [
        Entry(seq=1, actor=VERA_SPEAKING, data=Opened(text="Lost"), at=MONDAY_MORNING),
        Entry(seq=2, actor=AMIR.actor, data=Noted(text="Third one this week"), at=LATER),
        Entry(seq=3, actor=AMIR.actor, data=Assigned(agent=ref(AMIR)), at=LATER),
        Entry(seq=4, actor=SYSTEM, data=Reminded(), at=LATER),
    ]
    for entry in entries[1:]:
        ticket = evolve(ticket, entry)
    assert ticket.updated_at == MONDAY_MORNING
    answer = Entry(seq=5, actor=AMIR.actor, data=Replied(text="Found"), at=LATER)
    assert [(one.seq, one.data.type) for one in shown_to_merchant([*entries, answer])] == [
        (1, "opened"),
        (2, "replied"),
    ]
    assert evolve(ticket, answer).updated_at == LATER


def test_a_note_is_possible_in_every_state() -> None:
    assert said(note(Noted(text="Known receiver"), AMIR.actor, LATER)) == ["noted"]


def test_a_merchant_is_reminded_once_for_each_time_that_we_wait() -> None:
    days = timedelta(days=3)
    waiting = a_ticket(MERCHANT)
    assert remind(waiting, days, MONDAY_MORNING + timedelta(days=3, seconds=-1)) == []
    due = MONDAY_MORNING + days
    assert said(remind(waiting, days, due)) == ["reminded"]
    reminded = evolve(waiting, Entry(seq=2, actor=SYSTEM, data=Reminded(), at=due))
    assert remind(reminded, days, due + timedelta(days=30)) == []
    asked_again = evolve(reminded, Entry(seq=3, actor=AMIR.actor, data=Replied(text="And?"), at=due + days))
    assert said(remind(asked_again, days, due + 2 * days)) == ["reminded"]
    for state in (OPEN, CARRIER, SOLVED):
        assert remind(a_ticket(state), days, due) == []


@pytest.mark.parametrize("state", [MERCHANT, SOLVED])
def test_what_becomes_ours_again_is_due_anew(state: TicketState) -> None:
    ticket = a_ticket(state, due_at=MONDAY_MORNING)
    answered = after(ticket, reply(ticket, Replied(text="Here"), VERA_SPEAKING, LATER, due_after=timedelta(days=5)))
    assert (answered.state, answered.due_at) == (OPEN, LATER + timedelta(days=5))
    taken_back = after(ticket, move(ticket, OPEN, AMIR.actor, LATER, timedelta(days=1)))
    assert taken_back.due_at == LATER + timedelta(days=1)
    assert after(ticket, move(ticket, OPEN, AMIR.actor, LATER)).due_at == MONDAY_MORNING


def test_a_promise_stands_as_long_as_it_is_our_turn() -> None:
    ticket = a_ticket(CARRIER, due_at=MONDAY_MORNING)
    for state in (OPEN, MERCHANT, SOLVED):
        moved = after(ticket, move(ticket, state, AMIR.actor, LATER, timedelta(days=5)))
        assert moved.due_at == MONDAY_MORNING
    asked = after(ticket, reply(ticket, Replied(text="News?"), VERA_SPEAKING, LATER, due_after=timedelta(days=5)))
    assert asked.due_at == MONDAY_MORNING


@pytest.mark.parametrize(("state", "late"), [(OPEN, True), (CARRIER, True), (MERCHANT, False), (SOLVED, False)])
def test_only_what_is_ours_to_answer_is_overdue(state: TicketState, *, late: bool) -> None:
    ticket = a_ticket(state, due_at=LATER)
    assert ticket.overdue(LATER) is late
    assert not ticket.overdue(MONDAY_MORNING)
    assert not a_ticket(state).overdue(LATER)
