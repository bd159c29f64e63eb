"""Whoever searches keeps the same promises; and the process that does it for the server may die at any moment."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from chat_server.adapters import search_process
from chat_server.adapters.search_process import SearchFailedError, Searching, SearchProcess
from chat_server.adapters.search_worker import Desk, Failed, Search, Suggest
from chat_server.domain.errors import Unavailable
from deflection.article import Article
from deflection.index import build_index
from deflection.index_folders import IndexDamagedError
from tests.support.help_centre import EVERYONE, PATIENCE_S
from tests.support.processes import server_process
from tests.support.searching import SearchingHere
from tests.support.server import write_articles


def article(name: str, title: str) -> Article:
    return Article(
        name, "en", title, "", f"All about this: {title}.\n\n## Where to look\n\nFind my {name} here.", url=f"/{name}"
    )


def index(folder: Path, *titles: str) -> Path:
    return build_index([article(title.split()[-1], title) for title in titles], folder)


def asking(question: str) -> Suggest:
    return Suggest(question, "en", EVERYONE, limit=3, typing=False, first=None)


async def first(searching: Searching, question: str) -> str:
    return (await searching.ask(asking(question))).suggestions[0].title


@pytest.fixture(params=[SearchingHere, SearchProcess])
async def searching(request: pytest.FixtureRequest) -> AsyncIterator[Searching]:
    kind: Callable[[str], Searching] = request.param
    opened = kind("en")
    yield opened
    await opened.close()


async def test_suggestions_and_search_results_come_whole(searching: Searching, tmp_path: Path) -> None:
    await searching.open(index(tmp_path, "Track your parcel", "Print your label"))
    found = await searching.ask(asking("where do I find my parcel"))
    assert found.index_version
    assert (found.locale, found.confident) == ("en", found.level == "answer")
    assert found.suggestions[0].url == "/parcel#where-to-look"
    assert [part.text for part in found.suggestions[0].passage if part.match] == ["Find", "parcel"]
    all_with_a_word = await searching.ask(Search("your", "en", EVERYONE, limit=10))
    assert {suggestion.article_id for suggestion in all_with_a_word.suggestions} <= {"parcel", "label"}


async def test_the_index_opened_last_answers(searching: Searching, tmp_path: Path) -> None:
    await searching.start()
    await searching.open(index(tmp_path, "Track your parcel", "Print your label"))
    assert await first(searching, "where is my parcel") == "Track your parcel"
    await searching.open(index(tmp_path, "Follow that parcel", "Print your label"))
    assert await first(searching, "where is my parcel") == "Follow that parcel"


async def test_a_damaged_index_is_refused_and_the_one_before_goes_on_answering(
    searching: Searching, tmp_path: Path
) -> None:
    await searching.open(index(tmp_path, "Track your parcel", "Print your label"))
    damaged = index(tmp_path, "Follow that parcel", "Print your label")
    (damaged / "manifest.json").unlink()
    with pytest.raises(IndexDamagedError):
        await searching.open(damaged)
    assert await first(searching, "where is my parcel") == "Track your parcel"


async def test_nobody_is_asked_before_there_is_an_index(searching: Searching) -> None:
    with pytest.raises(SearchFailedError, match="no index is open"):
        await searching.ask(asking("where is my parcel"))


def test_what_went_wrong_in_the_other_process_says_where() -> None:
    answer = Desk("en").answer(asking("where is my parcel"))
    assert isinstance(answer, Failed)
    assert re.fullmatch(r"RuntimeError: no index is open \(search_worker\.py:\d+\)", answer.problem)


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[SearchProcess]:
    """A process that answers about parcels and labels."""
    running = SearchProcess("en")
    await running.open(index(tmp_path, "Track your parcel", "Print your label"))
    yield running
    await running.close()


def pid_of(running: SearchProcess) -> int:
    assert running._worker is not None
    return running._worker.process.pid


async def test_a_question_over_which_the_process_is_killed_is_answered_by_the_next_one(process: SearchProcess) -> None:
    """As the kernel does it when memory runs out."""
    killed = pid_of(process)
    os.kill(killed, signal.SIGSTOP)
    waiting = [asyncio.create_task(first(process, "where is my parcel")) for _ in range(3)]
    await asyncio.sleep(0)
    with capture_logs() as logs:
        os.kill(killed, signal.SIGKILL)
        assert await asyncio.gather(*waiting) == ["Track your parcel"] * 3
    assert [line["event"] for line in logs] == ["search.process_lost"]
    assert pid_of(process) != killed


async def test_a_question_that_kills_every_process_is_refused_and_may_be_asked_again(
    process: SearchProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.kill(pid_of(process), signal.SIGKILL)
    with monkeypatch.context() as broken:
        broken.setattr(search_process, "search_worker", SimpleNamespace(__name__="tests.support.no_such_module"))
        with pytest.raises(Unavailable, match="Try again"):
            await first(process, "where is my parcel")
        with pytest.raises(SearchFailedError, match="ended while it opened"):
            await process.open(Path("any"))
    assert await first(process, "where is my parcel") == "Track your parcel"


async def test_an_index_that_is_gone_when_the_process_is_replaced_is_logged_and_refused(
    process: SearchProcess, tmp_path: Path
) -> None:
    (manifest,) = tmp_path.glob("*/manifest.json")  # noqa: ASYNC240 - one small folder
    manifest.unlink()
    os.kill(pid_of(process), signal.SIGKILL)
    with capture_logs() as logs, pytest.raises(Unavailable, match="being repaired"):
        await first(process, "where is my parcel")
    assert [line["event"] for line in logs] == ["search.process_lost", "search.index_damaged"]
    await process.open(index(tmp_path, "Follow that parcel", "Print your label"))
    assert await first(process, "where is my parcel") == "Follow that parcel"


def searcher_of(server: int) -> int:
    """The process that searches for a server's."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text("ascii").split()
    (pid,) = (int(pid) for pid in children if b"search_worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
    return pid


async def test_the_process_ends_with_a_server_that_is_killed(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    async with server_process(tmp_path) as server:
        searcher = searcher_of(server.pid)
        os.kill(server.pid, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_S):
            # It is nobody's child any more: there is nothing to wait for but that it is gone.
            while os.path.exists(f"/proc/{searcher}"):  # noqa: ASYNC110, ASYNC240, PTH110
                await asyncio.sleep(0.02)
