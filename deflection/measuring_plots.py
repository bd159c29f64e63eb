"""Draws curves as SVG files, without any library: a frame from 0 to 1 both ways, lines, points and their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from deflection.measuring import curve
from deflection.measuring_silence import Certainties, Silence

Point = tuple[float, float]

_SIZE, _LEFT, _TOP, _KEY = 360, 64, 48, 190
# Told apart by everybody, colour-blind people included (Okabe & Ito 2008).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Steps narrower than this cannot be seen.
_FINEST = 0.004


@dataclass(frozen=True, slots=True)
class Line:
    """A curve from (0, 0) to (1, 1) with its name; `at` is the point that is marked."""

    name: str
    points: Sequence[Point]
    at: Point | None = None


def plot_silence(measured: Sequence[Silence], folder: Path) -> list[Path]:
    """Writes the ROC curves of each set, against deleted and against foreign questions; the point is where the level
    becomes `answer`. Returns the files; the folder is made."""
    deleted = [_roc(each, each.deleted) for each in measured if each.right.values and each.deleted.values]
    foreign = [
        _roc(each, Certainties(each.all_foreign, _mean_answered(each.foreign), None))
        for each in measured
        if each.right.values and each.all_foreign
    ]
    right = "share of the right ones answered"
    pictures = {
        "silence-deleted.svg": svg(
            "The right article was deleted", "share of the deleted ones answered", right, deleted
        ),
        "silence-foreign.svg": svg("Questions of another set", "share of the foreign ones answered", right, foreign),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_text(picture, "utf-8")
    return [folder / name for name in pictures]


def _roc(measured: Silence, wrong: Certainties) -> Line:
    at = (wrong.answered or 0.0, measured.right.answered or 0.0)
    return Line(measured.name, curve(measured.right.values, wrong.values), at)


def _mean_answered(foreign: Mapping[str, Certainties]) -> float:
    """The share of all foreign questions together."""
    counts = [(len(each.values), each.answered or 0.0) for each in foreign.values()]
    return sum(count * answered for count, answered in counts) / sum(count for count, _ in counts)


def svg(title: str, across: str, up: str, lines: Sequence[Line]) -> str:
    """A picture of the lines; `across` and `up` name the axes, which go from 0 to 1."""
    width, height = _LEFT + _SIZE + 24 + _KEY, _TOP + _SIZE + 56
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="system-ui, sans-serif" font-size="13" role="img" aria-label={quoteattr(title)}>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="28" font-size="16" font-weight="600">{escape(title)}</text>',
    ]
    for tick in _TICKS:
        x, y = _place((tick, tick))
        parts += [
            f'<path d="M{x} {_TOP}V{_TOP + _SIZE}M{_LEFT} {y}H{_LEFT + _SIZE}" stroke="#ddd"/>',
            f'<text x="{x}" y="{_TOP + _SIZE + 18}" text-anchor="middle">{tick:g}</text>',
            f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{tick:g}</text>',
        ]
    middle = _TOP + _SIZE // 2
    parts += [
        f'<text x="{_LEFT + _SIZE // 2}" y="{height - 14}" text-anchor="middle">{escape(across)}</text>',
        f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{escape(up)}</text>',
    ]
    for number, line in enumerate(lines):
        parts += _drawn(line, _COLOURS[number % len(_COLOURS)], number)
    return "\n".join((*parts, "</svg>\n"))


def _drawn(line: Line, colour: str, number: int) -> list[str]:
    points = " ".join(f"{x},{y}" for x, y in map(_place, _thinned(line.points)))
    x, y = _LEFT + _SIZE + 24, _TOP + 12 + 22 * number
    parts = [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>',
        f'<path d="M{x} {y}h20" stroke="{colour}" stroke-width="3"/>',
        f'<text x="{x + 28}" y="{y + 4}">{escape(line.name)}</text>',
    ]
    if line.at:
        across, up = _place(line.at)
        parts.append(f'<circle cx="{across}" cy="{up}" r="5" fill="{colour}" stroke="#fff" stroke-width="1.5"/>')
    return parts


def _place(point: Point) -> Point:
    return round(_LEFT + _SIZE * point[0], 1), round(_TOP + _SIZE * (1 - point[1]), 1)


def _thinned(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in points:
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _FINEST:
            kept.append(point)
    return [*kept, points[-1]]
