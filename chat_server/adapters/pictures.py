"""Pictures that strangers sent: decoded to see that they are pictures, and made anew, smaller, for showing.

Pillow decodes in a process of its own, one picture at a time for the whole server. No decoder is asked but that of the
format which the first bytes name, and none before the size in the header was looked at.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from pathlib import Path

from chat_server.adapters import picture_worker
from chat_server.adapters.picture_worker import MOST_PIXELS, MOST_SIDE, Outcome
from chat_server.domain.errors import Invalid

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
PREVIEW_SIDE = 800  # pixels; a phone's width at its density, and enough to read a label
PATIENCE_S = 30.0  # for a process that may work for ten seconds, on a machine that does other things


class Pictures:
    """`side`: the longer one of the pictures made, in pixels."""

    def __init__(self, side: int = PREVIEW_SIDE) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._side = side

    async def make_preview(self, picture: Path, media_type: str, preview: Path) -> None:
        """Write a small WebP without metadata to `preview`; raises Invalid when the picture is broken or too big, and
        OSError when the preview cannot be written."""
        async with self._one_at_a_time:
            status, said = await _made(FORMATS[media_type], self._side, picture, preview)
        if status == Outcome.MADE:
            return
        if status == Outcome.UNWRITABLE:
            raise OSError(int(said), os.strerror(int(said)))
        if status == Outcome.BROKEN:
            raise Invalid("This picture is broken: it cannot be shown. Send it again or take another.", field="file")
        if status == Outcome.TOO_LARGE:
            raise Invalid(
                f"This picture has {said} points: at most {MOST_PIXELS // 1_000_000} million and {MOST_SIDE} on a side "
                "are possible. Send a smaller one.",
                field="file",
            )
        raise Invalid("This picture takes too much work to be looked at. Send a smaller one.", field="file")


async def _made(format_name: str, side: int, picture: Path, preview: Path) -> tuple[int | None, str]:
    """The process's exit status and what it printed; None when it took too long."""
    command = (sys.executable, "-m", picture_worker.__name__, format_name, str(side), str(picture), str(preview))
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)
    try:
        said, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    except TimeoutError:
        return None, ""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode, said.decode("ascii", "replace").strip()
