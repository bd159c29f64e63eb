"""The desk that all journeys share: one running demo, whose people come and go test by test."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.demo_stories import AGENTS
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.wire.outgoing import Json
from chat_server.wire.outgoing_console import InboxView
from tests.e2e.people import LUCIA, Helper, Merchant, new_subject, token_of
from tests.support.browsers import Console, Site
from tests.support.processes import REPOSITORY, ServerProcess, free_port, server_process, site_of
from tests.support.sockets import Tab

# Many merchants from one address in two minutes, and lists that are looked at after every letter.
SETTINGS = {
    "CHAT_LIMIT_NEW_VISITORS_PER_MINUTE": "1000",
    "CHAT_LIMIT_SUGGESTIONS_PER_SECOND": "50",
}


# In a language of its own, so that no other journey meets it.
HOSTILE_ARTICLE = """---
title: "Wilde olifanten <img src=x onerror=alert(1)>"
summary: "Over olifanten <script>alert(2)</script> in het magazijn."
tags: [labels, "<svg onload=alert(3)>"]
audience: everyone
---

Olifanten in het magazijn <img src=x onerror="alert(4)"> zijn <b onclick="alert(5)">groot</b>.

<script>alert(6)</script>

[Klik hier](javascript:alert(7)) of lees [meer](data:text/html;base64,PHNjcmlwdD5hbGVydCg4KTwvc2NyaXB0Pg==).

## Kop <img src=x onerror=alert(9)>

Tekst onder de kop.
"""


@dataclass
class Colleague:
    """One of the demo's agents over HTTP and a socket, with no console on the screen."""

    console: Console
    tab: Tab | None = None

    async def call(self, command: str, **payload: object) -> Json:
        self.tab = self.tab or await self.console.tab(online=False)
        return await self.tab.ok(command, **payload)

    async def goes_home(self) -> None:
        """Ends what is open and what waits, and is offline."""
        inbox = msgspec.convert(await self.call("inbox"), InboxView)
        for line in inbox.mine:
            await self.call("resolve_conversation", conversation_id=line.conversation_id)
        for line in inbox.queue:
            await self.call("set_availability", availability="online")
            await self.call("accept_conversation", conversation_id=line.conversation_id)
            await self.call("resolve_conversation", conversation_id=line.conversation_id)
        await self.call("set_availability", availability="offline")


@dataclass
class Desk:
    """A running server and the secret that the platform signs with."""

    server: ServerProcess
    secret: str
    colleagues: dict[str, Colleague]  # by e-mail address
    guest_port: int  # where a page that may embed the widget can be served

    @property
    def url(self) -> str:
        return self.server.url

    def token(self, merchant: Merchant, sub: str | None = None) -> str:
        """The platform vouches for the merchant: somebody new of this name, or whoever has the number `sub`."""
        return token_of(merchant, self.secret, sub or new_subject())

    def cookie(self, helper: Helper) -> tuple[str, str]:
        """What a browser keeps of an agent who has logged in: name and value."""
        name, value = self.colleagues[helper.email].console.cookie.split("=", 1)
        return name, value

    async def clear(self) -> None:
        """Everybody goes home: nothing waits, nothing is open, nobody is online."""
        for colleague in self.colleagues.values():
            await colleague.goes_home()

    async def somebody_comes(self) -> None:
        """Lucía is online."""
        await self.colleagues[LUCIA.email].call("set_availability", availability="online")


def _articles(folder: Path) -> Path:
    """The project's own, and one that somebody wrote who means harm."""
    articles = Path(shutil.copytree(REPOSITORY / "articles", folder / "help"))
    (articles / "nl").mkdir(exist_ok=True)
    (articles / "nl" / "wild-elephants.md").write_text(HOSTILE_ARTICLE, encoding="utf-8")
    return articles


async def _signing_secret(server: ServerProcess) -> str:
    """As `chat-server secret` prints it, without starting another interpreter."""
    database = SqliteDatabase(server.database)
    try:
        return await SqlSites(database).signing_secret(DEFAULT_SITE)
    finally:
        await database.close()


async def _log_in(site: Site) -> dict[str, Colleague]:
    return {agent.email: Colleague(await site.console(agent.email, agent.password)) for agent in AGENTS}


@asynccontextmanager
async def running_desk(folder: Path, *, module: str = "chat_server", **settings: str) -> AsyncIterator[Desk]:
    """A demo server in `folder`, with an empty desk; `settings` by their environment's names."""
    guest_port = free_port()
    own = {"CHAT_ALLOWED_ORIGINS": f"http://localhost:{guest_port}", "CHAT_ARTICLES_DIR": str(_articles(folder))}
    own |= SETTINGS | settings
    async with server_process(folder, "--demo", module=module, **own) as server, site_of(server) as site:
        desk = Desk(server, await _signing_secret(server), await _log_in(site), guest_port)
        await desk.clear()
        yield desk
        problems = [line for line in server.log if '"level":"error"' in line.replace(" ", "")]
        assert not problems, "".join(problems)
