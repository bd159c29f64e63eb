"""Uploads and downloads.

What a stranger sent is never shown by our origin as it came: downloads are downloads, nothing in them runs, and only
previews, which are pictures made anew, are looked at in place.
"""

import asyncio
from urllib.parse import quote, unquote

from aiohttp import web

from chat_server.domain.agent import Agent
from chat_server.domain.attachment import Attachment
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Invalid, NotFound
from chat_server.services.attach import agents_attachment, attach, visitors_attachment
from chat_server.services.ports import Ports
from chat_server.web import auth
from chat_server.web.bodies import answer, streamed
from chat_server.web.keys import PORTS
from chat_server.wire.platform import Uploaded

FILE_NAME = "X-File-Name"
UPLOAD_S = 600  # 10 MB take three minutes on a bad line; who is slower holds a file open for nothing
PREVIEW_TYPE = "image/webp"
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",  # what is redacted must not come back from a cache
}


async def upload(request: web.Request) -> web.Response:
    """A visitor's. The body is the file, its name stands percent-encoded in `X-File-Name`."""
    sender = await auth.visitor(request)
    request.app[PORTS].limiter.check("uploads", auth.address(request))
    return await _uploaded(request, sender)


async def agents_upload(request: web.Request) -> web.Response:
    return await _uploaded(request, await auth.agent(request))


async def download(request: web.Request) -> web.StreamResponse:
    ports, caller = request.app[PORTS], await auth.visitor(request)
    return served(request, ports, await visitors_attachment(ports, caller, request.match_info["attachment_id"]))


async def agents_download(request: web.Request) -> web.StreamResponse:
    ports, caller = request.app[PORTS], await auth.agent(request)
    return served(request, ports, await agents_attachment(ports, caller, request.match_info["attachment_id"]))


def served(request: web.Request, ports: Ports, attachment: Attachment) -> web.StreamResponse:
    """The file as a download, or with `?preview=1` its preview. Whether the caller may have it is settled already."""
    wants_preview = "preview" in request.query
    name = attachment.preview if wants_preview else attachment.file
    path = ports.attachments.files.path(name) if name else None
    if path is None or not path.is_file():
        raise NotFound("There is no preview of this." if wants_preview else "This attachment is gone.")
    called = f"{attachment.name}.webp" if wants_preview else attachment.name
    plain = "".join(one if one.isascii() and one.isprintable() and one not in '"\\%' else "_" for one in called)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(called, safe='')}"
    response = web.FileResponse(path, headers=HARMLESS | {"Content-Disposition": disposition})
    response.content_type = PREVIEW_TYPE if wants_preview else attachment.media_type
    if response.content_type == "text/plain":
        response.charset = "utf-8"
    return response


async def _uploaded(request: web.Request, sender: Visitor | Agent) -> web.Response:
    ports = request.app[PORTS]
    name = unquote(request.headers.get(FILE_NAME, ""), errors="replace")
    parts = streamed(request, ports.attachments.most_bytes)
    try:
        async with asyncio.timeout(UPLOAD_S):
            new = await attach(ports, sender, name, parts)
    except TimeoutError:
        raise Invalid("The upload took too long. Try again on a better line.", field="file") from None
    view = new.view
    return answer(Uploaded(view.id, view.name, view.media_type, view.size, view.preview))
