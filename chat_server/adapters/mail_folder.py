"""Without a mail server, mails become files that any mail program opens: one a mail, never half of one."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from chat_server.adapters.letters import Letters
from chat_server.domain.mailing import Mail
from chat_server.services.mail_ports import Delivery, MailLine, RefusedError, UnreachableError


class MailFolder:
    """`folder` is made when the first mail comes."""

    delivery = Delivery.FILES

    def __init__(self, letters: Letters, folder: Path) -> None:
        self._letters = letters
        self.folder = folder

    @asynccontextmanager
    async def line(self) -> AsyncIterator[MailLine]:
        try:
            await asyncio.to_thread(self.folder.mkdir, parents=True, exist_ok=True)
        except OSError as problem:
            raise UnreachableError(f"{self.folder} cannot be made: {problem.strerror}") from None
        yield self

    async def send(self, mail: Mail) -> None:
        letter = await self._letters.written(mail)
        # The same mail has the same name: writing it again after a crash replaces it.
        name = f"{mail.created_at:%Y%m%dT%H%M%S}-{mail.kind.value}-{mail.id}.eml"
        try:
            await asyncio.to_thread(_write, self.folder / name, letter.content)
        except OSError as problem:
            raise RefusedError(f"{name} cannot be written: {problem.strerror}") from None


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, also when the machine stops in the middle."""
    unfinished = file.with_suffix(".part")
    with unfinished.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    unfinished.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
