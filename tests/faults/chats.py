"""A chat at a server in a process of its own, and what its database says of it afterwards."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support.browsers import Console, Merchant, Site
from tests.support.outbox import Outbox
from tests.support.people import PASSWORD
from tests.support.processes import ServerProcess

AMIR = "amir@support.example"  # not the demo's: a server without --demo does not start on the demo's accounts
UNHURRIED = {"CHAT_LIMIT_MESSAGES_PER_SECOND": "10000"}  # these clients write faster than people


@dataclass
class Chatting:
    """Vera and Amir in a chat that has begun."""

    vera: Merchant
    amir: Console
    conversation_id: str

    def outboxes(self) -> tuple[Outbox, Outbox]:
        return (
            Outbox("vera", self.conversation_id, self.vera.tab),
            Outbox("amir", self.conversation_id, self.amir.tab),
        )


async def begun(server: ServerProcess, site: Site) -> Chatting:
    status, _, err = await server.run("agent", "add", AMIR, "--name", "Amir", stdin=PASSWORD)
    assert status == 0, err
    amir = await site.console(AMIR)
    desk = await amir.tab()
    vera = await site.merchant()
    conversation_id = await vera.escalates()
    await desk.ok("accept_conversation", conversation_id=conversation_id)
    return Chatting(vera, amir, conversation_id)


@dataclass(frozen=True)
class Stored:
    """A message as it stands in the database."""

    seq: int
    client_id: str
    text: str


def stored_messages(database: Path, conversation_id: str) -> list[Stored]:
    """In the order of the log, whose numbers are checked to have no gaps, in a file that is checked to be whole."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = "SELECT seq, public_seq, type, data FROM event WHERE conversation_id = ? ORDER BY seq"
        rows = connection.execute(query, (conversation_id,)).fetchall()
    assert [row[0] for row in rows] == [row[1] for row in rows] == list(range(1, len(rows) + 1))
    said = [(seq, json.loads(data)) for seq, _, of_type, data in rows if of_type == "message.sent"]
    return [Stored(seq, data["client_id"], data["text"]) for seq, data in said]
