"""The YAML between two `---` lines at the top of an article file.

Every scalar is text (YAML's `no`, `1.10` or `2024-01-01` stay what was written); every mistake is told with its line.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

_FENCE = "---"
_TEXTS = ("title", "summary")
_LISTS = ("tags", "audience")
KEYS = (*_TEXTS, *_LISTS)
# Titles become one line of a list and of the <title> element; a summary is one sentence.
_MAX_LENGTH = {"title": 200, "summary": 500, "tags": 60, "audience": 60}


@dataclass(frozen=True, slots=True, order=True)
class ArticleProblem:
    """What is wrong with a file and where: `line` counts from 1; 0 means the file as a whole."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the body, the body itself, and the line of the file on which it starts."""

    title: str
    summary: str
    tags: tuple[str, ...]
    audience: frozenset[str]
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class _Value:
    items: tuple[str, ...]
    line: int


class _Problems:
    """Collects what is wrong with one file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.found: list[ArticleProblem] = []

    def add(self, line: int, message: str) -> None:
        self.found.append(ArticleProblem(self._path, line, message))


def parse(path: str, text: str) -> tuple[FrontMatter | None, tuple[ArticleProblem, ...]]:
    """The front matter of one file's text, or None and what is wrong. `path` only names the file in problems."""
    problems = _Problems(path)
    # Not splitlines(): to an editor, a form feed or U+2028 does not end a line.
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        problems.add(1, f"the file must start with front matter between two lines of {_FENCE}")
        return None, tuple(problems.found)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        problems.add(1, f"the front matter has no closing {_FENCE}")
        return None, tuple(problems.found)
    values = _values("\n".join(lines[1:end]), problems)
    body = "\n".join(lines[end + 1 :])
    if not body.strip():
        problems.add(end + 1, "the article has no text")
    for key in KEYS:
        if key not in values and not problems.found:
            problems.add(1, f"{key} is missing")
    if problems.found:
        return None, tuple(problems.found)
    return _front_matter(values, body, end + 2), ()


def _front_matter(values: Mapping[str, _Value], body: str, body_line: int) -> FrontMatter:
    return FrontMatter(
        title=values["title"].items[0],
        summary=values["summary"].items[0],
        tags=values["tags"].items,
        audience=frozenset(values["audience"].items),
        body=body,
        body_line=body_line,
    )


def _values(text: str, problems: _Problems) -> dict[str, _Value]:
    # Nodes carry their lines; +2 because marks count from 0 and the opening fence is line 1.
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(mark.line + 2 if mark else 1, f"not valid YAML: {error.problem or error.context}")
        return {}
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 2 if isinstance(error.position, int) else 1
        problems.add(line, "not valid YAML: contains an invisible character")
        return {}
    except RecursionError:
        problems.add(1, "not valid YAML: nested too deeply")
        return {}
    if not isinstance(root, yaml.MappingNode):
        problems.add(2, "the front matter must be lines of `key: value`")
        return {}
    values: dict[str, _Value] = {}
    for key_node, node in root.value:
        line = key_node.start_mark.line + 2
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if key not in KEYS:
            problems.add(line, f"unknown key {key!r}; known are {', '.join(KEYS)}")
        elif key in values:
            problems.add(line, f"{key} stands here twice")
        else:
            values[key] = _Value(_items(key, node, line, problems), line)
    return values


def _items(key: str, node: yaml.Node, line: int, problems: _Problems) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode) and key in _LISTS:
        nodes = node.value
    elif isinstance(node, yaml.ScalarNode) and key != "tags":
        nodes = [node]
    else:
        problems.add(line, f"{key} must be a {'list of texts' if key in _LISTS else 'text'}")
        return ()
    items = []
    for item in nodes:
        value = " ".join(item.value.split()) if isinstance(item, yaml.ScalarNode) else ""
        if not value:
            problems.add(item.start_mark.line + 2, f"{key} is empty or not a text")
        elif len(value) > _MAX_LENGTH[key]:
            problems.add(item.start_mark.line + 2, f"{key} is longer than {_MAX_LENGTH[key]} characters")
        items.append(value)
    if not items:
        problems.add(line, f"{key} is empty")
    return tuple(items)
