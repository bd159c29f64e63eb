"""Messages and notes: who may say what, when, and how a text is taken out again."""

import pytest

from chat_server.domain.agent import Agent
from chat_server.domain.conversation import Status
from chat_server.domain.errors import Conflict, Invalid, NotFound, QuestionRequired
from chat_server.domain.events import EventData, MessageRedacted, MessageSent, NewEvent, NoteAdded
from chat_server.domain.ids import ArticleId
from chat_server.domain.message import Draft, add_note, redact, redacted, send
from tests.support.builders import VERA_SPEAKING, a_situation, an_agent, an_event, types
from tests.support.clock import MONDAY_MORNING

NOW = MONDAY_MORNING
AMIR, LUCIA = an_agent("Amir"), an_agent("Lucia")
HELLO = Draft(client_id="c-1", text="Hello")


def vera_says(status: Status, agent: Agent | None = None) -> list[NewEvent]:
    return send(a_situation(status, agent=agent), HELLO, VERA_SPEAKING, NOW)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.ACTIVE])
def test_the_merchant_may_write_while_waiting_and_while_talking(status: Status) -> None:
    (said,) = vera_says(status)
    assert (said.data, said.actor, said.at) == (MessageSent(text="Hello", client_id="c-1"), VERA_SPEAKING, NOW)


def test_a_message_into_a_resolved_conversation_reopens_it_first() -> None:
    assert types(vera_says(Status.RESOLVED, AMIR)) == ["conversation.reopened", "message.sent"]


def test_a_message_into_an_abandoned_conversation_asks_for_a_question() -> None:
    with pytest.raises(QuestionRequired):
        vera_says(Status.ABANDONED)


def test_the_holder_answers_with_an_article() -> None:
    draft = Draft(
        client_id="c-2", text="Read this", article_id=ArticleId("track-a-parcel"), article_title="Track a parcel"
    )
    (said,) = send(a_situation(Status.ACTIVE, agent=AMIR), draft, AMIR.actor, NOW)
    assert said.actor == AMIR.actor
    assert said.data == MessageSent(
        text="Read this", client_id="c-2", article_id=ArticleId("track-a-parcel"), article_title="Track a parcel"
    )


def test_nobody_answers_in_a_chat_that_somebody_else_holds() -> None:
    with pytest.raises(Conflict, match="Lucia"):
        send(a_situation(Status.ACTIVE, agent=AMIR, holder=LUCIA), HELLO, AMIR.actor, NOW)


def test_an_agent_accepts_before_answering() -> None:
    with pytest.raises(Conflict, match="Accept it first"):
        send(a_situation(Status.QUEUED, agent=AMIR), HELLO, AMIR.actor, NOW)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.ABANDONED])
def test_an_agent_does_not_reopen(status: Status) -> None:
    with pytest.raises(Conflict, match=str(status)):
        send(a_situation(status, agent=AMIR), HELLO, AMIR.actor, NOW)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.ACTIVE, Status.RESOLVED, Status.ABANDONED])
def test_any_agent_may_leave_a_note_at_any_time(status: Status) -> None:
    (noted,) = add_note(a_situation(status, agent=AMIR, holder=LUCIA), "n-1", "A good customer", NOW)
    assert (noted.data, noted.actor) == (NoteAdded(text="A good customer", client_id="n-1"), AMIR.actor)


def test_nobody_else_leaves_notes() -> None:
    with pytest.raises(NotFound):
        add_note(a_situation(Status.ACTIVE), "n-1", "A good customer", NOW)


CARD = MessageSent(text="My card is 4111", client_id="c-1", article_id=ArticleId("x"), article_title="X")


def amir_redacts(data: EventData, public_seq: int | None = 5) -> list[NewEvent]:
    return redact(a_situation(Status.ACTIVE, agent=AMIR, event=an_event(data, seq=7, public_seq=public_seq)), NOW)


def test_a_redaction_names_the_message_in_both_numberings() -> None:
    (gone,) = amir_redacts(CARD)
    assert (gone.data, gone.actor) == (MessageRedacted(seq=7, public_seq=5), AMIR.actor)


def test_redacting_twice_changes_nothing() -> None:
    assert amir_redacts(redacted(CARD)) == []


def test_nothing_remains_of_a_redacted_message_but_its_place() -> None:
    assert redacted(CARD) == MessageSent(text="", client_id="c-1", redacted=True)


def test_only_messages_can_be_redacted() -> None:
    with pytest.raises(Invalid) as refused:
        amir_redacts(NoteAdded(text="A good customer"), public_seq=None)
    assert refused.value.field == "seq"


def test_there_must_be_a_message_and_an_agent() -> None:
    with pytest.raises(NotFound):
        redact(a_situation(Status.ACTIVE, agent=AMIR), NOW)
    with pytest.raises(NotFound):
        redact(a_situation(Status.ACTIVE, event=an_event(CARD)), NOW)
