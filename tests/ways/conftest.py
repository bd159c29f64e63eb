"""One site for each module: its clock is set for every row of a table, its people stay."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chat_server.domain.agent import Availability
from tests.support.whole_year import write_whole_year
from tests.ways.shop import Shop, opened_shop


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """The policy of a whole year; Lucía is at the desk."""
    folder = tmp_path_factory.mktemp("shop")
    async with opened_shop(folder, write_whole_year(folder)) as opened:
        await opened.becomes(Availability.ONLINE)
        yield opened
