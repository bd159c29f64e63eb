"""`chat-server agent add | set | face | deactivate`."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from chat_server.adapters.attachment_folder import AttachmentFolder
from chat_server.adapters.pictures import Pictures
from chat_server.adapters.silent_publisher import SilentPublisher
from chat_server.bootstrap import foundation
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.manage_agents import AgentWishes, add_agent, change_agent, deactivate_agent, show_face
from chat_server.settings import Settings

FACE_SIDE = 160  # pixels: sharp at 48 on screens that have three for one
LARGEST_FACE = 10_000_000  # bytes of the file as it comes from a camera


async def add(parsed: argparse.Namespace, settings: Settings) -> int:
    password = _password()
    async with foundation(settings) as base:
        agent = await add_agent(base.ports(SilentPublisher()), DEFAULT_SITE, parsed.email, _wishes(parsed, password))
    print(f"{agent.name} <{agent.email}> can log in at /console.")
    return 0


async def change(parsed: argparse.Namespace, settings: Settings) -> int:
    password = _password() if parsed.password else None
    async with foundation(settings) as base:
        ports = base.ports(SilentPublisher())
        agent = await change_agent(ports, DEFAULT_SITE, parsed.email, _wishes(parsed, password))
    print(f"{agent.name} <{agent.email}> is changed.")
    return 0


async def face(parsed: argparse.Namespace, settings: Settings) -> int:
    picture = None if parsed.remove else await _small(parsed.file)
    async with foundation(settings) as base:
        agent = await show_face(base.ports(SilentPublisher()), DEFAULT_SITE, parsed.email, picture)
    print(f"Merchants see {agent.name} <{agent.email}> {'by initials' if picture is None else 'with this picture'}.")
    return 0


async def _small(file: Path) -> bytes:
    """The picture made anew, looked at as closely as one that a stranger sent. Raises Invalid when it is none."""

    async def parts() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(file.read_bytes)

    with TemporaryDirectory() as folder:
        looking = AttachmentFolder(Path(folder), Pictures(FACE_SIDE))
        kept = await looking.keep(parts(), LARGEST_FACE)
        if kept.preview is None:
            raise Invalid(f"{file} is no picture: PNG, JPEG, GIF or WebP are.", field="file")
        return looking.path(kept.preview).read_bytes()


async def deactivate(parsed: argparse.Namespace, settings: Settings) -> int:
    async with foundation(settings) as base:
        agent = await deactivate_agent(base.ports(SilentPublisher()), DEFAULT_SITE, parsed.email)
    print(f"{agent.name} <{agent.email}> cannot log in any more. `agent set` brings the account back.")
    return 0


def _wishes(parsed: argparse.Namespace, password: str | None) -> AgentWishes:
    languages = None
    if parsed.languages is not None:
        languages = tuple(language.strip().lower() for language in parsed.languages.split(",") if language.strip())
    return AgentWishes(
        name=parsed.name, admin=parsed.admin, languages=languages, capacity=parsed.capacity, password=password
    )


def _password() -> str:
    """From a prompt on a terminal, else the first line of stdin."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\r\n")
