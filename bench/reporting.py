"""The figures of `bench.search` as Markdown tables and plots."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

Row = Mapping[str, object]


def markdown(rows: Sequence[Row]) -> str:
    """One table; columns are those of the first row, `_` in their names becomes a space."""
    columns = list(rows[0])
    lines = ["| " + " | ".join(column.replace("_", " ") for column in columns) + " |"]
    lines.append("|" + "|".join("---" if isinstance(rows[0][column], str) else "---:" for column in columns) + "|")
    lines += ["| " + " | ".join(_cell(row[column]) for column in columns) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"  # noqa: PLR2004
    return f"{value:,}" if isinstance(value, int) else str(value)


def plotted(rows: Sequence[Row], folder: Path) -> str:
    """Draws milliseconds against the number of articles; says where, or that nothing can be drawn."""
    if find_spec("matplotlib") is None:
        return "matplotlib is not installed: no plot."
    from bench.plots import draw_scale  # noqa: PLC0415 - an extra that need not be there

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "search-scale.svg"
    draw_scale(rows, file)
    return f"Plot: {file}"
