"""A file that somebody sent along: a picture, a PDF or a text."""

import msgspec


class AttachmentView(msgspec.Struct, frozen=True):
    """An attachment as both sides see it; `size` in bytes, `preview` says whether there is a smaller picture of it."""

    id: str
    name: str
    media_type: str
    size: int
    preview: bool
