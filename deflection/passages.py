"""Passages: how an article is cut into them, and the few words of one that are shown with a suggestion."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deflection.analysis import composed
from deflection.markdown import Section

# Long enough to hold a thought, short enough that its terms belong together.
PASSAGE_WORDS = 120
# For what has no spaces, such as Chinese or a key; 120 long German words have 1,100.
PASSAGE_CHARACTERS = 1_500
# What is read at a glance in a panel 380 px wide: about five lines.
SHOWN_WORDS = 40
SHOWN_CHARACTERS = 400

_SENTENCE_END = re.compile(r"(?<=[.!?…])['\"”»)]*\s+|\n+")
_WORD = re.compile(r"\S+")
_LINE_FEEDS = re.compile(r"\n+")
_CLOSED = re.compile(r"[.!?:;,…]['\"”»)]*$")
# Where a sentence may end in several marks, these are enough of them.
_MARKS = 8


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section. `headings` are its own and those above, outermost first; line feeds part the blocks."""

    section: str | None
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a shown passage; `match` says that it is a word of the question."""

    text: str
    match: bool


def passages_of(sections: tuple[Section, ...]) -> Iterator[Passage]:
    """The article's passages in reading order, at least one per section that has a heading or text."""
    for section in sections:
        headings = (*section.path, section.heading) if section.heading else section.path
        headings = tuple(composed(heading) for heading in headings)
        for text in _pack([piece for block in section.blocks for piece in _split(composed(block))]):
            for start in range(0, max(1, len(text)), PASSAGE_CHARACTERS):
                yield Passage(section.anchor, headings, text[start : start + PASSAGE_CHARACTERS])


def _pack(pieces: list[str]) -> Iterator[str]:
    packed: list[str] = []
    words = 0
    for piece in pieces:
        length = len(piece.split())
        if packed and words + length > PASSAGE_WORDS:
            yield "\n".join(packed)
            packed, words = [], 0
        packed.append(piece)
        words += length
    yield "\n".join(packed)


def _split(block: str) -> list[str]:
    """A block as it is or, when it is longer than a passage, in runs of sentences (of words, if need be)."""
    if len(block.split()) <= PASSAGE_WORDS:
        return [block]
    runs: list[str] = []
    run: list[str] = []
    for sentence in _SENTENCE_END.split(block):
        words = sentence.split()
        if run and len(run) + len(words) > PASSAGE_WORDS:
            runs.append(" ".join(run))
            run = []
        run += words
        while len(run) > PASSAGE_WORDS:
            runs.append(" ".join(run[:PASSAGE_WORDS]))
            run = run[PASSAGE_WORDS:]
    return [*runs, " ".join(run)] if run else runs


def shown(
    text: str,
    matches: Sequence[tuple[int, int, int]],
    weights: Mapping[int, float],
    windows: Sequence[tuple[int, int]],
) -> tuple[Fragment, ...]:
    """The part of a passage's text that says most about a question, in marked fragments.

    `matches` are the words that may be marked, in order: first character, end, and the term, whose weight stands in
    `weights`; `windows` are those of `windows_of`. Words stay whole, and an ellipsis stands where a sentence was cut.
    """
    best: tuple[int, int] | None = None
    best_value = -1.0
    firsts = [first for first, _, _ in matches]
    for start, end in windows:
        inside = matches[bisect_left(firsts, start) : bisect_left(firsts, end)]
        value = sum([weights[term] for term in {term for _, last, term in inside if last <= end}])
        if value > best_value + 1e-9:
            best, best_value = (start, end), value
    if best is None:
        return ()
    spans = sorted({(first, last) for first, last, _ in matches if first >= best[0] and last <= best[1]})
    return tuple(_fragments(text, best, spans))


def windows_of(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a passage's text that may be shown: first character and end of each.

    Runs of whole sentences of at most SHOWN_WORDS words; parts of a sentence that is longer.
    """
    sentences = [
        [(found.start(), found.end()) for found in _WORD.finditer(text, start, end)] for start, end in _cut(text)
    ]
    sentences = [words for words in sentences if words]
    for first, words in enumerate(sentences):
        if len(words) > SHOWN_WORDS:
            step = SHOWN_WORDS // 2
            for offset in range(0, len(words) - step, step):
                stretch = words[offset : offset + SHOWN_WORDS]
                yield _cut_off(stretch[0][0], stretch[-1][1])
            continue
        count, last = 0, first
        while last < len(sentences) and count + len(sentences[last]) <= SHOWN_WORDS:
            count += len(sentences[last])
            last += 1
        yield _cut_off(words[0][0], sentences[last - 1][-1][1])


def _cut_off(start: int, end: int) -> tuple[int, int]:
    """What is longer has no spaces to be cut at."""
    return start, min(end, start + SHOWN_CHARACTERS)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SENTENCE_END.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _fragments(text: str, window: tuple[int, int], spans: list[tuple[int, int]]) -> Iterator[Fragment]:
    first, last = window
    before = text[:first].rstrip(" ")
    position = first
    lead = "… " if before and not _ends_sentence(before) else ""
    for start, end in spans:
        plain = lead + _one_line(text, position, start)
        if plain:
            yield Fragment(plain, match=False)
        lead = ""
        yield Fragment(text[start:end], match=True)
        position = end
    # Punctuation behind the last word belongs to the window already, because words run from space to space.
    rest = lead + _one_line(text, position, last)
    if text[last:].strip() and not _ends_sentence(text[:last] + text[last : last + 1]):
        rest += " …"
    if rest:
        yield Fragment(rest, match=False)


def _ends_sentence(text: str) -> bool:
    return text.endswith("\n") or bool(_CLOSED.search(text.rstrip()[-_MARKS:]))


def _one_line(text: str, start: int, end: int) -> str:
    """text[start:end], with the blocks of a list or table parted by a dot in the middle unless they end in a mark."""
    parts: list[str] = []
    position = start
    for line_feed in _LINE_FEEDS.finditer(text, start, end):
        parts += (
            text[position : line_feed.start()],
            " " if _CLOSED.search(text[: line_feed.start()][-_MARKS:]) else " · ",
        )
        position = line_feed.end()
    return "".join((*parts, text[position:end]))
