"""A world to test in: every port is the real thing on a SQLite file, or a small real implementation."""

import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert

from chat_server.adapters.argon2_passwords import Argon2Passwords
from chat_server.adapters.attachment_folder import AttachmentFolder
from chat_server.adapters.jwt_signer import JwtSigner
from chat_server.adapters.letters import Letterhead, Letters
from chat_server.adapters.mail_folder import MailFolder
from chat_server.adapters.mail_text import MailParser
from chat_server.adapters.memory_limiter import Limit, MemoryRateLimiter
from chat_server.adapters.pictures import Pictures
from chat_server.adapters.policy_file import shipped_policy
from chat_server.adapters.sql.agents import SqlAgents
from chat_server.adapters.sql.attachments import SqlAttachments
from chat_server.adapters.sql.canned_replies import SqlCannedReplies
from chat_server.adapters.sql.check_ins import SqlCheckIns
from chat_server.adapters.sql.conversations import SqlConversationStore
from chat_server.adapters.sql.faces import SqlFaces
from chat_server.adapters.sql.mails import SqlOutbox, SqlReceivedMails
from chat_server.adapters.sql.people import SqlPeople
from chat_server.adapters.sql.phone_calls import SqlPhoneCalls
from chat_server.adapters.sql.questions import SqlQuestions
from chat_server.adapters.sql.queue import SqlQueue
from chat_server.adapters.sql.schema import upgrade
from chat_server.adapters.sql.season_news import SqlSeasonNews
from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.sql.sqlite import SqliteDatabase, writing_engine
from chat_server.adapters.sql.tables import counter, metadata
from chat_server.adapters.sql.tickets import SqlTickets
from chat_server.adapters.sql.ways import SqlNotices, SqlWaysFacts
from chat_server.adapters.system import SystemClock, SystemIds
from chat_server.adapters.ticket_seals import HmacTicketSeals
from chat_server.domain.ids import DEFAULT_SITE, VisitorId
from chat_server.services.attachment_ports import AttachmentPorts
from chat_server.services.mail_ports import MailPorts
from chat_server.services.ports import Ports
from chat_server.services.rules import Rules
from tests.support.clock import FakeClock, FakeSeconds
from tests.support.publisher import RecordingPublisher
from tests.support.suggester import TinySuggester

# Generous enough that no journey meets them by accident, small enough that a test can use them up.
LIMITS = {
    "new_visitors": Limit(burst=60, every_s=1),
    "suggestions": Limit(burst=20, every_s=0.25),
    "questions": Limit(burst=20, every_s=2),
    "escalations": Limit(burst=30, every_s=10),
    "tickets": Limit(burst=10, every_s=60),
    "strangers_tickets": Limit(burst=10, every_s=360),
    "uploads": Limit(burst=30, every_s=10),
    "ticket_mails": Limit(burst=10, every_s=300),
    "messages": Limit(burst=30, every_s=0.2),
    "feedback": Limit(burst=30, every_s=2),
    "typing": Limit(burst=10, every_s=1),
    "mail_answers": Limit(burst=10, every_s=60),
    "failed_logins_account": Limit(burst=5, every_s=60),
    "failed_logins_address": Limit(burst=20, every_s=15),
}


@dataclass
class World:
    """`tokens` are the visitor tokens by visitor: people come with theirs through `tests.support.people`."""

    ports: Ports
    database: SqliteDatabase
    sites: SqlSites
    clock: FakeClock
    seconds: FakeSeconds
    published: RecordingPublisher
    suggester: TinySuggester
    tokens: dict[VisitorId, str] = field(default_factory=dict)

    def on_disk(self) -> bytes:
        """Everything that anybody with the disk could read: the file and what has not moved there yet."""
        return b"".join(Path(f"{self.database.path}{part}").read_bytes() for part in ("", "-wal"))


def migrated(path: Path) -> Path:
    """A database file with today's schema and nothing in it. Worlds are copies of one: migrating each would be slow."""
    engine = writing_engine(path)
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    return path


def quick_database(template: Path, file: Path) -> SqliteDatabase:
    """The real thing on a copy of the migrated `template`, but for the 3 ms that each commit waits for the disk."""
    return SqliteDatabase(Path(shutil.copy(template, file)), synced=False)


def quick_passwords() -> Argon2Passwords:
    """Real argon2id with the smallest cost, because tests log in a lot."""
    return Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@asynccontextmanager
async def opened_world(template: Path, folder: Path) -> AsyncIterator[World]:
    """A world on a copy of the migrated `template` in `folder`; its database is closed at the end."""
    database = quick_database(template, folder / "chat.sqlite")
    try:
        yield await world_on(database)
    finally:
        await database.close()


async def emptied_world(database: SqliteDatabase) -> World:
    """A world on a database that others have used: statements stay compiled, which makes tests twice as fast."""
    await database.write(empty)
    return await world_on(database)


def empty(connection: Connection) -> None:
    """As after migrating."""
    for table in reversed(metadata.sorted_tables):
        connection.exec_driver_sql(f'DELETE FROM "{table.name}"')
    connection.execute(insert(counter), {"name": "change", "value": 0})


LETTERHEAD = Letterhead("Parcelo", "support@parcelo.example", "https://help.parcelo.example", "in.parcelo.example")


def mails_of(database: SqliteDatabase, sites: SqlSites) -> MailPorts:
    """Mails become files in a folder of their own; `dataclasses.replace` gives them another mailer."""
    seals = HmacTicketSeals(sites)
    return MailPorts(
        outbox=SqlOutbox(database),
        mailer=MailFolder(Letters(LETTERHEAD, seals), database.path.parent / f"mails-{secrets.token_hex(4)}"),
        received=SqlReceivedMails(database),
        reader=MailParser(),
        seals=seals,
    )


async def world_on(database: SqliteDatabase) -> World:
    clock, seconds, sites = FakeClock(), FakeSeconds(), SqlSites(database)
    published, suggester = RecordingPublisher(), TinySuggester()
    ports = Ports(
        clock=clock,
        ids=SystemIds(SystemClock()),
        store=SqlConversationStore(database, clock),
        questions=SqlQuestions(database),
        people=SqlPeople(database),
        agents=SqlAgents(database),
        queue=SqlQueue(database),
        canned_replies=SqlCannedReplies(database),
        tickets=SqlTickets(database),
        phone_calls=SqlPhoneCalls(database),
        suggester=suggester,
        publisher=published,
        limiter=MemoryRateLimiter(LIMITS, seconds),
        passwords=quick_passwords(),
        signer=JwtSigner(sites),
        rules=Rules(),
        policy=shipped_policy(),
        mail=mails_of(database, sites),
        check_ins=SqlCheckIns(database),
        ways_facts=SqlWaysFacts(database),
        notices=SqlNotices(database),
        faces=SqlFaces(database),
        season_news=SqlSeasonNews(database),
        attachments=AttachmentPorts(
            AttachmentFolder(database.path.parent / f"attachments-{uuid4().hex}", Pictures()), SqlAttachments(database)
        ),
    )
    await sites.ensure(DEFAULT_SITE, clock.now())
    return World(ports, database, sites, clock, seconds, published, suggester)
