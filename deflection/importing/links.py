"""Links between the texts of one source: to `slug.md` when the source has the article, to plain words when not."""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# What a line is looked through for; brackets are paired by hand, because a pattern for links within brackets may try
# every way to divide them: 1 MB of brackets must not take minutes.
_SIGN = re.compile(r"\\.|`+|!?\[|\]")
_TICKS = re.compile("`+")
# What follows a link's words. Possessive throughout, so that a failure is final.
_TARGET = re.compile(
    r"\((?P<target><[^<>\n]{0,1000}+>|(?:[^()\s]{1,1000}+|\([^()\s]{0,200}+\)){0,20}+)"
    r"(?:\s++(?:\"[^\"\n]{0,200}+\"|'[^'\n]{0,200}+'))?+\s*+\)"
)
_DEFINITION = re.compile(
    r"(?P<label> {0,3}\[[^\[\]\n]{1,200}\]:\s+)(?P<target><[^<>\n]{0,1000}>|\S{1,1000})(?P<rest>.*)"
)
_SECTION = re.compile(r"[a-z0-9-]{1,100}")
_WEB = ("http", "https", "mailto")

# Gives the new target for one as written, None when it leads nowhere.
Resolve = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Link:
    """A link in a line: where it starts and ends, its words as written, and its target without `<>`."""

    start: int
    end: int
    words: str
    target: str


def linked(body: str, resolve: Resolve) -> str:
    """The Markdown with every link's target replaced; links that lead nowhere become their words."""
    lines: list[str] = []
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            closing = mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not line[mark.end() :].strip()
            fence = "" if closing else fence
            lines.append(line)
        elif mark:
            fence = mark[1]
            lines.append(line)
        else:
            lines.append(_linked_line(line, resolve))
    return "\n".join(lines)


def _linked_line(line: str, resolve: Resolve) -> str:
    if "](" in line:
        return _with_links(line, resolve)
    definition = _DEFINITION.fullmatch(line)
    if definition is None:
        return line
    target = resolve(definition["target"].strip("<>"))
    return line if target is None else f"{definition['label']}{_written(target)}{definition['rest']}"


def _with_links(line: str, resolve: Resolve) -> str:
    parts: list[str] = []
    done = 0
    for link in _links(line):
        target = resolve(link.target)
        parts += (line[done : link.start], link.words if target is None else f"[{link.words}]({_written(target)})")
        done = link.end
    return "".join((*parts, line[done:]))


def _links(line: str) -> Iterator[_Link]:
    """The links of a line in one pass, as CommonMark pairs brackets: none in code, none within another's words.
    Pictures are none, but may stand in a link's words."""
    closing = _ticks_by_length(line)
    opened: list[re.Match[str]] = []
    position = 0
    while (sign := _SIGN.search(line, position)) is not None:
        position = sign.end()
        if sign[0].startswith("`"):
            position = _end_of_code(closing[len(sign[0])], sign) if len(sign[0]) in closing else position
        elif sign[0].endswith("[") and not sign[0].startswith("\\"):
            opened.append(sign)
        elif sign[0] == "]" and opened:
            first = opened.pop()
            found = _TARGET.match(line, position)
            if found is None:
                continue
            position = found.end()
            if not first[0].startswith("!"):
                opened.clear()
                yield _Link(first.start(), position, line[first.end() : sign.start()], found["target"].strip("<>"))


def _ticks_by_length(line: str) -> dict[int, list[int]]:
    """Where the runs of backticks start, by their length, in order."""
    starts: dict[int, list[int]] = {}
    for run in _TICKS.finditer(line):
        starts.setdefault(len(run[0]), []).append(run.start())
    return starts


def _end_of_code(starts: list[int], opening: "re.Match[str]") -> int:
    """Code ends with the next run of as many backticks; without one, the opening run is text."""
    following = bisect_left(starts, opening.end())
    return starts[following] + len(opening[0]) if following < len(starts) else opening.end()


def _written(target: str) -> str:
    bare = " " not in target and target.count("(") == target.count(")")
    return target if bare else f"<{target}>"


class FileLinks:
    """Resolves links between files; `articles` are the article ids by the files' names."""

    def __init__(self, articles: Mapping[str, str], suffixes: Iterable[str]) -> None:
        self._articles = articles
        self._endings = ("", *suffixes, *(f"/index{suffix}" for suffix in suffixes))

    def resolve(self, target: str, name: str) -> str | None:
        """`target` as written in the file `name`; a path from the root (`/faq/x.html`) is one from the tree's."""
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            return target if parts.scheme.lower() in _WEB else None
        section = f"#{parts.fragment}" if _SECTION.fullmatch(parts.fragment) else ""
        if not parts.path:
            return section or None
        path = unquote(parts.path)
        base = "" if path.startswith("/") else posixpath.dirname(name)
        joined = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
        for ending in self._endings:
            if joined + ending in self._articles:
                return f"{self._articles[joined + ending]}.md{section}"
        return None
