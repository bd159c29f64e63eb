"""What changes in the folder of articles is live within two seconds, and a broken file breaks nothing."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from deflection.index_folders import IndexDamagedError
from tests.support.help_centre import BROKEN, EVERYONE, PATIENCE_S, HelpCentre, broken, opened, watching
from tests.support.server import write_articles

pytestmark = pytest.mark.usefixtures("builder")


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


async def test_an_article_that_becomes_one_for_agents_is_gone_for_others(centre: HelpCentre) -> None:
    centre.write("en/label-printer", "The label printer", audience="agents")
    await centre.until(lambda: centre.title("label-printer") == "The label printer")
    assert "label-printer" not in await centre.found("the label printer cuts the barcode off")


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


@pytest.mark.parametrize("failure", [OSError("the disk is full"), IndexDamagedError("cut short")])
async def test_a_refresh_that_failed_is_tried_again_without_another_change(
    centre: HelpCentre, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    works, attempts = centre.suggester.refresh, 0

    async def fails_at_first() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise failure
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
