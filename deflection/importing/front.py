"""Front matter as other people write it: any keys, most of them not for us, or none at all.

Stricter than it looks where it matters: what cannot be read, or may have meant `audience`, refuses the file, because
guessing there would show an article to the wrong readers.
"""

import difflib
from collections.abc import Mapping
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
_NAMES = {"tags", "audience"}


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
    if lines[0].rstrip() != _FENCE:
        return Front(text)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {_FENCE, "..."}), None)
    if end is None:
        return Front(text)  # a line across the page
    written = "\n".join(lines[1:end])
    if len(written) > _MAX_CHARACTERS:
        raise FrontError(1, f"the front matter is longer than {_MAX_CHARACTERS:,} characters")
    root = _composed(written)
    body = "\n".join(lines[end + 1 :])
    if root is None:
        return Front(body, end + 2)
    if not isinstance(root, yaml.MappingNode):
        return Front(text)  # a text between two lines across the page
    return _front(root, body, end + 2)


def _composed(text: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.BaseLoader)
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
        elif difflib.get_close_matches(key, ["audience"], cutoff=0.75):
            raise FrontError(line, f"unknown key {key!r}; if it means audience, say so: it decides who may read this")
    return Front(
        body=body,
        body_line=body_line,
        tags=names.get("tags", ()),
        audience=_audience(names, lines),
        audience_line=lines.get("audience", 0),
        draft=draft,
        **_known(texts),
    )


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
    if "audience" not in lines:
        return frozenset({EVERYONE})
    found = names["audience"]
    if not found or not all(AUDIENCE.fullmatch(name) for name in found):
        raise FrontError(lines["audience"], "audience must be one name or a list of names, such as everyone")
    return frozenset(found)
