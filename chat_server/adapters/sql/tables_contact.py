"""The tables of the other ways of contact, declared once as those of `tables`: tickets, mail, attachments, calls."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from chat_server.adapters.sql.tables import Instant, JsonText, metadata

site_key = Table(  # besides the site's own secret: for rotation, and the public keys of platforms that keep theirs
    "site_key",
    metadata,
    Column("id", Text, primary_key=True),  # `kid` in a token's header
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("algorithm", Text, nullable=False),  # HS256 | RS256 | EdDSA
    Column("key", Text, nullable=False),  # the secret, or the public key as PEM
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Index(None, "site_id"),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("reference", Text, nullable=False),  # what people read out and write in mails
    Column("owner_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # of the policy
    Column("subject", Text, nullable=False),
    Column("fields", JsonText, nullable=False),  # by the kind's field names
    Column("state", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("email", Text),  # where answers go; the contact's, or what a visitor gave
    Column("email_typed", Boolean, nullable=False),  # by the visitor: nobody has vouched for it
    Column("name", Text, nullable=False),
    Column("agent_id", Text, ForeignKey("agent.id")),
    Column("agent_name", Text),
    Column("conversation_id", Text, ForeignKey("conversation.id")),  # the chat that it came from
    Column("question_id", Text, ForeignKey("question.id")),  # the question whose suggestions did not help
    Column("article_id", Text),  # the article that the merchant had read
    Column("head", Integer, nullable=False),  # the last entry's number
    Column("read_seq", Integer, nullable=False),  # the last entry when the merchant looked at it last
    Column("due_at", Instant),
    Column("reminded_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("solved_at", Instant),
    UniqueConstraint("reference"),
    Index(None, "site_id", "updated_at"),
    Index(None, "site_id", "state", "updated_at"),
    Index(None, "owner_id", "updated_at"),
    Index(None, "agent_id", "state"),
    Index(None, "conversation_id"),
)

ticket_entry = Table(  # the ticket's one thread, numbered without gaps
    "ticket_entry",
    metadata,
    Column("ticket_id", Text, ForeignKey("ticket.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),  # opened | replied | noted | moved | assigned | reminded
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text),
    Column("actor_name", Text),
    Column("data", JsonText, nullable=False),
    Column("public", Boolean, nullable=False),  # notes are not
    Column("at", Instant, nullable=False),
)

ticket_once = Table(  # the same command under the same client id has its effect once
    "ticket_once",
    metadata,
    Column("scope", Text, primary_key=True),  # who sends
    Column("client_id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("ticket_id", Text, ForeignKey("ticket.id"), nullable=False),
    Column("seq", Integer, nullable=False),
)

mail = Table(  # the outbox: written with what it tells of, sent afterwards
    "mail",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("once", Text, nullable=False),  # what it tells of: nobody is told twice
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("content", JsonText, nullable=False),  # what the templates need
    Column("state", Text, nullable=False),  # waiting | sent | failed
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("problem", Text),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    UniqueConstraint("site_id", "once"),
    Index(None, "state", "kind", "next_at"),
)

received_mail = Table(  # by its Message-ID: a mail that comes twice is one answer
    "received_mail",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("ticket_id", Text, ForeignKey("ticket.id")),
    Column("result", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("owner_id", Text, nullable=False),  # who uploaded it: a contact, visitor or agent
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),  # by content
    Column("size", BigInteger, nullable=False),
    Column("file", Text, nullable=False),  # below the attachments' folder
    Column("preview", Text),  # a smaller picture, made anew
    Column("conversation_id", Text, ForeignKey("conversation.id")),
    Column("ticket_id", Text, ForeignKey("ticket.id")),
    Column("created_at", Instant, nullable=False),
    Index(None, "conversation_id"),
    Index(None, "ticket_id"),
    Index(None, "owner_id", "created_at"),
    Index(None, "file"),  # is there an attachment to this file? asked of every file on disk
    Index(None, "preview"),
)

phone_call = Table(
    "phone_call",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("contact_id", Text, ForeignKey("contact.id"), nullable=False),
    Column("agent_id", Text, ForeignKey("agent.id"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "contact_id", "at"),
)

check_in = Table(
    "check_in",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("contact_id", Text, ForeignKey("contact.id"), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("reminded_at", Instant),
    Column("done_at", Instant),
    Column("agent_id", Text, ForeignKey("agent.id")),  # who did it
    Column("notes", Text),
    Index(  # two servers that plan at the same moment plan once
        "uq_check_in_open",
        "contact_id",
        unique=True,
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index(None, "contact_id", "due_at"),
    Index(None, "site_id", "done_at", "due_at"),
)

agent_face = Table(  # the picture that merchants see of their personal agent or account manager
    "agent_face",
    metadata,
    Column("agent_id", Text, ForeignKey("agent.id"), primary_key=True),
    Column("name", Text, nullable=False),  # made from the content: what stands at an address never changes
    Column("picture", LargeBinary, nullable=False),  # WebP
    Index(None, "name"),
)

hidden_notice = Table(
    "hidden_notice",
    metadata,
    Column("owner_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)
