"""The shipped policy with its commented examples switched on, and a day that only the Netherlands keep: a year with
everything in it that changes opening hours."""

import re
import tomllib
from pathlib import Path

from chat_server.adapters.policy_file import SHIPPED

EXAMPLE = re.compile(r"^# (?=\[|[a-z]+ = )", re.MULTILINE)
HOURS_END = "# -- Plans, the smallest first"
KINGS_DAY = """
[[hours.phone.holiday]]
name = "King's Day"
date = 2026-04-27
countries = ["NL"]
"""


def whole_year(more: str = "") -> str:
    """The text of the policy's file; `more` is appended to it."""
    hours, plans = SHIPPED.read_text(encoding="utf-8").split(HOURS_END)
    return EXAMPLE.sub("", hours) + HOURS_END + plans + KINGS_DAY + more


def write_whole_year(folder: Path, more: str = "") -> Path:
    file = folder / "policy.toml"
    file.write_text(whole_year(more), encoding="utf-8")
    return file


def texts_of(*path: str | int) -> dict[str, str]:
    """The texts by locale that stand at this place of the file, as they stand there."""
    found: object = tomllib.loads(whole_year())
    for step in path:
        match found:
            case dict():
                found = found[step]
            case list():
                found = found[int(step)]
    assert isinstance(found, dict), path
    return {str(locale): str(text) for locale, text in found.items()}
