"""Somebody else's page, on an origin of its own, that has the Support button as a guest."""

import html
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

PAGE = """<!doctype html>
<html lang="{lang}" dir="{direction}"><head><meta charset="utf-8"><title>Alma Cerámica</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/shop.css"><script src="/shop.js"></script>
<script async src="{server}/widget.js" data-locale="{locale}" {attributes}></script></head>
<body><main><h1>Alma Cerámica</h1><p>Platos, tazas y cuencos.</p><label>Buscar <input id="shop-search"></label>
<p id="keys"></p></main></body></html>"""

# A page with an opinion: its own type size, bold letters everywhere, single-key shortcuts on the whole document.
STYLE = """html { font-size: 62.5% }
* { letter-spacing: 1px }
body { font: bold italic 3rem/3 cursive; color: #707; text-transform: uppercase; text-align: center }
main { min-height: 150vh }
button, textarea, a, p, h2, li { all: unset; border: 9px solid red !important; font-size: 9px !important }"""

SCRIPT = """const heard = [];
for (const type of ["keydown", "keypress", "keyup"]) {
  document.addEventListener(type, (event) => { if (event.key !== "Tab") heard.push(event.key); });
}
document.addEventListener("securitypolicyviolation", (event) => console.error("CSP: " + event.violatedDirective));
window.SupportChat = function () { (SupportChat.q = SupportChat.q || []).push(arguments); };
const token = %s;
SupportChat("boot", token ? {token} : {});"""


@dataclass
class HostPage:
    """What is served next; the origin stays. `policy` is the page's Content-Security-Policy."""

    server: str
    url: str = ""
    policy: str = ""
    locale: str = "es"
    direction: str = "ltr"
    attributes: str = ""
    token: str | None = None
    style: str = STYLE
    _runner: web.AppRunner | None = field(default=None, repr=False)

    @property
    def strict_policy(self) -> str:
        """Only what the README asks for: scripts, connections and images of one origin more."""
        sockets = self.server.replace("http", "ws", 1)
        return (
            f"default-src 'none'; style-src 'self'; script-src 'self' {self.server}; "
            f"connect-src {self.server} {sockets}; img-src {self.server}; base-uri 'none'; form-action 'none'"
        )

    async def page(self, _request: web.Request) -> web.Response:
        text = PAGE.format(
            server=html.escape(self.server),
            lang=self.locale,
            locale=self.locale,
            direction=self.direction,
            attributes=self.attributes,
        )
        headers = {"Content-Security-Policy": self.policy} if self.policy else {}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def sheet(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.style, content_type="text/css")

    async def script(self, _request: web.Request) -> web.Response:
        return web.Response(text=SCRIPT % json.dumps(self.token), content_type="text/javascript")


@asynccontextmanager
async def host_page(server: str, port: int) -> AsyncIterator[HostPage]:
    """`localhost` against the server's `127.0.0.1` is another site, not only another origin."""
    host = HostPage(server, f"http://localhost:{port}")
    app = web.Application()
    app.add_routes(
        [web.get("/shop.css", host.sheet), web.get("/shop.js", host.script), web.get("/{page:.*}", host.page)]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "localhost", port).start()
        yield host
    finally:
        await runner.cleanup()
