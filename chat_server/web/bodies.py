"""Request bodies in, JSON answers out."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from aiohttp import web

from chat_server.domain.errors import Invalid, TooLarge
from chat_server.wire.incoming import Incoming, parse
from chat_server.wire.outgoing import Outgoing

COMPRESS_FROM = 1000  # bytes; below this the packet on the wire stays one either way

PART = 65_536  # bytes; the piece in which a streamed body is read

# Their handlers read the body by `streamed`, with limits of their own; all others may be as long as a long text.
STREAMED = frozenset(
    {"/api/platform/contacts", "/api/widget/attachments", "/api/console/attachments", "/api/mail/received"}
)

T = TypeVar("T", bound=Incoming)


async def body(request: web.Request, kind: type[T]) -> T:
    """The JSON body as a `kind`, whatever the content type says (a typing browser sends text/plain)."""
    with readable():
        raw = await request.read()
    return parsed(raw, kind)


def parsed(raw: bytes, kind: type[T]) -> T:
    try:
        decoded = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        raise Invalid(f"The body is not valid JSON: {problem}. Send an object in UTF-8.") from None
    return parse(kind, decoded)


async def streamed(request: web.Request, most: int) -> AsyncIterator[bytes]:
    """The body of a route in `STREAMED`, bit by bit; raises TooLarge as soon as it is more than `most` bytes."""
    seen = 0
    if (request.content_length or 0) > most:
        raise _too_large(most)
    with readable():
        async for part in request.content.iter_chunked(PART):
            seen += len(part)
            if seen > most:
                raise _too_large(most)
            yield part


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"This is larger than {most // 1_000_000} MB. Send less at once.")


@contextmanager
def readable() -> Iterator[None]:
    """Whoever reads a body within this tells the caller what was wrong with it."""
    try:
        yield
    except web.RequestPayloadError:
        raise Invalid("The body is not packed as its Content-Encoding says. Send it unpacked.") from None
    except ConnectionError:  # a page that was closed in the middle of its last words: nobody hears this answer
        raise Invalid("The request broke off before its end. Send it again.") from None


def answer(value: Outgoing) -> web.Response:
    """JSON, compressed when it is long. Short answers are left alone, and with them all that carry a token."""
    encoded = msgspec.json.encode(value)
    response = web.Response(body=encoded, content_type="application/json", headers={"Cache-Control": "no-store"})
    if len(encoded) > COMPRESS_FROM:
        response.enable_compression()
    return response
