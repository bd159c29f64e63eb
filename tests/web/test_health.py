"""Alive, ready and measured: what an operator's tools ask."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from chat_server.domain.errors import Unavailable
from tests.support.server import Chat, running_chat
from tests.support.sockets import PATIENCE_S


class Readiness(msgspec.Struct, forbid_unknown_fields=True):
    ready: bool
    reasons: list[str]


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat


async def test_a_server_with_articles_and_a_database_is_alive_and_ready(chat: Chat) -> None:
    assert (await chat.call("GET", "/healthz")).status == 200
    assert (await chat.call("GET", "/readyz")).of(Readiness) == Readiness(ready=True, reasons=[])


async def test_without_its_database_it_lives_but_is_not_ready_and_says_why(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_arguments: object) -> None:
        raise Unavailable("The database cannot be read now.")

    monkeypatch.setattr(chat.ports.agents, "strength", gone)
    reply = await chat.call("GET", "/readyz")
    assert reply.status == 503
    assert msgspec.json.decode(reply.body, type=Readiness).reasons == ["The database cannot be read now."]
    assert (await chat.call("GET", "/healthz")).status == 200
    monkeypatch.undo()
    assert (await chat.call("GET", "/readyz")).status == 200


async def test_without_articles_it_is_not_ready(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(chat.ports.suggester), "ready", False)
    reply = await chat.call("GET", "/readyz")
    assert reply.status == 503
    assert msgspec.json.decode(reply.body, type=Readiness).reasons == ["the articles are not indexed yet"]


async def test_the_figures_are_in_the_form_that_prometheus_reads(chat: Chat) -> None:
    reply = await chat.call("GET", "/metrics")
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/plain; version=")
    assert b"process_resident_memory_bytes" in reply.body


async def test_how_late_the_event_loop_is_stands_in_the_figures(chat: Chat) -> None:
    async def looks() -> float:
        figures = (await chat.call("GET", "/metrics")).body.decode()
        return float(figures.partition("chat_loop_lag_seconds_count ")[2].partition("\n")[0])

    before = await looks()
    async with asyncio.timeout(PATIENCE_S):
        while await looks() < before + 2:
            pass
