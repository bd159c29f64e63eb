"""How a page becomes a response: the Jinja environment, and the headers that every page carries."""

import hashlib
from functools import cache
from pathlib import Path

from aiohttp import ETag, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chat_server.web.keys import ASSET, CONFIG, PORTS, TEMPLATES
from chat_server.web.page_texts import direction, language_name, long_date, texts

# Nothing inline, nothing from elsewhere: what somebody smuggles into a page neither runs nor calls home.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# A minute spares the server a crowd's reloads, and a corrected article is seen soon.
PUBLIC_CACHING = "public, max-age=60"


@cache
def environment() -> Environment:
    """All templates escape, also XML and text, and a name that is not passed is an error. It keeps what it compiles."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["long_date"] = long_date
    made.globals["language_name"] = language_name
    made.globals["direction"] = direction
    return made


def rendered(
    request: web.Request, name: str, status: int = 200, *, locale: str | None = None, **context: object
) -> web.Response:
    """The page in `locale` (the default one when None) with the strict policy; browsers ask again each time."""
    spoken = locale or request.app[PORTS].rules.default_locale
    text = (
        request.app[TEMPLATES]
        .get_template(name)
        .render(
            locale=spoken,
            t=texts(spoken),
            brand=request.app[CONFIG].brand,
            site_id=request.app[CONFIG].site_id,
            asset=request.app[ASSET],
            origin=site_origin(request),
            **context,
        )
    )
    return web.Response(
        text=text,
        status=status,
        content_type="text/html",
        headers={
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Content-Language": spoken,
            "Cache-Control": "no-cache",
        },
    )


def cacheable(request: web.Request, response: web.Response) -> web.Response:
    """The same for everybody: kept for a minute by whoever likes, and not sent again to a browser that has it."""
    body = response.body
    if not isinstance(body, bytes):
        raise TypeError("only a response that is complete can be compared with what a browser has")
    tag = hashlib.blake2b(body, digest_size=16).hexdigest()
    held = request.if_none_match or ()
    if any(etag.value in (tag, "*") for etag in held):
        response = web.Response(status=304)
    response.etag = ETag(tag)
    response.headers["Cache-Control"] = PUBLIC_CACHING
    return response


def site_origin(request: web.Request) -> str:
    """Where the reader sees this site, for links that must be absolute; "" when the Host header is no host."""
    try:
        origin = request.url.origin()
    except ValueError:
        return ""
    forwarded = request.headers.get("X-Forwarded-Proto", "") if request.app[CONFIG].trust_forwarded_for else ""
    return str(origin.with_scheme("https") if forwarded == "https" else origin)
