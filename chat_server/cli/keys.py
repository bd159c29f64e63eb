"""`chat-server key add | list | retire`: what the platform signs with, besides the site's own secret."""

import argparse
import re
from pathlib import Path

from chat_server.adapters.public_keys import public_key
from chat_server.adapters.sql.sites import SqlSites, new_secret
from chat_server.adapters.system import SystemIds
from chat_server.bootstrap import foundation
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.signing_key import Algorithm, SigningKey
from chat_server.settings import Settings

KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


def add_commands(group: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    adding = commands.add_parser("add", parents=[common], help="trust another key; prints its id, and a secret once")
    adding.add_argument("--algorithm", required=True, choices=["RS256", "EdDSA", "HS256"])
    adding.add_argument("--public-key", type=Path, metavar="FILE", help="PEM file (RS256 and EdDSA)")
    adding.add_argument("--kid", help="the key's id in the header of tokens (default: a new one)")
    adding.set_defaults(run=add)
    listing = commands.add_parser("list", parents=[common], help="show all keys, retired ones too")
    listing.set_defaults(run=show)
    retiring = commands.add_parser("retire", parents=[common], help="believe nothing that this key signs any more")
    retiring.add_argument("kid")
    retiring.set_defaults(run=retire)


async def add(parsed: argparse.Namespace, settings: Settings) -> int:
    algorithm: Algorithm = parsed.algorithm
    if (algorithm == "HS256") == (parsed.public_key is not None):
        raise Invalid("RS256 and EdDSA need --public-key FILE; HS256 makes a secret and takes none.")
    if parsed.kid is not None and not KEY_ID.fullmatch(parsed.kid):
        raise Invalid("A key's id has letters, digits, dots, dashes and underscores, 100 at most.")
    key = new_secret() if algorithm == "HS256" else public_key(algorithm, parsed.public_key.read_bytes())
    async with foundation(settings) as base:
        kid = parsed.kid or SystemIds(base.clock).new("key")
        added = SigningKey(algorithm=algorithm, key=key, id=kid, created_at=base.clock.now())
        await SqlSites(base.database).add_key(DEFAULT_SITE, added)
    print(f"kid {kid}")
    if algorithm == "HS256":
        print(f"secret {key}")
    return 0


async def show(_parsed: argparse.Namespace, settings: Settings) -> int:
    async with foundation(settings) as base:
        keys = await SqlSites(base.database).keys(DEFAULT_SITE)
    print("HS256  active                              the site's own secret (chat-server secret), tokens without kid")
    for key in keys:
        since = key.retired_at or key.created_at
        state = f"{'retired' if key.retired_at else 'active since'} {since:%Y-%m-%d %H:%M} UTC"
        print(f"{key.algorithm:5}  {state:34}  {key.id}")
    return 0


async def retire(parsed: argparse.Namespace, settings: Settings) -> int:
    async with foundation(settings) as base:
        await SqlSites(base.database).retire_key(DEFAULT_SITE, parsed.kid, base.clock.now())
    print(f"{parsed.kid} is retired: tokens that it signed are refused from now on.")
    return 0
