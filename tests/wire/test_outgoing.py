"""Events as each side gets them: two numberings, and nothing of what only agents may know."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from chat_server.domain.events import (
    EVENT_DATA,
    Actor,
    ActorKind,
    ArticleRead,
    Audience,
    ConversationAssigned,
    ConversationReopened,
    Event,
    EventData,
    MessageRedacted,
    MessageSent,
    NoteAdded,
    QuestionAsked,
    RatingGiven,
    SuggestionsShown,
)
from chat_server.domain.ids import ArticleId, QuestionId
from chat_server.wire.outgoing import EventView, builtins, for_agents, for_everyone, rfc3339
from tests.support.builders import TRACK, VERA_SPEAKING, an_agent, an_event, ref

AMIR = an_agent("Amir")


def seen_by_vera(event: Event) -> EventView:
    view = for_everyone(event)
    assert view is not None
    return view


def test_a_message_looks_the_same_to_both_but_for_its_number() -> None:
    event = an_event(MessageSent(text="Hello", client_id="c-1"), seq=9, public_seq=7)
    agents, veras = for_agents(event), seen_by_vera(event)
    assert builtins(agents) == {
        "conversation_id": "cnv_vera",
        "seq": 9,
        "type": "message.sent",
        "v": 1,
        "actor": {"kind": "contact", "id": "con_vera", "name": "Vera Molina"},
        "at": "2026-03-02T09:00:00.000Z",
        "data": {"text": "Hello", "client_id": "c-1"},
    }
    assert veras == msgspec.structs.replace(agents, seq=7)


def test_a_note_is_for_agents_only() -> None:
    note = an_event(NoteAdded(text="A good customer", client_id="n-1"), seq=9, public_seq=None)
    assert for_everyone(note) is None
    assert for_agents(note).data == {"text": "A good customer", "client_id": "n-1"}


@pytest.mark.parametrize("data", EVENT_DATA.values(), ids=EVENT_DATA)
def test_what_has_no_public_number_never_leaves_for_a_visitor(data: type[EventData]) -> None:
    assert (data.audience is Audience.AGENTS) == (data is NoteAdded), "a new audience needs a thought here"
    hidden = Event(
        conversation_id=an_event(RatingGiven(score=1)).conversation_id,
        seq=1,
        public_seq=None,
        actor=VERA_SPEAKING,
        data=NoteAdded(text="x") if data is NoteAdded else RatingGiven(score=1),
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert for_everyone(hidden) is None


def test_a_redaction_names_the_message_in_the_readers_numbering() -> None:
    event = an_event(MessageRedacted(seq=7, public_seq=5), seq=9, public_seq=6)
    assert (seen_by_vera(event).seq, seen_by_vera(event).data) == (6, {"seq": 5})
    assert (for_agents(event).seq, for_agents(event).data) == (9, {"seq": 7})


def test_a_redacted_message_says_so_and_nothing_else() -> None:
    event = an_event(MessageSent(text="", client_id="c-1", redacted=True))
    for view in (for_agents(event), seen_by_vera(event)):
        assert view.data == {"text": "", "client_id": "c-1", "redacted": True}


def test_of_an_agent_everybody_learns_the_name_and_nobody_the_e_mail() -> None:
    for data in (ConversationAssigned(agent=ref(AMIR)), ConversationReopened(agent=ref(AMIR)), MessageSent(text="Hi")):
        event = an_event(data, actor=AMIR.actor)
        for view in (for_agents(event), seen_by_vera(event)):
            text = msgspec.json.encode(view).decode()
            assert "Amir" in text
            assert "@" not in text


def test_what_is_not_known_is_left_out() -> None:
    read = ArticleRead(question_id=QuestionId("q"), article_id=ArticleId("a"), title="A")
    assert seen_by_vera(an_event(read)).data == {"question_id": "q", "article_id": "a", "title": "A"}
    asked = QuestionAsked(question_id=QuestionId("q"), text="Where?", locale="es", page="/orders")
    assert seen_by_vera(an_event(asked)).data["page"] == "/orders"
    nobody = Actor(kind=ActorKind.SYSTEM)
    assert builtins(seen_by_vera(an_event(read, actor=nobody)))["actor"] == {"kind": "system"}


def test_suggestions_go_out_as_they_were_shown() -> None:
    shown = SuggestionsShown(question_id=QuestionId("q"), level="answer", suggestions=(TRACK,))
    one = {"article_id": "track-a-parcel", "title": "Track a parcel", "score": 2.0, "content_hash": "h1"}
    assert seen_by_vera(an_event(shown)).data["suggestions"] == (one,)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "2026-03-02T09:00:00.000Z"),
        (datetime(2026, 3, 2, 9, 0, 0, 5000, tzinfo=UTC), "2026-03-02T09:00:00.005Z"),
        (datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1))), "2026-03-02T09:00:00.000Z"),
    ],
)
def test_times_are_utc_with_milliseconds_and_a_z(moment: datetime, written: str) -> None:
    assert rfc3339(moment) == written
