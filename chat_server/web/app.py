"""The HTTP application: routes, middlewares and what the handlers need."""

from aiohttp import web

from chat_server.services.ports import Ports
from chat_server.web import middlewares
from chat_server.web.assets import Assets
from chat_server.web.config import WebConfig
from chat_server.web.keys import ASSET, CONFIG, PORTS, TEMPLATES
from chat_server.web.routes import routes
from chat_server.web.static_files import FILES, BuiltFiles
from chat_server.web.templating import environment


def make_app(ports: Ports, config: WebConfig) -> web.Application:
    app = web.Application(
        middlewares=[middlewares.figures, middlewares.origins, middlewares.errors], client_max_size=middlewares.MAX_BODY
    )
    app[PORTS] = ports
    app[CONFIG] = config
    app[ASSET] = Assets(config.dist)
    app[FILES] = BuiltFiles(config.dist)
    app[TEMPLATES] = environment()
    app.add_routes(routes(demo=config.demo))
    app.on_response_prepare.append(_say_less)
    return app


async def _say_less(_request: web.Request, response: web.StreamResponse) -> None:
    """Versions of our libraries are nobody's business and cost bytes at every answer."""
    response.headers.pop("Server", None)
