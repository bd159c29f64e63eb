"""Two numberings without gaps: visitors can never infer from a number that a note exists."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain import assignment, message
from chat_server.domain import conversation as rules
from chat_server.domain.agent import Agent
from chat_server.domain.conversation import Conversation, Situation, Status, evolve, number
from chat_server.domain.errors import ChatError
from chat_server.domain.events import Audience, Event, MessageSent, NewEvent, NoteAdded
from chat_server.domain.message import Draft
from tests.support.builders import VERA_SPEAKING, a_conversation, a_question, an_agent, new_event
from tests.support.clock import MONDAY_MORNING

ACTIONS = (
    "escalates",
    "leaves",
    "accepts",
    "resolves",
    "is put back",
    "is merged",
    "says",
    "answers",
    "notes",
    "rates",
    "redacts",
    "days pass",
)


class Story:
    """One conversation and two agents; every decision is folded in, refused ones change nothing."""

    def __init__(self) -> None:
        self.now = MONDAY_MORNING
        self.state = a_conversation(Status.NEW)
        self.log: list[Event] = []

    def happens(self, action: str, agent: Agent) -> None:
        self.now += timedelta(days=3) if action == "days pass" else timedelta(seconds=1)
        if self.state.status is Status.NEW and action != "escalates":
            return
        with suppress(ChatError):
            self.fold(self.decide(action, agent))

    def fold(self, decided: list[NewEvent]) -> None:
        """All or nothing, as in the store's transaction."""
        state, log = self.state, list(self.log)
        for new in decided:
            event = number(state, new)
            state = evolve(state, event)
            log.append(event)
        self.state, self.log = state, log

    def decide(self, action: str, agent: Agent) -> list[NewEvent]:
        question = a_question(asked_at=self.now)
        said = [event for event in self.log if isinstance(event.data, MessageSent)]
        last_said = said[-1] if said else None
        situation = Situation(conversation=self.state, agent=agent, questions=(question,), event=last_said)
        draft = Draft(client_id="c", text="Hello")
        decisions: dict[str, Callable[[], list[NewEvent]]] = {
            "escalates": lambda: rules.escalate(situation, question.id, VERA_SPEAKING, self.now),
            "leaves": lambda: rules.leave_queue(situation, VERA_SPEAKING, self.now),
            "accepts": lambda: assignment.accept(situation, self.now),
            "resolves": lambda: rules.resolve(situation, self.now),
            "is put back": lambda: rules.requeue(situation, "agent_gone", self.now),
            "is merged": lambda: rules.end_for_another(situation, self.now),
            "says": lambda: message.send(situation, draft, VERA_SPEAKING, self.now),
            "answers": lambda: message.send(situation, draft, agent.actor, self.now),
            "notes": lambda: message.add_note(situation, "n", "A note", self.now),
            "rates": lambda: rules.rate(situation, 5, None, VERA_SPEAKING, self.now),
            "redacts": lambda: message.redact(situation, self.now),
            "days pass": list,
        }
        return decisions[action]()


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from([an_agent("Amir"), an_agent("Lucia")]))))
def test_whatever_happens_both_numberings_have_no_gaps(story: list[tuple[str, Agent]]) -> None:
    told = Story()
    told.happens("escalates", an_agent())
    for action, agent in story:
        told.happens(action, agent)
    public = [event for event in told.log if event.data.audience is Audience.EVERYONE]
    hidden = [event for event in told.log if event.data.audience is Audience.AGENTS]
    assert [event.seq for event in told.log] == list(range(1, len(told.log) + 1))
    assert [event.public_seq for event in public] == list(range(1, len(public) + 1))
    assert all(event.public_seq is None for event in hidden)
    assert (told.state.head, told.state.public_head) == (len(told.log), len(public))


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from([an_agent("Amir"), an_agent("Lucia")]))))
def test_whatever_happens_there_is_a_holder_exactly_while_somebody_answers(story: list[tuple[str, Agent]]) -> None:
    told = Story()
    for action, agent in [("escalates", an_agent()), *story]:
        told.happens(action, agent)
        state = told.state
        assert (state.agent_id is None) == (state.status in {Status.QUEUED, Status.ABANDONED})
        assert (state.resolved_at is None) == state.is_open


def fold(*data: MessageSent | NoteAdded) -> Conversation:
    state = a_conversation(Status.ACTIVE, head=7, public_head=5)
    for one in data:
        state = evolve(state, number(state, new_event(one)))
    return state


def test_a_message_counts_in_both_numberings() -> None:
    state = fold(MessageSent(text="Hello"))
    assert (state.head, state.public_head) == (8, 6)


def test_a_note_counts_only_in_the_agents_numbering() -> None:
    state = fold(NoteAdded(text="A good customer"), NoteAdded(text="Really"))
    assert (state.head, state.public_head) == (9, 5)


def test_after_a_note_the_next_message_takes_the_next_public_number() -> None:
    before = fold(NoteAdded(text="A good customer"))
    event = number(before, new_event(MessageSent(text="Hello")))
    assert (event.seq, event.public_seq) == (9, 6)


def test_an_event_belongs_to_its_conversation_and_keeps_who_what_and_when() -> None:
    new = new_event(MessageSent(text="Hello"))
    event = number(a_conversation(Status.ACTIVE), new)
    assert msgspec.structs.asdict(event) == {
        "conversation_id": "cnv_vera",
        "seq": 4,
        "public_seq": 4,
        "actor": new.actor,
        "data": new.data,
        "at": new.at,
    }
