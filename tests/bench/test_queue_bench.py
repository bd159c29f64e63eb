"""The simulator of the queue: the same seed gives the same desk, and what it promises holds in a short run, too."""

import json
from pathlib import Path

import pytest

from bench.queue_figures import band_figures, by_plan
from bench.queue_simulator import ORDERS, OURS, main, simulated, starvation
from bench.queue_world import SCENARIOS, Scenario

DAYS = 3


def test_the_same_seed_gives_the_same_waits() -> None:
    first, second = (simulated(SCENARIOS[0], ORDERS[OURS], 5, DAYS)[0] for _ in range(2))
    assert [chat.waited_s for chat in first] == [chat.waited_s for chat in second]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_head_starts_help_those_who_have_them_and_starve_nobody(scenario: Scenario) -> None:
    by_arrival, _ = simulated(scenario, ORDERS["arrival"], 1, DAYS)
    ours, _ = simulated(scenario, ORDERS[OURS], 1, DAYS)
    means = {row["plan"]: float(str(row["mean"])) for row in by_plan(ours)}
    assert means["large_shop"] < means["essential"]
    starved = starvation(ours, by_arrival)
    assert starved <= 3


def test_everybody_is_answered_or_has_left() -> None:
    chats, used = simulated(SCENARIOS[2], ORDERS[OURS], 1, DAYS)
    assert all((chat.taken_at is None) != (chat.left_at is None) for chat in chats if chat.queued)
    assert 0 < used < 1


def test_the_waiting_band_holds_about_four_times_out_of_five() -> None:
    chats, _ = simulated(SCENARIOS[0], ORDERS[OURS], 1, DAYS, bands=True)
    figures = band_figures(chats)
    assert 0.7 <= float(str(figures["holds"])) <= 0.92
    assert float(str(figures["cannot_say"])) <= 0.1


def test_the_command_prints_tables_and_writes_all_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--days", "1", "--json", str(tmp_path / "queue.json")]) == 0
    figures = json.loads((tmp_path / "queue.json").read_text("utf-8"))
    assert {row["scenario"] for row in figures["waits"]} == {scenario.name for scenario in SCENARIOS}
    assert "## The waiting band" in capsys.readouterr().out
