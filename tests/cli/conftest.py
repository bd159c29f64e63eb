"""A folder to work on, with a database and a handful of articles, and the command line run in this process."""

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from chat_server.bootstrap import DATABASE_FILE
from chat_server.cli.main import main
from tests.support.server import write_articles


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(migrated_file, tmp_path / DATABASE_FILE)
    monkeypatch.setenv("CHAT_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("CHAT_ARTICLES_DIR", str(write_articles(tmp_path / "articles")))
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("agent", "add", ..., stdin="a password")`."""
    assert folder.is_dir()

    def ran(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as ended:
            status = int(str(ended.code))
        told = capsys.readouterr()
        return Ended(status, told.out, told.err)

    return ran
