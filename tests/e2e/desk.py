"""The desk that all journeys share: one running demo, whose people come and go test by test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.demo_stories import AGENTS
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.wire.outgoing_console import InboxView
from tests.e2e.people import Merchant, token_of
from tests.support.browsers import Console, Site
from tests.support.processes import REPOSITORY, ServerProcess, server_process, site_of

# Many merchants from one address in two minutes, and lists that are looked at after every letter.
SETTINGS = {
    "CHAT_ARTICLES_DIR": str(REPOSITORY / "articles"),
    "CHAT_LIMIT_NEW_VISITORS_PER_MINUTE": "1000",
    "CHAT_LIMIT_SUGGESTIONS_PER_SECOND": "50",
}


@dataclass
class Desk:
    """A running server and the secret that the platform signs with; `agents` are logged in over HTTP."""

    server: ServerProcess
    secret: str
    agents: dict[str, Console]

    @property
    def url(self) -> str:
        return self.server.url

    def token(self, merchant: Merchant, sub: str) -> str:
        return token_of(merchant, self.secret, sub)

    async def clear(self) -> None:
        """Everybody goes home: nothing waits, nothing is open, nobody is online."""
        for console in self.agents.values():
            tab = await console.tab()
            inbox = msgspec.convert(await tab.ok("inbox"), InboxView)
            for line in inbox.mine:
                await tab.ok("resolve_conversation", conversation_id=line.conversation_id)
            for line in inbox.queue:
                await tab.ok("accept_conversation", conversation_id=line.conversation_id)
                await tab.ok("resolve_conversation", conversation_id=line.conversation_id)
            await tab.ok("set_availability", availability="offline")
            await tab.close()

    async def somebody_comes(self) -> None:
        """Lucía is online, although no console of hers is on the screen."""
        tab = await self.agents["lucia"].tab()
        await tab.close()


async def _signing_secret(server: ServerProcess) -> str:
    """As `chat-server secret` prints it, without starting another interpreter."""
    database = SqliteDatabase(server.database)
    try:
        return await SqlSites(database).signing_secret(DEFAULT_SITE)
    finally:
        await database.close()


async def _log_in(site: Site) -> dict[str, Console]:
    return {agent.key: await site.console(agent.email, agent.password) for agent in AGENTS}


@asynccontextmanager
async def running_desk(folder: Path, **settings: str) -> AsyncIterator[Desk]:
    """A demo server in `folder`, with an empty desk."""
    async with server_process(folder, "--demo", **(SETTINGS | settings)) as server, site_of(server) as site:
        desk = Desk(server, await _signing_secret(server), await _log_in(site))
        await desk.clear()
        yield desk
        assert [line for line in server.log if '"level": "error"' in line or '"level":"error"' in line] == []
