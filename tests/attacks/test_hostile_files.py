"""Files made to do harm: pictures that cost more than they weigh, and disks that are full of them."""

import asyncio
import io
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from chat_server.adapters import attachment_folder, pictures
from chat_server.adapters.attachment_folder import AttachmentFolder
from chat_server.adapters.picture_worker import MOST_SCANS, MOST_SIDE, scans
from chat_server.adapters.pictures import Pictures
from chat_server.domain.errors import Invalid, Unavailable
from tests.support.files import TEXT, bomb, in_parts, picture

MOST = 10_000_000
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def folder(tmp_path: Path) -> AttachmentFolder:
    return AttachmentFolder(tmp_path / "attachments", Pictures())


async def nothing_stays(folder: AttachmentFolder) -> None:
    assert await folder.older_than(datetime.now(UTC) + timedelta(days=1)) == ()


def progressive(size: tuple[int, int], times: int) -> bytes:
    """A JPEG that repeats its last scan: a few bytes each, and each a walk through the whole picture."""
    out = io.BytesIO()
    Image.new("L", size, 128).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    return content[:-2] + content[content.rindex(b"\xff\xda") : -2] * times + b"\xff\xd9"


def film(kind: str, frames: int) -> bytes:
    out = io.BytesIO()
    more = [Image.effect_noise((8, 8), number % 200) for number in range(frames)]
    Image.new("L", (8, 8)).save(out, kind, save_all=True, append_images=more)
    return out.getvalue()


async def test_a_jpeg_of_thousands_of_scans_is_refused_before_it_is_decoded(folder: AttachmentFolder) -> None:
    with pytest.raises(Invalid, match="too much work"):
        await folder.keep(in_parts(progressive((3000, 3000), MOST_SCANS)), MOST)
    await nothing_stays(folder)


async def test_a_progressive_photo_with_a_film_behind_it_is_taken(folder: AttachmentFolder) -> None:
    photo = progressive((300, 200), 2)
    assert scans(photo) < 20
    behind = b"\xff\xda\x00\x02" * 1000  # telephones put the seconds around a photo behind its end
    assert (await folder.keep(in_parts(photo + behind), MOST)).preview is not None


@pytest.mark.parametrize("size", [(1, MOST_SIDE + 1), (MOST_SIDE + 1, 1)])
async def test_a_picture_of_endless_rows_is_refused(folder: AttachmentFolder, size: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match="points"):
        await folder.keep(in_parts(bomb(*size)), MOST)
    await nothing_stays(folder)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
async def test_of_a_film_only_the_first_picture_is_looked_at(folder: AttachmentFolder, kind: str) -> None:
    kept = await folder.keep(in_parts(film(kind, 2000)), MOST)
    assert kept.preview is not None
    with Image.open(folder.path(kept.preview)) as preview:
        assert (preview.size, getattr(preview, "n_frames", 1)) == ((8, 8), 1)


async def test_a_picture_that_takes_too_long_is_refused_and_its_process_ended(
    folder: AttachmentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PATIENCE_S", 0.001)
    with pytest.raises(Invalid, match="too much work"):
        await folder.keep(in_parts(picture("PNG")), MOST)
    await nothing_stays(folder)
    monkeypatch.undo()
    assert (await folder.keep(in_parts(picture("PNG")), MOST)).preview is not None


class Watched(Pictures):
    def __init__(self) -> None:
        super().__init__()
        self.looking = asyncio.Event()

    async def make_preview(self, picture: Path, media_type: str, preview: Path) -> None:
        asyncio.get_running_loop().call_later(0.02, self.looking.set)
        await super().make_preview(picture, media_type, preview)


async def test_an_upload_that_is_cut_off_while_its_picture_is_looked_at_leaves_nothing(tmp_path: Path) -> None:
    watched = Watched()
    folder = AttachmentFolder(tmp_path / "attachments", watched)
    keeping = asyncio.create_task(folder.keep(in_parts(picture("PNG")), MOST))
    await watched.looking.wait()
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    await nothing_stays(folder)


async def test_a_preview_that_cannot_be_written_is_no_fault_of_the_picture(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(picture("PNG"))
    with pytest.raises(OSError, match="No such file"):
        await Pictures().make_preview(tmp_path / "photo", "image/png", tmp_path / "gone" / "preview")


async def test_files_never_take_the_room_that_messages_need(
    folder: AttachmentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_folder, "disk_usage", lambda _: Usage(10**12, 10**12, MOST + 100_000_000))
    with pytest.raises(Unavailable, match="full"):
        await folder.keep(in_parts(TEXT), MOST)
    await nothing_stays(folder)
