"""The server's own folder is read again and again: what did not change is not parsed, and nothing good gets lost."""

import os
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from chat_server.adapters import article_folder
from chat_server.adapters.article_folder import MEMORY_FILE, ArticleFolder, FolderState
from deflection import article_files
from deflection.front_matter import parse
from tests.support.server import article_text, write_articles

BROKEN = "---\ntitle: [\n---\nText.\n"
HOUR_S = 3_600


@pytest.fixture(autouse=True)
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as finished at once; only one test is about those that do not."""
    monkeypatch.setattr(article_folder, "TICK_NS", 0)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were parsed, by their path below the folder."""
    names: list[str] = []

    def noted(path: str, text: str) -> object:
        names.append("/".join(Path(path).parts[-2:]))
        return parse(path, text)

    monkeypatch.setattr(article_files, "parse", noted)
    return names


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


def opened(folder: Path) -> ArticleFolder:
    return ArticleFolder(folder, folder.parent / "var")


def titles(state: FolderState) -> dict[str, str]:
    return {f"{locale}/{article_id}": article.title for (locale, article_id), article in state.articles.items()}


def told(problems: Iterable[object]) -> list[str]:
    return [str(problem) for problem in problems]


def test_only_files_that_changed_are_parsed_again(articles: Path, parsed: list[str]) -> None:
    folder = opened(articles)
    before = folder.read()
    assert len(parsed) == 5
    parsed.clear()
    assert folder.read() == before
    assert parsed == []
    (articles / "en" / "label-printer.md").write_text(article_text("Printers", "Text."), encoding="utf-8")
    after = folder.read()
    assert parsed == ["en/label-printer.md"]
    assert titles(after)["en/label-printer"] == "Printers"
    assert after.articles["en", "parcel-lost"] is before.articles["en", "parcel-lost"]


def test_a_start_parses_nothing_that_was_read_before(articles: Path, parsed: list[str]) -> None:
    before = opened(articles).read()
    parsed.clear()
    assert opened(articles).read() == before
    assert parsed == []


def test_a_file_that_keeps_size_and_time_has_still_changed(articles: Path) -> None:
    folder, file = opened(articles), articles / "en" / "label-printer.md"
    title = titles(folder.read())["en/label-printer"]
    status, text = file.stat(), file.read_text(encoding="utf-8")
    file.write_text(text.replace(title, title.swapcase()), encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert titles(folder.read())["en/label-printer"] == title.swapcase()


def test_a_file_that_was_written_just_now_is_read_once_more(
    articles: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_folder, "TICK_NS", HOUR_S * 1_000_000_000)
    folder = opened(articles)
    first = folder.read()
    parsed.clear()
    second = folder.read()
    assert len(parsed) == 5
    assert all(article is first.articles[key] for key, article in second.articles.items())


def test_a_file_that_was_only_touched_is_the_same_article(articles: Path, parsed: list[str]) -> None:
    folder = opened(articles)
    before = folder.read()
    parsed.clear()
    (articles / "en" / "label-printer.md").chmod(0o600)
    after = folder.read()
    assert parsed == ["en/label-printer.md"]
    assert after.articles["en", "label-printer"] is before.articles["en", "label-printer"]


def test_a_file_that_breaks_keeps_its_last_good_version_over_restarts(articles: Path) -> None:
    opened(articles).read()
    file = articles / "en" / "parcel-lost.md"
    file.write_text(BROKEN, encoding="utf-8")
    for _ in range(3):
        state = opened(articles).read()
        assert titles(state)["en/parcel-lost"] == "My parcel is lost"
        assert [(problem.path, problem.line) for problem in state.problems] == [(str(file), 2)]
    file.unlink()
    assert "en/parcel-lost" not in titles(opened(articles).read())


def test_a_broken_file_is_parsed_once(articles: Path, parsed: list[str]) -> None:
    folder = opened(articles)
    folder.read()
    (articles / "en" / "parcel-lost.md").write_text(BROKEN, encoding="utf-8")
    first = folder.read()
    parsed.clear()
    assert folder.read().problems == first.problems
    assert parsed == []


def test_a_file_that_cannot_be_looked_at_is_a_problem_of_its_own(articles: Path) -> None:
    folder = opened(articles)
    before = folder.read()
    loop = articles / "en" / "label-printer.md"
    loop.unlink()
    loop.symlink_to(loop)  # looking at it fails
    state = folder.read()
    assert titles(state) == titles(before)
    assert told(state.problems) == [f"{loop}: cannot be read: Too many levels of symbolic links"]


@pytest.mark.parametrize("closed", ["articles", "articles/en"])
def test_what_cannot_be_listed_for_a_moment_keeps_its_articles(
    articles: Path, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = opened(articles)
    before = folder.read()
    scan = os.scandir

    def scandir(path: str) -> object:
        if Path(path) == articles.parent / closed:
            raise OSError(5, "Input/output error")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    state = folder.read()
    assert titles(state) == titles(before)
    assert told(state.problems) == [f"{articles.parent / closed}: cannot be read: Input/output error"]
    monkeypatch.undo()
    assert folder.read().problems == ()


def test_an_article_in_a_folder_below_replaces_none_of_the_same_name(articles: Path) -> None:
    folder = opened(articles)
    before = folder.read()
    below = articles / "en" / "below" / "parcel-lost.md"
    below.parent.mkdir()
    below.write_text(article_text("Another", "Text."), encoding="utf-8")
    state = folder.read()
    assert titles(state) == titles(before)
    assert [problem.path for problem in state.problems] == [str(below)]


def test_locks_and_half_written_texts_of_editors_are_no_articles(articles: Path) -> None:
    (articles / "en" / ".#parcel-lost.md").symlink_to("vera@shop.1234")
    (articles / "en" / ".parcel-lost.md.swp").write_bytes(b"\0")
    (articles / ".git" / "en").mkdir(parents=True)
    assert opened(articles).read().problems == ()


def test_the_memory_of_another_folder_is_not_taken_for_this_one(articles: Path, tmp_path: Path) -> None:
    opened(articles).read()
    other = write_articles(tmp_path / "other")
    (other / "en" / "parcel-lost.md").write_text(BROKEN, encoding="utf-8")
    assert "en/parcel-lost" not in titles(opened(other).read())


def test_newer_code_parses_everything_once_and_keeps_last_good_versions(
    articles: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(articles).read()
    (articles / "en" / "parcel-lost.md").write_text(BROKEN, encoding="utf-8")
    monkeypatch.setattr(article_folder, "_code", lambda: "newer")
    parsed.clear()
    assert titles(opened(articles).read())["en/parcel-lost"] == "My parcel is lost"
    assert len(parsed) == 5


@pytest.mark.parametrize("damage", [b"no database", b""])
def test_a_damaged_memory_costs_a_parsing_and_nothing_else(articles: Path, parsed: list[str], damage: bytes) -> None:
    before = opened(articles).read()
    memory = articles.parent / "var" / MEMORY_FILE
    memory.write_bytes(damage)
    parsed.clear()
    assert opened(articles).read() == before
    assert len(parsed) == 5
    parsed.clear()
    opened(articles).read()
    assert parsed == []


def test_a_memory_with_something_else_in_it_is_made_anew(articles: Path) -> None:
    opened(articles).read()
    with sqlite3.connect(articles.parent / "var" / MEMORY_FILE) as memory:
        memory.execute("UPDATE read SET article = 'x'")
    memory.close()
    with capture_logs() as logs:
        assert len(opened(articles).read().articles) == 5
    assert [line["event"] for line in logs] == ["articles.memory_lost"]


def test_a_disk_that_is_full_costs_the_memory_only(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = opened(articles)
    folder.read()
    (articles / "en" / "parcel-lost.md").write_text(article_text("Changed", "Text."), encoding="utf-8")

    def full(_folder: ArticleFolder) -> sqlite3.Connection:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(ArticleFolder, "_open", full)
    with capture_logs() as logs:
        assert titles(folder.read())["en/parcel-lost"] == "Changed"
    assert [line["event"] for line in logs] == ["articles.not_remembered"]


def test_thousands_of_files_are_looked_through_quickly(tmp_path: Path) -> None:
    """6,800 articles take some hundredths of a second; this bound is for a machine that has much else to do."""
    folder = tmp_path / "articles"
    (folder / "en").mkdir(parents=True)
    for number in range(1_000):
        (folder / "en" / f"a-{number}.md").write_text(article_text(f"Title {number}", "Text."), encoding="utf-8")
    reader = opened(folder)
    reader.read()
    started = time.perf_counter()
    assert len(reader.read().articles) == 1_000
    assert time.perf_counter() - started < 0.5
