"""The door: what stands at a path, and the reader for it."""

from pathlib import Path
from typing import get_args

from deflection.importing.html_files import HtmlFiles
from deflection.importing.items import Kind, Options, Source
from deflection.importing.markdown_files import MarkdownFiles
from deflection.importing.trees import (
    HTML_SUFFIXES,
    JSON_SUFFIXES,
    MARKDOWN_SUFFIXES,
    FolderTree,
    Tree,
    UnreadableError,
    is_wanted,
)
from deflection.importing.zendesk import ZendeskDump
from deflection.importing.zip_trees import ZipTree

KINDS: tuple[Kind, ...] = get_args(Kind)
_SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "markdown": MARKDOWN_SUFFIXES,
    "html": HTML_SUFFIXES,
    "zendesk": JSON_SUFFIXES,
}


class SourceError(Exception):
    """There is nothing to read at the path, or nothing that we know; the text says what to do."""


def open_source(path: Path, kind: Kind | None, options: Options) -> Source:
    """The articles at `path`: a folder, a .zip or one file. Raises SourceError."""
    tree = _tree(path)
    kind = kind or _kind(tree, path)
    if kind == "markdown":
        return MarkdownFiles(tree, options)
    if kind == "html":
        return HtmlFiles(tree, options)
    return ZendeskDump(tree, options)


def _tree(path: Path) -> Tree:
    try:
        if path.is_dir():
            return FolderTree(path)
        if not path.is_file():
            raise SourceError(f"{path}: there is no such file or folder.")
        if path.suffix.lower() == ".zip":
            return ZipTree(path)
        if is_wanted(path.name):
            real = path.resolve()
            return FolderTree(real.parent, only=real.name)
    except UnreadableError as error:
        raise SourceError(f"{path}: {error}.") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}.") from error
    raise SourceError(f"{path}: give a folder, a .zip, or a file of Markdown, HTML or JSON.")


def _kind(tree: Tree, path: Path) -> Kind:
    """The kind that most files are of: exports bring a stray README or settings file along."""
    counts = {kind: sum(file.is_one_of(suffixes) for file in tree.files) for kind, suffixes in _SUFFIXES.items()}
    kind = max(KINDS, key=lambda kind: counts[kind])
    if not counts[kind]:
        tree.close()
        raise SourceError(f"{path}: holds no Markdown, HTML or JSON files. Say --kind if that is right.")
    return kind
