"""What the platform's server hears, and whoever uploads a file."""

from chat_server.wire.outgoing import Outgoing


class Uploaded(Outgoing, frozen=True):
    """`id` goes into the `attachments` of one message or ticket within a day. `media_type` is by content."""

    id: str
    name: str
    media_type: str
    size: int
    preview: bool


class ContactRefused(Outgoing, frozen=True):
    """`index` counts from 0 in what was sent."""

    index: int
    field: str | None
    message: str


class ContactsImported(Outgoing, frozen=True):
    """`unchanged` are known as described, or by a newer description."""

    created: int
    updated: int
    unchanged: int
    refused: tuple[ContactRefused, ...]
