"""`chat-server articles check | import | sync`."""

import argparse
import sys
from contextlib import closing
from pathlib import Path

import msgspec

from chat_server.adapters.article_sources import KINDS, FileArticles, SourceError, own_articles
from chat_server.adapters.article_suggester import check_articles
from chat_server.adapters.policy_file import read_policy
from chat_server.adapters.sql.articles import SqlArticles
from chat_server.bootstrap import LOCALES, foundation, policy_file
from chat_server.cli.progress import Progress
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.import_articles import ImportArticles, ImportPorts, ImportSummary, import_articles
from chat_server.settings import Settings

_WRONG_USAGE = 2
_MAX_NAME = 300


def add_commands(group: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    checking = commands.add_parser("check", parents=[common], help="find broken front matter, links and translations")
    checking.add_argument(
        "path", type=Path, nargs="?", metavar="PATH", help="folder of articles (default: articles_dir)"
    )
    checking.add_argument(
        "--locales", help="locales that every article must exist in, such as en,es (default: those with half of them)"
    )
    checking.set_defaults(run=check)
    for name, words in (
        ("import", "add and change articles from a folder, .zip or file; remove nothing"),
        ("sync", "make a source's articles exactly what a folder, .zip or file says"),
    ):
        command = commands.add_parser(
            name, parents=[common], help=words, description=words[:1].upper() + words[1:] + "."
        )
        command.add_argument(
            "path", type=Path, metavar="SOURCE", help="Markdown, HTML, or the JSON of Zendesk Guide's API"
        )
        command.add_argument("--kind", choices=KINDS, help="what the files are (default: what most of them are)")
        command.add_argument("--locale", help="of articles that name none (default: default_locale)")
        command.add_argument("--source", metavar="NAME", help="the owner of these articles (default: the full path)")
        command.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        command.add_argument("--json", action="store_true", help="the summary as one JSON object")
        if name == "sync":
            command.add_argument(
                "--allow-removals", action="store_true", help="also remove more than half of the source"
            )
        command.set_defaults(run=bring_in, sync=name == "sync", allow_removals=False)


async def check(parsed: argparse.Namespace, settings: Settings) -> int:
    """Prints every problem as file:line: message; exit status 1 when there are any."""
    folder = parsed.path or settings.path("articles_dir")
    locales = parsed.locales.split(",") if parsed.locales else None
    problems, count = check_articles(folder, locales, read_policy(policy_file(settings)).plan_names)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{count} articles read in {folder}, {len(problems)} problems.")
    return 1 if problems else 0


async def bring_in(parsed: argparse.Namespace, settings: Settings) -> int:
    """Exit status 0 when everything was taken, 1 when something was refused, 2 when there is nothing to read."""
    default = settings.text("default_locale")
    locales = tuple(dict.fromkeys((default, *LOCALES)))
    locale = parsed.locale or default
    name = parsed.source if parsed.source is not None else str(parsed.path.resolve())
    wrong = _wrong(parsed.path, name, locale, locales, settings.path("articles_dir"))
    if wrong is not None:
        print(f"chat-server: {wrong}", file=sys.stderr)
        return _WRONG_USAGE
    command = ImportArticles(DEFAULT_SITE, name, parsed.sync, parsed.allow_removals, parsed.dry_run)
    progress = Progress(f"{parsed.path.name or parsed.path}")
    try:
        plans = read_policy(policy_file(settings)).plan_names
        with closing(FileArticles(parsed.path, parsed.kind, locale, locales, plans)) as reader:
            async with foundation(settings) as base:
                own = own_articles(settings.path("articles_dir"))
                ports = ImportPorts(SqlArticles(base.database), base.clock, own)
                with closing(progress):
                    summary = await import_articles(ports, command, reader, progress)
    except SourceError as error:
        print(f"chat-server: {error}", file=sys.stderr)
        return _WRONG_USAGE
    _tell(summary, as_json=parsed.json)
    return 0 if summary.complete else 1


def _wrong(path: Path, name: str, locale: str, locales: tuple[str, ...], own: Path) -> str | None:
    if locale not in locales:
        return f"There is no locale {locale!r} here. Choose one of {', '.join(locales)}."
    if not name.strip() or len(name) > _MAX_NAME or not name.isprintable():
        return f"A source's name has 1 to {_MAX_NAME} printable characters."
    here, there = path.resolve(), own.resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        return f"{path} is or holds the server's own folder of articles ({own}), whose files are live by themselves."
    return None


def _tell(summary: ImportSummary, *, as_json: bool) -> None:
    """Reasons on stderr, counts on stdout."""
    if as_json:
        print(msgspec.json.encode(summary).decode())
        return
    for refusal in summary.refused:
        print(refusal, file=sys.stderr)
    if summary.withheld:
        print(summary.withheld, file=sys.stderr)
    counts = [f"new {summary.new}", f"changed {summary.changed}", f"unchanged {summary.unchanged}"]
    counts += [f"removed {summary.removed}"]
    if summary.left_out:
        reasons = sorted({left.reason for left in summary.left_out})
        counts.append(f"left out {len(summary.left_out)} ({', '.join(reasons)})")
    counts.append(f"refused {len(summary.refused)}")
    tried = " Nothing was changed: this was a dry run." if summary.dry_run else ""
    print(f"{summary.kind} from {summary.source}: {', '.join(counts)}.{tried}")
