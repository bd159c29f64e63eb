"""Around every request: errors in one shape, origins, and headers that every answer carries."""

from time import monotonic

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from chat_server import telemetry
from chat_server.domain.errors import ChatError, Invalid, NotFound, TooLarge, Unavailable
from chat_server.web.assets import PREFIX
from chat_server.web.auth import origin_allowed, same_origin
from chat_server.web.bodies import STREAMED
from chat_server.web.pages import not_found_page
from chat_server.wire.errors import HTTP_STATUS, error_body

log = structlog.get_logger()

PREFLIGHT_S = 86_400  # browsers may remember for a day that the widget's calls are allowed
MAX_BODY = 64_000  # bytes; a question of 4,000 characters needs at most 25 kB as JSON
API = "/api/"
WIDGET_API = "/api/widget/"


def error_response(error: ChatError) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    return web.Response(
        body=msgspec.json.encode({"error": error_body(error)}),
        status=HTTP_STATUS[type(error)],
        content_type="application/json",
        charset="utf-8",
        headers=headers,
    )


@web.middleware
async def figures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Counts and times every answer by route; outermost, so it sees the errors' status too."""
    started = monotonic()
    response = await handler(request)
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "unknown"
    if route != "/socket.io/":  # a websocket lasts as long as its tab
        telemetry.REQUESTS.labels(request.method, route, str(response.status)).inc()
        telemetry.REQUEST_SECONDS.labels(route).observe(monotonic() - started)
    return response


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal becomes the contract's error; what nobody foresaw is logged and says nothing about itself."""
    try:
        if (request.content_length or 0) > MAX_BODY and request.path not in STREAMED:
            raise TooLarge(f"The request is larger than {MAX_BODY} bytes. A text may have 4,000 characters.")
        return await handler(request)
    except ChatError as error:
        return await _refused(request, error)
    except web.HTTPNotFound:
        return await _refused(request, NotFound("There is nothing at this address."))
    except web.HTTPRequestEntityTooLarge:
        return await _refused(request, TooLarge("The request is too large: a text may have 4,000 characters."))
    except web.HTTPMethodNotAllowed as problem:
        allowed = ", ".join(sorted(problem.allowed_methods))
        refused = await _refused(request, Invalid(f"{request.method} is not possible here. Possible: {allowed}."))
        refused.set_status(405)
        refused.headers["Allow"] = allowed
        return refused
    except web.HTTPException:
        raise
    except Exception:
        log.exception("request.failed", method=request.method, path=request.path)
        return await _refused(request, Unavailable("Something went wrong on our side. Try again.", retry_after_s=2))


async def _refused(request: web.Request, error: ChatError) -> web.StreamResponse:
    if isinstance(error, NotFound) and not request.path.startswith(API):
        return await not_found_page(request)
    return error_response(error)


@web.middleware
async def origins(request: web.Request, handler: Handler) -> web.StreamResponse:
    """CORS for the widget's calls and the built files; the token decides, the origin is a second wall.

    Around the errors, so that a widget on another origin can read them too.
    """
    origin = request.headers.get("Origin")
    if request.path.startswith(PREFIX) or request.path == "/widget.js":
        response = await handler(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
    if origin is None or not request.path.startswith(API):
        return await handler(request)
    if not request.path.startswith(WIDGET_API):
        return await handler(request) if same_origin(request) else error_response(_foreign(origin))
    if not origin_allowed(request, origin):
        return error_response(_foreign(origin))
    response = web.Response(status=204) if request.method == "OPTIONS" else await handler(request)
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Vary"] = "Origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-File-Name"
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_S)
    return response


def _foreign(origin: str) -> Invalid:
    return Invalid(
        f"Pages of {origin[:200]} may not use this server. Add the origin to allowed_origins to embed the widget there."
    )
