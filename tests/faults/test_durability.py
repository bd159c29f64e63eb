"""An acknowledgement means on disk: a sync of the log's file lies before each, seen by the kernel or by the driver."""

import asyncio
import re
import shutil
import sqlite3
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from pathlib import Path
from signal import SIGINT

import pytest
import sqlalchemy
from socketio import packet

from chat_server.adapters.sql import sqlite
from tests.faults.chats import UNHURRIED, begun
from tests.support.processes import PATIENCE_S, server_process, site_of
from tests.support.server import own_database, running_chat

MESSAGES = 25
TRACED = "fsync,fdatasync,write,writev,sendto,sendmsg"
# As strace writes them; a call that another thread interrupts is written in two lines.
SYNC_BEGINS = re.compile(r"^(\d+) +f(?:data)?sync\(\d+<[^>]*chat\.sqlite3-wal>(.*)$")
SYNC_RESUMES = re.compile(r"^(\d+) +<\.\.\. f(?:data)?sync resumed>\) += 0$")
ACKNOWLEDGED = re.compile(r'43/visitor,\d+\[\{\\"ok\\":true,\\"seq\\":(\d+)')


async def can_trace() -> bool:
    """Whether this machine has strace and lets us use it."""
    if shutil.which("strace") is None:
        return False
    tried = await create_subprocess_exec("strace", "-o", "/dev/null", "true", stdout=DEVNULL, stderr=DEVNULL)
    return await tried.wait() == 0


def from_strace(lines: list[str]) -> list[str]:
    """`sync` for each completed sync of the write-ahead log and `ack` for each acknowledgement, in order."""
    order: list[str] = []
    syncing: set[str] = set()
    for line in lines:
        if begins := SYNC_BEGINS.match(line):
            if begins[2].endswith("= 0"):
                order.append("sync")
            elif "unfinished" in begins[2]:
                syncing.add(begins[1])
        elif (resumes := SYNC_RESUMES.match(line)) and resumes[1] in syncing:
            syncing.remove(resumes[1])
            order.append("sync")
        order += ["ack" for _ in ACKNOWLEDGED.finditer(line)]
    return order


async def seen_by_the_kernel(folder: Path) -> list[str]:
    async with server_process(folder, **UNHURRIED) as server, site_of(server) as site:
        chat = await begun(server, site)
        phone = await chat.vera.tab()
        written = folder / "strace.txt"
        arguments = ("-f", "-y", "-s", "400", "-e", f"trace={TRACED}", "-o", str(written), "-p", str(server.pid))
        strace = await create_subprocess_exec("strace", *arguments, stdout=DEVNULL, stderr=PIPE)
        assert strace.stderr is not None
        attached = await asyncio.wait_for(strace.stderr.readline(), PATIENCE_S)
        assert b"attached" in attached, attached
        for number in range(MESSAGES):
            await phone.says(chat.conversation_id, f"v-{number}", f"Message {number}")
        strace.send_signal(SIGINT)
        await asyncio.wait_for(strace.communicate(), PATIENCE_S)
        return from_strace(written.read_text(encoding="utf-8").splitlines())


async def seen_by_the_driver(migrated: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """`sync` for each COMMIT that came back on a connection that is known to sync when it commits."""
    order: list[str] = []

    class Watched(sqlite3.Connection):
        def commit(self) -> None:
            writes = self.in_transaction
            super().commit()
            if writes:
                order.append("sync")

    def watched_engine(url: str, *, connect_args: dict[str, object], **options: object) -> sqlalchemy.Engine:
        return sqlalchemy.create_engine(url, connect_args=connect_args | {"factory": Watched}, **options)

    monkeypatch.setattr(sqlite, "create_engine", watched_engine)
    async with running_chat(migrated, folder, own_database, **UNHURRIED) as chat:
        assert (
            await chat.database.write(lambda connection: connection.exec_driver_sql("PRAGMA synchronous").scalar()) == 2
        )
        assert (
            await chat.database.write(lambda connection: connection.exec_driver_sql("PRAGMA journal_mode").scalar())
            == "wal"
        )
        desk = await (await chat.employ()).tab()
        vera = await chat.merchant()
        phone = await vera.tab()
        conversation_id = await vera.escalates()
        await desk.ok("accept_conversation", conversation_id=conversation_id)
        await chat.told(phone, desk)
        send = chat.sockets._send_packet

        async def noted(eio_sid: str, sent: packet.Packet) -> None:
            if sent.packet_type == packet.ACK:
                order.append("ack")
            await send(eio_sid, sent)

        monkeypatch.setattr(chat.sockets, "_send_packet", noted)
        order.clear()
        for number in range(MESSAGES):
            await phone.says(conversation_id, f"v-{number}", f"Message {number}")
        return list(order)


def each_acknowledgement_follows_a_sync(order: list[str]) -> bool:
    """The messages come one by one, so each needs a sync of its own since the acknowledgement before."""
    assert order.count("ack") == MESSAGES
    since = "".join("s" if step == "sync" else "a" for step in order).split("a")
    return all(since[:MESSAGES])


async def test_the_writer_syncs_before_anything_is_acknowledged(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert each_acknowledgement_follows_a_sync(await seen_by_the_driver(migrated_file, tmp_path, monkeypatch))


async def test_the_kernel_sees_a_sync_before_each_acknowledgement(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if await can_trace():
        order = await seen_by_the_kernel(tmp_path)
    else:
        order = await seen_by_the_driver(migrated_file, tmp_path, monkeypatch)
    assert each_acknowledgement_follows_a_sync(order)


def test_the_check_notices_an_acknowledgement_without_a_sync() -> None:
    good = ["sync", "ack"] * MESSAGES
    assert each_acknowledgement_follows_a_sync(["sync", *good, "sync"])
    assert not each_acknowledgement_follows_a_sync(good[:10] + good[11:] + ["sync"])
    lines = [
        "7 fdatasync(9</tmp/x/chat.sqlite3-wal> <unfinished ...>",
        '8 write(12<socket:[1]>, "\\201\\33143/visitor,4[{\\"ok\\":true,\\"seq\\":9}]", 29) = 29',
        "7 <... fdatasync resumed>) = 0",
        "7 fdatasync(9</tmp/x/chat.sqlite3-wal>) = 0",
        "7 fdatasync(10</tmp/x/other>) = 0",
    ]
    assert from_strace(lines) == ["ack", "sync", "sync"]
