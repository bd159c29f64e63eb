"""`chat-server policy`: is the policy's file right, and what does it mean for somebody at some moment?"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from chat_server.adapters.policy_file import read_policy
from chat_server.bootstrap import policy_file
from chat_server.cli import season
from chat_server.domain.errors import Invalid
from chat_server.domain.policy import Policy, Way
from chat_server.services.explain_ways import explain_ways
from chat_server.settings import Settings
from chat_server.wire.ways import explained


def add_commands(group: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    checked = commands.add_parser("check", parents=[common], help="is it right? Every mistake with its line")
    checked.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: the one the server uses")
    checked.set_defaults(run=check)
    told = commands.add_parser("explain", parents=[common], help="what may be used at a moment, and why")
    told.add_argument("--plan", help="default: what visitors get whom nobody has vouched for")
    told.add_argument("--country", metavar="CODE", help="ISO code such as ES; default: unknown")
    told.add_argument("--at", metavar="MOMENT", help="such as 2026-09-22T17:45, local time of the line; default: now")
    told.add_argument("--json", action="store_true", help="for programs")
    told.set_defaults(run=explain)
    news = "tell merchants who have the phone of a new or changed season"
    season.add_arguments(commands.add_parser("publish", parents=[common], help=news))


async def check(parsed: argparse.Namespace, settings: Settings) -> int:
    file: Path = parsed.file or policy_file(settings)
    try:
        policy = read_policy(file)
    except Invalid as wrong:
        print(wrong.message, file=sys.stderr)
        count = wrong.message.count("\n") + 1
        print(f"{count} mistake{'s' if count > 1 else ''}.", file=sys.stderr)
        return 1
    kinds = len(policy.ticket_kinds)
    print(f"{file}: right. Plans: {', '.join(policy.plan_names)}. Hours: {', '.join(policy.calendars) or 'none'}.")
    print(f"Kinds of tickets: {kinds}. The line's clock: {policy.zone.key}.")
    return 0


async def explain(parsed: argparse.Namespace, settings: Settings) -> int:
    policy = read_policy(policy_file(settings))
    ways = explain_ways(policy, parsed.plan, parsed.country, parsed.at, datetime.now(UTC))
    if parsed.json:
        print(msgspec.json.encode(explained(ways)).decode())
        return 0
    for way in ways.ways:
        print(f"{way.kind:16}{_state(policy, way)}  [{way.rule}]")
    return 0


def _state(policy: Policy, way: Way) -> str:
    """One of: not offered, open, open until, closed until; by the clock of the line."""
    if not way.offered:
        return "not offered"
    changes = way.closes_at if way.open else way.opens_at
    word = "open" if way.open else "closed"
    if changes is None:
        return word
    hours = way.channel.hours if way.channel else None
    zone = policy.calendars[hours].zone if hours else policy.zone
    return f"{word} until {changes.astimezone(zone):%a %Y-%m-%d %H:%M} {zone.key}"
