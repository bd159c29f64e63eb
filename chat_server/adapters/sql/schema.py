"""Brings a database to the newest schema; `serve` and every command do so by themselves."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


def configured(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing; nothing happens when there are none."""
    command.upgrade(configured(connection), "head")


def new_migration(connection: Connection, message: str) -> None:
    """Write a migration from the difference between the tables and `connection`'s schema; read it before committing."""
    command.revision(configured(connection), message=message, autogenerate=True)
