"""Files over HTTP: they come as they are and leave as downloads in which nothing runs."""

import io
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from chat_server.wire.outgoing import CaughtUp
from chat_server.wire.platform import Uploaded
from tests.support.browsers import Console, Merchant, Reply
from tests.support.files import PDF, TEXT, bomb, picture
from tests.support.people import JONAS, VERA
from tests.support.server import Chat, running_chat

WIDGET, CONSOLE = "/api/widget/attachments", "/api/console/attachments"
pytestmark = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path, CHAT_ATTACHMENT_MB="1") as chat:
        yield chat


def of(who: Merchant | Console) -> dict[str, str]:
    if isinstance(who, Merchant):
        return {"Authorization": f"Bearer {who.token}"}
    return {"Cookie": who.cookie, "X-CSRF-Token": who.csrf}


def files(who: Merchant | Console) -> str:
    return WIDGET if isinstance(who, Merchant) else CONSOLE


async def uploads(who: Merchant | Console, content: bytes = TEXT, name: str = "notes.txt", **headers: str) -> Reply:
    sent = of(who) | {"X-File-Name": quote(name)} | {key.replace("_", "-"): value for key, value in headers.items()}
    return await who.site.call("POST", files(who), raw=content, headers=sent)


async def fetches(who: Merchant | Console, file: Uploaded, query: str = "", **headers: str) -> Reply:
    return await who.site.call("GET", f"{files(who)}/{file.id}{query}", headers=of(who) | headers)


def harmless(headers: Mapping[str, str]) -> None:
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["Cache-Control"] == "private, no-store"


async def test_a_merchants_photo_reaches_the_agent(chat: Chat) -> None:
    amir = await chat.employ()
    desk = await amir.tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    photo = (await uploads(vera, content := picture("PNG"), "Caja rota ñ.png")).of(Uploaded)
    assert (photo.name, photo.media_type, photo.size, photo.preview) == (
        "Caja rota ñ.png",
        "image/png",
        len(content),
        True,
    )
    tab = await vera.tab()
    await tab.ok("send_message", conversation_id=conversation_id, client_id="m-1", text="", attachments=[photo.id])
    said = (await vera.call("GET", f"conversations/{conversation_id}/events?after=0")).of(CaughtUp).events[-1]
    view = {"id": photo.id, "name": photo.name, "media_type": "image/png", "size": photo.size, "preview": True}
    assert said.data["attachments"] == [view]
    got = await fetches(amir, photo)
    assert (got.status, got.body, got.headers["Content-Type"]) == (200, content, "image/png")
    harmless(got.headers)
    assert got.headers["Content-Disposition"].endswith("filename*=UTF-8''Caja%20rota%20%C3%B1.png")
    assert desk.sid


async def test_an_agents_file_reaches_the_merchant(chat: Chat) -> None:
    amir = await chat.employ()
    desk = await amir.tab()
    vera = await chat.known(VERA)
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    label = (await uploads(amir, PDF, "label.pdf")).of(Uploaded)
    (await fetches(vera, label)).refused("not_found", 404)
    said = {"conversation_id": conversation_id, "client_id": "a-1", "text": "Print this one", "attachments": [label.id]}
    await desk.ok("send_message", **said)
    got = await fetches(vera, label)
    assert (got.status, got.body, got.headers["Content-Type"]) == (200, PDF, "application/pdf")
    harmless(got.headers)
    (await fetches(await chat.known(JONAS), label)).refused("not_found", 404)


async def test_a_preview_is_a_picture_made_anew(chat: Chat) -> None:
    vera = await chat.known(VERA)
    photo = (await uploads(vera, picture("JPEG", place=True), "box.jpg")).of(Uploaded)
    got = await fetches(vera, photo, "?preview=1")
    assert got.headers["Content-Type"] == "image/webp"
    harmless(got.headers)
    with Image.open(io.BytesIO(got.body)) as shown:
        assert shown.size == (800, 400)
    assert b"secret place" not in got.body
    text = (await uploads(vera)).of(Uploaded)
    (await fetches(vera, text, "?preview=1")).refused("not_found", 404)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ('a"; filename="x.html.txt', "a_; filename=_x.html.txt"),
        ("x\r\nSet-Cookie: a=b.txt", "xSet-Cookie: a=b.txt"),
        ("../../x.txt", "x.txt"),
        ("日本.txt", "__.txt"),
        ("50%.txt", "50_.txt"),
        ("", "attachment.txt"),
    ],
)
async def test_no_name_gets_out_of_its_header(chat: Chat, name: str, plain: str) -> None:
    vera = await chat.merchant()
    file = (await uploads(vera, name=name)).of(Uploaded)
    got = await fetches(vera, file)
    assert got.headers["Content-Disposition"].startswith(f'attachment; filename="{plain}"; filename*=')
    assert "Set-Cookie" not in got.headers


@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml; x", "image/png", "nonsense", "multipart/form-data"])
async def test_what_the_sender_claims_it_is_counts_for_nothing(chat: Chat, claimed: str) -> None:
    vera = await chat.merchant()
    file = (await uploads(vera, TEXT, "page.html", Content_Type=claimed)).of(Uploaded)
    assert (file.name, file.media_type, file.preview) == ("page.html.txt", "text/plain", False)
    got = await fetches(vera, file)
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    harmless(got.headers)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"<!doctype html>", bomb(), picture("PNG")[:-50], b"MZ\x90\x00\x03"]
)
async def test_what_is_refused_says_why_and_nothing_stays(chat: Chat, tmp_path: Path, content: bytes) -> None:
    vera = await chat.merchant()
    refused = (await uploads(vera, content, "box.png", Content_Type="image/png")).refused("invalid", 400)
    assert refused.field == "file"
    assert [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()] == []


async def test_too_much_is_refused_before_and_while_it_comes(chat: Chat, tmp_path: Path) -> None:
    vera = await chat.merchant()
    (await uploads(vera, b"x" * 1_000_001)).refused("too_large", 413)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    async with chat.http.post(chat.url + WIDGET, data=endless(), headers=of(vera)) as got:
        assert got.status == 413
    assert [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()] == []
    (await uploads(vera, b"x" * 1_000_000)).of(Uploaded)


async def test_a_merchant_may_resume_a_download(chat: Chat) -> None:
    vera = await chat.merchant()
    file = (await uploads(vera)).of(Uploaded)
    part = await fetches(vera, file, Range="bytes=5-")
    assert (part.status, part.body) == (206, TEXT[5:])
    harmless(part.headers)


async def test_the_folder_itself_is_never_served(chat: Chat, tmp_path: Path) -> None:
    await uploads(await chat.merchant())
    [stored] = [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()]
    for path in (
        f"/attachments/{stored.parent.name}/{stored.name}",
        f"{WIDGET}/{stored.name}",
        f"/static/dist/../{stored}",
    ):
        assert (await chat.call("GET", path)).status in {401, 404}


@pytest.mark.parametrize("path", [WIDGET, CONSOLE])
async def test_who_is_not_known_uploads_nothing(chat: Chat, tmp_path: Path, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Cookie": "chat_agent=x"}):
        (await chat.call("POST", path, raw=TEXT, headers=headers)).refused("unauthenticated", 401)
    assert not (tmp_path / "attachments").exists()


async def test_an_agents_upload_needs_the_csrf_token(chat: Chat) -> None:
    amir = await chat.employ()
    reply = await chat.call("POST", CONSOLE, raw=TEXT, headers={"Cookie": amir.cookie})
    reply.refused("unauthenticated", 401)


async def test_a_widget_on_another_origin_may_send_a_files_name(migrated_file: Path, tmp_path: Path) -> None:
    async with running_chat(migrated_file, tmp_path, CHAT_ALLOWED_ORIGINS="https://shop.example") as chat:
        asked = await chat.call("OPTIONS", WIDGET, headers={"Origin": "https://shop.example"})
        assert "X-File-Name" in asked.headers["Access-Control-Allow-Headers"]
        got = await uploads(await chat.merchant(), Origin="https://shop.example")
        assert got.headers["Access-Control-Allow-Origin"] == "https://shop.example"
        (await uploads(await chat.merchant(), Origin="https://evil.example")).refused("invalid", 400)


async def test_a_message_needs_words_or_a_file(chat: Chat) -> None:
    await (await chat.employ()).tab()
    vera = await chat.known(VERA)
    conversation_id, tab = await vera.escalates(), await vera.tab()
    for text, attachments in (("", []), ("   ", []), ("", ["a"] * 11), ("", ["att_unknown"]), ("x", "att"), ("x", [7])):
        said = {"conversation_id": conversation_id, "client_id": "m-1", "text": text, "attachments": attachments}
        assert (await tab.refused("send_message", **said)).code in {"invalid", "too_large"}
