"""Request bodies in, JSON answers out."""

from typing import TypeVar

import msgspec
from aiohttp import web

from chat_server.domain.errors import Invalid
from chat_server.wire.incoming import Incoming, parse
from chat_server.wire.outgoing import Outgoing

COMPRESS_FROM = 1000  # bytes; below this the packet on the wire stays one either way

T = TypeVar("T", bound=Incoming)


async def body(request: web.Request, kind: type[T]) -> T:
    """The JSON body as a `kind`, whatever the content type says (a typing browser sends text/plain)."""
    try:
        raw = msgspec.json.decode(await request.read())
    except web.RequestPayloadError:
        raise Invalid("The body is not packed as its Content-Encoding says. Send it unpacked.") from None
    except ConnectionError:  # a page that was closed in the middle of its last words: nobody hears this answer
        raise Invalid("The request broke off before its end. Send it again.") from None
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        raise Invalid(f"The body is not valid JSON: {problem}. Send an object in UTF-8.") from None
    return parse(kind, raw)


def answer(value: Outgoing) -> web.Response:
    """JSON, compressed when it is long. Short answers are left alone, and with them all that carry a token."""
    encoded = msgspec.json.encode(value)
    response = web.Response(body=encoded, content_type="application/json", headers={"Cache-Control": "no-store"})
    if len(encoded) > COMPRESS_FROM:
        response.enable_compression()
    return response
