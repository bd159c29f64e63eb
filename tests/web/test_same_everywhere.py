"""The widget is offered what the command line finds: whoever measures the one measures the other."""

import json
from pathlib import Path

import pytest

from chat_server.wire.outgoing import Suggestions
from deflection.__main__ import main
from tests.support.server import running_chat, shared_articles

QUESTIONS = (
    ("my parcel is lost", "en"),
    ("goodwill refund of a parcel", "en"),
    ("¿dónde está mi paquete?", "es"),
    ("paquete perdido, phone support", "es"),
    ("parcle tracking", "en"),
    ("phone", "de"),
    ("nothing of this is known: zebra", "en"),
)


async def test_over_http_the_first_three_are_those_of_the_command_line(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    queries = tmp_path / "queries.jsonl"
    lines = [{"id": str(number), "text": text, "locale": locale} for number, (text, locale) in enumerate(QUESTIONS)]
    queries.write_text("\n".join(json.dumps(line) for line in lines))
    folder = (await shared_articles()).folder
    assert main(["suggest", "--corpus", str(folder), "--queries", str(queries)]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    async with running_chat(migrated_file, tmp_path) as chat:
        somebody = await chat.merchant()
        for (text, locale), line in zip(QUESTIONS, printed, strict=True):
            body = {"question": text, "locale": locale}
            found = (await somebody.call("POST", "suggestions", body)).of(Suggestions)
            assert found.level == line["level"]
            shown = [] if line["level"] == "none" else [article["id"] for article in line["articles"][:3]]
            assert [suggestion.article_id for suggestion in found.suggestions] == shown
    assert {line["level"] for line in printed} > {"none"}
