"""Plots of `bench.search`, with matplotlib, which the extra `bench` brings."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from bench.reporting import Row

_STYLES = {"p50_ms": "-o", "p99_ms": "--s"}


def draw_scale(rows: Sequence[Row], file: Path) -> None:
    """Each engine's p50 and p99 over the number of articles, both logarithmic, beside what linear growth would be."""
    # Texts as paths would make the file ten times as large; a fixed salt and no date keep it the same when nothing is.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "search", "font.size": 9}):
        figure = Figure(figsize=(6.4, 3.6), layout="constrained")
        axes = figure.subplots()
        for name in dict.fromkeys(str(row["engine"]) for row in rows):
            own = [row for row in rows if row["engine"] == name]
            articles = [float(str(row["articles"])) for row in own]
            for column, style in _STYLES.items():
                times = [float(str(row[column])) for row in own]
                axes.plot(articles, times, style, markersize=4, label=f"{name.replace('`', '')}: {column[:3]}")
                if column == "p50_ms" and name == str(rows[0]["engine"]):
                    linear = [times[0] * count / articles[0] for count in articles]
                    axes.plot(articles, linear, ":", color="grey", label="if it grew as the articles do")
        axes.set(xscale="log", yscale="log", xlabel="articles", ylabel="milliseconds a question")
        axes.grid(visible=True, which="both", linewidth=0.3)
        axes.legend(fontsize=7)
        figure.savefig(file, metadata={"Date": None})
