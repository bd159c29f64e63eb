"""Another index takes the place of the one that answers: between two questions, whole, or not at all."""

import asyncio
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from chat_server.adapters import article_suggester
from chat_server.adapters.article_suggester import DeflectionSuggester
from chat_server.adapters.article_urls import Key
from chat_server.services.help_articles import Suggestions
from deflection.article import Article
from deflection.index_folders import IndexDamagedError
from deflection.suggest import Suggester
from deflection.synonyms import Synonyms
from tests.support.help_centre import EVERYONE, PATIENCE_S, HelpCentre, opened
from tests.support.server import write_articles

pytestmark = pytest.mark.usefixtures("builder")


def processes(suggester: DeflectionSuggester) -> list[int]:
    running = suggester._builder._running
    assert isinstance(running, ProcessPoolExecutor)
    return list(running._processes)


@pytest.mark.usefixtures("own_process")
async def test_questions_are_answered_while_the_index_is_swapped(centre: HelpCentre) -> None:
    """Every answer is whole: of the state before or of the one after."""
    answers: list[Suggestions] = []

    async def asks() -> None:
        found = await centre.suggester.suggest("my parcel is lost", locale="en", audience=EVERYONE)
        answers.append(found)

    versions = {(await centre.suggester.suggest("x", locale="en", audience=EVERYONE)).index_version}
    for number in range(2):
        centre.write("en/parcel-lost", f"My parcel is lost, part {number}")
        refreshing = asyncio.create_task(centre.suggester.refresh())
        while not refreshing.done():
            await asks()
        await refreshing
        versions.add((await centre.suggester.suggest("x", locale="en", audience=EVERYONE)).index_version)
    assert len(answers) > 4
    assert {answer.index_version for answer in answers} <= versions
    assert {answer.suggestions[0].article_id for answer in answers} == {"parcel-lost"}


async def test_a_question_that_takes_long_is_answered_although_the_index_was_swapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        await suggester.refresh()
        begun, go_on = threading.Event(), threading.Event()
        quick = Suggester.suggest

        def slow(self: Suggester, *arguments: object, **named: object) -> object:
            begun.set()
            go_on.wait(PATIENCE_S)
            return quick(self, *arguments, **named)  # type: ignore[arg-type] # passed on as they came

        monkeypatch.setattr(Suggester, "suggest", slow)
        asking = asyncio.create_task(suggester.suggest("my parcel is lost", locale="en", audience=EVERYONE))
        await asyncio.to_thread(begun.wait, PATIENCE_S)
        HelpCentre(suggester).write("en/label-printer", "Changed meanwhile")
        try:
            await suggester.refresh()
        finally:
            go_on.set()
        assert (await asking).suggestions[0].article_id == "parcel-lost"


@pytest.mark.usefixtures("own_process")
async def test_articles_go_live_again_after_the_building_process_was_killed(tmp_path: Path) -> None:
    """As the kernel does it when memory runs out."""
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        await suggester.refresh()
        for pid in processes(suggester):
            os.kill(pid, signal.SIGKILL)
        centre = HelpCentre(suggester)
        for number in range(3):
            centre.write("en/parcel-lost", f"Attempt {number}")
            with suppress(BrokenProcessPool):
                await suggester.refresh()
        assert centre.title("parcel-lost") == "Attempt 2"


async def test_after_many_changes_the_whole_is_built_anew_while_changes_go_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        centre = HelpCentre(suggester)
        await suggester.refresh()
        compacted: list[int] = []
        compact = suggester._builder.compact

        async def noted(articles: dict[Key, Article], synonyms: dict[str, Synonyms]) -> None:
            centre.write("en/label-printer", "Changed meanwhile")
            await suggester.refresh()
            await compact(articles, synonyms)
            compacted.append(len(articles))

        monkeypatch.setattr(suggester._builder, "compact", noted)
        monkeypatch.setattr(article_suggester, "compaction_due", lambda _path: not compacted)
        centre.write("en/parcel-lost", "A small change")
        await suggester.refresh()
        assert suggester._compacting is not None
        await suggester._compacting
        assert compacted == [5]
        assert (await centre.found("changed meanwhile"))[0] == "label-printer"
        assert (await centre.found("a small change"))[0] == "parcel-lost"


async def test_a_compaction_that_fails_is_logged_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:

        async def fails(*_given: object) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(suggester._builder, "compact", fails)
        monkeypatch.setattr(article_suggester, "compaction_due", lambda _path: True)
        with capture_logs() as logs:
            await suggester.refresh()
            assert suggester._compacting is not None
            await suggester._compacting
        assert [line["event"] for line in logs if line["log_level"] == "error"] == ["articles.compaction_failed"]
        assert (await HelpCentre(suggester).found("my parcel is lost"))[0] == "parcel-lost"


async def test_an_index_that_is_damaged_before_it_is_opened_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        await suggester.refresh()
        build = suggester._builder.build

        async def damaged(articles: dict[Key, Article], synonyms: dict[str, Synonyms]) -> Path:
            path = await build(articles, synonyms)
            (path / "en" / "catalogue.json").write_text("cut sh", encoding="utf-8")
            return path

        centre = HelpCentre(suggester)
        centre.write("en/parcel-lost", "Live after all")
        with monkeypatch.context() as once:
            once.setattr(suggester._builder, "build", damaged)
            with pytest.raises(IndexDamagedError):
                await suggester.refresh()
        assert centre.title("parcel-lost") == "My parcel is lost"
        assert (await centre.found("my parcel is lost"))[0] == "parcel-lost"
        await suggester.refresh()
        assert centre.title("parcel-lost") == "Live after all"
        assert (await centre.found("live after all"))[0] == "parcel-lost"
