"""Acknowledged means committed: what a service has answered is there for anybody else who opens the file."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Visitor
from chat_server.services.accept_conversation import accept_conversation
from chat_server.services.add_note import add_note
from chat_server.services.ask_question import AskQuestion, ask_question
from chat_server.services.canned_replies import save_canned_reply
from chat_server.services.escalate import escalate
from chat_server.services.mark_read import mark_read
from chat_server.services.rate_conversation import rate_conversation
from chat_server.services.record_outcome import record_outcome
from chat_server.services.record_reading import record_reading
from chat_server.services.redact_message import redact_message
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.set_availability import set_availability
from tests.support.people import merchant, session_of
from tests.support.world import World

Value = Callable[[str], object]


@pytest.fixture
def elsewhere(world: World) -> Iterator[Value]:
    """The first value of a query, read by another connection as another process would."""
    with closing(sqlite3.connect(f"file:{world.database.path}?mode=ro", uri=True)) as connection:

        def value(query: str) -> object:
            row = connection.execute(query).fetchone()
            return row[0] if row else None

        yield value


async def test_a_whole_journey_is_on_disk_step_by_step(world: World, amir: Agent, elsewhere: Value) -> None:
    ports = world.ports
    vera = await merchant(world)
    assert elsewhere("SELECT count(*) FROM visitor WHERE contact_id IS NOT NULL") == 1
    asked = await ask_question(ports, vera, AskQuestion(text="Where is my parcel?", client_id="q"))
    assert elsewhere("SELECT text FROM question") == "Where is my parcel?"
    await record_reading(ports, vera, asked.question.id, "track-a-parcel", 900)
    assert "track-a-parcel" in str(elsewhere("SELECT readings FROM question"))
    await record_outcome(ports, vera, asked.question.id, "not_answered")
    assert "not_answered" in str(elsewhere("SELECT outcomes FROM question"))
    conversation = (await escalate(ports, vera, asked.question.id, "e")).conversation
    assert elsewhere("SELECT status FROM conversation") == "queued"
    await accept_conversation(ports, amir, conversation.id)
    assert elsewhere("SELECT status FROM conversation") == "active"
    assert elsewhere("SELECT open_count FROM agent") == 1
    sent = await send_message(ports, vera, SendMessage(conversation.id, "m", "my card is 4111"))
    assert "4111" in str(elsewhere(f"SELECT data FROM event WHERE seq = {sent.seq}"))
    await mark_read(ports, amir, conversation.id, sent.seq)
    assert elsewhere("SELECT seq FROM read_mark WHERE reader = 'agent'") == sent.seq
    await add_note(ports, amir, conversation.id, "n", "A good customer")
    assert elsewhere("SELECT count(*) FROM event WHERE type = 'note.added'") == 1
    await redact_message(ports, amir, conversation.id, sent.seq)
    assert "4111" not in str(elsewhere(f"SELECT data FROM event WHERE seq = {sent.seq}"))
    await resolve_conversation(ports, amir, conversation.id)
    assert elsewhere("SELECT status FROM conversation") == "resolved"
    await rate_conversation(ports, vera, conversation.id, 5, None)
    assert elsewhere("SELECT rating FROM conversation") == 5


async def test_accounts_and_replies_are_on_disk_too(
    world: World, amir: Agent, somebody: Visitor, elsewhere: Value
) -> None:
    await set_availability(world.ports, amir, Availability.AWAY)
    assert elsewhere("SELECT availability FROM agent") == "away"
    await session_of(world, amir)
    assert elsewhere("SELECT count(*) FROM agent_session") == 1
    await save_canned_reply(world.ports, amir, None, shortcut="hi", title="Hi", text="Hi", locale="")
    assert elsewhere("SELECT shortcut FROM canned_reply") == "hi"
    await world.ports.people.keep_unsent(somebody, "where is")
    assert elsewhere("SELECT unsent_question FROM visitor") == "where is"
