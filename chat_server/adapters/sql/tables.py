"""The tables, declared once; the migrations are made from them and a test compares the two.

Times are integers (milliseconds since 1970, UTC) so that SQLite and PostgreSQL store, index and compare them alike.
"""

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as milliseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else round((value - EPOCH) / timedelta(milliseconds=1))

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + timedelta(milliseconds=value)


class JsonText(TypeDecorator[object]):
    """Plain JSON types, stored as text: read back by msgspec into the struct that the caller names."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:  # noqa: ARG002
        return None if value is None else msgspec.json.decode(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

site = Table(
    "site",
    metadata,
    Column("id", Text, primary_key=True),
    Column("signing_secret", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("sub", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("plan", Text, nullable=False),
    Column("country", Text),
    Column("locale", Text),
    Column("time_zone", Text),
    Column("personal_agent", Text),
    Column("account_manager", Text),
    Column("claims_iat", BigInteger, nullable=False),
    Column("attributes", JsonText, nullable=False, server_default="{}"),  # texts by name: shop size, integrations, ...
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("site_id", "sub"),
)

visitor = Table(
    "visitor",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("contact_id", Text, ForeignKey("contact.id")),
    Column("locale", Text, nullable=False),
    Column("time_zone", Text),
    Column("page", Text),
    Column("unsent_question", Text),
    Column("questions_asked", Integer, nullable=False, server_default="0"),  # tells late typing from new typing
    Column("created_at", Instant, nullable=False),
)

agent = Table(
    "agent",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("languages", JsonText, nullable=False),  # list of locales; empty: all
    Column("capacity", Integer, nullable=False),
    Column("availability", Text, nullable=False),
    Column("open_count", Integer, nullable=False),
    Column("present_until", Instant),  # the lease of presence, renewed while a socket lives
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("site_id", "email"),
)

agent_session = Table(
    "agent_session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agent.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "agent_id"),
)

question = Table(
    "question",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("visitor_id", Text, ForeignKey("visitor.id"), nullable=False),
    Column("client_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("page", Text),
    Column("level", Text, nullable=False),
    Column("index_version", Text, nullable=False),
    Column("shown", JsonText, nullable=False),  # in the order shown
    Column("readings", JsonText, nullable=False),
    Column("outcomes", JsonText, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("conversation_id", Text),
    Column("arm", Text, nullable=False, server_default="none"),  # of the experiment: none | holdout
    Column("withheld", JsonText),  # what a hold-out would have been shown: level and suggestions, in their order
    Column("fingerprint", Text),  # of the body as it was sent; none in rows from before there were any
    Column("answer", JsonText),  # the suggestions as they went out, passages included: what a retry gets
    UniqueConstraint("visitor_id", "client_id"),
    Index(None, "owner_id", "asked_at"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("visitor_id", Text, ForeignKey("visitor.id"), nullable=False),
    Column("locale", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("agent_id", Text, ForeignKey("agent.id")),
    Column("agent_name", Text),
    Column("head", Integer, nullable=False),
    Column("public_head", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("queue_key", Instant, nullable=False),  # the order of the queue: arrival minus head start
    Column("place", JsonText),  # why the key is what it is; none from before there were head starts
    Column("resolved_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("rating", Integer),
    Column("rating_comment", Text),
    Column("change", BigInteger, nullable=False, index=True),  # grows with every commit, over all conversations
    Index(
        "uq_conversation_open",
        "site_id",
        "owner_id",
        unique=True,
        sqlite_where=text("status IN ('queued', 'active')"),
        postgresql_where=text("status IN ('queued', 'active')"),
    ),
    Index(None, "site_id", "status", "queue_key"),
    Index(None, "site_id", "queued_at"),
    Index(None, "agent_id", "status"),
    Index(None, "site_id", "updated_at"),
    Index(None, "owner_id", "updated_at"),
)

wait_forecast = Table(  # what a merchant was told, to learn from how long it took
    "wait_forecast",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversation.id"), primary_key=True),
    Column("site_id", Text, nullable=False),
    Column("told_at", Instant, primary_key=True),
    Column("middle_s", Float, nullable=False),
    Column("spread_s", Float, nullable=False),
    Index(None, "site_id", "told_at"),
)

event = Table(
    "event",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversation.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("public_seq", Integer),
    Column("type", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text),
    Column("actor_name", Text),
    Column("data", JsonText, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("conversation_id", "public_seq"),
)

once = Table(
    "once",
    metadata,
    Column("scope", Text, primary_key=True),  # who sends, and where
    Column("command", Text, primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
)

read_mark = Table(
    "read_mark",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversation.id"), primary_key=True),
    Column("reader", Text, primary_key=True),  # contact | agent
    Column("seq", Integer, nullable=False),
)

canned_reply = Table(
    "canned_reply",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("shortcut", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("locale", Text, nullable=False),
    UniqueConstraint("site_id", "shortcut", "locale"),
)

article = Table(  # imported ones; those of the server's own folder live in files
    "article",
    metadata,
    Column("site_id", Text, ForeignKey("site.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),  # its one owner: the name under which it was imported
    Column("created_at", Instant, nullable=False),
    Index(None, "site_id", "source"),
)

article_text = Table(
    "article_text",
    metadata,
    Column("site_id", Text, primary_key=True),
    Column("article_id", Text, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("tags", JsonText, nullable=False),
    Column("audience", JsonText, nullable=False),  # sorted
    Column("updated_at", Instant, nullable=False),
    Column("change", BigInteger, nullable=False),  # the version of all imported articles since which it reads so
    ForeignKeyConstraint(["site_id", "article_id"], ["article.site_id", "article.id"]),
    Index(None, "site_id", "change"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
