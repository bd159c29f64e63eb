"""`chat-server serve`: the server, until SIGTERM or SIGINT."""

import argparse
import asyncio
import contextlib
import fcntl
import gc
import signal
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import structlog
import uvloop
from aiohttp import web

from chat_server import demo
from chat_server.adapters.silent_publisher import SilentPublisher
from chat_server.bootstrap import DATABASE_FILE, application, foundation, seed_demo
from chat_server.cli.logs import set_up_logs
from chat_server.demo_stories import LOGINS
from chat_server.domain.errors import Conflict
from chat_server.settings import Settings, SettingsError

log = structlog.get_logger()

MAX_PORT = 65535
DRAIN_S = 8.0  # finish what is under way within this; the promise to the operator is 10 s in all


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    port = parsed.port if parsed.port is not None else settings.number("port")
    if not 0 <= port <= MAX_PORT:
        raise SettingsError(f"There is no port {port}. Choose one from 1 to {MAX_PORT}.")
    set_up_logs(settings.text("log_format"))
    # What was imported stays. Looking through it for garbage, again and again, would stop everybody for 50 ms.
    gc.freeze()
    with _alone(settings.path("var_dir")):
        return uvloop.run(serve(parsed, settings))


async def serve(parsed: argparse.Namespace, settings: Settings) -> int:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    settings = _with_place(parsed, settings)
    host, port = settings.text("host"), settings.number("port")
    async with foundation(settings) as base:
        if not await done_before(stopping, base.suggester.refresh()):
            return 0
        if not parsed.demo and await demo.accounts_are_open(base.ports(SilentPublisher())):
            raise Conflict(
                f"{settings.path('var_dir')} holds the demo, whose passwords everybody knows. "
                "Choose another CHAT_VAR_DIR, or start with --demo."
            )
        if parsed.demo:
            await seed_demo(base)
        runner = web.AppRunner(
            application(base, demo=parsed.demo), access_log=None, handler_cancellation=False, shutdown_timeout=DRAIN_S
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port, shutdown_timeout=DRAIN_S).start()
            _greet(host, port, demo_mode=parsed.demo)
            await stopping.wait()
            log.info("server.draining")
        finally:  # jobs end before the database does, also when the address is taken
            await runner.cleanup()
    log.info("server.stopped")
    return 0


def _with_place(parsed: argparse.Namespace, settings: Settings) -> Settings:
    """The options win over the settings; links in mails lead to where the server really is."""
    place = {"host": parsed.host, "port": parsed.port}
    chosen = {name: value for name, value in place.items() if value not in {None, ""}}
    return replace(settings, values={**settings.values, **chosen})


async def done_before(stopping: asyncio.Event, work: Coroutine[None, None, None]) -> bool:
    """Whether work is done before somebody stops the server: a first index of many articles takes minutes."""
    working, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not working.done():
        working.cancel()
        return False
    working.result()
    return True


def _greet(host: str, port: int, *, demo_mode: bool) -> None:
    log.info("server.ready", url=f"http://{host}:{port}")
    if demo_mode:
        print(f"\n  Demo shop      http://{host}:{port}/")
        print(f"  Agents         http://{host}:{port}/console")
        for email, password in LOGINS:
            print(f"                 {email}  {password}")
        print(f"  Help centre    http://{host}:{port}/help/es/\n", flush=True)


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[IO[str]]:
    """A kernel lock beside the SQLite file, gone with the process: a second server on it would split the writer."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / f"{DATABASE_FILE}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                f"Another server already works on {var / DATABASE_FILE}. Stop it first, or choose another CHAT_VAR_DIR."
            ) from None
        yield lock
