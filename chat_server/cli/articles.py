"""`chat-server articles check`."""

import argparse
import sys

from chat_server.adapters.article_suggester import check_articles
from chat_server.settings import Settings


async def check(parsed: argparse.Namespace, settings: Settings) -> int:
    """Prints every problem as file:line: message; exit status 1 when there are any."""
    folder = parsed.path or settings.path("articles_dir")
    locales = parsed.locales.split(",") if parsed.locales else None
    problems, count = check_articles(folder, locales)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{count} articles read in {folder}, {len(problems)} problems.")
    return 1 if problems else 0
