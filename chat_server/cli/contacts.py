"""`chat-server contacts import`: people are known before they open the widget."""

import argparse
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from chat_server.adapters.contact_file import ContactRow, read_contacts
from chat_server.adapters.silent_publisher import SilentPublisher
from chat_server.bootstrap import foundation
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.import_contacts import AT_ONCE, import_contacts
from chat_server.settings import Settings


def add_commands(group: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("import", parents=[common], help="make and update contacts from a CSV file")
    command.add_argument("file", type=Path, metavar="FILE", help="columns: see docs/identity.md")
    command.set_defaults(run=bring_in)


async def bring_in(parsed: argparse.Namespace, settings: Settings) -> int:
    """Reasons as file:line on stderr, counts on stdout; exit status 1 when something was refused."""
    counts = {"created": 0, "updated": 0, "unchanged": 0, "refused": 0}
    async with foundation(settings) as base:
        ports = base.ports(SilentPublisher())
        for rows in _groups(read_contacts(parsed.file)):
            readable = [row for row in rows if row.problem is None]
            done = await import_contacts(ports, DEFAULT_SITE, [row.claims for row in readable])
            problems = {row.line: row.problem for row in rows if row.problem is not None}
            problems |= {readable[one.index].line: f"{one.field or 'row'}: {one.message}" for one in done.refused}
            for line, problem in sorted(problems.items()):
                print(f"{parsed.file}:{line}: {problem}", file=sys.stderr)
            counts["created"] += done.created
            counts["updated"] += done.updated
            counts["unchanged"] += done.unchanged
            counts["refused"] += len(problems)
    print(f"{parsed.file}: " + ", ".join(f"{name} {number}" for name, number in counts.items()) + ".")
    return 1 if counts["refused"] else 0


def _groups(rows: Iterator[ContactRow]) -> Iterator[list[ContactRow]]:
    while group := list(islice(rows, AT_ONCE)):
        yield group
