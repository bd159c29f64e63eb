"""The help centre over real files: what is there is found and read, and never a word by the wrong reader."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from chat_server.adapters.article_folder import MEMORY_FILE
from tests.support.help_centre import BROKEN, EVERYONE, HelpCentre, broken, opened
from tests.support.server import write_articles

pytestmark = pytest.mark.usefixtures("builder")
AGENTS = frozenset({"everyone", "agents", "small_shop"})


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


async def test_articles_for_agents_only_never_reach_others(centre: HelpCentre) -> None:
    words = "goodwill refunds: how far agents may go"
    assert await centre.found(words, AGENTS) == ["goodwill-refunds"]
    assert await centre.found(words) == []
    plans = "phone support hours"
    assert await centre.found(plans, frozenset({"everyone", "small_shop"})) == ["phone-support-hours"]
    assert await centre.found(plans) == []
    searched = await centre.suggester.search(words, locale="en", audience=EVERYONE, limit=20)
    assert "goodwill-refunds" not in {suggestion.article_id for suggestion in searched.suggestions}


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
