"""Files that people send along, and some that nobody should."""

import io
import struct
import zlib
from collections.abc import AsyncIterator

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TEXT = "Sendung 3S1234, beschädigt: Ecke eingedrückt.\r\n\tPreis: 12 €\n".encode()
GPS = 0x8825  # the tag under which cameras write where they were
ORIENTATION = 0x0112


def picture(
    kind: str = "PNG", size: tuple[int, int] = (1200, 600), *, turned: bool = False, place: bool = False
) -> bytes:
    """Red on the left, blue on the right; `turned`: to be shown upright, `place`: with where it was taken."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    if turned:
        exif[ORIENTATION] = 6
    if place:
        exif.get_ifd(GPS)[1] = "N"
        exif[0x010E] = "secret place"
    out = io.BytesIO()
    image.save(out, kind, exif=exif) if kind != "GIF" else image.save(out, kind)
    return out.getvalue()


def bomb(width: int = 10_000, height: int = 10_000) -> bytes:
    """A PNG of a few hundred bytes that says it has so many points, and has the rows of ten kilobytes of them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )


async def in_parts(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    """As a slow line brings it."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
