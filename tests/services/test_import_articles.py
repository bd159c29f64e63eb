"""Articles from elsewhere: each has one owner, and importing twice is importing once."""

from collections.abc import Iterator

import pytest

from chat_server.adapters.sql.articles import SqlArticles
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services import import_articles as service
from chat_server.services.import_articles import (
    ImportArticles,
    ImportPorts,
    ImportSummary,
    LeftOut,
    ReadText,
    Refusal,
    import_articles,
)
from chat_server.services.imported_articles import ImportedText
from tests.support.clock import MONDAY_MORNING
from tests.support.world import World

OWN = {"parcel-lost": "articles/en/parcel-lost.md"}


def text(article_id: str, title: str = "A title", locale: str = "en", audience: str = "everyone") -> ReadText:
    return ReadText(
        ImportedText(
            article_id, locale, title, "S.", "Text.", (), frozenset({audience}), MONDAY_MORNING, f"hash of {title}"
        ),
        f"{locale}/{article_id}.md",
    )


class Reader:
    """A source that says what the test says."""

    kind = "markdown"

    def __init__(self, *items: ReadText | Refusal | LeftOut) -> None:
        self._items = items

    def count(self) -> int:
        return len(self._items)

    def items(self) -> Iterator[ReadText | Refusal | LeftOut]:
        return iter(self._items)


class Desk:
    """A writer who brings sources in."""

    def __init__(self, world: World) -> None:
        self.articles = SqlArticles(world.database)
        self._ports = ImportPorts(self.articles, world.clock, OWN)
        self.progress: list[tuple[int, int]] = []

    async def brings(
        self,
        *items: ReadText | Refusal | LeftOut,
        source: str = "manual",
        sync: bool = True,
        allow_removals: bool = False,
        dry_run: bool = False,
    ) -> ImportSummary:
        command = ImportArticles(DEFAULT_SITE, source, sync, allow_removals, dry_run)
        self.progress = []
        return await import_articles(self._ports, command, Reader(*items), lambda *now: self.progress.append(now))

    async def texts(self) -> set[tuple[str, str, str]]:
        changes = await self.articles.changes_since(DEFAULT_SITE, 0)
        return {(text.article_id, text.locale, text.title) for text in changes.changed}


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def counts(summary: ImportSummary) -> tuple[int, int, int, int]:
    return summary.new, summary.changed, summary.unchanged, summary.removed


async def test_importing_twice_changes_nothing(desk: Desk) -> None:
    first = await desk.brings(text("pack"), text("pack", "Un título", "es"))
    version = await desk.articles.version()
    second = await desk.brings(text("pack"), text("pack", "Un título", "es"))
    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert await desk.articles.version() == version
    assert second.complete


async def test_what_reads_differently_or_is_for_others_has_changed(desk: Desk) -> None:
    await desk.brings(text("pack"), text("ship"), text("stay"))
    changed = await desk.brings(text("pack", "Another title"), text("ship", audience="agents"), text("stay"))
    assert counts(changed) == (0, 2, 1, 0)


async def test_a_sync_removes_what_the_source_has_no_more_and_an_import_does_not(desk: Desk) -> None:
    await desk.brings(text("pack"), text("pack", "Un título", "es"), text("ship"))
    assert counts(await desk.brings(text("pack"), sync=False)) == (0, 0, 1, 0)
    assert counts(await desk.brings(text("pack"))) == (0, 0, 1, 2)
    assert await desk.texts() == {("pack", "en", "A title")}


async def test_a_sync_touches_no_other_source(desk: Desk) -> None:
    await desk.brings(text("pack"), source="one")
    assert counts(await desk.brings(text("ship"), source="two")) == (1, 0, 0, 0)
    assert {article_id for article_id, _, _ in await desk.texts()} == {"pack", "ship"}


async def test_an_article_of_another_owner_is_refused_with_its_name(desk: Desk) -> None:
    await desk.brings(text("pack"), source="one")
    summary = await desk.brings(text("pack", "Mine"), text("parcel-lost"), text("ship"), source="two")
    assert counts(summary) == (1, 0, 0, 0)
    assert not summary.complete
    assert [str(refusal).split("; ")[0] for refusal in summary.refused] == [
        "en/pack.md: the article pack belongs to the source 'one'",
        "en/parcel-lost.md: the article parcel-lost belongs to the server's own folder (articles/en/parcel-lost.md)",
    ]
    assert ("pack", "en", "A title") in await desk.texts()


async def test_who_comes_second_at_the_same_moment_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.brings(text("pack"), source="one")

    async def nobody(_site: str) -> dict[str, str]:
        return {}

    monkeypatch.setattr(desk.articles, "owners", nobody)  # as it was when the other had only begun
    summary = await desk.brings(text("pack"), text("ship"), source="two")
    assert counts(summary) == (1, 0, 0, 0)
    assert [refusal.article_id for refusal in summary.refused] == ["pack"]


async def test_an_article_whose_file_is_broken_now_stays_as_it_was(desk: Desk) -> None:
    await desk.brings(text("pack"), text("pack", "Un título", "es"), text("ship"))
    summary = await desk.brings(Refusal("en/pack.md", 3, "not valid YAML", "pack"))
    assert counts(summary) == (0, 0, 0, 1)
    assert await desk.texts() == {("pack", "en", "A title"), ("pack", "es", "Un título")}


async def test_nothing_is_removed_when_nobody_knows_what_could_not_be_read(desk: Desk) -> None:
    await desk.brings(text("pack"), text("ship"))
    summary = await desk.brings(text("pack"), Refusal("page2.json", 1, "not valid JSON", hides_articles=True))
    assert counts(summary) == (0, 0, 1, 0)
    assert "1 texts were not found and are kept: they may stand in page2.json" in summary.withheld
    assert not summary.complete


async def test_removing_more_than_half_needs_a_word(desk: Desk) -> None:
    everything = [text(f"pack-{number}") for number in range(12)]
    await desk.brings(*everything)
    withheld = await desk.brings(*everything[:5], text("new"))
    assert counts(withheld) == (1, 0, 5, 0)
    assert "7 of 12 texts" in withheld.withheld
    assert "--allow-removals" in withheld.withheld
    assert len(await desk.texts()) == 13
    allowed = await desk.brings(*everything[:5], text("new"), allow_removals=True)
    assert counts(allowed) == (0, 0, 6, 7)
    assert allowed.complete


async def test_half_of_many_or_all_of_a_few_are_removed_without_asking(desk: Desk) -> None:
    everything = [text(f"pack-{number}") for number in range(12)]
    await desk.brings(*everything)
    assert counts(await desk.brings(*everything[:6])) == (0, 0, 6, 6)
    assert counts(await desk.brings()) == (0, 0, 0, 6)


async def test_a_dry_run_tells_and_does_nothing(desk: Desk) -> None:
    await desk.brings(text("pack"), text("ship"), text("stay"))
    summary = await desk.brings(text("pack", "Changed"), text("new"), text("stay"), dry_run=True)
    assert counts(summary) == (1, 1, 1, 1)
    assert await desk.texts() == {(name, "en", "A title") for name in ("pack", "ship", "stay")}


async def test_drafts_are_left_out_and_published_ones_that_became_drafts_are_removed(desk: Desk) -> None:
    await desk.brings(text("pack"), text("ship"))
    summary = await desk.brings(text("pack"), LeftOut("ship.md", "draft"))
    assert counts(summary) == (0, 0, 1, 1)
    assert summary.complete


async def test_large_imports_are_stored_in_parts_and_progress_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH_BYTES", 3 * len("Text."))
    summary = await desk.brings(*(text(f"pack-{number}") for number in range(10)))
    assert counts(summary) == (10, 0, 0, 0)
    assert await desk.articles.version() == 4
    assert desk.progress == [(done, 10) for done in range(11)]
