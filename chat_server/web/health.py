"""Whether the process lives, whether it can serve, and its figures."""

import msgspec
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chat_server.domain.errors import ChatError
from chat_server.web.keys import CONFIG, PORTS


async def healthz(_request: web.Request) -> web.Response:
    return web.Response(text="alive\n")


async def readyz(request: web.Request) -> web.Response:
    """200 when articles are indexed and the database answers; otherwise 503 with each reason."""
    ports = request.app[PORTS]
    reasons = [] if ports.suggester.ready else ["the articles are not indexed yet"]
    try:
        await ports.agents.strength(request.app[CONFIG].site_id, ports.clock.now())
    except ChatError as problem:
        reasons.append(problem.message)
    body = msgspec.json.encode({"ready": not reasons, "reasons": reasons})
    return web.Response(body=body, status=503 if reasons else 200, content_type="application/json")


async def metrics(_request: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
