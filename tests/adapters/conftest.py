"""A database of its own for tests that hold, break or close it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_server.adapters.sql.sqlite import SqliteDatabase


@pytest.fixture
async def database(migrated_file: Path, tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(Path(shutil.copy(migrated_file, tmp_path / "chat.sqlite")))
    yield opened
    await opened.close()
