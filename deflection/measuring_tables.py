"""What was measured, as people read it and as programs do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from deflection.evaluation import Mean, Measured
from deflection.measuring import Hits
from deflection.measuring_silence import Silence
from deflection.measuring_typing import Typed, together

# The column of a table of silence whose mean is a maximum.
_WORST = 4

Figures = Mapping[str, object]
Shares = Sequence[float | None]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of as many columns each, the first row being the head; all but the first column stand to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *others = (
            text.ljust(width) if not column else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join((first, *others)).rstrip())
    return "\n".join(lines)


def number(value: float | None, form: str = ".3f") -> str:
    """A figure, or a dash where there is none."""
    return "-" if value is None else format(value, form)


def report(measured: Sequence[Measured], silence: Sequence[Silence], mean: Mean | None) -> str:
    """All tables of an evaluation; `mean` is that of several sets."""
    parts = [_ranking_table(measured, mean), _silence_table(silence), _level_table(measured)]
    return "\n\n".join(parts)


def _ranking_table(measured: Sequence[Measured], mean: Mean | None) -> str:
    rows = [["", "", "hit@1", "hit@3", "hit@5", "mrr@10", "hit@3 - BM25F's", "95 % interval"]]
    for each in (*measured, mean):
        if each is None:
            continue
        name = "mean of the sets" if isinstance(each, Mean) else each.name
        rows.append([name, "BM25F", *_hits(each.bm25f), "", ""])
        bounds = "" if each.interval is None else f"{each.interval[0]:+.3f} to {each.interval[1]:+.3f}"
        rows.append(["", "ours", *_hits(each.ours), number(each.difference, "+.3f"), bounds])
    return table(rows)


def _hits(hits: Hits | None) -> list[str]:
    values = asdict(hits).values() if hits else (None,) * 4
    return [number(value) for value in values]


def _silence_table(silence: Sequence[Silence]) -> str:
    head = ["answered, of", "right in top 3", "deleted", "unanswerable", "foreign", "worst pair"]
    rows = [[*head, "area: deleted", "area: foreign"]]
    columns: list[Callable[[Silence], float | None]] = [
        lambda each: each.right.answered,
        lambda each: each.deleted.answered,
        lambda each: each.unanswerable.answered,
        lambda each: mean(_foreign(each)),
        lambda each: max((share for share in _foreign(each) if share is not None), default=None),
        lambda each: each.area_deleted,
        lambda each: each.area_foreign,
    ]
    rows += [[each.name, *(number(column(each)) for column in columns)] for each in silence]
    if len(silence) > 1:
        means = [mean([column(each) for each in silence]) for column in columns]
        means[_WORST] = max((share for each in silence for share in _foreign(each) if share is not None), default=None)
        rows.append(["mean of the sets", *(number(value) for value in means)])
    return table(rows)


def _foreign(silence: Silence) -> Shares:
    return [each.answered for each in silence.foreign.values()]


def mean(values: Shares) -> float | None:
    """The mean of those that there are."""
    there = [value for value in values if value is not None]
    return round(sum(there) / len(there), 4) if there else None


def _level_table(measured: Sequence[Measured]) -> str:
    head = ["", "articles", "questions", "answerable", "answer", "silent", "right when answered"]
    rows = [[*head, "p50 ms", "p95 ms", "p99 ms"]]
    for each in measured:
        levels, times = each.levels, each.times
        shares = (levels.answered_answerable, levels.silent_answerable, levels.right_when_answered)
        counts = (each.articles, each.questions, each.answerable)
        milliseconds = (times.p50_ms, times.p95_ms, times.p99_ms)
        rows.append([each.name, *map(str, counts), *map(number, shares), *(f"{ms:.2f}" for ms in milliseconds)])
    return table(rows)


def figures(measured: Measured, silence: Silence) -> Figures:
    """One set for programs: its own figures by their usual names, `bm25f`, `difference`, `interval`, `silence`."""
    hits = _named(measured.ours)
    return {
        "questions": measured.questions,
        "answerable": measured.answerable,
        "unanswerable": measured.questions - measured.answerable,
        **hits,
        **asdict(measured.levels),
        **asdict(measured.times),
        "bm25f": _named(measured.bm25f),
        "difference": measured.difference,
        "interval": measured.interval,
        "silence": silence_figures(silence),
    }


def silence_figures(silence: Silence) -> Figures:
    """The shares that got `answer`, and the areas under the ROC curves."""
    return {
        "right_answered": silence.right.answered,
        "deleted_answered": silence.deleted.answered,
        "deleted_silent": silence.deleted.silent,
        "unanswerable_answered": silence.unanswerable.answered,
        "foreign_answered": {name: each.answered for name, each in silence.foreign.items()},
        "auc_deleted": silence.area_deleted,
        "auc_foreign": silence.area_foreign,
    }


def all_figures(measured: Sequence[Measured], silence: Sequence[Silence], means: Mean | None) -> Figures:
    """Several sets for programs: each by its name, and the means over them."""
    by_name = {each.name: figures(each, quiet) for each, quiet in zip(measured, silence, strict=True)}
    if means is None:
        return {"sets": by_name, "mean": None}
    foreign = [share for each in silence for share in _foreign(each) if share is not None]
    return {
        "sets": by_name,
        "mean": {
            **_named(means.ours),
            "bm25f": _named(means.bm25f),
            "difference": means.difference,
            "interval": means.interval,
            "silence": {
                "right_answered": mean([each.right.answered for each in silence]),
                "deleted_answered": mean([each.deleted.answered for each in silence]),
                "foreign_answered": mean([mean(_foreign(each)) for each in silence]),
                "foreign_answered_worst_pair": max(foreign, default=None),
                "auc_deleted": mean([each.area_deleted for each in silence]),
                "auc_foreign": mean([each.area_foreign for each in silence]),
            },
        },
    }


def _named(hits: Hits | None) -> dict[str, float | None]:
    """By their usual names: `hit@1`, `mrr@10`."""
    names = ("hit@1", "hit@3", "hit@5", "mrr@10")
    values = list(asdict(hits).values()) if hits else [None] * 4
    return dict(zip(names, values, strict=True))


def typing_report(measured: Sequence[Typed]) -> str:
    """How calm the list is while somebody types."""
    head = ["", "questions", "letters", "changes: median", "mean", "emptied: median", "mean"]
    rows = [[*head, "hit@3 typed", "hit@3 asked at once"]]
    for each in (*measured, together(measured)) if len(measured) > 1 else measured:
        questions, letters, *behaviour, typed, asked = each.figures().values()
        rows.append([each.name, f"{questions}", f"{letters}", *(number(of, ".1f") for of in behaviour)])
        rows[-1] += [number(typed), number(asked)]
    return table(rows)


def typing_figures(measured: Sequence[Typed]) -> Figures:
    """The same for programs, by the names of the sets."""
    return {"sets": {each.name: each.figures() for each in measured}, "all": together(measured).figures()}
