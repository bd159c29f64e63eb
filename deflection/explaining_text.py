"""An explanation as people read it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from textwrap import shorten

from deflection.calibration import ANSWER, MAYBE, Calibration
from deflection.explaining import Explanation
from deflection.explaining_parts import InField, Standing, Term
from deflection.measuring_tables import table
from deflection.ranking import CANDIDATES
from deflection.weights import PASSAGE_FIELDS, TERM_FIELDS, Field

_PASSAGE_CHARACTERS = 300
# Parts of a score that are printed as .000.
_NOTHING = 0.0005


def explanation_text(question: str, explanation: Explanation) -> str:
    """Place, level, a row for each term, and what the first article has more of; columns of parts add up."""
    found, standing = explanation.found, explanation.standing
    language = f'"{shorten(question, 80)}", taken for {found.locale}'
    blocks = [f"{language}\n{_place(explanation)}\n{_level(explanation)}"]
    if standing.place is None:
        typed = [term.text for term in standing.terms if not term.brought_by]
        words = ", ".join(typed) or "nothing that can be looked for"
        blocks.append(f"None of its words is in the article: {words}.")
    else:
        blocks += [table(list(_rows(standing))), f"Best passage: {shorten(standing.passage, _PASSAGE_CHARACTERS)}"]
    if explanation.first and standing.place != 1:
        blocks.append(_first(explanation.first, standing))
    return "\n\n".join(blocks)


def _place(explanation: Explanation) -> str:
    standing = explanation.standing
    name = f"{standing.article_id} ({standing.locale}), {standing.title}"
    if standing.place is None:
        return f"{name}: not found"
    looked_at = "" if explanation.closely else f"; not among the {CANDIDATES} best by words, so not looked at closely"
    return f"{name}: place {standing.place}, score {standing.score:.4f}{looked_at}"


def _level(explanation: Explanation) -> str:
    found, calibration = explanation.found, asdict(explanation.calibration)
    line = f"level {found.level}: certainty {found.certainty:.3f} (maybe from {MAYBE:.3f}, answer from {ANSWER:.3f})"
    if explanation.features is None:
        return line
    units = {field.name for field in fields(Calibration)}
    figures = [
        f"{name} {value:.2f}" + (f" of {calibration[name]:.2f}" if name in units else "")
        for name, value in asdict(explanation.features).items()
        if value is not None
    ]
    return f"{line}\nby {', '.join(figures)} (of what wrong articles reach here)"


def _rows(standing: Standing) -> Iterator[list[str]]:
    yield [
        "",
        "idf",
        "weight",
        *TERM_FIELDS,
        "held",
        "gives",
        *(f"passage: {name}" for name in PASSAGE_FIELDS),
        "gives",
    ]
    empty = [""] * (len(TERM_FIELDS) + 1)
    for term in standing.terms:
        yield _term_row(term)
    for pair, gives in standing.pairs.items():
        yield [pair.replace("_", " "), "", "", *empty, f"{gives:.4f}", *_blank()]
    for name, meaning in standing.meaning.items():
        yield [f"meaning: {name}", "", f"{meaning.cosine:.3f}", *empty, f"{meaning.gives:.4f}", *_blank()]
    whole = standing.total - sum(term.passage_gives for term in standing.terms)
    passage = f"{standing.total - whole:.4f}"
    yield ["sum", "", "", *empty, f"{whole:.4f}", *[""] * len(PASSAGE_FIELDS), passage]


def _blank() -> list[str]:
    return [""] * (len(PASSAGE_FIELDS) + 1)


def _term_row(term: Term) -> list[str]:
    name = f"{term.text} x{term.typed}" if term.typed > 1 else term.text
    if term.brought_by:
        name = f"  {term.text} (for {term.brought_by})"
    return [
        name,
        "" if term.idf is None else f"{term.idf:.2f}",
        f"{term.weight:.2f}" if term.weight else "",
        *_counts(term.in_article, TERM_FIELDS),
        f"{term.held:.2f}" if term.held else "",
        "(less)" if term.outdone else f"{term.gives:.4f}",
        *_counts(term.in_passage, PASSAGE_FIELDS),
        f"{term.passage_gives:.4f}",
    ]


def _counts(places: Mapping[Field, InField], names: tuple[Field, ...]) -> Iterator[str]:
    """How often a term is among how many of a field: `2/17 1.31` gives 1.31 before its weight."""
    for name in names:
        place = places.get(name)
        yield f"{place.count}/{place.length} {place.gives:.2f}" if place else ""


def _first(first: Standing, standing: Standing) -> str:
    name = f"{first.article_id} ({first.locale}), {first.title}"
    if first.locale != standing.locale:
        return f"On top is {name}: articles in the language of the question come first."
    own = dict(_gains(standing))
    more = {label: gives - own.get(label, 0.0) for label, gives in _gains(first)}
    more |= {label: -gives for label, gives in own.items() if label not in more}
    listed = sorted(((gain, label) for label, gain in more.items() if abs(gain) >= _NOTHING), reverse=True)
    rows = [["", "more there"], *([label, f"{gain:+.4f}"] for gain, label in listed)]
    difference = math.fsum(more.values())
    return f"On top is {name}, score {first.score:.4f}:\n{table([*rows, ['sum', f'{difference:+.4f}']])}"


def _gains(standing: Standing) -> Iterator[tuple[str, float]]:
    for term in standing.terms:
        yield term.text, term.gives
        yield f"{term.text}, best passage", term.passage_gives
    for pair, gives in standing.pairs.items():
        yield pair.replace("_", " "), gives
    for name, meaning in standing.meaning.items():
        yield f"meaning: {name}", meaning.gives
