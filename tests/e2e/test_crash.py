"""The power goes out in the middle of a chat: both browsers carry on by themselves, and nothing is lost or doubled."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives, SitsDown
from tests.e2e.desk import Desk, running_desk
from tests.e2e.people import AMIR, TOM

LOST = "My parcel is lost"
TOMS = ["It went to Madrid", "on Tuesday"]
AMIRS = ["One moment", "I am looking for it"]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A server of our own, to be ended by force."""
    async with running_desk(tmp_path_factory.mktemp("crash")) as own:
        yield own


@pytest.mark.slow
async def test_killed_in_the_middle_of_a_chat_and_nothing_is_lost(
    arrives: Arrives, sits_down: SitsDown, desk: Desk
) -> None:
    amir, tom = await sits_down(AMIR), await arrives(TOM)
    await tom.joins_the_queue(LOST)
    await amir.accepts(TOM.name)
    await amir.says("Which parcel is it?")
    await tom.says("PX-20391")
    await tom.sees_state("PX-20391", tom.words.seen)
    for screen in (amir, tom):
        screen.watch.line_may_break = True
    await tom.says("It went to Madrid")  # both are on their way when the power goes
    await amir.says("One moment")
    await desk.server.kill()
    await expect(tom.status).to_contain_text(tom.words.offline)
    await expect(amir.page.get_by_role("region", name="Connection")).to_contain_text("No connection")
    await tom.says("on Tuesday")
    await amir.says("I am looking for it")
    await tom.sees_state("on Tuesday", tom.words.pending)
    await expect(amir.log).to_contain_text("Waiting to be sent")
    await assert_accessible(amir.page, "console-server-gone")
    await assert_accessible(tom.page, "merchant-server-gone")
    await desk.server.start()
    await tom.sees_state("on Tuesday", tom.words.seen)
    await amir.sees_state("I am looking for it", amir.words.read)
    await expect(amir.availability.get_by_role("button", name="Online")).to_have_attribute("aria-pressed", "true")
    for said in (tom.said, amir.said):
        await expect(said).to_have_count(7)
        texts = await said.all_inner_texts()
        assert texts[:3] == [LOST, "Which parcel is it?", "PX-20391"]
        assert [text for text in texts if text in TOMS] == TOMS
        assert [text for text in texts if text in AMIRS] == AMIRS
    assert await tom.said.all_inner_texts() == await amir.said.all_inner_texts()
    await amir.says("Found it")
    await expect(tom.said.last).to_have_text("Found it")
    await tom.reloads()
    await expect(tom.said).to_have_count(8)
