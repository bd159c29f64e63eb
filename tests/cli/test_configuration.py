"""`chat-server config` and what happens when something in the settings is wrong."""

from pathlib import Path

import pytest

from chat_server.settings import TABLE, example_toml
from tests.cli.conftest import Run


def test_every_setting_is_shown_with_its_source(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "chat.toml"
    file.write_text(
        'brand = "Alma"\nport = 9000\nallowed_origins = ["https://a.example", "https://b.example"]\n', "utf-8"
    )
    monkeypatch.setenv("CHAT_PORT", "9001")
    shown = run("config", "--config", str(file))
    lines = {line.split()[0]: line.split()[1:] for line in shown.out.splitlines()}
    assert shown.status == 0
    assert lines.keys() == {setting.name for setting in TABLE}
    assert lines["brand"] == ["Alma", str(file)]
    assert lines["port"] == ["9001", "CHAT_PORT"]  # the environment wins
    assert lines["allowed_origins"] == ["https://a.example,https://b.example", str(file)]
    assert lines["host"] == ["127.0.0.1", "default"]


def test_the_example_file_can_be_used_as_it_is_and_with_everything_in_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "chat.toml"
    for text in (
        example_toml(),
        "\n".join(line.removeprefix("# ") for line in example_toml().splitlines() if " = " in line),
    ):
        file.write_text(text, encoding="utf-8")
        assert run("config", "--config", str(file)).status == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("port = = 1", "not valid TOML"),
        ('port = "8080"', "port must be a whole number"),
        ("port = true", "port must be a whole number"),
        ("port = -1", "must not be negative"),
        ("prot = 8080", "there is no setting 'prot'"),
        ('allowed_origins = "https://a.example"', "list of texts"),
        ("allowed_origins = [1]", "list of texts"),
        ("secure_cookies = 1", "true or false"),
        ("[server]\nport = 1", "there is no setting 'server'"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(run: Run, tmp_path: Path, content: str, why: str) -> None:
    file = tmp_path / "chat.toml"
    file.write_text(content, encoding="utf-8")
    for command in (("config",), ("serve",), ("token", "--subject", "m-1"), ("articles", "check")):
        refused = run(*command, "--config", str(file))
        assert (refused.status, refused.out) == (1, "")
        assert refused.err.startswith(f"chat-server: {file}")
        assert why in refused.err


def test_a_file_that_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    for name, why in (
        ("missing.toml", "No such file"),
        ("articles", "Is a directory"),
        ("binary.toml", "not valid TOML"),
    ):
        refused = run("config", "--config", str(tmp_path / name))
        assert (refused.status, why in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("CHAT_PORT", "http"), ("CHAT_PORT", "-1"), ("CHAT_SECURE_COOKIES", "maybe"), ("CHAT_PORT", "٣")],
)
def test_a_bad_variable_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    refused = run("config")
    assert (refused.status, refused.err.startswith(f"chat-server: {variable} must be")) == (1, True)


@pytest.mark.parametrize(
    "arguments", [(), ("nonsense",), ("serve", "--port", "http"), ("config", "extra"), ("--nope",)]
)
def test_a_wrong_command_line_shows_how_it_goes(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments)
    assert (refused.status, refused.out) == (2, "")
    assert "usage: chat-server" in refused.err


def test_help_is_no_failure(run: Run) -> None:
    shown = run("--help")
    assert (shown.status, shown.err) == (0, "")
    for command in ("serve", "agent", "articles", "config", "token"):
        assert command in shown.out
