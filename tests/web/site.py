"""The server's pages over a test's world, and a reader of what they send."""

import dataclasses
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from pathlib import Path

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from chat_server.services.rules import Rules
from chat_server.web.app import make_app
from chat_server.web.config import WebConfig
from chat_server.web.pages import DEMO_LOGINS
from tests.support.suggester import TinySuggester
from tests.support.world import World

Browser = TestClient[Request, Application]

LOGINS = (("amir@parcelo.example", "demo-amir"), ("lucia@parcelo.example", "demo-lucia"))
SIX_LOCALES = ("en", "es", "nl", "de", "fr", "it")
BUILT = ("help.css", "help.js", "demo.css", "demo.js", "chat.css", "console.css", "console.js", "ticket.css")
# Elements that never have a closing tag.
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect"})


@asynccontextmanager
async def opened_site(
    world: World, folder: Path, *, demo: bool = False, suggester: TinySuggester | None = None
) -> AsyncIterator[Browser]:
    """A browser at a site in six languages, with the world's articles or those of another suggester."""
    (folder / "manifest.json").write_text(json.dumps({name: f"pages/{name}" for name in BUILT}))
    ports = dataclasses.replace(world.ports, suggester=suggester or world.suggester, rules=Rules(locales=SIX_LOCALES))
    app = make_app(ports, WebConfig(dist=folder, demo=demo))
    app[DEMO_LOGINS] = LOGINS
    async with TestClient(TestServer(app)) as browser:
        yield browser


class Page(HTMLParser):
    """What somebody finds on a page: its words, links, and elements in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._texts: list[str] = []
        self._content: list[tuple[str, dict[str, str], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self._open.append((tag, attributes, len(self._texts)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        opened, attributes, start = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"
        content = "".join(self._texts[start:])
        self._content.append((tag, attributes, " ".join(content.split())))
        if tag == "script":
            self.scripts.append((attributes, content))

    def handle_data(self, data: str) -> None:
        self._texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts).split())

    def texts(self, tag: str, **wanted: str) -> list[str]:
        """The words of each such element: `texts("a", href="/help/en/")`; `class_` and `data_x` as in Python."""
        pairs = {name.strip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [
            text for found, attributes, text in self._content if found == tag and pairs.items() <= attributes.items()
        ]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for found, attributes in self.elements if found == tag]

    def links(self) -> list[str]:
        return [attributes["href"] for attributes in self.all("a")]

    def head_link(self, rel: str) -> list[str]:
        return [attributes["href"] for attributes in self.all("link") if attributes["rel"] == rel]


async def page_of(response: ClientResponse, status: int = 200) -> Page:
    assert response.status == status
    assert response.content_type == "text/html"
    return Page(await response.text())


async def visit(browser: Browser, path: str, status: int = 200, **headers: str) -> Page:
    """`Accept_Language="es"` sends the header Accept-Language."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with browser.get(path, headers=sent, allow_redirects=False) as response:
        return await page_of(response, status)
