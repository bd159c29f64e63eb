"""A database of its own for tests that hold, break or close it, and a help centre on real files."""

import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from chat_server.adapters import article_suggester
from chat_server.adapters.index_builder import IndexBuilder
from chat_server.adapters.sql.sqlite import SqliteDatabase
from tests.support.help_centre import HelpCentre, one_thread, opened, watching
from tests.support.searching import SearchingHere
from tests.support.server import write_articles


@pytest.fixture
async def database(migrated_file: Path, tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(Path(shutil.copy(migrated_file, tmp_path / "chat.sqlite")))
    yield opened
    await opened.close()


@pytest.fixture
def own_process() -> None:
    """Asked for by tests in which building and searching have their own processes, as the server does it."""


@pytest.fixture
def builder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they have not, threads do it: starting a process takes longer than all the rest."""
    if "own_process" not in request.fixturenames:
        in_a_thread = partial(IndexBuilder, executor=one_thread, background=one_thread)
        monkeypatch.setattr(article_suggester, "IndexBuilder", in_a_thread)
        monkeypatch.setattr(article_suggester, "SearchProcess", SearchingHere)


@pytest.fixture
async def centre(tmp_path: Path, builder: None) -> AsyncIterator[HelpCentre]:  # noqa: ARG001 - asked for by name
    """Five articles, searched and watched."""
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        await suggester.refresh()
        centre = HelpCentre(suggester)
        async with watching(centre):
            await centre.watched()
            yield centre
