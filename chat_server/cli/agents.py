"""`chat-server agent add | set | deactivate`."""

import argparse
import getpass
import sys

from chat_server.adapters.silent_publisher import SilentPublisher
from chat_server.bootstrap import foundation
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.manage_agents import AgentWishes, add_agent, change_agent, deactivate_agent
from chat_server.settings import Settings


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
