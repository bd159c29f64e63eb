"""On which line of a TOML file each key stands; the standard parser checks the file but forgets that."""

import re
import tomllib

Path = tuple[str | int, ...]  # keys, and the numbers of tables in arrays of tables from 0

_NAME = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*")
_PART = re.compile(_NAME)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
# The pieces of a value: texts (in which brackets and line ends mean nothing), comments, brackets, anything else.
_PIECE = re.compile(r'"""[\s\S]*?"{3,5}|\'\'\'[\s\S]*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]|.')


def lines_of(text: str) -> dict[Path, int]:
    """Line numbers from 1 by path, for a text that `tomllib` has accepted. Inside of a value there are no lines."""
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    place = 0
    while place < len(text):
        if blank := _BLANK.match(text, place):
            place = blank.end()
            continue
        line = text.count("\n", 0, place) + 1
        if text[place] == "[":
            repeated = text.startswith("[[", place)
            key = _key_at(text, place + 1 + repeated)
            table = _table(_parts(key.group()), counts, repeated=repeated)
            found[table] = line
            place = text.find("\n", key.end()) % (len(text) + 1)
        else:
            key = _key_at(text, place)
            parts = _parts(key.group())
            for length in range(1, len(parts) + 1):
                found.setdefault((*table, *parts[:length]), line)
            place = _end_of_value(text, text.index("=", key.end()) + 1)
    return found


def line_at(lines: dict[Path, int], path: Path) -> int:
    """The line of the key, or of the nearest thing around it that has one."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _key_at(text: str, place: int) -> re.Match[str]:
    key = _KEY.match(text, place) or _KEY.search(text, place)
    if key is None:
        raise ValueError(f"no key at {place}: not what tomllib accepted")
    return key


def _parts(key: str) -> tuple[str, ...]:
    parts = _PART.findall(key)
    return tuple(next(iter(tomllib.loads(f"{part} = 0"))) for part in parts)


def _table(parts: tuple[str, ...], counts: dict[Path, int], *, repeated: bool) -> Path:
    """The path of a header: inside of an array of tables it means the array's last one."""
    path: Path = ()
    for number, part in enumerate(parts, start=1):
        path = (*path, part)
        if repeated and number == len(parts):
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _end_of_value(text: str, place: int) -> int:
    depth = 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        said = piece.group() if piece else "\n"
        if said == "\n" and depth == 0:
            return place
        depth += (said in "[{") - (said in "]}")
        place += len(said)
    return place
