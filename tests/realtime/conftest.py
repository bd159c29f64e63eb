"""A server in this process, and the people at its doors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.server import Chat, running_chat


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat
