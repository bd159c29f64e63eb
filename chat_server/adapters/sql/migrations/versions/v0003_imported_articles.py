"""Imported articles: each with one owner, and a text in each locale."""

import sqlalchemy as sa
from alembic import op

from chat_server.adapters.sql import tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_article_site_id")),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_article")),
    )
    op.create_index(op.f("ix_article_site_id_source"), "article", ["site_id", "source"], unique=False)
    op.create_table(
        "article_text",
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", tables.JsonText(), nullable=False),
        sa.Column("audience", tables.JsonText(), nullable=False),
        sa.Column("updated_at", tables.Instant(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "article_id"],
            ["article.site_id", "article.id"],
            name=op.f("fk_article_text_site_id_article_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "article_id", "locale", name=op.f("pk_article_text")),
    )
    op.create_index(op.f("ix_article_text_site_id_change"), "article_text", ["site_id", "change"], unique=False)
