"""Pictures that strangers sent: decoded to see that they are pictures, and made anew, smaller, for showing.

Pillow decodes in a thread, one picture at a time for the whole server. No decoder is asked but that of the format which
the first bytes name, and none before the size in the header was looked at.
"""

import asyncio
from pathlib import Path

from PIL import Image, ImageOps

from chat_server.domain.errors import Invalid

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
MOST_PIXELS = 40_000_000  # 160 MB decoded; telephones take 12 million unless told otherwise
PREVIEW_SIDE = 800  # pixels; a phone's width at its density, and enough to read a label
QUALITY = 75

Image.MAX_IMAGE_PIXELS = None  # our own limit comes first and says what to do


class Pictures:
    """`side`: the longer one of the pictures made, in pixels."""

    def __init__(self, side: int = PREVIEW_SIDE) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._side = side

    async def make_preview(self, picture: Path, media_type: str, preview: Path) -> None:
        """Write a small WebP without metadata to `preview`; raises Invalid when the picture is broken or too big."""
        async with self._one_at_a_time:
            await asyncio.to_thread(_make_preview, picture, FORMATS[media_type], preview, self._side)


def _make_preview(picture: Path, format_name: str, preview: Path, side: int) -> None:
    try:
        with Image.open(picture, formats=[format_name]) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise Invalid(
                    f"This picture has {width} x {height} points, more than {MOST_PIXELS // 1_000_000} million. "
                    "Send a smaller one.",
                    field="file",
                )
            opened.draft("RGB", (side, side))  # JPEGs only: a quarter of the time and memory
            plain = opened if opened.mode in {"RGB", "RGBA", "L"} else opened.convert(_mode(opened))
            plain.thumbnail((side, side))
            small = ImageOps.exif_transpose(plain).convert(_mode(plain))
            small.info.clear()  # where and with what it was taken
            small.save(preview, "WEBP", quality=QUALITY)
    except Invalid:
        raise
    except MemoryError:
        raise Invalid("This picture is too big to be looked at. Send a smaller one.", field="file") from None
    except Exception:  # noqa: BLE001 - whatever a decoder chokes on, the picture is what is wrong
        raise Invalid(
            "This picture is broken: it cannot be shown. Send it again or take another.", field="file"
        ) from None


def _mode(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"
