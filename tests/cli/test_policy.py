"""`chat-server policy`: right or wrong, and what it means for somebody at some moment."""

import json
from pathlib import Path

import pytest

from chat_server.adapters.policy_file import SHIPPED
from chat_server.cli.main import main


def test_the_policy_in_use_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check"]) == 0
    assert "essential, small_shop, large_shop, business" in capsys.readouterr().out


def test_mistakes_are_told_by_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(SHIPPED.read_text(encoding="utf-8").replace('"09:00-18:00"', '"9-18"'), encoding="utf-8")
    assert main(["policy", "check", str(file)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{file}:12: '9-18' is no window")
    assert told[1] == "1 mistake."


def test_the_server_uses_the_file_that_the_setting_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(SHIPPED.read_text(encoding="utf-8").replace("17:30", "15:00"), encoding="utf-8")
    monkeypatch.setenv("CHAT_POLICY_FILE", str(file))
    assert main(["policy", "explain", "--plan", "small_shop", "--country", "ES", "--at", "2026-09-22T15:00"]) == 0
    assert "closed until Wed 2026-09-23 09:00 Europe/Madrid" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("country", "at", "phone"),
    [
        ("ES", "17:45", {"open": False, "opens_at": "2026-09-23T07:00:00.000Z", "rule": "country ES"}),
        ("es", "17:15", {"open": True, "closes_at": "2026-09-22T15:30:00.000Z", "rule": "country ES"}),
        ("DE", "17:45", {"open": True, "closes_at": "2026-09-22T16:00:00.000Z", "rule": "general"}),
        ("XX", "18:00", {"open": False, "opens_at": "2026-09-23T07:00:00.000Z", "rule": "general"}),
        ("ES", "17:45+00:00", {"open": False, "opens_at": "2026-09-23T07:00:00.000Z", "rule": "country ES"}),
    ],
)
def test_every_kind_of_channel_is_explained(
    capsys: pytest.CaptureFixture[str], country: str, at: str, phone: dict[str, object]
) -> None:
    where_and_when = ["--country", country, "--at", f"2026-09-22T{at}"]
    assert main(["policy", "explain", "--plan", "small_shop", *where_and_when, "--json"]) == 0
    channels = {one.pop("kind"): one for one in json.loads(capsys.readouterr().out)["channels"]}
    assert list(channels) == ["chat", "ticket", "phone", "personal_agent", "account_manager", "survey"]
    assert channels["phone"] == {"offered": True} | phone
    assert channels["personal_agent"] == {"offered": False, "open": False, "rule": "plan small_shop"}
    assert channels["chat"] == {"offered": True, "open": True, "rule": "plan small_shop"}


@pytest.mark.parametrize("wrong", [["--plan", "gold"], ["--at", "teatime"], ["--country", "Spain"]])
def test_what_cannot_be_explained_is_refused(capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    assert main(["policy", "explain", *wrong]) == 1
    assert wrong[1] in capsys.readouterr().err
