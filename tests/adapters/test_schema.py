"""The migrations and the declared tables say the same, and running them again does nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, insert, select
from sqlalchemy.exc import IntegrityError

from chat_server.adapters.sql.articles import SqlArticles
from chat_server.adapters.sql.schema import configured, upgrade
from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.sql.sqlite import SqliteDatabase, writing_engine
from chat_server.adapters.sql.tables import counter, metadata, question, site, visitor
from chat_server.domain.contact import Visitor
from chat_server.domain.errors import NotFound
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.services.imported_articles import ImportedText
from tests.support.stored import starts
from tests.support.world import World


def test_the_migrations_make_exactly_the_declared_tables(migrated_file: Path) -> None:
    engine = create_engine(f"sqlite:///{migrated_file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def indexes(connection: Connection) -> set[tuple[object, ...]]:
    """As SQLite knows them: compare_metadata does not see conditions."""
    rows = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    )
    return {tuple(row) for row in rows}


def test_the_migrations_make_exactly_the_declared_indexes(migrated_file: Path, tmp_path: Path) -> None:
    found = []
    for path in (migrated_file, tmp_path / "declared.sqlite"):
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            if path != migrated_file:
                metadata.create_all(connection)
            found.append(indexes(connection))
        engine.dispose()
    assert found[0] == found[1]


def test_migrating_twice_keeps_what_is_there(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "chat.sqlite")
    for round_number in (1, 2):
        with engine.begin() as connection:
            upgrade(connection)
            if round_number == 1:
                connection.execute(insert(counter), {"name": "kept", "value": 7})
    with engine.begin() as connection:
        rows = {row.name: row.value for row in connection.execute(select(counter))}
    engine.dispose()
    assert rows == {"change": 0, "kept": 7}


def test_questions_from_before_there_were_arms_are_in_none(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "chat.sqlite")
    with engine.begin() as connection:
        command.upgrade(configured(connection), "0001")
        connection.exec_driver_sql("INSERT INTO site VALUES ('s', 'secret', 0)")
        connection.exec_driver_sql(
            "INSERT INTO visitor (id, site_id, token_hash, locale, created_at) VALUES ('vis_1', 's', 'h', 'en', 0)"
        )
        names = "id, site_id, owner_id, visitor_id, client_id, text, locale, level, index_version, shown, readings"
        values = "'que_1', 's', 'vis_1', 'vis_1', 'q-1', 'Where?', 'en', 'none', 'v1', '[]', '[]'"
        connection.exec_driver_sql(f"INSERT INTO question ({names}, outcomes, asked_at) VALUES ({values}, '[]', 0)")
    with engine.begin() as connection:
        upgrade(connection)
        row = connection.execute(select(question)).mappings().one()
        assert (row["arm"], row["withheld"], row["fingerprint"], row["answer"]) == ("none", None, None, None)
        assert connection.execute(select(visitor.c.questions_asked)).scalar_one() == 0
    engine.dispose()


async def test_articles_can_be_imported_into_a_database_from_before(tmp_path: Path) -> None:
    path = tmp_path / "chat.sqlite"
    engine = writing_engine(path)
    with engine.begin() as connection:
        command.upgrade(configured(connection), "0002")
        connection.exec_driver_sql("INSERT INTO site VALUES ('default', 'secret', 0)")
    with engine.begin() as connection:
        upgrade(connection)
        assert connection.execute(select(site.c.signing_secret)).scalar_one() == "secret"
    engine.dispose()
    database = SqliteDatabase(path)
    articles, now = SqlArticles(database), datetime(2026, 3, 2, tzinfo=UTC)
    text = ImportedText("pack", "en", "T", "S.", "Text.", ("a",), frozenset({"everyone"}), now, "hash")
    assert await articles.version() == 0
    await articles.put(DEFAULT_SITE, "manual", [text], now)
    assert (await articles.changes_since(DEFAULT_SITE, 0)).changed == (text,)
    await database.close()


async def test_the_schema_itself_allows_one_open_conversation_an_owner(world: World, vera: Visitor) -> None:
    conversation = await starts(world, vera)

    def doubles(connection: Connection) -> None:
        names = "site_id, owner_id, visitor_id, locale, status, head, public_head, opened_at, queued_at, updated_at"
        names += ", queue_key"
        copy = f"INSERT INTO conversation (id, change, {names}) SELECT 'cnv_2', 99, {names} FROM conversation"
        with pytest.raises(IntegrityError):
            connection.exec_driver_sql(copy)

    await world.database.write(doubles)
    assert await world.ports.store.open_conversation_of(DEFAULT_SITE, vera.owner_id) == conversation


async def test_a_site_keeps_its_secret_once_it_is_made(world: World) -> None:
    secret = await world.sites.signing_secret(DEFAULT_SITE)
    await world.sites.ensure(DEFAULT_SITE, world.clock.now())
    assert await world.sites.signing_secret(DEFAULT_SITE) == secret
    assert len(secret) >= 64


async def test_every_site_has_a_secret_of_its_own(world: World) -> None:
    sites = SqlSites(world.database)
    with pytest.raises(NotFound):
        await sites.signing_secret(SiteId("another"))
    await sites.ensure(SiteId("another"), world.clock.now())
    assert await sites.signing_secret(SiteId("another")) != await sites.signing_secret(DEFAULT_SITE)
