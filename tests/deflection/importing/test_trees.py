"""Folders and archives that want to be left: nothing outside is read, nothing large is unpacked."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from deflection.importing import trees, zip_trees
from deflection.importing.kinds import SourceError
from tests.deflection.importing.sources import announcing, read, sparse, tree, zipped

PAGE = "<html lang=en><title>A page</title><p>Text.</p></html>"


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    outside = tree(tmp_path / "outside", {"secret.md": "Secret.", "deep/secret.md": "Secret."})
    folder = tree(tmp_path / "docs", {"good.md": "Text."})
    (folder / "file.md").symlink_to(outside / "secret.md")
    (folder / "passwd.md").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to(outside)
    found = read(folder)
    assert found.keys == {("good", "en")}
    assert found.reasons() == dict.fromkeys(("file.md", "passwd.md", "folder"), "is a link out of the folder")


def test_links_within_the_folder_are_files_and_no_endless_folders(tmp_path: Path) -> None:
    folder = tree(tmp_path, {"a/good.md": "Text."})
    (folder / "again.md").symlink_to(folder / "a" / "good.md")
    (folder / "a" / "loop").symlink_to(folder)
    (folder / "self.md").symlink_to(folder / "self.md")
    found = read(folder)
    assert found.keys == {("a-good", "en"), ("again", "en")}
    assert list(found.reasons()) == ["self.md"]


def test_a_link_that_is_bent_after_it_was_found_is_not_followed(tmp_path: Path) -> None:
    outside = tree(tmp_path / "outside", {"secret.md": "Secret."})
    folder = tree(tmp_path / "docs", {"good.md": "Text."})
    found = trees.FolderTree(folder)
    (folder / "good.md").unlink()
    (folder / "good.md").symlink_to(outside / "secret.md")
    with pytest.raises(trees.UnreadableError, match="link out of the folder"):
        found.read(found.files[0], 1_000)


def test_pipes_and_folders_with_names_of_files_are_no_articles(tmp_path: Path) -> None:
    folder = tree(tmp_path, {"good.md": "Text.", "folder.md/inside.md": "Text."})
    os.mkfifo(folder / "pipe.md")
    found = read(folder)
    assert found.keys == {("good", "en"), ("folder-md-inside", "en")}
    assert found.reasons() == {"pipe.md": "is no regular file"}


def test_folders_nested_without_end_are_refused(tmp_path: Path) -> None:
    deep = "d/" * (trees.MAX_DEPTH + 5)
    found = read(tree(tmp_path, {"good.md": "Text.", f"{deep}deep.md": "Text."}))
    assert found.keys == {("good", "en")}
    [refused] = found.refused
    assert "nested deeper" in refused.problem.message
    assert refused.hides_articles


def test_file_names_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    tree(tmp_path, {"good.md": "Text.", "a\x1b[2J\nb.md": b"\0"})
    with open(os.fsencode(tmp_path) + b"/\xff.md", "wb") as stream:  # noqa: PTH123 # a path has no bytes
        stream.write(b"Text.")
    found = read(tmp_path)
    assert found.keys == {("good", "en")}
    assert sorted(found.reasons()) == ["\\udcff.md", "a\\x1b[2J\\nb.md"]
    assert found.reasons()["\\udcff.md"] == "its name is not UTF-8"


def test_a_folder_that_may_not_be_listed_hides_what_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tree(tmp_path, {"good.md": "Text.", "closed/a.md": "Text."})
    scan = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = read(folder)
    assert found.keys == {("good", "en")}
    assert [(one.problem.message, one.hides_articles) for one in found.refused] == [
        ("cannot be read: Permission denied", True)
    ]


def test_too_many_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_FILES", 2)
    found = read(tree(tmp_path, {f"{name}.md": "Text." for name in "abc"}))
    assert len(found.articles) == 2
    assert [one.hides_articles for one in found.refused] == [True]


def test_a_zip_reads_as_a_folder_does(tmp_path: Path) -> None:
    files = {"help/en/a.html": PAGE, "help/en/b.html": PAGE, "help/style.css": "x", "__MACOSX/help/en/._a.html": "x"}
    found = read(zipped(tmp_path / "help.zip", files))
    assert (found.kind, found.keys, found.refused) == ("html", {("help-a", "en"), ("help-b", "en")}, [])
    assert found.articles[0].updated_at.isoformat() == "2026-03-02T09:00:00+00:00"


@pytest.mark.parametrize(
    "name", ["../evil.html", "a/../../evil.html", "/etc/evil.html", "C:/evil.html", "a\\..\\evil.html", "a\nb.html"]
)
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    found = read(zipped(tmp_path / "help.zip", {"good.html": PAGE, name: PAGE}))
    assert found.keys == {("good", "en")}
    assert len(found.refused) == 1
    assert not list(tmp_path.parent.glob("**/evil.html"))


def test_links_secrets_and_doubles_in_an_archive_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "help.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.html", PAGE)
        link = zipfile.ZipInfo("link.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("good.html", PAGE)
        archive.writestr("secret.html", PAGE)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"secret.html") - 46
    data[entry + 8] |= 1  # says that it is encrypted
    path.write_bytes(data)
    found = read(path)
    assert found.keys == {("good", "en")}
    assert found.reasons() == {
        "link.html": "is a link",
        "good.html": "stands in the archive twice",
        "secret.html": "is encrypted",
    }


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    found = read(zipped(tmp_path / "help.zip", {"good.html": PAGE, "bomb.html": b" " * 5_000_000}))
    assert found.keys == {("good", "en")}
    assert "200 times its size" in found.reasons()["bomb.html"]


def test_a_bomb_of_many_files_is_refused_by_its_total(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_trees, "MAX_TOTAL_BYTES", 3 * len(PAGE))
    found = read(zipped(tmp_path / "help.zip", {f"{number}.html": PAGE for number in range(10)}))
    assert len(found.articles) == 3
    assert [one.hides_articles for one in found.refused] == [True]


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_further(tmp_path: Path) -> None:
    path = zipped(tmp_path / "help.zip", {"good.html": PAGE, "liar.html": os.urandom(100) * 10_000})
    found = read(announcing(path, "liar.html", 1_000))
    assert found.keys == {("good", "en")}
    assert found.reasons() == {"liar.html": "is damaged in the archive"}


def test_a_file_of_100_mb_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "help.zip", {"good.html": PAGE, "huge.html": "x" * 10}, zipfile.ZIP_STORED)
    found = read(announcing(path, "huge.html", 100_000_000))
    assert found.keys == {("good", "en")}
    assert set(found.reasons()) == {"huge.html"}


def test_a_damaged_file_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "help.zip", {"bad.html": PAGE * 50, "good.html": PAGE})
    data = bytearray(path.read_bytes())
    place = data.index(b"bad.html") + len("bad.html") + 20
    data[place : place + 8] = b"\xff" * 8
    path.write_bytes(data)
    found = read(path)
    assert found.keys == {("good", "en")}
    assert found.reasons() == {"bad.html": "is damaged in the archive"}


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "help.zip"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"no readable \.zip"):
        read(path)


def test_the_kind_is_seen_from_the_files(tmp_path: Path) -> None:
    assert read(tree(tmp_path / "a", {"a.md": "Text.", "b.md": "Text.", "c.html": PAGE})).kind == "markdown"
    assert read(tree(tmp_path / "b", {"README.md": "Text.", "b.html": PAGE, "c.html": PAGE})).kind == "html"
    assert read(tree(tmp_path / "c", {"a.json": "{}", "b.png": "x"})).kind == "zendesk"
    assert read(tree(tmp_path / "d", {"a.json": "{}", "c.html": PAGE}), "html").kind == "html"
    assert read(tree(tmp_path / "e", {"only.md": "Text.", "other.md": "Text."}) / "only.md").keys == {("only", "en")}


def test_nothing_to_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    tree(tmp_path, {"a.pdf": "x", "empty/b.png": "x"})
    for path, word in ((tmp_path / "none", "no such"), (tmp_path / "a.pdf", "give a folder"), (tmp_path, "--kind")):
        with pytest.raises(SourceError, match=word):
            read(path)
    assert read(tmp_path, "markdown").items == []


def test_a_large_archive_costs_little(tmp_path: Path) -> None:
    """A table of contents may not be larger than what is read of it, whatever the archive's size."""
    path = sparse(tmp_path / "help.zip", 100_000_000)
    with path.open("r+b") as stream:
        stream.seek(0, 2)
        stream.write(b"PK\x05\x06" + b"\0" * 8 + (90_000_000).to_bytes(4, "little") + b"\0" * 6)
    with pytest.raises(SourceError, match=r"no readable \.zip"):
        read(path)
