"""The server's own folder of articles, read again and again: only files that changed are parsed.

What was read is kept in a small SQLite file of its own, one row an article, so that a start parses nothing anew and a
file that breaks keeps its last good version, whenever it broke. The file is a memory, no truth: it may be deleted.
"""

import hashlib
import inspect
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from chat_server.adapters.article_urls import Key, with_url
from deflection import article, article_files, front_matter
from deflection.article import Article
from deflection.article_files import ArticleFile, FileState, find_article_files, read_article_file
from deflection.front_matter import ArticleProblem
from deflection.sources import read_own_synonyms
from deflection.synonyms import Synonyms

log = structlog.get_logger()

MEMORY_FILE = "articles-read.sqlite3"
# Two writes within one tick of a file system's clock (some ms) look like one: what is younger is read once more.
TICK_NS = 100_000_000
# The state of a file that may still be being written: it equals no other, not even itself.
_UNKNOWN: FileState = (0, 0, 0, 0)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS read (
    locale TEXT, id TEXT, modified INTEGER, changed INTEGER, bytes INTEGER, inode INTEGER, article BLOB,
    PRIMARY KEY (locale, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reader (folder TEXT, code TEXT);
"""


@dataclass(frozen=True)
class FolderState:
    """What the folder says now, with the help centre's own synonyms by locale, and what is wrong with it."""

    articles: dict[Key, Article]
    synonyms: dict[str, Synonyms]
    problems: tuple[ArticleProblem, ...]


@dataclass(frozen=True)
class _Known:
    """An article as it was read; `state` names the file's state then."""

    state: FileState
    article: Article


_Broken = dict[str, tuple[FileState, tuple[ArticleProblem, ...]]]


class ArticleFolder:
    """`memory` is a folder of our own. Synchronous; one reading at a time."""

    def __init__(self, folder: Path, memory: Path) -> None:
        self.path = folder
        self._memory = memory / MEMORY_FILE
        self._known: dict[Key, _Known] | None = None
        self._broken: _Broken = {}
        self._synonyms: dict[str, Synonyms] = {}

    def read(self) -> FolderState:
        """Files that are broken or out of reach now say what they said when they were read last; so does the folder."""
        if self._known is None:
            self._known = self._remembered()
        found = find_article_files(self.path)
        if str(self.path) in found.unread:
            return FolderState(
                {key: known.article for key, known in self._known.items()}, self._synonyms, found.problems
            )
        problems = list(found.problems)
        now: dict[Key, _Known] = {}
        broken: _Broken = {}
        clock = time.time_ns()
        for file in found.files:
            state = _UNKNOWN if clock - TICK_NS < max(file.state[:2]) <= clock else file.state
            known, wrong = self._file(file, state, None if file.nested else self._known.get((file.locale, file.id)))
            if wrong:
                broken[file.path] = (state, wrong)
                problems.extend(wrong)
            if known is not None:
                now[file.locale, file.id] = known
        if found.unread:
            now = self._out_of_reach(found.unread) | now
        self._remember(now)
        self._known, self._broken = now, broken
        self._synonyms, wrong_lines = read_own_synonyms(self.path)
        problems.extend(wrong_lines)
        return FolderState({key: known.article for key, known in now.items()}, self._synonyms, tuple(problems))

    def _file(
        self, file: ArticleFile, state: FileState, before: _Known | None
    ) -> tuple[_Known | None, tuple[ArticleProblem, ...]]:
        """What is known of the file now, and what is wrong with it."""
        if state != _UNKNOWN:
            if before is not None and before.state == state:
                return before, ()
            if file.path in self._broken and self._broken[file.path][0] == state:
                return before, self._broken[file.path][1]
        entry, wrong = read_article_file(file)
        if entry is None:
            return before, wrong
        made = with_url(entry.article)
        if before is not None and before.article == made:
            made = before.article  # the same object: what did not change is recognised by that
        return _Known(state, made), ()

    def _out_of_reach(self, unread: tuple[str, ...]) -> dict[Key, _Known]:
        """The articles in what cannot be looked at now."""
        files = {key: str(self.path / key[0] / f"{key[1]}.md") for key in self._known or {}}
        below = tuple(f"{place}/" for place in unread)
        return {
            key: known
            for key, known in (self._known or {}).items()
            if files[key] in unread or files[key].startswith(below)
        }

    def _remembered(self) -> dict[Key, _Known]:
        """What was read before: of this folder, and as it was if the code that reads is the same."""
        reader = (str(self.path.absolute()), _code())
        try:
            with closing(self._open()) as memory, memory:
                before = memory.execute("SELECT folder, code FROM reader").fetchone() or reader
                if before[0] != reader[0]:
                    memory.execute("DELETE FROM read")
                memory.execute("DELETE FROM reader")
                memory.execute("INSERT INTO reader VALUES (?, ?)", reader)
                rows = memory.execute("SELECT * FROM read").fetchall()
            decoder = msgspec.msgpack.Decoder(Article)
            return {
                (locale, article_id): _Known(tuple(state) if before == reader else _UNKNOWN, decoder.decode(packed))
                for locale, article_id, *state, packed in rows
            }
        except (sqlite3.Error, OSError, ValueError, TypeError) as problem:  # of whatever stands in the file
            log.warning("articles.memory_lost", file=str(self._memory), problem=str(problem))
            for part in ("", "-journal"):
                self._memory.with_name(self._memory.name + part).unlink(missing_ok=True)
            return {}

    def _remember(self, now: dict[Key, _Known]) -> None:
        """Writes down what changed. Failing costs the next start some parsing and nothing else."""
        before = self._known or {}
        changed = [
            (*key, *known.state, msgspec.msgpack.encode(known.article))
            for key, known in now.items()
            if known is not before.get(key)
        ]
        gone = [key for key in before if key not in now]
        if not changed and not gone:
            return
        try:
            with closing(self._open()) as memory, memory:
                memory.executemany("INSERT OR REPLACE INTO read VALUES (?, ?, ?, ?, ?, ?, ?)", changed)
                memory.executemany("DELETE FROM read WHERE locale = ? AND id = ?", gone)
        except (sqlite3.Error, OSError) as problem:
            log.warning("articles.not_remembered", file=str(self._memory), problem=str(problem))

    def _open(self) -> sqlite3.Connection:
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        memory = sqlite3.connect(self._memory)
        memory.execute("PRAGMA synchronous = OFF")  # losing it is no loss
        memory.executescript(_SCHEMA)
        return memory


def _code() -> str:
    """Changes with the code that reads articles: then all files are parsed once more."""
    digest = hashlib.blake2b(digest_size=16)
    for module in (article, article_files, front_matter):
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()
