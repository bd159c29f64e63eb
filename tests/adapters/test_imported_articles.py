"""Imported articles in the database, and the search that follows them without a restart."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from chat_server.adapters.article_suggester import DeflectionSuggester
from chat_server.adapters.imported_shelf import ImportedShelf
from chat_server.adapters.sql import articles as sql_articles
from chat_server.adapters.sql.articles import SqlArticles
from chat_server.adapters.sql.tables import article as article_table
from chat_server.domain.errors import Unavailable
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.jobs.watch_articles import watch_imported
from chat_server.services.imported_articles import ImportedText
from tests.support.clock import MONDAY_MORNING
from tests.support.help_centre import EVERYONE, PATIENCE_S
from tests.support.server import write_articles
from tests.support.world import World

MANUAL = "manual"


def text(article_id: str, locale: str = "en", title: str = "How to pack", **fields: object) -> ImportedText:
    values: dict[str, object] = {
        "title": title,
        "summary": "A summary.",
        "body": f"{title}: the text. See [lost parcels](parcel-lost.md) and [nothing](gone.md).\n",
        "tags": ("packing",),
        "audience": frozenset({"everyone"}),
        "updated_at": MONDAY_MORNING,
        "content_hash": f"hash of {title}",
    }
    return ImportedText(article_id, locale, **(values | fields))  # type: ignore[arg-type] # fields as given


@pytest.fixture
def articles(world: World) -> SqlArticles:
    return SqlArticles(world.database)


async def put(articles: SqlArticles, *texts: ImportedText, source: str = MANUAL) -> dict[str, str]:
    return dict(await articles.put(DEFAULT_SITE, source, texts, MONDAY_MORNING))


async def test_what_was_put_comes_back_as_it_was(articles: SqlArticles) -> None:
    stored = text("pack", "es", "Cómo embalar", tags=("a", "b"), audience=frozenset({"small_shop", "agents"}))
    await put(articles, stored)
    changes = await articles.changes_since(DEFAULT_SITE, 0)
    assert changes.changed == (stored,)
    assert changes.keys == {("pack", "es")}
    assert await articles.fingerprints(DEFAULT_SITE, MANUAL) == {("pack", "es"): stored.fingerprint}
    assert await articles.owners(DEFAULT_SITE) == {"pack": MANUAL}


async def test_the_version_grows_with_every_change_and_tells_which_texts_changed(articles: SqlArticles) -> None:
    assert await articles.version() == 0
    await put(articles, text("pack"), text("pack", "es"))
    first = await articles.version()
    await put(articles, text("pack", "es", "Cómo embalar"))
    changes = await articles.changes_since(DEFAULT_SITE, first)
    assert changes.version == await articles.version() > first
    assert [changed.key for changed in changes.changed] == [("pack", "es")]
    assert await articles.remove(DEFAULT_SITE, MANUAL, [("pack", "en")]) == 1
    assert (await articles.changes_since(DEFAULT_SITE, changes.version)).keys == {("pack", "es")}
    assert await articles.version() > changes.version


async def test_an_article_belongs_to_the_source_that_had_it_first(articles: SqlArticles) -> None:
    await put(articles, text("pack"))
    foreign = await put(articles, text("pack", "es"), text("ship"), source="another")
    assert foreign == {"pack": MANUAL}
    assert await articles.owners(DEFAULT_SITE) == {"pack": MANUAL, "ship": "another"}
    assert await articles.remove(DEFAULT_SITE, "another", [("pack", "en")]) == 0


async def test_an_article_without_texts_is_gone_and_free_for_others(articles: SqlArticles, world: World) -> None:
    await put(articles, text("pack"), text("pack", "es"))
    await articles.remove(DEFAULT_SITE, MANUAL, [("pack", "en")])
    assert await articles.owners(DEFAULT_SITE) == {"pack": MANUAL}
    await articles.remove(DEFAULT_SITE, MANUAL, [("pack", "es")])
    assert await put(articles, text("pack"), source="another") == {}

    def rows(connection: Connection) -> int:
        return len(connection.execute(select(article_table)).all())

    assert await world.database.read(rows) == 1


async def test_another_sites_articles_are_its_own(articles: SqlArticles, world: World) -> None:
    other = SiteId("another")
    await world.sites.ensure(other, MONDAY_MORNING)
    await put(articles, text("pack"))
    assert await articles.put(other, "theirs", [text("pack", title="Theirs")], MONDAY_MORNING) == {}
    assert [changed.title for changed in (await articles.changes_since(other, 0)).changed] == ["Theirs"]
    await articles.remove(other, "theirs", [("pack", "en")])
    assert await articles.owners(DEFAULT_SITE) == {"pack": MANUAL}


async def test_thousands_go_in_and_out_at_once(articles: SqlArticles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_articles, "_CHUNK", 7)
    texts = [text(f"pack-{number}") for number in range(50)]
    await put(articles, *texts)
    await put(articles, *texts)
    assert len(await articles.owners(DEFAULT_SITE)) == 50
    assert await articles.remove(DEFAULT_SITE, MANUAL, [one.key for one in texts]) == 50
    assert await articles.owners(DEFAULT_SITE) == {}


@pytest.fixture
async def suggester(
    articles: SqlArticles,
    tmp_path: Path,
    builder: None,  # noqa: ARG001 - asked for by name
) -> AsyncIterator[DeflectionSuggester]:
    """The handful of articles of our own folder, and whatever is imported."""
    folder = write_articles(tmp_path / "articles")
    opened = DeflectionSuggester(folder, tmp_path / "var", "en", ImportedShelf(articles, DEFAULT_SITE))
    await opened.refresh()
    yield opened
    await opened.close()


async def found(suggester: DeflectionSuggester, question: str, locale: str = "en") -> list[str]:
    answer = await suggester.suggest(question, locale=locale, audience=EVERYONE)
    return [suggestion.article_id for suggestion in answer.suggestions]


async def test_imported_articles_are_found_and_read_beside_our_own(
    suggester: DeflectionSuggester, articles: SqlArticles
) -> None:
    await put(articles, text("pack", title="How to pack glassware"), text("pack", "es", "Embalar vidrio"))
    await suggester.refresh()
    assert (await found(suggester, "how to pack glassware"))[0] == "pack"
    assert (await found(suggester, "my parcel is lost"))[0] == "parcel-lost"
    page = await suggester.page("pack", "en")
    assert page is not None
    assert (page.title, page.url, page.topic) == ("How to pack glassware", "/help/en/pack", "packing")
    assert '<a href="/help/en/parcel-lost" data-article="parcel-lost">lost parcels</a>' in page.html
    assert "and nothing." in page.html  # a link to an article that is not there


async def test_scripts_in_imported_texts_are_words(suggester: DeflectionSuggester, articles: SqlArticles) -> None:
    await put(articles, text("pack", body="<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y>\n"))
    await suggester.refresh()
    page = await suggester.page("pack", "en")
    assert page is not None
    assert "<script" not in page.html
    assert "<img" not in page.html
    assert "href" not in page.html


async def test_our_own_folder_wins_in_all_locales(suggester: DeflectionSuggester, articles: SqlArticles) -> None:
    await put(articles, text("parcel-lost", title="Imported"), text("parcel-lost", "nl", "Geïmporteerd"))
    with capture_logs() as logs:
        await suggester.refresh()
    listed = suggester.article("parcel-lost", "nl")
    assert listed is not None
    assert (listed.title, listed.locale) == ("My parcel is lost", "en")
    assert [line["articles"] for line in logs if line["event"] == "articles.shadowed"] == [["parcel-lost"]]


async def test_a_running_server_picks_up_what_is_imported(
    suggester: DeflectionSuggester, articles: SqlArticles
) -> None:
    refreshed = asyncio.Event()

    async def refresh() -> None:
        await suggester.refresh()
        refreshed.set()

    shelf = suggester.imported
    assert shelf is not None
    stop = asyncio.Event()
    watching = asyncio.create_task(watch_imported(shelf.is_behind, refresh, stop))
    await put(articles, text("pack"))
    await asyncio.wait_for(refreshed.wait(), PATIENCE_S)
    assert suggester.article("pack", "en") is not None
    refreshed.clear()
    await articles.remove(DEFAULT_SITE, MANUAL, [("pack", "en")])
    await asyncio.wait_for(refreshed.wait(), PATIENCE_S)
    assert suggester.article("pack", "en") is None
    stop.set()
    await watching


async def test_a_database_that_is_away_for_a_moment_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat_server.jobs.watch_articles.TICK_MS", 5)
    monkeypatch.setattr("chat_server.jobs.watch_articles.RETRY_S", 0.01)
    refreshed = asyncio.Event()
    asked = refreshes = 0

    async def is_behind() -> bool:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise Unavailable("The database cannot be read now.")
        return not refreshed.is_set()

    async def refresh() -> None:
        nonlocal refreshes
        refreshes += 1
        if refreshes == 1:
            raise OSError("the disk is full")
        refreshed.set()

    stop = asyncio.Event()
    with capture_logs() as logs:
        watching = asyncio.create_task(watch_imported(is_behind, refresh, stop))
        await asyncio.wait_for(refreshed.wait(), PATIENCE_S)
        stop.set()
        await watching
    assert [line["event"] for line in logs] == ["articles.version_unknown", "articles.refresh_failed"]
    assert refreshes == 2


async def test_only_what_changed_is_read_again(articles: SqlArticles) -> None:
    shelf = ImportedShelf(articles, DEFAULT_SITE)
    await put(articles, text("pack"), text("ship"))
    before = await shelf.refresh()
    assert not await shelf.is_behind()
    await put(articles, text("ship", title="How to ship"))
    assert await shelf.is_behind()
    after = await shelf.refresh()
    assert after["en", "pack"] is before["en", "pack"]
    assert after["en", "ship"].title == "How to ship"
