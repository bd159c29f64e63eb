"""`chat-server articles import | sync`: a writer brings the old help centre along."""

import io
import json
from pathlib import Path

import pytest

from chat_server.cli.progress import Progress
from tests.cli.conftest import Run
from tests.deflection.importing.sources import page, tree, zendesk_article, zipped


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Twelve articles in English, one of them in Spanish too."""
    files = {f"en/guide/{number}.md": f"# Step {number}\n\nDo it.\n" for number in range(12)}
    return tree(tmp_path / "docs", files | {"es/guide/1.md": "# Paso 1\n\nHazlo.\n"})


def test_a_folder_is_taken_and_the_second_time_nothing_changes(run: Run, docs: Path) -> None:
    first = run("articles", "sync", str(docs))
    assert (first.status, first.err) == (0, "")
    assert first.out == f"markdown from {docs}: new 13, changed 0, unchanged 0, removed 0, refused 0.\n"
    assert "new 0, changed 0, unchanged 13, removed 0" in run("articles", "sync", str(docs)).out
    assert "unchanged 13" in run("articles", "import", str(docs)).out


def test_a_sync_removes_what_is_gone_and_an_import_does_not(run: Run, docs: Path) -> None:
    run("articles", "import", str(docs))
    (docs / "en/guide/3.md").unlink()
    (docs / "en/guide/4.md").write_text("# Step 4\n\nDo it better.\n")
    assert "changed 1, unchanged 11, removed 0" in run("articles", "import", str(docs)).out
    assert "changed 0, unchanged 12, removed 1" in run("articles", "sync", str(docs)).out


def test_removing_more_than_half_is_refused_until_it_is_allowed(run: Run, docs: Path) -> None:
    run("articles", "sync", str(docs))
    for number in range(8):
        (docs / f"en/guide/{number}.md").unlink()
    refused = run("articles", "sync", str(docs))
    assert (refused.status, "removed 0" in refused.out) == (1, True)
    assert "8 of 13 texts of this source are gone" in refused.err
    assert "--allow-removals" in refused.err
    allowed = run("articles", "sync", str(docs), "--allow-removals")
    assert (allowed.status, "removed 8" in allowed.out) == (0, True)


def test_what_is_refused_is_told_with_file_and_line_and_the_rest_is_taken(run: Run, docs: Path) -> None:
    tree(docs, {"en/bad.md": b"---\ntitle: [\n---\nText.", "en/nul.md": b"one\n\0", "en/label-printer.md": "Text."})
    (docs / "en/out.md").symlink_to("/etc/passwd")
    ended = run("articles", "sync", str(docs), "--source", "manual")
    assert ended.status == 1
    assert "markdown from manual: new 13" in ended.out
    told = ended.err.splitlines()
    assert any(line.startswith(f"{docs}/en/bad.md:2: not valid YAML") for line in told)
    assert f"{docs}/en/nul.md:2: contains a NUL character; is this a text file?" in told
    assert f"{docs}/en/out.md: is a link out of the folder" in told
    assert any("label-printer belongs to the server's own folder" in line for line in told)


def test_an_article_of_another_source_is_refused_with_the_owners_name(run: Run, docs: Path, tmp_path: Path) -> None:
    run("articles", "sync", str(docs))
    other = run("articles", "sync", str(tree(tmp_path / "more", {"guide/1.md": "Mine."})))
    assert (other.status, "new 0" in other.out) == (1, True)
    assert f"the article guide-1 belongs to the source '{docs}'" in other.err


def test_a_zendesk_dump_and_an_archive_of_pages_are_recognised(run: Run, tmp_path: Path) -> None:
    articles = page("articles", zendesk_article(360001), zendesk_article(360002, draft=True))
    dump = run("articles", "sync", str(tree(tmp_path / "dump", {"articles.json": articles})))
    assert (dump.status, "zendesk from" in dump.out) == (0, True)
    assert "new 1, changed 0, unchanged 0, removed 0, left out 1 (draft), refused 0." in dump.out
    pages = zipped(tmp_path / "pages.zip", {"a.html": "<h1>A</h1><p>Text.", "../b.html": "<p>Text."})
    archive = run("articles", "import", str(pages), "--locale", "es")
    assert (archive.status, "html from" in archive.out) == (1, True)
    assert f"{pages}/../b.html: its name leads out of the archive" in archive.err


def test_a_dry_run_changes_nothing(run: Run, docs: Path) -> None:
    tried = run("articles", "sync", str(docs), "--dry-run")
    assert "new 13" in tried.out
    assert "Nothing was changed: this was a dry run." in tried.out
    assert "new 13" in run("articles", "sync", str(docs)).out


def test_the_summary_can_be_read_by_machines(run: Run, docs: Path) -> None:
    tree(docs, {"bad.md": b"\0"})
    ended = run("articles", "sync", str(docs), "--json")
    summary = json.loads(ended.out)
    assert (ended.status, ended.err) == (1, "")
    assert (summary["new"], summary["source"], summary["kind"]) == (13, str(docs), "markdown")
    assert [(refusal["line"], refusal["article_id"]) for refusal in summary["refused"]] == [(1, "bad")]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("nothing",), "no such file or folder"),
        (("empty",), "--kind"),
        (("articles",), "server's own folder"),
        (("articles/en",), "server's own folder"),
        (("",), "server's own folder"),
        (("docs", "--locale", "xx"), "Choose one of en,"),
        (("docs", "--source", " "), "printable"),
        (("docs", "--kind", "word"), "invalid choice"),
        (("picture.png",), "give a folder"),
    ],
)
def test_wrong_usage_says_what_to_do(run: Run, folder: Path, docs: Path, arguments: tuple[str, ...], word: str) -> None:
    assert docs.is_dir()
    tree(folder, {"picture.png": "x", "empty/picture.png": "x"})
    ended = run("articles", "sync", str(folder / arguments[0]), *arguments[1:])
    assert ended.status == 2
    assert word in ended.err


def test_an_empty_folder_takes_a_source_away(run: Run, docs: Path, tmp_path: Path) -> None:
    run("articles", "sync", str(docs), "--source", "manual")
    empty = tree(tmp_path / "empty", {"x.txt": ""})
    arguments = ("articles", "sync", str(empty), "--source", "manual", "--kind", "markdown", "--allow-removals")
    assert "removed 13" in run(*arguments).out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_and_a_log_sees_lines_now_and_then() -> None:
    terminal, log = Terminal(), io.StringIO()
    for progress in (Progress("docs", terminal), Progress("docs", log)):
        for done in range(1_001):
            progress(done, 1_000)
        progress.close()
    assert "docs ██████████████████████████████ 1000 of 1000" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert log.getvalue().splitlines() == [f"docs: {done} of 1000" for done in (200, 400, 600, 800, 1000)]
