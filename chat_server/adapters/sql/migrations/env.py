"""How Alembic reaches the database: the connection is handed over by `chat_server.adapters.sql.schema`."""

from alembic import context

from chat_server.adapters.sql import tables_contact  # noqa: F401 - its tables are in the metadata too
from chat_server.adapters.sql.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
