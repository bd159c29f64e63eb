"""A server that is killed between handing a mail over and noting it down: `python -m tests.support.dying_sender`.

Arguments: the database's file and the port of the mail server.
"""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from chat_server.adapters.sql.mails import SqlOutbox
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.domain.mailing import MailId
from tests.support.mail_catcher import MailCatcher, mailing_through
from tests.support.mails import send_all
from tests.support.world import world_on


class DyingOutbox(SqlOutbox):
    async def mark_sent(self, mail_id: MailId, now: datetime) -> None:  # noqa: ARG002 - nobody lives to do it
        os.kill(os.getpid(), signal.SIGKILL)


async def send(file: Path, port: int) -> None:
    database = SqliteDatabase(file)
    world = mailing_through(await world_on(database), MailCatcher(port=port))
    mail = replace(world.ports.mail, outbox=DyingOutbox(database))
    await send_all(replace(world, ports=replace(world.ports, mail=mail)))


if __name__ == "__main__":
    asyncio.run(send(Path(sys.argv[1]), int(sys.argv[2])))
