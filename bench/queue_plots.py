"""Plots of `bench.queue_simulator`, with matplotlib, which the extra `bench` brings."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from bench.queue_figures import Figures, waits
from bench.queue_simulation import Chat
from bench.queue_world import PLANS

_COLOURS = {"essential": "#5b6b7b", "small_shop": "#1b7f79", "large_shop": "#c2571a", "business": "#6b4bb8"}


def draw_waits(scenarios: Mapping[str, Mapping[str, Sequence[Chat]]], folder: Path) -> None:
    """For each load and order, the share of each plan's merchants that waits longer than so many minutes."""
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "queue", "font.size": 9}):
        orders = list(next(iter(scenarios.values())))
        figure = Figure(figsize=(8.4, 6.6), layout="constrained")
        shares = np.geomspace(1, 0.005, 60)
        grid = figure.subplots(len(scenarios), len(orders), sharex=True, sharey=True, squeeze=False)
        for row, (scenario, found) in zip(grid, scenarios.items(), strict=True):
            for axes, order in zip(row, orders, strict=True):
                for plan, colour in _COLOURS.items():
                    minutes = np.quantile(waits(found[order], plan) / 60, 1 - shares)
                    axes.plot(minutes, shares, color=colour, linewidth=1.2, label=plan)
                axes.set(yscale="log", ylim=(0.005, 1), xlim=(0, 60), title=f"{scenario.split()[0]}: {order}")
                axes.grid(visible=True, linewidth=0.3)
        grid[0][0].legend(fontsize=7)
        figure.supxlabel("minutes until the answer")
        figure.supylabel("share that waits longer")
        figure.savefig(folder / "queue-waits.svg", metadata={"Date": None})


def draw_bands(scenarios: Mapping[str, Sequence[Chat]], folder: Path) -> None:
    """What was told against what happened, sorted by the wait: about four of five dots lie inside."""
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "queue", "font.size": 9}):
        figure = Figure(figsize=(8.4, 2.9), layout="constrained")
        for axes, (name, chats) in zip(figure.subplots(1, len(scenarios)), scenarios.items(), strict=True):
            told = [(chat.waited_s or 0, chat.band) for chat in chats if chat.band and chat.waited_s is not None]
            shown = sorted(told, key=lambda one: one[0])[:: max(1, len(told) // 80)]
            for number, (waited, band) in enumerate(shown):
                holds = band.low_s <= waited <= band.high_s
                axes.plot([number] * 2, [band.low_s / 60, band.high_s / 60], color="#b9c7d4", linewidth=1)
                axes.plot(number, waited / 60, ".", markersize=3, color="#1b7f79" if holds else "#c2571a")
            axes.set(title=name, ylim=(0, None), xticks=[])
            axes.grid(visible=True, axis="y", linewidth=0.3)
        figure.supylabel("minutes: told (bar), waited (dot)")
        figure.savefig(folder / "queue-bands.svg", metadata={"Date": None})


def draw_sweep(sweep: Sequence[Figures], folder: Path) -> None:
    """Mean waits by how much of the default head starts is given."""
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "queue", "font.size": 9}):
        figure = Figure(figsize=(6.4, 3.4), layout="constrained")
        axes = figure.subplots()
        shares = [float(str(row["share_of_the_defaults"])) for row in sweep]
        for plan in PLANS:
            axes.plot(
                shares, [float(str(row[plan])) for row in sweep], "-o", color=_COLOURS[plan], markersize=3, label=plan
            )
        axes.axvline(1.0, color="grey", linestyle=":", label="the defaults")
        axes.set(xlabel="head starts, as a multiple of the defaults", ylabel="mean wait in the peak season, minutes")
        axes.set_ylim(bottom=0)
        axes.grid(visible=True, linewidth=0.3)
        axes.legend(fontsize=7)
        figure.savefig(folder / "queue-head-starts.svg", metadata={"Date": None})
