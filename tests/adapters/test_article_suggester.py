"""The help centre over real files: live within two seconds, never broken, and never a word to the wrong reader."""

import asyncio
import os
import shutil
import signal
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from chat_server.adapters import article_suggester
from chat_server.adapters.article_folder import MEMORY_FILE
from chat_server.adapters.article_suggester import DeflectionSuggester
from chat_server.adapters.article_urls import Key
from chat_server.adapters.index_builder import IndexBuilder
from chat_server.services.help_articles import Suggestions
from deflection.article import Article
from deflection.suggest import Suggester
from deflection.synonyms import Synonyms
from tests.support.help_centre import EVERYONE, PATIENCE_S, HelpCentre, one_thread, opened, watching
from tests.support.server import write_articles

AGENTS = frozenset({"everyone", "agents", "small_shop"})
BROKEN = "---\ntitle: Broken\ntags: [a\n---\n\nText\n"


@pytest.fixture
def own_process() -> None:
    """Asked for by tests in which the index is built in a process of its own, as the server does it."""


@pytest.fixture(autouse=True)
def builder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere a thread builds it: starting a process takes longer than all the rest."""
    if "own_process" not in request.fixturenames:
        in_a_thread = partial(IndexBuilder, executor=one_thread, background=one_thread)
        monkeypatch.setattr(article_suggester, "IndexBuilder", in_a_thread)


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[HelpCentre]:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        await suggester.refresh()
        centre = HelpCentre(suggester)
        async with watching(centre):
            await centre.watched()
            yield centre


def processes(suggester: DeflectionSuggester) -> list[int]:
    running = suggester._builder._running
    assert isinstance(running, ProcessPoolExecutor)
    return list(running._processes)


def broken(logs: list[EventDict]) -> list[EventDict]:
    return [line for line in logs if line["event"] == "article.broken"]


async def test_changed_new_and_deleted_files_are_live_without_a_restart(
    centre: HelpCentre, record_property: Callable[[str, object], None]
) -> None:
    centre.write("en/parcel-lost", "The parcel has vanished")
    changed = await centre.until(lambda: centre.title("parcel-lost") == "The parcel has vanished")
    assert (await centre.found("the parcel has vanished"))[0] == "parcel-lost"
    centre.write("en/greenbike-hours", "When do bicycles deliver?")
    added = await centre.until(lambda: centre.title("greenbike-hours") is not None)
    assert (await centre.found("when do bicycles deliver"))[0] == "greenbike-hours"
    (centre.folder / "en" / "label-printer.md").unlink()
    deleted = await centre.until(lambda: centre.title("label-printer") is None)
    assert "label-printer" not in await centre.found("the label printer cuts the barcode off")
    for what, seconds in (("changed", changed), ("added", added), ("deleted", deleted)):
        record_property(what, round(seconds, 3))
        assert seconds < PATIENCE_S


async def test_a_new_language_is_there_as_soon_as_it_has_an_article(centre: HelpCentre) -> None:
    (centre.folder / "nl").mkdir()
    centre.write("nl/parcel-lost", "Mijn pakket is kwijt")
    await centre.until(lambda: centre.title("parcel-lost", "nl") == "Mijn pakket is kwijt")
    assert centre.suggester.locales == ("en", "es", "nl")
    assert await centre.found("mijn pakket is kwijt", locale="nl") == ["parcel-lost"]


async def test_a_broken_file_is_told_with_its_line_and_the_last_good_version_stays(centre: HelpCentre) -> None:
    file = centre.folder / "en" / "parcel-lost.md"
    with capture_logs() as logs:
        file.write_text(BROKEN, encoding="utf-8")
        centre.write("en/label-printer", "Another printer")
        await centre.until(lambda: centre.title("label-printer") == "Another printer")
        await centre.until(lambda: bool(broken(logs)))
    assert [(line["file"], line["line"]) for line in broken(logs)[-1:]] == [(str(file), 3)]
    assert centre.title("parcel-lost") == "My parcel is lost"
    assert (await centre.found("my parcel is lost"))[0] == "parcel-lost"
    centre.write("en/parcel-lost", "Mended")
    await centre.until(lambda: centre.title("parcel-lost") == "Mended")


async def test_the_last_good_version_outlives_a_restart(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as before:
        await before.refresh()
    (tmp_path / "articles" / "en" / "parcel-lost.md").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "articles" / "en" / "label-printer.md").unlink()
    async with opened(tmp_path) as after:
        with capture_logs() as logs:
            await after.refresh()
        centre = HelpCentre(after)
        assert len(broken(logs)) == 1
        assert centre.title("parcel-lost") == "My parcel is lost"
        assert (await centre.found("my parcel is lost"))[0] == "parcel-lost"
        assert centre.title("label-printer") is None  # deleted is deleted


async def test_a_file_that_never_was_good_is_left_out_and_the_others_are_there(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "articles")
    for name, content in (("bad-yaml", BROKEN.encode()), ("no-utf-8", b"\xff\xfe\x00"), ("empty", b"")):
        (folder / "en" / f"{name}.md").write_bytes(content)
    async with opened(tmp_path) as suggester:
        with capture_logs() as logs:
            await suggester.refresh()
        assert {Path(str(line["file"])).stem for line in broken(logs)} == {"bad-yaml", "no-utf-8", "empty"}
        assert len(suggester.articles("en")) == 4
        assert suggester.article("bad-yaml", "en") is None


async def test_what_was_remembered_may_be_damaged_and_the_files_still_count(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as before:
        await before.refresh()
    (tmp_path / "var" / MEMORY_FILE).write_bytes(b'[{"id":')
    async with opened(tmp_path) as after:
        await after.refresh()
        assert len(after.articles("en")) == 4


async def test_before_the_first_reading_it_says_that_it_is_not_ready(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        assert not suggester.ready
        with pytest.raises(RuntimeError, match="not loaded yet"):
            suggester.article("parcel-lost", "en")
        await suggester.refresh()
        assert suggester.ready


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


async def test_articles_for_agents_only_never_reach_others(centre: HelpCentre) -> None:
    words = "goodwill refunds: how far agents may go"
    assert await centre.found(words, AGENTS) == ["goodwill-refunds"]
    assert await centre.found(words) == []
    plans = "phone support hours"
    assert await centre.found(plans, frozenset({"everyone", "small_shop"})) == ["phone-support-hours"]
    assert await centre.found(plans) == []
    searched = await centre.suggester.search(words, locale="en", audience=EVERYONE, limit=20)
    assert "goodwill-refunds" not in {suggestion.article_id for suggestion in searched.suggestions}


async def test_an_article_that_becomes_one_for_agents_is_gone_for_others(centre: HelpCentre) -> None:
    centre.write("en/label-printer", "The label printer", audience="agents")
    await centre.until(lambda: centre.title("label-printer") == "The label printer")
    assert "label-printer" not in await centre.found("the label printer cuts the barcode off")


async def test_an_article_is_read_in_the_own_language_or_in_the_default_one(centre: HelpCentre) -> None:
    own = await centre.suggester.page("parcel-lost", "es")
    other = await centre.suggester.page("label-printer", "es")
    assert own is not None
    assert other is not None
    assert (own.title, own.locale, own.fallback) == ("Mi paquete se ha perdido", "es", False)
    assert (other.locale, other.fallback, other.url) == ("en", True, "/help/en/label-printer")
    assert 'href="/help/en/parcel-lost"' in other.html
    assert centre.suggester.article("no-such-article", "es") is None


async def test_a_suggestion_leads_to_the_section_that_answers(centre: HelpCentre) -> None:
    found = await centre.suggester.suggest("start an investigation", locale="en", audience=EVERYONE)
    page = await centre.suggester.page("parcel-lost", "en")
    assert page is not None
    first = found.suggestions[0]
    assert first.section in {anchor for anchor, _ in page.sections}
    assert first.url == f"/help/en/parcel-lost#{first.section}"
    assert f'id="{first.section}"' in page.html


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


async def test_what_changes_while_the_server_starts_is_live_too(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    async with opened(tmp_path) as suggester:
        await suggester.refresh()
        centre = HelpCentre(suggester)
        centre.write("en/parcel-lost", "Changed while the demo was seeded")
        async with watching(centre), asyncio.timeout(2):
            await centre.until(lambda: centre.title("parcel-lost") == "Changed while the demo was seeded")


async def test_a_folder_that_is_replaced_as_a_whole_is_live_too(centre: HelpCentre) -> None:
    """As a deployment does it that moves a new folder into the place of the old one."""
    fresh = centre.folder.with_name("fresh")
    shutil.copytree(centre.folder, fresh)
    centre.folder.rename(centre.folder.with_name("old"))
    fresh.rename(centre.folder)
    for title in ("From the new folder", "And once more from there"):
        centre.write("en/parcel-lost", title)
        async with asyncio.timeout(2):
            await centre.until(lambda title=title: centre.title("parcel-lost") == title)  # type: ignore[misc]


async def test_the_watch_waits_for_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    async with opened(tmp_path) as suggester:
        await suggester.refresh()
        centre = HelpCentre(suggester)
        async with watching(centre):
            write_articles(centre.folder)
            await centre.watched()
            await centre.until(lambda: centre.title("parcel-lost") == "My parcel is lost")


async def test_a_reading_that_fails_is_logged_and_the_watch_goes_on(
    centre: HelpCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    async def fails() -> None:
        failed.set()
        raise OSError("the disk is full")

    monkeypatch.setattr(centre.suggester, "refresh", fails)
    with capture_logs() as logs:
        centre.write("en/parcel-lost", "First attempt")
        await asyncio.wait_for(failed.wait(), PATIENCE_S)
    monkeypatch.undo()
    assert centre.title("parcel-lost") == "My parcel is lost"
    centre.write("en/parcel-lost", "Second attempt")
    await centre.until(lambda: centre.title("parcel-lost") == "Second attempt")
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["articles.refresh_failed"]


async def test_a_refresh_that_failed_is_tried_again_without_another_change(
    centre: HelpCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    works, attempts = centre.suggester.refresh, 0

    async def fails_at_first() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise OSError("the disk is full")
        await works()

    monkeypatch.setattr(centre.suggester, "refresh", fails_at_first)
    with capture_logs() as logs:
        centre.write("en/parcel-lost", "Live after all")
        await centre.until(lambda: centre.title("parcel-lost") == "Live after all")
    assert "articles.refresh_failed" in [line["event"] for line in logs]


async def test_the_help_centres_own_synonyms_are_live_when_they_change(centre: HelpCentre) -> None:
    assert await centre.found("thermograph") == []
    (centre.folder / "en" / "synonyms.txt").write_text("thermograph => label printer\n", encoding="utf-8")
    await centre.refresh()
    found = await centre.suggester.search("thermograph", locale="en", audience=EVERYONE, limit=3)
    assert [suggestion.article_id for suggestion in found.suggestions] == ["label-printer"]


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
