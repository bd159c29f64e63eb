"""A real `chat-server serve` in a process of its own, which can be ended by force and started again."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM

from aiohttp import ClientSession, DummyCookieJar

from chat_server.bootstrap import DATABASE_FILE
from tests.support.browsers import Site
from tests.support.server import write_articles

PATIENCE_S = 20.0  # a server that needs longer than this to start or to stop is broken
REPOSITORY = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


@dataclass
class ServerProcess:
    """`chat-server serve` in a process of its own, on the same port and folder at every start."""

    folder: Path
    arguments: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    module: str = "chat_server"  # what is run; one of ours may stand in front of it
    port: int = field(default_factory=free_port)
    log: list[str] = field(default_factory=list)  # one JSON line an entry, over all starts
    printed: list[str] = field(default_factory=list)
    _process: Process | None = None
    _reading: asyncio.Future[tuple[None, None]] | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / DATABASE_FILE

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("CHAT_")}
        articles = self.folder / "articles"
        return own | {"CHAT_VAR_DIR": str(self.folder), "CHAT_ARTICLES_DIR": str(articles), **self.settings}

    async def run(self, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
        """Another command beside the server: exit status, stdout, stderr."""
        command = (sys.executable, "-m", "chat_server", *arguments)
        process = await create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=REPOSITORY, env=self.environment
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(stdin.encode()), PATIENCE_S)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return process.returncode or 0, out.decode(), err.decode()

    async def start(self) -> None:
        """Comes back when the server says that it is ready."""
        write_articles(self.folder / "articles")
        command = (sys.executable, "-m", self.module, "serve", "--port", str(self.port), *self.arguments)
        self._ready.clear()
        self._process = await create_subprocess_exec(
            *command,
            stdout=PIPE,
            stderr=PIPE,
            cwd=REPOSITORY,
            env=self.environment | {"CHAT_LOG_FORMAT": "json"},
            start_new_session=True,  # a group of its own, so that nothing it started outlives the test
        )
        assert self._process.stderr is not None
        assert self._process.stdout is not None
        self._reading = asyncio.gather(self._read(self._process.stderr), self._print(self._process.stdout))
        await asyncio.wait_for(self._ready.wait(), PATIENCE_S)
        assert self._process.returncode is None, self.log

    async def _read(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            self.log.append(line.decode())
            if b'"server.ready"' in line:
                self._ready.set()
        self._ready.set()  # it ended: nobody needs to wait any more

    async def _print(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            self.printed.append(line.decode().strip())

    def logged(self, event: str) -> list[dict[str, object]]:
        """The lines of the log about this event."""
        lines = [json.loads(line) for line in self.log if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    async def kill(self) -> None:
        """As a power cut does it: no signal handler runs, neither in the server nor in what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, SIGKILL)
        await self.ended()

    async def terminate(self) -> int:
        """As an operator does it; the exit status."""
        os.kill(self.pid, SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        """Waits for the end and for the last words in the log; the exit status."""
        assert self._process is not None
        assert self._reading is not None
        status = await asyncio.wait_for(self._process.wait(), PATIENCE_S)
        await asyncio.wait_for(self._reading, PATIENCE_S)
        return status


@asynccontextmanager
async def server_process(
    folder: Path, *arguments: str, module: str = "chat_server", **settings: str
) -> AsyncIterator[ServerProcess]:
    """A started server; killed at the end when the test has not ended it."""
    server = ServerProcess(folder, arguments, settings, module)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


@asynccontextmanager
async def site_of(server: ServerProcess) -> AsyncIterator[Site]:
    async with AsyncExitStack() as closing:
        http = await closing.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
        yield Site(server.url, http, closing)
