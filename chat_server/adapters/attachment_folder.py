"""Attachments on disk, under random names in a folder that is never served as such.

An upload is written down bit by bit. Its first bytes say what it is; what is none of the few kinds is refused there,
before more of it is read.
"""

import asyncio
import errno
import os
import re
import secrets
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import disk_usage
from typing import BinaryIO

import structlog

from chat_server.adapters.pictures import FORMATS, Pictures
from chat_server.domain.errors import Invalid, TooLarge, Unavailable
from chat_server.services.attachment_ports import Kept

log = structlog.get_logger()

KINDS = "a picture (PNG, JPEG, GIF or WebP), a PDF or a plain text (UTF-8)"
HEAD = 16  # bytes that tell every kind
LEFT_FREE = 200_000_000  # bytes; strangers' files must not take the room that messages need
TAIL = 2048  # bytes; a PDF's end mark stands there, however untidy its writer
MARKUP = re.compile(r"\s*<\s*[!?a-z]", re.IGNORECASE)  # HTML, XML and SVG are programs
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class AttachmentFolder:
    def __init__(self, folder: Path, pictures: Pictures) -> None:
        self._folder = folder
        self._pictures = pictures

    def path(self, name: str) -> Path:
        return self._folder / name

    async def keep(self, parts: AsyncIterator[bytes], most: int) -> Kept:
        name = _random_name()
        path = self.path(name)
        preview = None
        try:
            await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
            if (await asyncio.to_thread(disk_usage, path.parent)).free - most < LEFT_FREE:
                raise OSError(errno.ENOSPC, "too little room for files of strangers")
            media_type, size = await self._written(path, parts, most)
            if media_type in FORMATS:
                preview = _random_name()
                await asyncio.to_thread(self.path(preview).parent.mkdir, parents=True, exist_ok=True)
                await self._pictures.make_preview(path, media_type, self.path(preview))
        except BaseException as problem:
            with suppress(OSError):  # what cannot be removed now is swept later
                await self.remove([name] if preview is None else [name, preview])
            if isinstance(problem, OSError):
                raise _unwritable(problem) from None
            raise
        return Kept(file=name, media_type=media_type, size=size, preview=preview)

    async def _written(self, path: Path, parts: AsyncIterator[bytes], most: int) -> tuple[str, int]:
        """Media type and size of what is now at `path`, on disk for good."""
        looking = _Looking()
        size = 0
        file = await asyncio.to_thread(path.open, "xb")
        try:
            async for part in parts:
                size += len(part)
                if size > most:
                    raise TooLarge(
                        f"This file is larger than {most // 1_000_000} MB. Send a smaller one.", field="file"
                    )
                looking.at(part)
                await asyncio.to_thread(file.write, part)
            media_type = looking.done()
            await asyncio.to_thread(_flush, file)
        finally:
            await asyncio.to_thread(file.close)
        return media_type, size

    async def remove(self, names: Collection[str]) -> None:
        def unlink() -> None:
            for name in names:
                with suppress(FileNotFoundError):
                    self.path(name).unlink()

        await asyncio.to_thread(unlink)

    async def older_than(self, moment: datetime) -> tuple[str, ...]:
        def look() -> tuple[str, ...]:
            if not self._folder.is_dir():
                return ()
            files = [path for path in self._folder.glob("*/*") if path.is_file()]
            old = [path for path in files if path.stat().st_mtime < moment.timestamp()]
            return tuple(f"{path.parent.name}/{path.name}" for path in old)

        return await asyncio.to_thread(look)


class _Looking:
    """Tells what a file is while it passes by."""

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""
        self._media_type: str | None = None
        self._decoder = getincrementaldecoder("utf-8-sig")()
        self._start: str | None = ""  # of a text, until it has said enough to tell markup by

    def at(self, part: bytes) -> None:
        waiting = b""
        if self._media_type is None:
            waiting = self._head + part
            self._head = waiting
            if len(self._head) < HEAD:
                return
            self._media_type = _kind(self._head)
        self._read(waiting or part)

    def done(self) -> str:
        if not self._head:
            raise Invalid("This file is empty.", field="file")
        if self._media_type is None:
            self._media_type = _kind(self._head)
            self._read(self._head)
        if self._media_type == "text/plain":
            self._check_text(b"", final=True)
        if self._media_type == "application/pdf" and b"%%EOF" not in self._tail:
            raise Invalid("This PDF is broken: its end is missing. Send it again.", field="file")
        return self._media_type

    def _read(self, part: bytes) -> None:
        self._tail = (self._tail + part)[-TAIL:]
        if self._media_type == "text/plain":
            self._check_text(part, final=False)

    def _check_text(self, part: bytes, *, final: bool) -> None:
        try:
            text = self._decoder.decode(part, final)
        except UnicodeDecodeError:
            raise _refused() from None
        if UNPRINTABLE.search(text):
            raise _refused()
        if self._start is not None:
            self._start = (self._start + text).lstrip()
            if MARKUP.match(self._start):
                raise _refused()
            if len(self._start) > HEAD:
                self._start = None


def _kind(head: bytes) -> str:
    """By the first bytes; text is what may still turn out to be none."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if head.startswith(b"%PDF-") else "text/plain"


def _refused() -> Invalid:
    return Invalid(f"This is not {KINDS}, whatever it is called. Others cannot be sent.", field="file")


def _random_name() -> str:
    name = secrets.token_hex(20)
    return f"{name[:2]}/{name[2:]}"


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _unwritable(problem: OSError) -> Unavailable:
    log.error("attachment.not_written", problem=problem.strerror)
    full = problem.errno in {errno.ENOSPC, errno.EDQUOT}
    reason = "The disk is full" if full else "The file cannot be written now"
    return Unavailable(f"{reason}: nothing was saved. Try again later.", retry_after_s=60 if full else 10)
