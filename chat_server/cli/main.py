"""The parser of `chat-server` and the table of its commands."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from errno import EADDRINUSE
from pathlib import Path

from chat_server.cli import agents, articles, configuration, contacts, keys, policy, serve, token
from chat_server.domain.agent import DEFAULT_CAPACITY
from chat_server.domain.errors import ChatError
from chat_server.settings import Settings, SettingsError, load

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when done, 1 when refused (the reason on stderr), 2 for a wrong command line."""
    parsed = parser().parse_args(arguments)
    command: Command = parsed.run
    try:
        settings = load(parsed.config, os.environ)
        if command is serve.serve:
            return serve.run(parsed, settings)
        return asyncio.run(_awaited(command, parsed, settings))
    except (ChatError, SettingsError) as refused:
        print(f"chat-server: {refused}", file=sys.stderr)
        return 1
    except OSError as problem:  # a port that is taken, a folder that cannot be used: the text names which
        advice = "Choose another port, or free this one" if problem.errno == EADDRINUSE else "Choose another place"
        print(f"chat-server: {problem}. {advice}.", file=sys.stderr)
        return 1


async def _awaited(command: Command, parsed: argparse.Namespace, settings: Settings) -> int:
    return await command(parsed, settings)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="chat-server", description="Live chat that answers from the help centre first.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="TOML file with settings")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    server = commands.add_parser("serve", parents=[common], help="run the server")
    server.add_argument("--host", help="address to listen on")
    server.add_argument("--port", type=int, help="port to listen on")
    server.add_argument("--demo", action="store_true", help="with demo page, demo accounts and demo conversations")
    server.set_defaults(run=serve.serve)

    _agent_commands(commands.add_parser("agent", help="accounts of the console"), common)

    articles.add_commands(commands.add_parser("articles", help="the help centre's articles"), common)

    shown = commands.add_parser("config", parents=[common], help="show every setting with its source")
    shown.set_defaults(run=configuration.show)

    policy.add_commands(commands.add_parser("policy", help="who may reach us how, and when"), common)
    contacts.add_commands(commands.add_parser("contacts", help="people whom the platform describes"), common)
    keys.add_commands(commands.add_parser("key", help="keys that the platform signs with"), common)

    secret = commands.add_parser("secret", parents=[common], help="print the key that signs the platform's identities")
    secret.add_argument("--renew", action="store_true", help="make a new one: what the old one signed holds no longer")
    secret.set_defaults(run=token.secret)

    signed = commands.add_parser("token", parents=[common], help="sign an identity for trying out")
    signed.add_argument("--subject", required=True, metavar="ID", help="the platform's id of the contact")
    signed.add_argument("--plan", help="one of the policy's; default: what anonymous visitors get")
    signed.add_argument("--name", default="", help="the contact's name")
    for optional in ("--email", "--country", "--locale", "--time-zone", "--personal-agent", "--account-manager"):
        signed.add_argument(optional)
    signed.add_argument("--hours", type=int, default=24, help="valid for so many hours (default 24)")
    signed.set_defaults(run=token.sign)
    return top


def _agent_commands(group: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    for name, run, required in (("add", agents.add, True), ("set", agents.change, False)):
        command = commands.add_parser(name, parents=[common], help=f"{name} an account; password from stdin or prompt")
        command.add_argument("email")
        command.add_argument("--name", required=required, help="as merchants see it")
        command.add_argument("--admin", action=argparse.BooleanOptionalAction, default=None)
        command.add_argument("--languages", help="such as es,en; none means all")
        command.add_argument("--capacity", type=int, help=f"chats at once (default {DEFAULT_CAPACITY})")
        if name == "set":
            command.add_argument("--password", action="store_true", help="set a new password (stdin or prompt)")
        command.set_defaults(run=run)
    shown = commands.add_parser("face", parents=[common], help="the picture that merchants see of a personal agent")
    shown.add_argument("email")
    what = shown.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE", help="PNG, JPEG, GIF or WebP; made small and anew")
    what.add_argument("--remove", action="store_true", help="show initials again")
    shown.set_defaults(run=agents.face)
    gone = commands.add_parser("deactivate", parents=[common], help="log an agent out for good; nothing is deleted")
    gone.add_argument("email")
    gone.set_defaults(run=agents.deactivate)
