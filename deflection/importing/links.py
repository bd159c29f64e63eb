"""Links between the texts of one source: to `slug.md` when the source has the article, to plain words when not."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote, urlsplit

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# What stands in code is left alone; a link's words may hold one level of brackets (a picture). Bounded throughout:
# 1 MB of brackets must not take minutes.
_INLINE = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,3})(?!`)[^\n]{1,500}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<escape>\\.)"
    r"|(?P<image>!\[[^\[\]\n]{0,300}\]\([^()\s]{0,1000}(?:\s+\"[^\"\n]{0,200}\")?\))"
    r"|\[(?P<words>(?:[^\[\]\n]|!?\[[^\[\]\n]{0,200}\](?:\([^()\n]{0,500}\))?){0,300})\]"
    r"\((?P<target><[^<>\n]{0,1000}>|[^()\s]{0,1000}(?:\([^()\s]{0,200}\))?)(?:\s+(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'))?\s*\)"
)
_DEFINITION = re.compile(
    r"(?P<label> {0,3}\[[^\[\]\n]{1,200}\]:\s+)(?P<target><[^<>\n]{0,1000}>|\S{1,1000})(?P<rest>.*)"
)
_SECTION = re.compile(r"[a-z0-9-]{1,100}")
_WEB = ("http", "https", "mailto")

# Gives the new target for one as written, None when it leads nowhere.
Resolve = Callable[[str], str | None]


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
        return _INLINE.sub(lambda found: _replaced(found, resolve), line)
    definition = _DEFINITION.fullmatch(line)
    if definition is None:
        return line
    target = resolve(definition["target"].strip("<>"))
    return line if target is None else f"{definition['label']}{_written(target)}{definition['rest']}"


def _replaced(found: "re.Match[str]", resolve: Resolve) -> str:
    written = found["target"]
    if written is None:
        return found[0]
    target = resolve(written.strip("<>"))
    return str(found["words"]) if target is None else f"[{found['words']}]({_written(target)})"


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
