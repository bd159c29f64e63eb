"""Request bodies in, JSON answers out."""

from typing import TypeVar

import msgspec
from aiohttp import web

from chat_server.domain.errors import Invalid
from chat_server.wire.incoming import Incoming, parse
from chat_server.wire.outgoing import Outgoing

T = TypeVar("T", bound=Incoming)


async def body(request: web.Request, kind: type[T]) -> T:
    """The JSON body as a `kind`, whatever the content type says (a typing browser sends text/plain)."""
    data = await request.read()
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        raise Invalid(f"The body is not valid JSON: {problem}. Send an object in UTF-8.") from None
    return parse(kind, raw)


def answer(value: Outgoing, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value),
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers={"Cache-Control": "no-store"},
    )
