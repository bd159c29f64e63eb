"""`chat-server policy publish`: shows whom a season concerns and what they would read, and tells each of them once."""

import sqlite3
import sys
from asyncio import run as run_async
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGKILL

import pytest

from chat_server.adapters.policy_file import SHIPPED
from chat_server.bootstrap import DATABASE_FILE
from tests.cli.conftest import Run
from tests.support.processes import REPOSITORY

TODAY = datetime.now(UTC).date()
FIRST, LAST = TODAY + timedelta(days=10), TODAY + timedelta(days=40)
SEASON = f"""
[[hours.phone.season]]
name = "Peak season"
first = {FIRST}
last = {LAST}
weekly = {{ mon-fri = ["09:00-20:00"] }}
[hours.phone.season.note]
en = "Until 8 in the evening."
es = "Hasta las 8 de la tarde."
"""
# Ends the process as a power cut does, when the second batch is about to be written.
KILLED_AT_THE_SECOND_BATCH = """
import os, signal, sys
from chat_server.adapters.sql.season_news import SqlSeasonNews
from chat_server.cli.main import main
put, batches = SqlSeasonNews.put, []
async def killed(self, mailings):
    batches.append(mailings)
    if len(batches) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    await put(self, mailings)
SqlSeasonNews.put = killed
main(["policy", "publish", "--send"])
"""


@pytest.fixture
def policy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped policy with a season to come."""
    file = folder / "policy.toml"
    file.write_text(SHIPPED.read_text("utf-8") + SEASON, "utf-8")
    monkeypatch.setenv("CHAT_POLICY_FILE", str(file))
    return file


def live(run: Run, folder: Path, *rows: str) -> None:
    """Merchants whom the platform has described, as `sub,email,plan,locale`."""
    file = folder / "contacts.csv"
    file.write_text("\n".join(("sub,email,plan,locale", *rows)) + "\n", "utf-8")
    assert run("contacts", "import", str(file)).status == 0


def told(folder: Path) -> Counter[str]:
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        rows = database.execute("SELECT recipient FROM mail WHERE kind = 'phone_hours'").fetchall()
    return Counter(str(row[0]) for row in rows)


@pytest.mark.usefixtures("policy")
def test_without_send_it_shows_whom_and_what_and_tells_nobody(run: Run, folder: Path) -> None:
    rows = ("1,a@x.example,small_shop,es", "2,b@x.example,business,es", "3,c@x.example,large_shop,en")
    live(run, folder, *rows, "4,,small_shop,es", "5,e@x.example,essential,es")
    shown = run("policy", "publish")
    assert (shown.status, shown.err) == (0, "")
    for line in (
        f"Peak season ({FIRST} to {LAST}, all countries): new.",
        "to tell: 3 (en 1, es 2)",
        "without an e-mail address: 1",
        "The mail in es:",
        "Cambia nuestro horario de teléfono",
        "Hasta las 8 de la tarde.",
        "Lunes – viernes: 9:00–20:00",
        "Nothing was sent.",
    ):
        assert line in shown.out
    assert told(folder) == Counter()


@pytest.mark.usefixtures("policy")
def test_the_mail_can_be_read_in_another_language_first(run: Run, folder: Path) -> None:
    live(run, folder, "1,a@x.example,small_shop,es")
    shown = run("policy", "publish", "--locale", "en")
    assert "The mail in en:" in shown.out
    assert "Until 8 in the evening." in shown.out


@pytest.mark.usefixtures("policy")
def test_sending_tells_each_once_and_again_nobody(run: Run, folder: Path) -> None:
    live(run, folder, "1,a@x.example,small_shop,es", "2,b@x.example,business,en")
    sent = run("policy", "publish", "--send")
    assert "2 mails are in the outbox." in sent.out
    again = run("policy", "publish", "--send")
    assert "told before" in again.out
    assert "to tell: nobody" in again.out
    assert told(folder) == {"a@x.example": 1, "b@x.example": 1}


def test_a_change_is_shown_as_one_and_told_once_more(run: Run, folder: Path, policy: Path) -> None:
    live(run, folder, "1,a@x.example,small_shop,es")
    run("policy", "publish", "--send")
    policy.write_text(policy.read_text("utf-8").replace("09:00-20:00", "09:00-21:00"), "utf-8")
    assert "changed since merchants were told" in run("policy", "publish").out
    run("policy", "publish", "--send")
    assert told(folder) == {"a@x.example": 2}


def test_a_policy_without_seasons_has_no_news(run: Run) -> None:
    shown = run("policy", "publish", "--send")
    assert (shown.status, "no season" in shown.out) == (0, True)


@pytest.mark.slow
@pytest.mark.usefixtures("policy")
def test_killed_between_two_batches_and_run_again_everybody_is_told_exactly_once(run: Run, folder: Path) -> None:
    for page in range(2):
        live(run, folder, *(f"{page}-{number},{page}-{number}@x.example,small_shop,es" for number in range(300)))

    async def killed() -> int:
        command = (sys.executable, "-c", KILLED_AT_THE_SECOND_BATCH)
        process = await create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE, cwd=REPOSITORY)
        await process.communicate()
        return process.returncode or 0

    assert run_async(killed()) == -SIGKILL
    assert len(told(folder)) == 200
    again = run("policy", "publish", "--send")
    assert "400 mails are in the outbox." in again.out
    assert "Writing the mails about Peak season: 200 of 400" in again.err
    assert len(told(folder)) == 600
    assert set(told(folder).values()) == {1}
