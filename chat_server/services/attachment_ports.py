"""What attachments need from the world, as protocols; `ports.py` holds them together as `Ports.attachments`."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from chat_server.domain.attachment import Attachment
from chat_server.domain.ids import ConversationId


class Kept(msgspec.Struct, frozen=True):
    """A file on disk that is what its content says; `file` and `preview` are names in the folder."""

    file: str
    media_type: str
    size: int
    preview: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file,) if self.preview is None else (self.file, self.preview)


class AttachmentFiles(Protocol):
    async def keep(self, parts: AsyncIterator[bytes], most: int) -> Kept:
        """Write it down as it comes, and look at it. Raises TooLarge above `most` bytes and Invalid for what is no
        picture, PDF or text or is broken; then nothing of it stays."""
        ...

    def path(self, name: str) -> Path: ...

    async def remove(self, names: Collection[str]) -> None:
        """Those that are gone already are fine."""
        ...

    async def older_than(self, moment: datetime) -> tuple[str, ...]:
        """The names of all files last written before `moment`."""
        ...


class AttachmentRecords(Protocol):
    async def add(self, new: Attachment, since: datetime, most: int) -> bool:
        """Store it, unless its owner's uploads since `since` would be more than `most` bytes together."""
        ...

    async def get(self, attachment_id: str) -> Attachment | None: ...

    async def uploaded(self, owner_id: str, since: datetime) -> int:
        """Bytes."""
        ...

    async def files_of(self, conversation_id: ConversationId) -> frozenset[str]: ...

    async def forget_unbound(self, before: datetime) -> tuple[str, ...]:
        """Forget what was uploaded before that and never sent along; the names of its files."""
        ...

    async def known(self, names: Collection[str]) -> frozenset[str]:
        """Those among the names that belong to an attachment."""
        ...


@dataclass(frozen=True)
class AttachmentPorts:
    """`most_bytes` of one file, `most_bytes_an_hour` of all that one person uploads."""

    files: AttachmentFiles
    records: AttachmentRecords
    most_bytes: int = 10_000_000
    most_bytes_an_hour: int = 100_000_000
