"""A mailbox behind as much of an IMAP server as a reader of mails needs, in the test's own loop."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from chat_server.adapters.imap_inbox import ImapAccount, ImapInbox

_COMMAND = re.compile(rb"(\S+) (?:UID )?(\w+) ?(.*)\r\n", re.IGNORECASE)


@dataclass
class MailboxServer:
    """`mails` by UID; `seen` are those marked as read. `hangs_up_at` is a command that ends the connection."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    password: str = "secret"
    hangs_up_at: str | None = None
    port: int = 0

    def add(self, raw: bytes) -> int:
        uid = len(self.mails) + 1
        self.mails[uid] = raw
        return uid

    @property
    def inbox(self) -> ImapInbox:
        return ImapInbox(ImapAccount("127.0.0.1", self.port, "none", "chat", "secret", answer_within_s=5))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK IMAP4rev1 ready\r\n")
        while line := await reader.readline():
            found = _COMMAND.fullmatch(line)
            assert found is not None, line
            tag, command, words = found[1], found[2].decode().upper(), found[3]
            if command == self.hangs_up_at:
                break
            writer.write(b"".join(self._answers(command, words)))
            refused = command == "LOGIN" and self.password.encode() not in words
            writer.write(tag + (b" NO wrong\r\n" if refused else b" OK done\r\n"))
            await writer.drain()
            if command == "LOGOUT":
                break
        writer.close()

    def _answers(self, command: str, words: bytes) -> list[bytes]:
        match command:
            case "CAPABILITY":
                return [b"* CAPABILITY IMAP4rev1\r\n"]
            case "SELECT":
                return [b"* %d EXISTS\r\n" % len(self.mails)]
            case "SEARCH":
                unread = [str(uid).encode() for uid in self.mails if uid not in self.seen]
                return [b"* SEARCH " + b" ".join(unread) + b"\r\n"]
            case "FETCH":
                return [self._fetched(int(words.split()[0]), words)]
            case "STORE":
                self.seen.add(int(words.split()[0]))
        return []

    def _fetched(self, uid: int, words: bytes) -> bytes:
        raw = self.mails.get(uid)
        if raw is None:
            return b""
        if b"RFC822.SIZE" in words:
            return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, uid, len(raw))
        assert b"BODY.PEEK[]" in words, "reading must not mark as read"
        return b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(raw), raw)


@asynccontextmanager
async def mailbox() -> AsyncIterator[MailboxServer]:
    opened = MailboxServer()
    server = await asyncio.start_server(opened.serve, "127.0.0.1", 0, limit=1_000_000)
    opened.port = server.sockets[0].getsockname()[1]
    try:
        yield opened
    finally:
        server.close()
        await server.wait_closed()
