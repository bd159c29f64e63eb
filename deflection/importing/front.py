"""Front matter as other people write it: any keys, most of them not for us, or none at all.

Stricter than it looks where it matters: what cannot be read, or may have meant `audience`, refuses the file, because
guessing there would show an article to the wrong readers.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from deflection.article import EVERYONE
from deflection.article_files import AUDIENCE

_FENCE = "---"
_TOML_FENCE = "+++"
_TEXTS = {"title": "title", "summary": "summary", "description": "summary", "locale": "locale", "lang": "locale"}
_DRAFT = "draft"
# Front matter has a few hundred characters; parsing hostile YAML of a megabyte takes minutes.
_MAX_CHARACTERS = 20_000
_AUDIENCE = "audience"
_NAMES = {"tags", _AUDIENCE}
_MERGE = "<<"
# Where front matter is not recognised, it is looked for `audience` as far as front matter usually goes; a heading may
# speak of whatever it likes.
_LINES_LOOKED_THROUGH = 30
_KEY = re.compile(r"^[^\w#]*+([\w-]{1,60}+)[\"']?\s*+[:=]|[\"']([\w-]{1,60}+)[\"']\s*+[:=]")
_WORD = re.compile(r"[^\W_]+")


class FrontError(Exception):
    """What is wrong with the front matter, and on which line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter says; "" and () for what it does not. `body_line` is the body's first line in the file."""

    body: str
    body_line: int = 1
    title: str = ""
    summary: str = ""
    locale: str = ""
    tags: tuple[str, ...] = ()
    audience: frozenset[str] = frozenset({EVERYONE})
    audience_line: int = 0
    draft: bool = False


def parse(text: str) -> Front:
    """Raises FrontError."""
    lines = text.split("\n")
    if lines[0].rstrip() == _TOML_FENCE:
        raise FrontError(1, "TOML front matter is not read; write it as YAML between two lines of ---")
    end = _end(lines)
    root = _composed(lines[1:end]) if end else None
    if not isinstance(root, yaml.MappingNode):
        _refuse_audience(lines)
        # Without YAML it is a text with lines across the page, or nothing but comments.
        return Front("\n".join(lines[end + 1 :]), end + 2) if end and root is None else Front(text)
    return _front(root, "\n".join(lines[end + 1 :]), end + 2)


def _end(lines: Sequence[str]) -> int:
    """The line (from 0) that ends the front matter; 0 when there is none."""
    if lines[0].rstrip() != _FENCE:
        return 0
    return next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {_FENCE, "..."}), 0)


def _refuse_audience(lines: Sequence[str]) -> None:
    for number, line in enumerate(lines[:_LINES_LOOKED_THROUGH], 1):
        for found in _KEY.finditer(line[:_MAX_CHARACTERS]):
            if _may_mean_audience(found[1] or found[2]):
                message = "says who may read this, but is no front matter: that stands between two lines of ---, the "
                raise FrontError(number, message + "first of them the first of the file")


def _may_mean_audience(key: str) -> bool:
    """Whether one of the key's words is nearly `audience`."""
    words = _WORD.findall(key.lower())
    return bool(difflib.get_close_matches(_AUDIENCE, {key.lower(), *words}, cutoff=0.75))


def _composed(lines: Sequence[str]) -> yaml.Node | None:
    written = "\n".join(lines)
    if len(written) > _MAX_CHARACTERS:
        raise FrontError(1, f"the front matter is longer than {_MAX_CHARACTERS:,} characters")
    try:
        node: yaml.Node | None = yaml.compose(written, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FrontError(mark.line + 2 if mark else 1, f"not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise FrontError(1, "not valid YAML: contains an invisible character") from error
    except RecursionError as error:
        raise FrontError(1, "not valid YAML: nested too deeply") from error
    return node


def _front(root: yaml.MappingNode, body: str, body_line: int) -> Front:
    texts: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    draft = False
    for line, key in sorted(_keys(root)):
        if key == _MERGE:
            raise FrontError(line, "<< is not read: it may bring an audience along")
        if _may_mean_audience(key):
            raise FrontError(
                line, f"unknown key {key!r}; if it means audience, say so on a line of its own: it decides who may read"
            )
    for key_node, node in root.value:
        line = key_node.start_mark.line + 2
        key = key_node.value.lower() if isinstance(key_node, yaml.ScalarNode) else ""
        if key in lines:
            raise FrontError(line, f"{key} stands here twice")
        lines[key] = line
        if key in _TEXTS and isinstance(node, yaml.ScalarNode):
            texts.setdefault(_TEXTS[key], " ".join(node.value.split()))
        elif key in _NAMES:
            names[key] = _names(node)
        elif key == _DRAFT and isinstance(node, yaml.ScalarNode):
            draft = node.value.lower() in {"true", "yes", "on"}
    return Front(
        body=body,
        body_line=body_line,
        tags=names.get("tags", ()),
        audience=_audience(names, lines),
        audience_line=lines.get(_AUDIENCE, 0),
        draft=draft,
        **_known(texts),
    )


def _keys(root: yaml.MappingNode) -> Iterator[tuple[int, str]]:
    """The line and lower-case text of every key at any depth, but for the root's own `audience`. Aliases may lead back
    to where they stand: nothing is looked at twice."""
    waiting: list[yaml.Node] = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
            continue
        for key_node, value in node.value:
            waiting += (key_node, value)
            if isinstance(key_node, yaml.ScalarNode):
                key = key_node.value.lower()
                if node is not root or key != _AUDIENCE:
                    yield key_node.start_mark.line + 2, key


def _known(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: texts.get(key, "") for key in ("title", "summary", "locale")}


def _names(node: yaml.Node) -> tuple[str, ...]:
    """A list, or one text with commas."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(" ".join(item.value.split()) for item in node.value if isinstance(item, yaml.ScalarNode))
    if isinstance(node, yaml.ScalarNode):
        return tuple(name.strip() for name in node.value.split(",") if name.strip())
    return ()


def _audience(names: Mapping[str, tuple[str, ...]], lines: Mapping[str, int]) -> frozenset[str]:
    if _AUDIENCE not in lines:
        return frozenset({EVERYONE})
    found = names[_AUDIENCE]
    if not found or not all(AUDIENCE.fullmatch(name) for name in found):
        raise FrontError(lines[_AUDIENCE], "audience must be one name or a list of names, such as everyone")
    return frozenset(found)
