"""Markdown to what search needs: sections with an anchor each, and their text without any syntax.

Whoever renders an article must use `parser()` and `Anchors` too, so that a suggestion's section exists in the page.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NOT_IN_ANCHOR = re.compile(r"[^a-z0-9]+")
# Blocks nest at most this deep before markdown-it treats the rest as text; articles need three.
_MAX_NESTING = 20


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text up to the next heading of any level.

    `anchor` and `heading` are None and "" for what stands before the first heading; `path` holds the headings above
    this one, outermost first; `blocks` is the plain text of each paragraph, list item, table row or code block.
    """

    anchor: str | None
    heading: str
    path: tuple[str, ...]
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written: its target and its line in the body, from 1."""

    target: str
    line: int


def parser() -> MarkdownIt:
    """The one dialect of articles: CommonMark with tables and without HTML."""
    return MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING}).enable("table")


class Anchors:
    """Gives each heading of one article, in order, an id that is unique in it: `the-carrier-says-no`, `...-2`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def next(self, heading: str) -> str:
        plain = unicodedata.normalize("NFKD", heading.replace("ß", "ss")).encode("ascii", "ignore").decode()
        stem = _NOT_IN_ANCHOR.sub("-", plain.lower()).strip("-") or "section"
        anchor, number = stem, 1
        while anchor in self._taken:
            number += 1
            anchor = f"{stem}-{number}"
        self._taken.add(anchor)
        return anchor


def sections_of(body: str) -> tuple[Section, ...]:
    """The sections of a Markdown text in reading order; a section without text is kept only if it has a heading."""
    return tuple(_sections(parser().parse(body)))


def links_of(body: str) -> tuple[Link, ...]:
    """All links of a Markdown text; code is not searched."""
    return tuple(_links(parser().parse(body), body.split("\n")))


def _links(tokens: Iterable[Token], lines: list[str]) -> Iterator[Link]:
    for token in tokens:
        first, end = token.map or (0, len(lines))
        for child in token.children or ():
            if child.type == "link_open":
                target = str(child.attrGet("href") or "")
                # Tokens know the lines of their paragraph only.
                line = next((number for number in range(first, end) if f"]({target}" in lines[number]), first)
                yield Link(target, line + 1)


def _sections(tokens: list[Token]) -> Iterator[Section]:
    anchors = Anchors()
    above: list[tuple[int, str]] = []
    anchor: str | None = None
    heading, blocks = "", list[str]()
    cells: list[str] | None = None
    in_heading = 0
    for token in tokens:
        if token.type == "heading_open":
            if heading or blocks:
                yield Section(anchor, heading, tuple(text for _, text in above[:-1]), tuple(blocks))
            in_heading = int(token.tag[1:])
            blocks = []
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            blocks.append(", ".join(cell for cell in cells if cell))
            cells = None
        elif token.type in {"inline", "fence", "code_block"}:
            text = _plain(token)
            if in_heading:
                above = [(level, title) for level, title in above if level < in_heading]
                above.append((in_heading, text))
                anchor, heading, in_heading = anchors.next(text), text, 0
            elif cells is not None:
                cells.append(text)
            elif text:
                blocks.append(text)
    if heading or blocks:
        yield Section(anchor, heading, tuple(text for _, text in above[:-1]), tuple(blocks))


def _plain(token: Token) -> str:
    if token.children is None:
        return " ".join(token.content.split())
    parts: list[str] = []
    for child in token.children:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        else:
            parts.append(child.content)
    return " ".join("".join(parts).split())
