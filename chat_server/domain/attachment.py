"""A file that somebody sent along: a picture, a PDF or a text. What it is, its content says, never its name."""

import re
import unicodedata
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from chat_server.domain.ids import ConversationId, SiteId, TicketId

# By media type: what such files may be called, the first being given to those that are called otherwise. Whoever opens
# a download opens it by its name, so the name must not promise a program.
SUFFIXES = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".csv", ".log", ".md"),
}
LONGEST_NAME = 150  # characters; file systems take 255 bytes


class AttachmentView(msgspec.Struct, frozen=True):
    """An attachment as both sides see it; `size` in bytes, `preview` says whether there is a smaller picture of it."""

    id: str
    name: str
    media_type: str
    size: int
    preview: bool


class Attachment(msgspec.Struct, frozen=True):
    """An upload as it is stored. `owner_id` is the contact, visitor or agent who uploaded it; `file` and `preview` are
    names in the folder. It is bound once, to a conversation or a ticket, by the message that it comes with."""

    id: str
    site_id: SiteId
    owner_id: str
    name: str
    media_type: str
    size: int
    file: str
    preview: str | None
    created_at: datetime
    conversation_id: ConversationId | None = None
    ticket_id: TicketId | None = None

    @property
    def view(self) -> AttachmentView:
        return AttachmentView(self.id, self.name, self.media_type, self.size, self.preview is not None)

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file,) if self.preview is None else (self.file, self.preview)


def safe_name(wished: str, media_type: str) -> str:
    """What the file is called from now on: no folders, nothing unseen, and an ending that fits its content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", wished))[-1]
    seen = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    words = " ".join(seen.split()).strip(". ")
    suffixes = SUFFIXES[media_type]
    suffix = PurePosixPath(words.lower()).suffix
    if suffix in suffixes:
        return f"{words[: -len(suffix)][: LONGEST_NAME - len(suffix)]}{words[-len(suffix) :]}"
    return f"{words[: LONGEST_NAME - len(suffixes[0])] or 'attachment'}{suffixes[0]}"
