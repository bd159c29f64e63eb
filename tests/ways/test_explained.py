"""`policy explain`, its JSON, the demo's bar and the session say the same: all of them ask one place."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chat_server.cli.main import main
from chat_server.wire.outgoing import Json
from tests.support.whole_year import write_whole_year
from tests.ways.brief import MOMENTS, MORE_MOMENTS
from tests.ways.shop import Shop, someone

pytestmark = pytest.mark.asyncio(loop_scope="module")

MADRID = ZoneInfo("Europe/Madrid")
EVERYTHING = ["chat", "ticket", "phone", "personal_agent", "account_manager", "survey"]
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROWS = [
    ("small_shop", "ES", "a working day 17:45"),
    ("small_shop", "DE", "a working day 17:45"),
    ("large_shop", "NL", "a working day 17:15"),
    ("business", "PT", "a working day 18:15"),
    ("essential", "ES", "Sunday"),
    ("business", "NL", "a holiday"),
    ("small_shop", "ES", "the season"),
    ("small_shop", "ES", "a holiday with hours, in Spain only"),
    ("large_shop", "DE", "the night when clocks go forward"),
    ("small_shop", "NL", "the second half past two when clocks go back"),
    ("small_shop", "ES", "the Monday after clocks went back, 17:45"),
    ("business", "ES", "in that closure"),
]


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command follows the policy that the site follows."""
    monkeypatch.setenv("CHAT_POLICY_FILE", str(write_whole_year(tmp_path)))


async def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert await asyncio.to_thread(main, ["policy", "explain", *arguments]) == 0
    return capsys.readouterr().out


def on_the_lines_clock(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(MADRID)


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize(("plan", "country", "name"), ROWS)
async def test_all_doors_say_the_same(
    shop: Shop, capsys: pytest.CaptureFixture[str], plan: str, country: str, name: str
) -> None:
    moment = (MOMENTS | MORE_MOMENTS)[name]
    shop.at(moment.at)
    at = on_the_lines_clock(moment.at).replace(tzinfo=None).isoformat()
    where_and_when = ("--plan", plan, "--country", country, "--at", at)
    by_command = json.loads(await explained(capsys, *where_and_when, "--json"))
    by_bar = await shop.call("GET", f"/demo/ways?plan={plan}&country={country}&at={at}")
    assert json.loads(by_bar.body) == by_command
    told: list[Json] = by_command["channels"]
    assert [way["kind"] for way in told] == EVERYTHING
    offered = await shop.channels(await shop.comes(someone(plan, country)))
    assert {way["kind"] for way in told if way["offered"]} == set(offered)
    for way in told:
        channel = offered.get(str(way["kind"]))
        if channel is None:
            assert way == {"kind": way["kind"], "offered": False, "open": False, "rule": f"plan {plan}"}
        elif way["kind"] in {"chat", "ticket", "phone", "survey"}:  # people are known to the desk, not to the policy
            assert way["open"] is channel["available"]
            assert [way.get(edge) for edge in ("opens_at", "closes_at")] == [
                channel.get(edge) for edge in ("opens_at", "closes_at")
            ]
            assert way["rule"] == channel.get("rule", f"plan {plan}")


@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize(("plan", "country", "name"), [row for row in ROWS if row[0] != "essential"])
async def test_people_read_when_the_phone_opens_or_closes_by_the_lines_clock(
    capsys: pytest.CaptureFixture[str], plan: str, country: str, name: str
) -> None:
    moment = (MOMENTS | MORE_MOMENTS)[name]
    line, at = moment.line(country), on_the_lines_clock(moment.at).replace(tzinfo=None)
    read = await explained(capsys, "--plan", plan, "--country", country, "--at", at.isoformat())
    until = on_the_lines_clock(f"{line.until}:00Z")
    when = f"{WEEKDAYS[until.weekday()]} {until:%Y-%m-%d %H:%M} Europe/Madrid"
    (phone,) = [row for row in read.splitlines() if row.startswith("phone ")]
    assert phone.split(maxsplit=1)[1] == f"{'open' if line.open else 'closed'} until {when}  [{line.rule}]"


@pytest.mark.usefixtures("policy")
async def test_the_example_of_the_issue(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--plan", "small_shop", "--country", "ES", "--at", "2026-09-22T17:45", "--json")
    (phone,) = [way for way in json.loads(await explained(capsys, *asked))["channels"] if way["kind"] == "phone"]
    opens = {"open": False, "opens_at": "2026-09-23T07:00:00.000Z", "rule": "country ES"}
    assert phone == {"kind": "phone", "offered": True} | opens
