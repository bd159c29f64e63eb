"""The process that makes one preview and ends. What decodes strangers' files has little memory, little time, nothing
else to spoil, and no part in the server's own interpreter, which a picture of 40 million points would stop for 100 ms.

Started by `pictures.py` with the name of a format, the longer side in pixels and two files; exits with an `Outcome`.
"""

import re
import resource
import sys
from enum import IntEnum
from pathlib import Path

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000  # 160 MB decoded; telephones take 12 million unless told otherwise
MOST_SIDE = 30_000  # pixels; a screenshot of a long page, and the most rows that Pillow should keep books about
MOST_SCANS = 60  # of a progressive JPEG, which has ten; each is another walk through the whole picture
QUALITY = 75
MOST_MEMORY = 1_500_000_000  # bytes of addresses
MOST_CPU_S = 10  # the largest pictures that we take need three

Image.MAX_IMAGE_PIXELS = None  # our own limit comes first and says what to do
# A JPEG's markers. What stands between them and begins with these bytes is none: 0xFF00, and marks to start again.
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_END, _SCAN = b"\xd9", b"\xda"


class Outcome(IntEnum):
    """`TOO_LARGE` prints the picture's size. Whatever else a process ends with, it could not bear the picture."""

    MADE = 0
    BROKEN = 10
    TOO_LARGE = 11
    TOO_LABORIOUS = 12
    UNWRITABLE = 13  # prints the system's error number


def main(format_name: str, side: int, picture: Path, preview: Path) -> Outcome:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if format_name == "JPEG" and scans(picture.read_bytes()) > MOST_SCANS:
        return Outcome.TOO_LABORIOUS
    try:
        return _make(format_name, side, picture, preview)
    except MemoryError:
        return Outcome.TOO_LABORIOUS
    except Exception as problem:  # noqa: BLE001 - whatever a decoder chokes on, the picture is what is wrong
        if isinstance(problem, OSError) and problem.errno:  # Pillow's own have none
            sys.stdout.write(str(problem.errno))
            return Outcome.UNWRITABLE
        return Outcome.BROKEN


def _make(format_name: str, side: int, picture: Path, preview: Path) -> Outcome:
    with Image.open(picture, formats=[format_name]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
            sys.stdout.write(f"{width} x {height}")
            return Outcome.TOO_LARGE
        opened.draft("RGB", (side, side))  # JPEGs only: a quarter of the time and memory
        plain = opened if opened.mode in {"RGB", "RGBA", "L"} else opened.convert(_mode(opened))
        plain.thumbnail((side, side))
        small = ImageOps.exif_transpose(plain).convert(_mode(plain))
        small.info.clear()  # where and with what it was taken
        small.save(preview, "WEBP", quality=QUALITY)
    return Outcome.MADE


def _mode(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"


def scans(jpeg: bytes) -> int:
    """How often a decoder would walk through the picture."""
    count, at = 0, 2
    while (found := _MARKER.search(jpeg, at)) and found[1] != _END:
        count += found[1] == _SCAN
        # Every marker that stands here says how long its segment is; what follows a scan's is the picture itself.
        at = found.end() + max(2, int.from_bytes(jpeg[found.end() : found.end() + 2]))
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])))
