"""The built front end, from memory and with few headers: on a phone's first visit each file's headers count too.

Hashed names never change, so browsers keep them; the loader has a fixed name and is asked for again. The build has
compressed every file beside the original.
"""

from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

from aiohttp import web

from chat_server.domain.errors import NotFound

FOREVER = "max-age=31536000,immutable"
SHORTLY = "max-age=300,stale-while-revalidate=86400"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True)
class BuiltFile:
    """One file in one encoding, as it was at `changed_at` (nanoseconds)."""

    body: bytes
    content_type: str
    encoding: str | None
    changed_at: int


class BuiltFiles:
    """Reads each file once and again when it changed."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._read: dict[tuple[str, str | None], BuiltFile] = {}

    def get(self, name: str, accepted: str) -> BuiltFile:
        """The smallest form that the browser accepts; raises NotFound for what is not below the root."""
        try:
            path = (self._root / name).resolve()
            found = path.is_relative_to(self._root) and path.is_file()
        except (OSError, ValueError):  # a name that no file can have
            found = False
        if not found:
            raise NotFound("There is no such file.")
        for encoding, ending in ENCODINGS:
            if encoding in accepted and path.with_name(path.name + ending).is_file():
                return self._file(path, encoding, ending)
        return self._file(path, None, "")

    def _file(self, path: Path, encoding: str | None, ending: str) -> BuiltFile:
        source = path.with_name(path.name + ending)
        changed_at = source.stat().st_mtime_ns
        known = self._read.get((str(path), encoding))
        if known is not None and known.changed_at == changed_at:
            return known
        kind = guess_type(path.name)[0] or "application/octet-stream"
        charset = ";charset=utf-8" if kind.startswith("text/") else ""
        found = BuiltFile(source.read_bytes(), kind + charset, encoding, changed_at)
        self._read[str(path), encoding] = found
        return found


FILES = web.AppKey("files", BuiltFiles)


async def built(request: web.Request) -> web.StreamResponse:
    return _answer(request, request.match_info["path"], FOREVER)


async def loader(request: web.Request) -> web.StreamResponse:
    """Shops that demand it (COEP) may load the loader from us as well."""
    response = _answer(request, "widget.js", SHORTLY)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _answer(request: web.Request, name: str, caching: str) -> web.Response:
    file = request.app[FILES].get(name, request.headers.get("Accept-Encoding", ""))
    headers = {"Content-Type": file.content_type, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if file.encoding is not None:
        headers["Content-Encoding"] = file.encoding
    return web.Response(body=file.body, headers=headers)
