"""The only place where things are built and told who they work with."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiohttp import web

from chat_server.adapters.argon2_passwords import Argon2Passwords
from chat_server.adapters.article_suggester import DeflectionSuggester
from chat_server.adapters.attachment_folder import AttachmentFolder
from chat_server.adapters.imported_shelf import ImportedShelf
from chat_server.adapters.jwt_signer import JwtSigner
from chat_server.adapters.memory_limiter import Limit, MemoryRateLimiter
from chat_server.adapters.pictures import Pictures
from chat_server.adapters.policy_file import SHIPPED, read_policy
from chat_server.adapters.silent_publisher import SilentPublisher
from chat_server.adapters.sql import schema
from chat_server.adapters.sql.agents import SqlAgents
from chat_server.adapters.sql.articles import SqlArticles
from chat_server.adapters.sql.attachments import SqlAttachments
from chat_server.adapters.sql.canned_replies import SqlCannedReplies
from chat_server.adapters.sql.check_ins import SqlCheckIns
from chat_server.adapters.sql.conversations import SqlConversationStore
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.faces import SqlFaces
from chat_server.adapters.sql.one_transaction import one_transaction
from chat_server.adapters.sql.people import SqlPeople
from chat_server.adapters.sql.phone_calls import SqlPhoneCalls
from chat_server.adapters.sql.questions import SqlQuestions
from chat_server.adapters.sql.queue import SqlQueue
from chat_server.adapters.sql.season_news import SqlSeasonNews
from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tickets import SqlTickets
from chat_server.adapters.sql.ways import SqlNotices, SqlWaysFacts
from chat_server.adapters.system import SystemClock, SystemIds
from chat_server.demo import seed
from chat_server.demo_stories import LOGINS
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.policy import Policy
from chat_server.jobs.check_in_reminders import keep_planning_check_ins
from chat_server.jobs.free_lost_chats import keep_freeing_lost_chats
from chat_server.jobs.loop_lag import watch_loop_lag
from chat_server.jobs.sweep_attachments import sweep_now_and_then
from chat_server.jobs.ticket_reminders import remind_now_and_then
from chat_server.jobs.watch_articles import watch_articles, watch_imported
from chat_server.mail_setup import mail_jobs, mail_ports
from chat_server.realtime.connections import Connections
from chat_server.realtime.dispatch import Dispatcher
from chat_server.realtime.news import News
from chat_server.realtime.publisher import SocketPublisher
from chat_server.realtime.server import ChatSocketServer
from chat_server.services.attach import sweep_attachments
from chat_server.services.attachment_ports import AttachmentPorts
from chat_server.services.free_lost_chats import free_lost_chats
from chat_server.services.ports import Clock, Ports, Publisher
from chat_server.services.remind_of_tickets import remind_of_tickets
from chat_server.services.rules import Rules
from chat_server.services.set_availability import PRESENCE_LEASE
from chat_server.settings import Settings
from chat_server.web import auth
from chat_server.web.app import make_app
from chat_server.web.config import WebConfig
from chat_server.web.pages import DEMO_LOGINS

DATABASE_FILE = "chat.sqlite3"
DIST = Path(__file__).resolve().parents[1] / "static" / "dist"
FINISH_MAILS_S = 3.0
LOCALES = ("en", "es", "nl", "de", "fr", "it")


@dataclass
class Foundation:
    """Database, articles and the ports over them: what the server and the commands have in common."""

    settings: Settings
    database: Database
    suggester: DeflectionSuggester
    clock: SystemClock
    policy: Policy

    def ports(self, publisher: Publisher, clock: Clock | None = None) -> Ports:
        """The ports over this foundation; `clock` for those who live in another time."""
        settings, clock = self.settings, clock or self.clock
        return Ports(
            clock=clock,
            ids=SystemIds(clock),
            store=SqlConversationStore(self.database, clock),
            questions=SqlQuestions(self.database),
            people=SqlPeople(self.database),
            agents=SqlAgents(self.database),
            queue=SqlQueue(self.database),
            canned_replies=SqlCannedReplies(self.database),
            tickets=SqlTickets(self.database),
            phone_calls=SqlPhoneCalls(self.database),
            suggester=self.suggester,
            publisher=publisher,
            limiter=MemoryRateLimiter(limits(settings)),
            passwords=Argon2Passwords(),
            signer=JwtSigner(SqlSites(self.database)),
            rules=Rules(
                default_locale=settings.text("default_locale"),
                locales=LOCALES,
                reopen_within=timedelta(days=settings.number("reopen_days")),
                session_lifetime=timedelta(days=settings.number("session_days")),
                agent_grace=timedelta(seconds=settings.number("agent_grace_s")),
                holdout_share=settings.share("holdout_share"),
            ),
            policy=self.policy,
            mail=mail_ports(settings, self.database),
            check_ins=SqlCheckIns(self.database),
            ways_facts=SqlWaysFacts(self.database),
            notices=SqlNotices(self.database),
            faces=SqlFaces(self.database),
            season_news=SqlSeasonNews(self.database),
            attachments=AttachmentPorts(
                AttachmentFolder(settings.path("var_dir") / "attachments", Pictures()),
                SqlAttachments(self.database),
                most_bytes=settings.number("attachment_mb") * 1_000_000,
                most_bytes_an_hour=settings.number("attachment_mb_per_hour") * 1_000_000,
            ),
        )


def policy_file(settings: Settings) -> Path:
    """The file that the policy stands in: the shipped one unless a setting names another."""
    return settings.path("policy_file") if settings.text("policy_file") else SHIPPED


def limits(settings: Settings) -> dict[str, Limit]:
    """Token buckets by rule. Bursts are generous: people type in spurts, robots do not stop."""
    messages = max(1, settings.number("limit_messages_per_second"))
    suggestions = max(1, settings.number("limit_suggestions_per_second"))
    visitors = max(1, settings.number("limit_new_visitors_per_minute"))
    logins = max(1, settings.number("limit_failed_logins_per_hour"))
    return {
        "messages": Limit(burst=messages * 4, every_s=1 / messages),
        "typing": Limit(burst=20, every_s=0.5),
        "suggestions": Limit(burst=suggestions * 5, every_s=1 / suggestions),
        "questions": Limit(burst=20, every_s=3),
        "feedback": Limit(burst=30, every_s=2),
        "escalations": Limit(burst=10, every_s=6),
        # Answers to one ticket by mail or on its page: people write a few, machines do not stop.
        "mail_answers": Limit(burst=10, every_s=60),
        "tickets": Limit(burst=10, every_s=60),
        # By network address, of all who have not signed in: each costs an agent time and sends a mail.
        "strangers_tickets": Limit(burst=10, every_s=360),
        # By person and by address; how much that may be altogether is a setting.
        "uploads": Limit(burst=30, every_s=10),
        # Anybody can type anybody's address: this many confirmations go to one mailbox.
        "ticket_mails": Limit(burst=10, every_s=300),
        "new_visitors": Limit(burst=visitors, every_s=60 / visitors),
        "failed_logins_account": Limit(burst=logins, every_s=3600 / logins),
        # A whole shop's agents may sit behind one address.
        "failed_logins_address": Limit(burst=logins * 5, every_s=3600 / (logins * 5)),
    }


@contextlib.asynccontextmanager
async def foundation(settings: Settings) -> AsyncIterator[Foundation]:
    """Opens the database (and brings its schema up to date), closes everything at the end."""
    clock, policy = SystemClock(), read_policy(policy_file(settings))
    var = settings.path("var_dir")
    database = SqliteDatabase(var / DATABASE_FILE)
    imported = ImportedShelf(SqlArticles(database), DEFAULT_SITE)
    suggester = DeflectionSuggester(settings.path("articles_dir"), var, settings.text("default_locale"), imported)
    try:
        await database.write(schema.upgrade)
        await SqlSites(database).ensure(DEFAULT_SITE, clock.now())
        yield Foundation(settings, database, suggester, clock, policy)
    finally:
        await suggester.close()
        await database.close()


async def seed_demo(base: Foundation) -> None:
    """The demo's people and conversations: all of them or, when that is cut short, none. Then the next start tries."""
    async with one_transaction(base.settings.path("var_dir") / DATABASE_FILE) as database:
        await seed(partial(replace(base, database=database).ports, SilentPublisher()), base.clock.now())


def application(base: Foundation, *, demo: bool) -> web.Application:
    """The web application with sockets and jobs attached; they start and stop with it."""
    settings = base.settings
    config = WebConfig(
        dist=DIST,
        demo=demo,
        allowed_origins=frozenset(settings.texts("allowed_origins")),
        trust_forwarded_for=settings.flag("trust_forwarded_for"),
        secure_cookies=settings.flag("secure_cookies"),
        brand=settings.text("brand"),
        mail_hook_secret=settings.text("mail_hook_secret"),
    )
    server = ChatSocketServer(_origin_check)
    connections = Connections()
    publisher = SocketPublisher(server, connections)
    ports = base.ports(publisher)
    server.dispatch = Dispatcher(server, ports, connections, auth.agent_credentials, auth.same_origin)
    app = make_app(ports, config)
    app[DEMO_LOGINS] = LOGINS if demo else ()
    server.attach(app)
    news = News(ports, server, connections, publisher)
    app.cleanup_ctx.append(partial(_jobs, publisher=publisher, news=news, suggester=base.suggester))
    reminding = partial(remind_now_and_then, partial(remind_of_tickets, ports, config.site_id))
    app.cleanup_ctx.append(partial(_background, reminding))
    grace_s = (PRESENCE_LEASE + ports.rules.agent_grace).total_seconds()
    freeing = partial(keep_freeing_lost_chats, partial(free_lost_chats, ports, config.site_id), grace_s)
    app.cleanup_ctx.append(partial(_background, freeing))
    app.cleanup_ctx.append(partial(_background, partial(sweep_now_and_then, partial(sweep_attachments, ports))))
    app.cleanup_ctx.append(partial(_mailing, settings=settings, ports=ports))
    app.cleanup_ctx.append(partial(_check_ins, ports=ports, site_id=config.site_id))
    app.on_shutdown.append(partial(_close_sockets, server))
    return app


def _origin_check(origin: str, environ: dict[str, object]) -> bool:
    request = environ["aiohttp.request"]
    return isinstance(request, web.Request) and auth.origin_allowed(request, origin)


async def _close_sockets(server: ChatSocketServer, _app: web.Application) -> None:
    await server.close_all()


async def _background(job: Callable[[], Coroutine[None, None, None]], _app: web.Application) -> AsyncIterator[None]:
    running = asyncio.create_task(job())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _check_ins(_app: web.Application, *, ports: Ports, site_id: SiteId) -> AsyncIterator[None]:
    stop = asyncio.Event()
    planning = asyncio.create_task(keep_planning_check_ins(ports, site_id, stop))
    yield
    stop.set()
    await planning


async def _jobs(
    _app: web.Application, *, publisher: SocketPublisher, news: News, suggester: DeflectionSuggester
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    watching = [asyncio.create_task(watch_articles(suggester.folder, suggester.refresh, stop))]
    if suggester.imported is not None:
        behind = suggester.imported.is_behind
        watching.append(asyncio.create_task(watch_imported(behind, suggester.refresh, stop)))
    telling = [asyncio.create_task(running) for running in (publisher.run(), news.run(), watch_loop_lag())]
    yield
    stop.set()
    for task in (*watching, *telling):  # a watch may be waiting for an index that takes a minute to build
        task.cancel()
    await asyncio.gather(*watching, *telling, return_exceptions=True)


async def _mailing(_app: web.Application, *, settings: Settings, ports: Ports) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = [asyncio.create_task(job) for job in mail_jobs(settings, ports, stop)]
    yield
    stop.set()
    # A mail that is just being handed over should be noted as sent: cut off here it would be sent again.
    await asyncio.wait(running, timeout=FINISH_MAILS_S)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
