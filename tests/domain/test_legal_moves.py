"""The life of a conversation: every legal move, and that everything else is a conflict that says what is possible."""

from itertools import product

import pytest

from chat_server.domain.conversation import LEGAL_MOVES, OPEN, Status, evolve, next_status, number
from chat_server.domain.errors import Conflict
from chat_server.domain.events import (
    EVENT_DATA,
    SYSTEM,
    ArticleRead,
    ConversationAbandoned,
    ConversationAssigned,
    ConversationQueued,
    ConversationReopened,
    ConversationResolved,
    ConversationTransferred,
    EventData,
    MessageRedacted,
    MessageSent,
    NoteAdded,
    OutcomeRecorded,
    QuestionAsked,
    RatingGiven,
    SuggestionsShown,
    TicketOpened,
)
from chat_server.domain.ids import ArticleId, QuestionId, TicketId
from tests.support.builders import a_conversation, an_agent, new_event, ref
from tests.support.clock import MONDAY_MORNING

AMIR = an_agent("Amir")
QUESTION = QuestionId("que_1")
ARTICLE = ArticleId("track-a-parcel")
ONE_OF_EACH: tuple[EventData, ...] = (
    QuestionAsked(question_id=QUESTION, text="Where is my parcel?", locale="es"),
    SuggestionsShown(question_id=QUESTION, level="none", suggestions=()),
    ArticleRead(question_id=QUESTION, article_id=ARTICLE, title="Track a parcel"),
    OutcomeRecorded(question_id=QUESTION, outcome="not_answered"),
    ConversationQueued(),
    ConversationAssigned(agent=ref(AMIR)),
    ConversationTransferred(giver=ref(AMIR), to=ref(an_agent("Lucia"))),
    ConversationResolved(),
    ConversationReopened(),
    ConversationReopened(agent=ref(AMIR)),
    ConversationAbandoned(),
    MessageSent(text="Hello"),
    NoteAdded(text="A good customer"),
    MessageRedacted(seq=1, public_seq=1),
    RatingGiven(score=5),
    TicketOpened(ticket_id=TicketId("tic_1"), reference="P-7KQ2M-9XTR4"),
)
ALWAYS_POSSIBLE = {
    "question.asked",
    "suggestions.shown",
    "article.read",
    "outcome.given",
    "message.sent",
    "note.added",
    "message.redacted",
    "rating.given",
    "ticket.opened",
}
# Written down a second time, in the words of the trade, so that a slip in the table is noticed.
EXPECTED = {
    (Status.NEW, "conversation.queued"): Status.QUEUED,
    (Status.QUEUED, "conversation.assigned"): Status.ACTIVE,
    (Status.QUEUED, "conversation.abandoned"): Status.ABANDONED,
    (Status.ACTIVE, "conversation.resolved"): Status.RESOLVED,
    (Status.ACTIVE, "conversation.queued"): Status.QUEUED,
    (Status.ACTIVE, "conversation.transferred"): Status.ACTIVE,
    (Status.RESOLVED, "conversation.reopened"): Status.QUEUED,
}


def named(data: EventData) -> str:
    return data.type + (" with agent" if isinstance(data, ConversationReopened) and data.agent else "")


def test_every_type_of_event_is_covered_here() -> None:
    assert {data.type for data in ONE_OF_EACH} == set(EVENT_DATA)


def test_the_table_of_moves_is_the_one_the_trade_knows() -> None:
    assert LEGAL_MOVES == EXPECTED


EVERY_PAIR = [pytest.param(status, data, id=f"{status}-{named(data)}") for status, data in product(Status, ONE_OF_EACH)]


@pytest.mark.parametrize(("status", "data"), EVERY_PAIR)
def test_from_every_status_only_the_legal_moves_are_possible(status: Status, data: EventData) -> None:
    if data.type in ALWAYS_POSSIBLE:
        assert next_status(status, data) is status
    elif (status, data.type) in EXPECTED:
        straight_back = isinstance(data, ConversationReopened) and data.agent is not None
        assert next_status(status, data) is (Status.ACTIVE if straight_back else EXPECTED[status, data.type])
    else:
        with pytest.raises(Conflict) as refused:
            next_status(status, data)
        possible = [event_type for origin, event_type in EXPECTED if origin is status]
        assert str(status) in refused.value.message
        assert data.type in refused.value.message
        assert all(move in refused.value.message for move in possible)


def test_an_ended_conversation_says_that_nothing_is_possible() -> None:
    with pytest.raises(Conflict, match="nothing"):
        next_status(Status.ABANDONED, ConversationResolved())


def test_open_means_waiting_or_being_answered() -> None:
    assert {Status.QUEUED, Status.ACTIVE} == OPEN
    assert [status for status in Status if a_conversation(status).is_open] == [Status.QUEUED, Status.ACTIVE]


def after(status: Status, data: EventData) -> tuple[object, ...]:
    """Agent, name, queued, resolved, rating and its comment after one more event an hour later."""
    before = a_conversation(
        status, holder=AMIR if status in {Status.ACTIVE, Status.RESOLVED} else None, rating=4, comment="Good"
    )
    event = number(before, new_event(data, at=MONDAY_MORNING.replace(hour=10), actor=SYSTEM))
    now = evolve(before, event)
    return now.agent_id, now.agent_name, now.queued_at, now.resolved_at, now.rating, now.rating_comment


GOOD = (4, "Good")
NINE, TEN = MONDAY_MORNING, MONDAY_MORNING.replace(hour=10)


def test_joining_the_queue_again_keeps_the_time_of_arrival_and_lets_the_agent_go() -> None:
    assert after(Status.ACTIVE, ConversationQueued()) == (None, None, NINE, None, *GOOD)


def test_being_assigned_names_the_agent() -> None:
    assert after(Status.QUEUED, ConversationAssigned(agent=ref(AMIR))) == ("agt_amir", "Amir", NINE, None, *GOOD)


def test_resolving_remembers_when_and_who() -> None:
    assert after(Status.ACTIVE, ConversationResolved()) == ("agt_amir", "Amir", NINE, TEN, *GOOD)


def test_giving_up_remembers_when() -> None:
    assert after(Status.QUEUED, ConversationAbandoned()) == (None, None, NINE, TEN, *GOOD)


def test_reopening_arrives_anew_and_forgets_the_rating() -> None:
    assert after(Status.RESOLVED, ConversationReopened()) == (None, None, TEN, None, None, None)


def test_reopening_with_the_agent_goes_straight_back() -> None:
    lucia = an_agent("Lucia")
    assert after(Status.RESOLVED, ConversationReopened(agent=ref(lucia))) == (
        "agt_lucia",
        "Lucia",
        TEN,
        None,
        None,
        None,
    )


def test_the_last_rating_and_its_comment_are_kept() -> None:
    assert after(Status.RESOLVED, RatingGiven(score=2, comment="Slow"))[-2:] == (2, "Slow")
    assert after(Status.RESOLVED, RatingGiven(score=2))[-2:] == (2, None)


def test_the_first_event_opens_the_conversation_and_the_last_is_its_latest_change() -> None:
    state = a_conversation(Status.NEW)
    for hour, data in ((9, ONE_OF_EACH[0]), (10, ConversationQueued())):
        state = evolve(state, number(state, new_event(data, at=MONDAY_MORNING.replace(hour=hour))))
    assert (state.opened_at, state.queued_at, state.updated_at) == (NINE, TEN, TEN)


def test_a_fact_from_the_past_does_not_move_the_latest_change_back() -> None:
    state = a_conversation(Status.QUEUED, at=TEN)
    assert evolve(state, number(state, new_event(ONE_OF_EACH[0], at=NINE))).updated_at == TEN
