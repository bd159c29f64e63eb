"""What later learning needs: experiment arms, what was withheld, and answers that can be given again."""

import sqlalchemy as sa
from alembic import op

from chat_server.adapters.sql import tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("arm", sa.Text(), nullable=False, server_default="none"))
    op.add_column("question", sa.Column("withheld", tables.JsonText(), nullable=True))
    op.add_column("question", sa.Column("fingerprint", sa.Text(), nullable=True))
    op.add_column("question", sa.Column("answer", tables.JsonText(), nullable=True))
    op.add_column("visitor", sa.Column("questions_asked", sa.Integer(), nullable=False, server_default="0"))
