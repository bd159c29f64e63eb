"""The index on disk: built once, found again, and never half."""

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from deflection import index
from deflection.article import Article
from deflection.index import build_index, index_version, open_index
from deflection.index_folders import IndexDamagedError, Parts
from tests.deflection.builders import LOST, SHOP, ids, suggester_of


def test_the_same_articles_are_indexed_once_whatever_their_order(tmp_path: Path) -> None:
    first = build_index(SHOP, tmp_path)
    manifest = (first / "manifest.json").stat().st_mtime_ns
    assert build_index(reversed(SHOP), tmp_path) == first
    assert (first / "manifest.json").stat().st_mtime_ns == manifest
    assert first.name == index_version(SHOP)


def test_a_changed_text_title_audience_or_place_makes_another_index() -> None:
    changed = [
        replace(LOST, body="New."),
        replace(LOST, title="New"),
        replace(LOST, audience=frozenset({"agents"})),
        replace(LOST, url="/new"),
    ]
    assert len({index_version([article]) for article in (LOST, *changed)}) == 5


def test_a_deleted_article_is_not_found_any_more(tmp_path: Path) -> None:
    with_it = suggester_of(SHOP, tmp_path)
    without = suggester_of([article for article in SHOP if article.id != "customs-documents"], tmp_path)
    assert ids(with_it, "customs documents")[0] == "customs-documents"
    assert "customs-documents" not in ids(without, "customs documents")
    assert with_it.index_version != without.index_version


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def cut_short(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size // 2)


def alter(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 255
    file.write_bytes(data)


@pytest.fixture
def compiles_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same articles are compiled only once, which takes nearly all of a build: next time their files are copied."""
    compiled, compile_all = tmp_path / "compiled", index._write

    def write(articles: list[Article], folder: Path, synonyms: index.SynonymsOf) -> Parts:
        if not compiled.exists():
            parts.append(compile_all(articles, folder, synonyms))
            shutil.copytree(folder, compiled)
        shutil.copytree(compiled, folder, dirs_exist_ok=True)
        return parts[0]

    parts: list[Parts] = []
    monkeypatch.setattr(index, "_write", write)


@pytest.mark.usefixtures("compiles_once")
@pytest.mark.parametrize("damage", [cut_short, alter, Path.unlink])
def test_a_damaged_index_is_refused_and_built_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    root = tmp_path / "indexes"
    folder = build_index(SHOP, root)
    for number in range(len(files_of(folder))):
        damage(files_of(folder)[number])
        with pytest.raises(IndexDamagedError):
            open_index(folder)
        assert build_index(SHOP, root) == folder
        open_index(folder)
    assert [path.name for path in root.iterdir()] == [folder.name]


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = build_index(SHOP[:2], tmp_path)
    monkeypatch.setattr("deflection.index.write_segment", full_disk)
    with pytest.raises(OSError, match="No space"):
        build_index(SHOP, tmp_path)
    assert list(tmp_path.iterdir()) == [before]


def test_only_the_newest_indexes_are_kept_and_what_a_crash_left_is_swept(tmp_path: Path) -> None:
    crashed = tmp_path / ".building-0123-x"
    crashed.mkdir()
    os.utime(crashed, (0, 0))
    at_work = tmp_path / ".building-4567-y"
    at_work.mkdir()
    built = []
    for number in range(5):
        folder = build_index([replace(LOST, title=f"Title {number}")], tmp_path)
        os.utime(folder, (time.time() - 100 + number,) * 2)
        built.append(folder)
    assert not crashed.exists()
    assert at_work.exists()
    assert sorted(path for path in tmp_path.iterdir() if path != at_work) == sorted(built[2:])


def test_the_index_can_be_built_in_processes_of_their_own_even_twice_at_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        builds = [pool.submit(build_index, SHOP, tmp_path) for _ in range(2)]
        first, second = (build.result(timeout=30) for build in builds)
    assert first == second == tmp_path / index_version(SHOP)
    open_index(first)
    assert list(tmp_path.iterdir()) == [first]


def test_an_index_of_no_articles_answers_with_silence(tmp_path: Path) -> None:
    suggester = suggester_of([], tmp_path)
    assert suggester.suggest("where is my parcel", locale="en", audience=frozenset({"everyone"})).level == "none"


def test_an_article_without_text_is_found_by_its_title(tmp_path: Path) -> None:
    suggester = suggester_of([replace(LOST, body="")], tmp_path)
    assert ids(suggester, "lost parcel") == ["parcel-lost"]
