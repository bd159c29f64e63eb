"""A made-up support desk under three loads, in three orders of the queue: who waits how long, and does the band hold?

Drives the product's own order, assignment and waiting band (`chat_server.domain`). Prints Markdown; see docs/queue.md.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench.queue_figures import Figures, band_figures, by_plan, waits
from bench.queue_simulation import Chat, Simulation
from bench.queue_world import PLANS, SCENARIOS, Scenario, arrivals, duties
from bench.reporting import markdown
from chat_server.domain.queue_order import HeadStarts

# Ahead of every arrival of a lower plan, however long that one has waited.
FOR_EVER = timedelta(days=10_000)
DEFAULTS = {"small_shop": 3.0, "large_shop": 6.0, "business": 8.0}  # minutes
ORDERS = {
    "arrival": HeadStarts(),
    "strict priority": HeadStarts({plan: FOR_EVER * rank for rank, plan in enumerate(PLANS)}),
    "head starts": HeadStarts({plan: timedelta(minutes=minutes) for plan, minutes in DEFAULTS.items()}),
}
OURS = "head starts"
# How much of the default head starts is tried, to choose them.
SHARES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    begun = time.time()
    figures: dict[str, object] = {"seed": options.seed, "days": options.days}
    print(f"# Queue\n\nSeed {options.seed}, {options.days} days. Minutes are from asking for a person to the answer.")
    chats = {scenario.name: _orders(scenario, options.seed, options.days) for scenario in SCENARIOS}
    figures["waits"] = [_shown_waits(name, orders) for name, orders in chats.items()]
    figures["band"] = _shown_bands({name: orders[OURS][0] for name, orders in chats.items()})
    figures["sweep"] = sweep = _sweep(options.seed, options.days)
    if options.plots:
        print(f"\n{_plotted(chats, sweep, options.plots)}")
    print(f"\nThe run took {time.time() - begun:.0f} s.")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.queue_simulator", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same desk (default: 1)")
    parser.add_argument("--days", type=int, default=30, help="working days to simulate (default: 30)")
    parser.add_argument("--json", type=Path, help="write all figures into this file")
    parser.add_argument("--plots", type=Path, help="draw plots (SVG) into this folder")
    return parser


def tell(line: str) -> None:
    """What is being done now; it is no part of the tables."""
    print(f"  {line}", file=sys.stderr, flush=True)


def simulated(
    scenario: Scenario, head_starts: HeadStarts, seed: int, days: int, *, bands: bool = False
) -> tuple[list[Chat], float]:
    """All chats, and the share of the agents' paid places that was used. One seed: the same people in every order."""
    people = arrivals(scenario, days, np.random.default_rng(seed))
    simulation = Simulation(people, duties(scenario, days), head_starts, np.random.default_rng(seed + 1), bands=bands)
    simulation.run()
    return simulation.chats, simulation.busy_s / simulation.paid_s


def _orders(scenario: Scenario, seed: int, days: int) -> dict[str, tuple[list[Chat], float]]:
    found = {}
    for name, head_starts in ORDERS.items():
        begun = time.time()
        found[name] = simulated(scenario, head_starts, seed, days, bands=name == OURS)
        tell(f"{scenario.name}, {name}: {time.time() - begun:.1f} s")
    return found


def _shown_waits(scenario: str, orders: dict[str, tuple[list[Chat], float]]) -> Figures:
    rows = [{"order": order, **row} for order, (chats, _) in orders.items() for row in by_plan(chats)]
    used = orders[OURS][1]
    starved = {order: starvation(chats, orders["arrival"][0]) for order, (chats, _) in orders.items()}
    print(f"\n## Waits: {scenario}\n\n{markdown(rows)}\n")
    print(f"Places in use: {used:.0%}. `essential`'s p99, against the order of arrival: ", end="")
    print(", ".join(f"{order} {ratio:.2f}" for order, ratio in starved.items()) + ".")
    return {"scenario": scenario, "used": used, "starvation": starved, "rows": rows}


def starvation(chats: Sequence[Chat], by_arrival: Sequence[Chat]) -> float:
    """How many times as long the longest hundredth of `essential` waits as it would in the order of arrival."""
    return float(np.quantile(waits(chats, "essential"), 0.99) / np.quantile(waits(by_arrival, "essential"), 0.99))


def _shown_bands(scenarios: dict[str, list[Chat]]) -> list[Figures]:
    rows = [{"scenario": name, **band_figures(chats)} for name, chats in scenarios.items()]
    shown = [{"": key, **{str(row["scenario"]): row[key] for row in rows}} for key in list(rows[0])[1:]]
    print("\n## The waiting band\n\nShares of those who waited and were answered; scores in seconds, less is better.\n")
    print(markdown(shown))
    return rows


def _sweep(seed: int, days: int) -> list[Figures]:
    """Mean waits (minutes) in the peak season, by how much of the default head starts is given."""
    found: list[Figures] = []
    for share in SHARES:
        starts = HeadStarts({plan: timedelta(minutes=minutes * share) for plan, minutes in DEFAULTS.items()})
        chats, _ = simulated(SCENARIOS[1], starts, seed, days)
        means = {plan: float(waits(chats, plan).mean() / 60) for plan in PLANS}
        p90 = float(np.quantile(waits(chats, "business"), 0.9) / 60)
        found.append({"share_of_the_defaults": share, **means, "business_p90": p90})
        tell(f"head starts times {share}: done")
    print(f"\n## Head starts: mean waits in the {SCENARIOS[1].name}\n\n{markdown(found)}")
    return found


def _plotted(chats: dict[str, dict[str, tuple[list[Chat], float]]], sweep: Sequence[Figures], folder: Path) -> str:
    if find_spec("matplotlib") is None:
        return "matplotlib is not installed: no plots."
    from bench.queue_plots import draw_bands, draw_sweep, draw_waits  # noqa: PLC0415 - an extra that need not be there

    folder.mkdir(parents=True, exist_ok=True)
    draw_waits({name: {order: found[0] for order, found in orders.items()} for name, orders in chats.items()}, folder)
    draw_bands({name: orders[OURS][0] for name, orders in chats.items()}, folder)
    draw_sweep(sweep, folder)
    return f"Plots: {folder}/queue-waits.svg, {folder}/queue-bands.svg, {folder}/queue-head-starts.svg"


if __name__ == "__main__":
    raise SystemExit(main())
