"""The ways of contact over HTTP: the kinds of tickets, hiding a notice, and the demo's look into the policy."""

from aiohttp import web

from chat_server.domain.errors import NotFound
from chat_server.services.explain_ways import explain_ways
from chat_server.services.hide_notice import hide_notice
from chat_server.services.locales import supported
from chat_server.services.ways import contact_ways
from chat_server.web.auth import visitor
from chat_server.web.bodies import answer
from chat_server.web.keys import PORTS
from chat_server.wire import ways
from chat_server.wire.outgoing import Done


async def ticket_kinds(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    locale = supported(ports.rules, request.query.get("locale"), caller.locale)
    return answer(ways.ticket_kinds(await contact_ways(ports, caller), ports.policy, locale))


async def hide(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    await hide_notice(ports, caller, request.match_info["kind"])
    return answer(Done())


async def face(request: web.Request) -> web.Response:
    """Anybody may look, from any page: merchants' browsers fetch it from the page that they are on."""
    found = await request.app[PORTS].faces.picture(request.match_info["name"])
    if found is None:
        raise NotFound("There is no such picture.")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=found, content_type="image/webp", headers=headers)


async def demo_ways(request: web.Request) -> web.Response:
    """What `chat-server policy explain --json` prints, for the demo's bar."""
    ports = request.app[PORTS]
    plan, country, at = (request.query.get(name) or None for name in ("plan", "country", "at"))
    return answer(ways.explained(explain_ways(ports.policy, plan, country, at, ports.clock.now())))
