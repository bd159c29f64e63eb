"""The queue's order and what merchants were told about their wait."""

import sqlalchemy as sa
from alembic import op

from chat_server.adapters.sql import tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wait_forecast",
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("told_at", tables.Instant(), nullable=False),
        sa.Column("middle_s", sa.Float(), nullable=False),
        sa.Column("spread_s", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_wait_forecast_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "told_at", name=op.f("pk_wait_forecast")),
    )
    with op.batch_alter_table("wait_forecast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wait_forecast_site_id_told_at"), ["site_id", "told_at"], unique=False)

    # Whoever waits already keeps the place that the time of arrival gave.
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", tables.JsonText(), nullable=True))
        batch_op.add_column(sa.Column("queue_key", tables.Instant(), nullable=True))
    op.execute("UPDATE conversation SET queue_key = queued_at")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column("queue_key", existing_type=tables.Instant(), nullable=False)
        batch_op.drop_index("ix_conversation_site_id_status_queued_at")
        batch_op.create_index("ix_conversation_site_id_status_queue_key", ["site_id", "status", "queue_key"])
        batch_op.create_index("ix_conversation_site_id_queued_at", ["site_id", "queued_at"])
