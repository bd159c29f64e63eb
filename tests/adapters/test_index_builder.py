"""The index is built elsewhere: what did not change is not sent, and nothing is left behind."""

import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest

from chat_server.adapters import index_builder
from chat_server.adapters.article_urls import Key
from chat_server.adapters.index_builder import BuildingProcess, IndexBuilder
from deflection.article import Article
from tests.support.help_centre import PATIENCE_S, one_thread


def articles(*ids: str) -> dict[Key, Article]:
    return {("en", name): Article(name, "en", name, "S.", f"Text of {name}.") for name in ids}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[set[str], bool]]:
    """What each build was asked for: the articles' bodies, and whether as a whole. The word "full" fills the disk."""
    asked: list[tuple[set[str], bool]] = []

    def build_index(given: Iterable[Article], folder: Path, _synonyms: object, *, whole: bool = False) -> Path:
        bodies = {article.body for article in given}
        if "full" in bodies:
            raise OSError(28, "No space left on device")
        asked.append((bodies, whole))
        return folder / str(len(asked))

    monkeypatch.setattr(index_builder, "build_index", build_index)
    return asked


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The articles that went to the building process, build by build."""
    ids: list[list[str]] = []
    build = index_builder._build

    def noted(anew: bool, changed: list[Article], *rest: object) -> Path:
        ids.append([article.id for article in changed])
        return build(anew, changed, *rest)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(index_builder, "_build", noted)
    return ids


async def test_only_what_changed_is_sent(
    tmp_path: Path, built: list[tuple[set[str], bool]], sent: list[list[str]]
) -> None:
    builder = IndexBuilder(tmp_path, one_thread, one_thread)
    first = articles("a", "b", "c")
    await builder.build(first, {})
    second = first | {("en", "b"): replace(first["en", "b"], body="Changed.")}
    del second["en", "c"]
    await builder.build(second, {})
    await builder.build(second | articles("d"), {})
    assert sent == [["a", "b", "c"], ["b"], ["d"]]
    assert [bodies for bodies, _ in built][1:] == [{"Text of a.", "Changed."}, {"Text of a.", "Changed.", "Text of d."}]
    builder.shutdown()


async def test_after_a_failure_everything_is_sent_again(
    tmp_path: Path, built: list[tuple[set[str], bool]], sent: list[list[str]]
) -> None:
    builder = IndexBuilder(tmp_path, one_thread, one_thread)
    first = articles("a", "b")
    await builder.build(first, {})
    with pytest.raises(OSError, match="No space"):
        await builder.build({**first, ("en", "b"): replace(first["en", "b"], body="full")}, {})
    await builder.build(first, {})
    assert sent == [["a", "b"], ["b"], ["a", "b"]]
    assert built[-1] == ({"Text of a.", "Text of b."}, False)
    builder.shutdown()


async def test_compacting_is_building_as_a_whole_in_a_process_for_it_alone(
    tmp_path: Path, built: list[tuple[set[str], bool]]
) -> None:
    background: list[ThreadPoolExecutor] = []

    def started() -> ThreadPoolExecutor:
        background.append(one_thread())
        return background[-1]

    builder = IndexBuilder(tmp_path, one_thread, started)
    assert background == []
    await builder.compact(articles("a"), {})
    assert built == [({"Text of a."}, True)]
    with pytest.raises(RuntimeError, match="shutdown"):
        background[0].submit(print)
    builder.shutdown()


def test_a_process_that_nobody_waits_for_ends_in_the_middle_of_its_work() -> None:
    process = BuildingProcess()
    process.submit(os.getpid).result(PATIENCE_S)
    (child,) = process._processes.values()
    working = process.submit(time.sleep, PATIENCE_S * 10)
    begun = time.monotonic()
    while not working.running():
        assert time.monotonic() - begun < PATIENCE_S
    process.shutdown(wait=False, cancel_futures=True)
    child.join(PATIENCE_S)
    assert child.exitcode == 1
    assert isinstance(working.exception(PATIENCE_S), BrokenProcessPool)
