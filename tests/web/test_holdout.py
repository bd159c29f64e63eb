"""A server that sends everybody straight to people, as its setting says, while there are people."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_server.wire.outgoing import CaughtUp, Escalated, Suggestions
from tests.support.browsers import LOST
from tests.support.server import Chat, running_chat


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path, CHAT_HOLDOUT_SHARE="1.0") as chat:
        yield chat


async def test_a_hold_out_sees_nothing_but_the_way_to_people(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera = await chat.merchant()
    assert vera.session.channels[0].available
    typing = (await vera.call("POST", "suggestions", {"question": LOST})).of(Suggestions)
    assert (typing.level, typing.confident, typing.suggestions) == ("none", False, ())
    question = await vera.asks(LOST)
    assert (question.level, question.confident, question.suggestions) == ("none", False, ())
    body = {"question_id": question.question_id, "client_id": "e-1"}
    escalated = (await vera.call("POST", "conversations", body)).of(Escalated)
    log = await vera.call("GET", f"conversations/{escalated.conversation_id}/events?after=0")
    assert [event.type for event in log.of(CaughtUp).events] == [
        "question.asked",
        "suggestions.shown",
        "conversation.queued",
    ]
    for never in (b"holdout", b"withheld", b"parcel-lost"):
        assert never not in log.body


async def test_with_nobody_there_a_hold_out_is_none(chat: Chat) -> None:
    vera = await chat.merchant()
    assert (await vera.call("POST", "suggestions", {"question": LOST})).of(Suggestions).suggestions
    assert (await vera.asks(LOST)).suggestions
