"""A real server inside the test's process, for speed; `processes.py` has the one that can be ended by force."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs
from structlog.typing import EventDict

from chat_server.adapters.article_suggester import DeflectionSuggester
from chat_server.adapters.policy_file import SHIPPED, read_policy, shipped_policy
from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.system import SystemClock
from chat_server.bootstrap import DATABASE_FILE, Foundation, application, policy_file
from chat_server.domain.contact import Identity
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.realtime.connections import Connections
from chat_server.realtime.news import News
from chat_server.realtime.publisher import SocketPublisher
from chat_server.realtime.server import ChatSocketServer
from chat_server.services.manage_agents import AgentWishes, add_agent
from chat_server.services.ports import Clock, Ports, Publisher
from chat_server.settings import load
from chat_server.web.keys import PORTS
from tests.support.browsers import Console, Merchant, Site
from tests.support.clock import FakeClock
from tests.support.people import AMIR, PASSWORD
from tests.support.searching import SearchingHere
from tests.support.sockets import PATIENCE_S, Tab
from tests.support.world import empty, quick_database, quick_passwords

# A handful of articles: for everyone, in two languages, for some plans, and for agents only.
ARTICLES = {
    "en/parcel-lost": (
        "everyone",
        "My parcel is lost",
        "A parcel counts as lost after five working days without a scan.\n\n## What you do\n\nStart an investigation.",
    ),
    "es/parcel-lost": (
        "everyone",
        "Mi paquete se ha perdido",
        "Un paquete se da por perdido tras cinco días sin escaneo.\n\n## Qué haces\n\nAbre una investigación.",
    ),
    "en/label-printer": (
        "everyone",
        "The label printer cuts the barcode off",
        "Set the paper size of the printer to 10 x 15 cm. Not that? See [lost parcels](parcel-lost.md).",
    ),
    "en/phone-support-hours": (
        "[small_shop, large_shop, business]",
        "Phone support hours",
        "You can call us by phone from nine to six.",
    ),
    "en/goodwill-refunds": (
        "agents",
        "Goodwill refunds: how far agents may go",
        "A goodwill refund of up to 50 EUR needs no approval.",
    ),
}


def article_text(title: str, body: str, audience: str = "everyone") -> str:
    """A file of the help centre."""
    return f"---\ntitle: '{title}'\nsummary: 'About: {title}.'\ntags: [tracking]\naudience: {audience}\n---\n\n{body}\n"


def write_articles(folder: Path) -> Path:
    for name, (audience, title, body) in ARTICLES.items():
        file = folder / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article_text(title, body, audience), encoding="utf-8")
    return folder


class _Shared:
    """One opened search for all servers of a test run: building an index takes a second, starting a server 20 ms.

    And databases that no server uses: their statements are compiled, which takes longer than all the rest of a start.
    """

    suggester: DeflectionSuggester | None = None
    databases: ClassVar[list[SqliteDatabase]] = []


async def shared_articles() -> DeflectionSuggester:
    if _Shared.suggester is None:
        folder = Path(tempfile.mkdtemp(prefix="chat-articles-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        written, searching = write_articles(folder / "articles"), SearchingHere("en")
        suggester = DeflectionSuggester(written, folder / "var", "en", searching=searching)
        await suggester.refresh()
        suggester._builder.shutdown()  # nothing here changes any more
        _Shared.suggester = suggester
    return _Shared.suggester


# From the migrated template and the server's folder.
Opens = Callable[[Path, Path], AbstractAsyncContextManager[SqliteDatabase]]


@asynccontextmanager
async def empty_database(migrated: Path, _folder: Path) -> AsyncIterator[SqliteDatabase]:
    """One that another server has left, emptied; it serves the next one unless the test closes it or fails."""
    if _Shared.databases:
        database = _Shared.databases.pop()
        await database.write(empty)
    else:
        database = quick_database(migrated, migrated.parent / f"server-{uuid4().hex}.sqlite")
    try:
        yield database
    except BaseException:
        await database.close()
        raise
    if not database._closed:
        _Shared.databases.append(database)


async def close_empty_databases() -> None:
    """At the end of the run."""
    while _Shared.databases:
        await _Shared.databases.pop().close()


@asynccontextmanager
async def own_database(template: Path, folder: Path) -> AsyncIterator[SqliteDatabase]:
    """In the server's folder, with all that stands in the template; every commit waits for the disk."""
    database = SqliteDatabase(Path(shutil.copy(template, folder / DATABASE_FILE)))
    try:
        yield database
    finally:
        await database.close()


class TickingClock(FakeClock):
    """Every look at it is a millisecond later, so that what happens later is later."""

    def now(self) -> datetime:
        return self.advance(timedelta(milliseconds=1))


@dataclass
class _TestFoundation(Foundation):
    """The server's own foundation but for its clock and for what hashing a password costs."""

    turned: FakeClock = field(default_factory=TickingClock)

    def ports(self, publisher: Publisher, clock: Clock | None = None) -> Ports:
        return replace(super().ports(publisher, clock or self.turned), passwords=quick_passwords())


@dataclass
class Chat(Site):
    """A server in this process: its doors, and the parts behind them for a test to look at or to break."""

    clock: FakeClock
    ports: Ports
    database: SqliteDatabase
    app: web.Application
    news: News
    publisher: SocketPublisher
    sockets: ChatSocketServer
    connections: Connections
    logs: list[EventDict]
    breaks: bool = False  # the test breaks something on purpose: errors in the log are no surprise
    _marks: int = 0

    async def identity(self, identity: Identity) -> str:
        """The platform signs a token."""
        return await self.ports.signer.sign(DEFAULT_SITE, identity)

    async def signing_secret(self) -> str:
        return await SqlSites(self.database).signing_secret(DEFAULT_SITE)

    async def known(self, identity: Identity) -> Merchant:
        """The browser of a merchant whom the platform vouches for."""
        return await self.merchant(await self.identity(identity))

    async def employ(self, email: str = AMIR, name: str = "Amir", *, capacity: int | None = None) -> Console:
        """A new account, logged in."""
        wishes = AgentWishes(name=name, password=PASSWORD, capacity=capacity)
        await add_agent(self.ports, DEFAULT_SITE, email, wishes)
        return await self.console(email)

    async def sockets_left(self, count: int) -> None:
        """Returns when so many sockets are connected: the server hears of leaving a moment later."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.connections) != count:
                await self.call("GET", "/healthz")

    async def told(self, *tabs: Tab) -> None:
        """Returns when `tabs` have heard all that the server has to tell by now: what was not heard does not come."""
        await self.news.tell()
        for tab in tabs:
            self._marks += 1
            mark = f"mark {self._marks}"
            self.publisher._put("mark", {"mark": mark}, [tab.sid], tab.namespace)
            await tab.until(lambda heard, mark=mark: heard.data.get("mark") == mark)  # type: ignore[misc]
        for tab in tabs:
            tab.heard[:] = [heard for heard in tab.heard if heard.name != "mark"]


@asynccontextmanager
async def running_chat(
    migrated: Path, folder: Path, opens: Opens = empty_database, /, **settings: str
) -> AsyncIterator[Chat]:
    """A server on an empty database, on a free port; `settings` by their environment's names.

    Fails at the end when the server logged an error that the test did not provoke.
    """
    with capture_logs() as logs:
        async with opens(migrated, folder) as database, _opened(database, folder, settings, logs) as chat:
            yield chat
            if chat.breaks:
                chat.closing.push_async_callback(database.close)
    assert chat.breaks or not [line for line in logs if line["log_level"] == "error"]


def one_at_a_time(news: News) -> News:
    """Who asks for news to be told waits for those that are being told already."""
    telling, tell = asyncio.Lock(), news.tell

    async def told() -> None:
        async with telling:
            await tell()

    news.tell = told  # type: ignore[method-assign] # the job of this one server
    return news


@asynccontextmanager
async def _opened(
    database: SqliteDatabase, folder: Path, settings: Mapping[str, str], logs: list[EventDict]
) -> AsyncIterator[Chat]:
    environment = {"CHAT_VAR_DIR": str(folder), **settings}
    wished = load(None, environment)
    policy = shipped_policy() if (file := policy_file(wished)) == SHIPPED else read_policy(file)
    base = _TestFoundation(wished, database, await shared_articles(), SystemClock(), policy)
    await SqlSites(database).ensure(DEFAULT_SITE, base.turned.now())
    app = application(base, demo=False)
    jobs = next(context.keywords for context in app.cleanup_ctx if isinstance(context, partial))
    news, publisher = one_at_a_time(jobs["news"]), jobs["publisher"]
    async with AsyncExitStack() as closing:
        server = await closing.enter_async_context(TestServer(app))
        http = await closing.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
        yield Chat(
            url=str(server.make_url("")).rstrip("/"),
            http=http,
            closing=closing,
            clock=base.turned,
            ports=app[PORTS],
            database=database,
            app=app,
            news=news,
            publisher=publisher,
            sockets=news._server,
            connections=news._connections,
            logs=logs,
        )
