"""The built front end: kept for ever where the name says what is inside, open to the pages that embed it."""

import gzip
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.browsers import Reply
from tests.support.server import Chat, running_chat
from tests.web.site import BUILT

APP = "console.log('the app')"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A front end as the build leaves it, with something beside it that is nobody's business."""
    folder = tmp_path / "static" / "dist"
    (folder / "widget").mkdir(parents=True)
    (folder / "widget.js").write_text("console.log('the loader')", encoding="utf-8")
    (folder / "widget" / "app-1A2B.js").write_text(APP, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({name: name for name in BUILT}), encoding="utf-8")
    (tmp_path / "static" / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "way-out.js").symlink_to(tmp_path / "static" / "secret.txt")
    return folder


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path, dist: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    monkeypatch.setattr("chat_server.bootstrap.DIST", dist)
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat


def caching(reply: Reply) -> set[str]:
    return {part.strip() for part in reply.headers["Cache-Control"].split(",")}


async def test_a_hashed_name_is_kept_for_ever(chat: Chat) -> None:
    reply = await chat.call("GET", "/static/dist/widget/app-1A2B.js")
    assert (reply.status, reply.body) == (200, APP.encode())
    assert {"max-age=31536000", "immutable"} <= caching(reply)
    assert reply.headers["Content-Type"].split(";")[0].endswith("/javascript")


async def test_the_loader_has_one_name_and_is_asked_for_again(chat: Chat) -> None:
    reply = await chat.call("GET", "/widget.js")
    assert b"the loader" in reply.body
    assert "max-age=300" in caching(reply)
    assert "immutable" not in caching(reply)


async def test_a_new_build_is_live_at_once(chat: Chat, dist: Path) -> None:
    before = await chat.call("GET", "/widget.js")
    (dist / "widget.js").write_text("console.log('a newer loader')", encoding="utf-8")
    later = time.time() + 10  # files are told apart by their time, which some file systems keep coarsely
    os.utime(dist / "widget.js", (later, later))
    after = await chat.call("GET", "/widget.js")
    assert (before.body, after.body) == (b"console.log('the loader')", b"console.log('a newer loader')")


async def test_any_page_may_import_the_built_files(chat: Chat) -> None:
    for path in ("/widget.js", "/static/dist/widget/app-1A2B.js"):
        reply = await chat.call("GET", path, headers={"Origin": "https://shop.example"})
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_file_that_was_compressed_at_the_build_goes_out_compressed(chat: Chat, dist: Path) -> None:
    packed = gzip.compress(APP.encode())
    (dist / "widget" / "app-1A2B.js.gz").write_bytes(packed)
    reply = await chat.call("GET", "/static/dist/widget/app-1A2B.js", headers={"Accept-Encoding": "gzip"})
    assert (reply.headers["Content-Encoding"], reply.headers["Content-Length"]) == ("gzip", str(len(packed)))
    assert reply.headers["Content-Type"].split(";")[0].endswith("/javascript")
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.body == APP.encode()
    plain = await chat.call("GET", "/static/dist/widget/app-1A2B.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.body == APP.encode()


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "widget/..%2f..%2fsecret.txt",
        "..%5csecret.txt",
        "%2Fetc%2Fpasswd",
        "/etc/passwd",
        "way-out.js",
        "widget",
        "widget/",
        "nothing.js",
        "%FF",
    ],
)
async def test_nothing_outside_the_built_files_gets_out(chat: Chat, path: str) -> None:
    reply = await chat.call("GET", f"/static/dist/{path}")
    assert reply.status == 404
    assert b"root:" not in reply.body
    assert reply.body != b"secret"


@pytest.mark.parametrize("path", ["%00", "a" * 3_000])
async def test_a_name_that_no_file_can_have_is_not_found(chat: Chat, path: str) -> None:
    assert (await chat.call("GET", f"/static/dist/{path}")).status == 404
