"""Files on disk: what they are, their content says; what is none of the few kinds leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from chat_server.adapters.attachment_folder import AttachmentFolder
from chat_server.adapters.picture_worker import MOST_PIXELS
from chat_server.adapters.pictures import Pictures
from chat_server.domain.errors import Invalid, TooLarge, Unavailable
from chat_server.services.attachment_ports import Kept
from tests.support.files import PDF, TEXT, bomb, in_parts, picture

MOST = 1_000_000
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def folder(tmp_path: Path) -> AttachmentFolder:
    return AttachmentFolder(tmp_path / "attachments", Pictures())


async def kept(folder: AttachmentFolder, content: bytes, part: int = 65_536) -> Kept:
    return await folder.keep(in_parts(content, part), MOST)


async def all_files(folder: AttachmentFolder) -> tuple[str, ...]:
    return await folder.older_than(datetime.now(UTC) + timedelta(days=1))


@pytest.mark.parametrize("part", [1, 7, 65_536])
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("PNG", (60, 40)), "image/png"),
        (picture("JPEG", (60, 40)), "image/jpeg"),
        (picture("GIF", (60, 40)), "image/gif"),
        (picture("WEBP", (60, 40)), "image/webp"),
        (PDF, "application/pdf"),
        (TEXT, "text/plain"),
        ("\ufeffÁrbol;ñ\n".encode(), "text/plain"),
        (b"x", "text/plain"),
        (b"5 < 6 and a <b", "text/plain"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_the_content_says_what_it_is_however_it_arrives(
    folder: AttachmentFolder, content: bytes, media_type: str, part: int
) -> None:
    found = await kept(folder, content, part)
    assert (found.media_type, found.size) == (media_type, len(content))
    assert folder.path(found.file).read_bytes() == content
    assert (found.preview is not None) is media_type.startswith("image/")
    assert set(await all_files(folder)) == set(found.files)


@pytest.mark.parametrize("part", [1, 65_536])
@pytest.mark.parametrize(
    "content",
    [
        SVG,
        HTML,
        b" \r\n\t" * 5 + HTML,
        b"\xef\xbb\xbf" + SVG,
        b'<?xml version="1.0"?>' + SVG,
        b"<  script>alert(1)</script>",
        b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
        b"text and then \x00 nothing",
        "Größe".encode("latin-1") * 5,
        "Größe".encode("utf-16"),
        "cut in the middle of ñ".encode()[:-1],
        b"",
    ],
)
async def test_whatever_else_it_is_is_refused_and_nothing_stays(
    folder: AttachmentFolder, content: bytes, part: int
) -> None:
    with pytest.raises(Invalid) as refused:
        await kept(folder, content, part)
    assert refused.value.field == "file"
    assert await all_files(folder) == ()


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG")[:-100],
        picture("JPEG")[: len(picture("JPEG")) // 2],
        picture("WEBP")[:-100],
        picture("GIF")[:30],
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"GIF89a" + SVG + b" " * 20,
        b"\xff\xd8\xff\xe0" + HTML,
        PDF[:-7],
        b"%PDF-1.7 " + HTML,
    ],
)
async def test_a_broken_one_is_refused_and_nothing_stays(folder: AttachmentFolder, content: bytes) -> None:
    with pytest.raises(Invalid, match="broken"):
        await kept(folder, content)
    assert await all_files(folder) == ()


@pytest.mark.parametrize("content", [bomb(), bomb(1, MOST_PIXELS + 1), bomb(2**31 - 1, 2**31 - 1)])
async def test_a_picture_that_would_burst_when_decoded_is_refused_before_that(
    folder: AttachmentFolder, content: bytes
) -> None:
    assert len(content) < 1000
    with pytest.raises(Invalid):
        await kept(folder, content)
    assert await all_files(folder) == ()


async def test_more_than_may_be_is_not_read_to_its_end(folder: AttachmentFolder) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 100_000
            yield b"x" * 100_000

    with pytest.raises(TooLarge):
        await folder.keep(endless(), MOST)
    assert taken == MOST + 100_000
    assert await all_files(folder) == ()


async def test_what_is_no_file_of_ours_is_refused_at_its_first_bytes(folder: AttachmentFolder) -> None:
    taken = 0

    async def program() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"

    with pytest.raises(Invalid):
        await folder.keep(program(), MOST)
    assert taken == 1


async def test_an_upload_that_breaks_off_leaves_nothing(folder: AttachmentFolder) -> None:
    async def breaks_off() -> AsyncIterator[bytes]:
        yield picture("PNG")[:1000]
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await folder.keep(breaks_off(), MOST)
    assert await all_files(folder) == ()


async def test_a_disk_that_takes_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("in the way")
    with pytest.raises(Unavailable):
        await kept(AttachmentFolder(tmp_path / "attachments", Pictures()), TEXT)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_a_preview_is_a_smaller_picture_without_anything_else(folder: AttachmentFolder, kind: str) -> None:
    found = await kept(folder, picture(kind, place=True))
    assert found.preview is not None
    with Image.open(folder.path(found.preview)) as preview:
        assert (preview.format, preview.size) == ("WEBP", (800, 400))
        assert not preview.getexif()
        left, right = preview.convert("RGB").getpixel((50, 200)), preview.convert("RGB").getpixel((750, 200))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert (left[0] > 200, left[2] < 60, right[0] < 60, right[2] > 200) == (True,) * 4
    assert b"secret place" not in folder.path(found.preview).read_bytes()


async def test_a_small_picture_is_not_made_larger(folder: AttachmentFolder) -> None:
    found = await kept(folder, picture("PNG", (20, 10)))
    assert found.preview is not None
    with Image.open(folder.path(found.preview)) as preview:
        assert preview.size == (20, 10)


async def test_a_photo_taken_sideways_is_shown_upright(folder: AttachmentFolder) -> None:
    found = await kept(folder, picture("JPEG", turned=True))
    assert found.preview is not None
    with Image.open(folder.path(found.preview)) as preview:
        assert preview.size == (400, 800)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "CMYK", "I;16"])
async def test_pictures_of_every_colour_model_are_shown(folder: AttachmentFolder, tmp_path: Path, mode: str) -> None:
    kind = {"CMYK": "JPEG", "PA": "GIF"}.get(mode, "PNG")
    file = tmp_path / "picture"
    (Image.new("RGBA", (30, 30)).convert("P") if mode == "PA" else Image.new(mode, (30, 30))).save(file, kind)
    assert (await kept(folder, file.read_bytes())).preview is not None


async def test_names_are_random_and_say_nothing(folder: AttachmentFolder) -> None:
    names = {(await kept(folder, TEXT)).file for _ in range(5)}
    assert len(names) == 5
    assert {len(name) for name in names} == {41}


async def test_removing_twice_is_fine(folder: AttachmentFolder) -> None:
    found = await kept(folder, picture("PNG"))
    await folder.remove(found.files)
    await folder.remove(found.files)
    assert await all_files(folder) == ()
