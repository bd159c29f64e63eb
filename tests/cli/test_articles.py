"""`chat-server articles check`: what writers and their CI run before they publish."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.support.processes import REPOSITORY
from tests.support.server import article_text


def test_good_articles_pass(run: Run) -> None:
    checked = run("articles", "check", "--locales", "en")
    assert checked.err.count("missing") == 0
    assert (checked.status, checked.err) == (0, "")
    assert "5 articles read" in checked.out


def test_our_own_articles_pass(run: Run) -> None:
    checked = run("articles", "check", str(REPOSITORY / "articles"))
    assert (checked.status, checked.err) == (0, "")


def test_everything_wrong_is_told_with_file_and_line(run: Run, folder: Path) -> None:
    english = folder / "articles" / "en"
    (english / "broken.md").write_text("---\ntitle: Broken\ntags: [a\n---\n\nText\n", encoding="utf-8")
    (english / "linked.md").write_text(article_text("Linked", "See [this](no-such-article.md)."), encoding="utf-8")
    (english / "royal.md").write_text(article_text("Royal", "For kings.", "[king]"), encoding="utf-8")
    checked = run("articles", "check", str(folder / "articles"), "--locales", "en")
    told = {line.split(": ")[0].removeprefix(f"{english}/") for line in checked.err.splitlines()}
    assert checked.status == 1
    assert told == {"broken.md:3", "linked.md:8", "royal.md:1"}


def test_a_missing_translation_is_told(run: Run, folder: Path) -> None:
    checked = run("articles", "check", "--locales", "en,es")
    assert checked.status == 1
    assert f"{folder}/articles/es/label-printer.md: missing; the article exists in en" in checked.err


def test_a_language_that_was_only_begun_lacks_nothing(run: Run, folder: Path) -> None:
    checked = run("articles", "check")  # one of four articles is in Spanish
    assert (checked.status, checked.err) == (0, "")
    for name in ("label-printer", "phone-support-hours"):
        (folder / "articles" / "es" / f"{name}.md").write_text(article_text(name, "Texto."), encoding="utf-8")
    assert run("articles", "check").err.splitlines() == [
        f"{folder}/articles/es/goodwill-refunds.md: missing; the article exists in en"
    ]


def test_a_folder_that_is_not_there_is_no_success(run: Run, tmp_path: Path) -> None:
    checked = run("articles", "check", str(tmp_path / "nothing"))
    assert checked.status == 1
    assert "nothing: cannot be read" in checked.err
