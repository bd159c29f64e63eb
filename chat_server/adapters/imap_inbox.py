"""A mailbox that answers come into, over IMAP with the standard library, in a thread because that one blocks."""

import asyncio
import imaplib
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from chat_server.services.mail_ports import UnreachableError

ANSWER_WITHIN_S = 30.0
LARGEST_MAIL = 25_000_000  # bytes; what providers take, with attachments grown by a third on the way
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class ImapAccount:
    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    password: str
    folder: str = "INBOX"
    answer_within_s: float = ANSWER_WITHIN_S


class ImapInbox:
    def __init__(self, account: ImapAccount) -> None:
        self._account = account

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["OpenedInbox"]:
        """A connection to the folder; raises UnreachableError."""
        try:
            connection = await asyncio.to_thread(_connected, self._account)
        except (imaplib.IMAP4.error, OSError) as problem:
            raise UnreachableError(f"{self._account.host}:{self._account.port}: {problem}") from None
        try:
            yield OpenedInbox(connection)
        finally:
            await asyncio.to_thread(_leave, connection)


class OpenedInbox:
    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    async def unread(self) -> tuple[str, ...]:
        """The UIDs of mails that nobody has dealt with, oldest first."""
        return await asyncio.to_thread(self._unread)

    async def fetch(self, uid: str) -> bytes | None:
        """The mail as it came; None when it is gone or too large for us. It stays unread."""
        return await asyncio.to_thread(self._fetch, uid)

    async def mark_read(self, uid: str) -> None:
        await asyncio.to_thread(self._ask, "STORE", uid, "+FLAGS.SILENT", "(\\Seen)")

    def _unread(self) -> tuple[str, ...]:
        found = self._ask("SEARCH", "UNSEEN", "UNDELETED")
        words = b" ".join(one for one in found if isinstance(one, bytes)).split()
        return tuple(word.decode("ascii", "replace") for word in words)

    def _fetch(self, uid: str) -> bytes | None:
        size = next(
            (_SIZE.search(one) for one in self._ask("FETCH", uid, "(RFC822.SIZE)") if isinstance(one, bytes)), None
        )
        if size is None or int(size[1]) > LARGEST_MAIL:
            return None
        parts = self._ask("FETCH", uid, "(BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple)), None)

    def _ask(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes] | None]:
        try:
            answer, data = self._connection.uid(command, *words)
        except (imaplib.IMAP4.error, OSError) as problem:
            raise UnreachableError(str(problem)) from None
        if answer != "OK":
            raise UnreachableError(f"{command}: {answer}")
        return list(data)


def _connected(account: ImapAccount) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    connection: imaplib.IMAP4
    if account.security == "tls":
        connection = imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=account.answer_within_s)
    else:
        connection = imaplib.IMAP4(account.host, account.port, timeout=account.answer_within_s)
    try:
        if account.security == "starttls":
            connection.starttls(context)
        connection.login(account.user, account.password)
        answer, _ = connection.select(f'"{account.folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"there is no folder {account.folder}")
    except BaseException:
        _leave(connection)
        raise
    return connection


def _leave(connection: imaplib.IMAP4) -> None:
    with suppress(imaplib.IMAP4.error, OSError):
        connection.logout()
    with suppress(OSError):
        connection.shutdown()
