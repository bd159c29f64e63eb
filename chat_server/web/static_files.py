"""The built front end: hashed names never change, so browsers keep them; the loader has a fixed name and is asked for
again. Files that the build compressed beside the original are sent compressed."""

from aiohttp import web

from chat_server.domain.errors import NotFound
from chat_server.web.keys import ASSET

FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300, stale-while-revalidate=86400"


async def built(request: web.Request) -> web.StreamResponse:
    return _file(request, request.match_info["path"], FOREVER)


async def loader(request: web.Request) -> web.StreamResponse:
    return _file(request, "widget.js", SHORTLY)


def _file(request: web.Request, name: str, caching: str) -> web.FileResponse:
    root = request.app[ASSET].dist.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise NotFound("There is no such file.")
    return web.FileResponse(path, headers={"Cache-Control": caching})
