"""What people read, wherever it stands: how they are addressed, and one word for one thing."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_server.adapters.policy_file import SHIPPED
from chat_server.web.page_texts import TEXTS

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ("en", "es", "nl", "de", "fr", "it")
# How readers are not addressed: you are tú, je, du, vous and tu here.
STRANGERS = {
    "es": r"\b([Uu]sted(es)?|[Ss]u (ticket|pregunta|plan|mensaje|tienda)|[Hh]aga|[Ee]scriba|[Ii]ntente)\b",
    "nl": r"\b(u|U|uw|Uw)\b",
    "de": r"\b(Sie|Ihnen|Ihre?[mnrs]?|eu(ch|er|re))\b",
    "fr": r"\b([Tt]u|[Tt]on|[Tt]es|[Tt]oi)\b",
    "it": r"\b(Lei|Le (scriviamo|rispondiamo)|[Vv]ostr[aoei]|[Ss]criva|[Pp]rovi)\b",
}


def read(file: Path) -> dict[str, object]:
    return tomllib.loads(file.read_text("utf-8"))


def said(table: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the path of its key; the lines of a list under the key of the list."""
    if isinstance(table, dict):
        for key, inside in table.items():
            yield from said(inside, f"{path}.{key}")
    elif isinstance(table, list):
        for number, inside in enumerate(table):
            yield from said(inside, f"{path}.{number}")
    else:
        yield path, str(table)


@pytest.mark.parametrize("locale", STRANGERS)
def test_readers_are_addressed_as_friends(locale: str) -> None:
    files = [TEXTS / f"{locale}.toml", TEXTS / "mail" / f"{locale}.toml"]
    files += [ROOT / f"static/widget/{part}/locales/{locale}.ts" for part in ("i18n", "ways", "tickets")]
    lines = [
        line for file in files for line in file.read_text("utf-8").splitlines() if not line.startswith(("#", "imp"))
    ]
    lines += [text for path, text in said(read(SHIPPED)) if path.endswith(f".{locale}")]
    assert len(lines) > 200
    assert [line for line in lines if re.search(STRANGERS[locale], line)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_ticket_stands_alike_in_the_widget_in_mails_and_on_its_page(locale: str) -> None:
    widget = (ROOT / f"static/widget/tickets/locales/{locale}.ts").read_text("utf-8")
    states = dict(re.findall(r'^    (\w+): "(.*)",$', widget.split("  states: {")[1].split("  },")[0], re.MULTILINE))
    assert dict(said(read(TEXTS / "mail" / f"{locale}.toml")["state"])) == {
        f".{key}": one for key, one in states.items()
    }
