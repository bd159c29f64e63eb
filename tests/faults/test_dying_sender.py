"""A server that dies between handing a mail over and noting it down: one double at most, and known as one."""

import asyncio
import signal
import sys

from chat_server.services.send_mails import CLAIMED_FOR
from tests.support.mail_catcher import catching, mailing_through
from tests.support.mails import a_mailing, owe, send_all, states
from tests.support.world import World


async def test_one_mail_may_come_twice_under_the_same_id_and_the_others_once(own_world: World) -> None:
    async with catching() as catcher:
        world = mailing_through(own_world, catcher)
        await owe(world, *(a_mailing(world, f"{n}", to=f"merchant-{n}@shop.example") for n in range(5)))
        dying = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.dying_sender", str(world.database.path), str(catcher.port)
        )
        assert await dying.wait() == -signal.SIGKILL
        assert len(catcher.mails) == 1
        first = catcher.mails[0]

        await send_all(world)
        assert len(catcher.mails) == 1  # they are claimed: somebody might still be sending them
        world.clock.advance(CLAIMED_FOR)
        await send_all(world)
        world.clock.advance(CLAIMED_FOR)
        await send_all(world)

        assert set((await states(world)).values()) == {"sent"}
        assert len(catcher.mails) == 6
        twice = catcher.mails_to(first.recipient)
        assert [mail.message_id for mail in twice] == [first.message_id] * 2
        assert twice[0].message.as_bytes() == twice[1].message.as_bytes()
        assert len({mail.message_id for mail in catcher.mails}) == 5
