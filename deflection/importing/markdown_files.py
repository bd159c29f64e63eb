"""A tree of Markdown files, in whatever layout: front matter helps and is not needed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from deflection.article import AGENTS, EVERYONE, Article
from deflection.article_files import MAX_FILE_BYTES, decoded
from deflection.front_matter import ArticleProblem
from deflection.importing.front import Front, FrontError, parse
from deflection.importing.items import Item, Kind, LeftOut, Options, Refused, Taken
from deflection.importing.links import FileLinks, linked
from deflection.importing.places import Place, not_served, place_of, served
from deflection.importing.texts import MAX_TITLE, plain, reason_against, shortened, summary_of, tags_of
from deflection.importing.trees import MARKDOWN_SUFFIXES, Tree, TreeFile, UnreadableError

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?=\S)")
# No title is longer, and `plain` is not quick with hostile texts.
_MAX_HEADING = 500
_TITLE_LEVEL = re.compile(r" {0,3}#[ \t]")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")


class MarkdownFiles:
    """The Markdown files of a tree as articles."""

    kind: Kind = "markdown"

    def __init__(self, tree: Tree, options: Options) -> None:
        self._tree = tree
        self._options = options
        self._files = [file for file in tree.files if file.is_one_of(MARKDOWN_SUFFIXES)]
        self._places = {file.name: place_of(file.name) for file in self._files}
        ids = {name: place.article_id for name, place in self._places.items()}
        self._links = FileLinks(ids, MARKDOWN_SUFFIXES)

    def count(self) -> int:
        return len(self._files) + len(self._tree.refused)

    def items(self) -> Iterator[Item]:
        yield from self._tree.refused
        taken: dict[tuple[str, str], str] = {}
        for file in self._files:
            place = self._places[file.name]
            try:
                item = self._item(file, place)
            except FrontError as error:
                item = Refused(ArticleProblem(file.shown, error.line, str(error)), place.article_id)
            yield once(item, taken)

    def close(self) -> None:
        self._tree.close()

    def _item(self, file: TreeFile, place: Place) -> Item:
        def refused(line: int, message: str) -> Refused:
            return Refused(ArticleProblem(file.shown, line, message), place.article_id)

        try:
            text, wrong = decoded(file.shown, self._tree.read(file, MAX_FILE_BYTES))
        except UnreadableError as error:
            return refused(0, str(error))
        if wrong is not None:
            return Refused(wrong, place.article_id)
        front = parse(text)
        if front.draft:
            return LeftOut(file.shown, "draft")
        wished = place.locale or front.locale or self._options.locale
        locale = served(wished, self._options.locales)
        if locale is None:
            return refused(0, not_served(wished, self._options.locales))
        unknown = sorted(front.audience - {EVERYONE, AGENTS, *self._options.plans})
        if unknown:
            return refused(front.audience_line, f"unknown audience {unknown[0]!r}")
        article = self._article(file, place, front, locale)
        reason = reason_against(article)
        return refused(0, reason) if reason is not None else Taken(article, file.shown)

    def _article(self, file: TreeFile, place: Place, front: Front, locale: str) -> Article:
        lines = front.body.split("\n")
        number, heading = _first_heading(lines)
        title = shortened(front.title or heading or _name(file), MAX_TITLE)
        if heading and _is_title(lines, number) and heading.lower() == title.lower():
            underlined = number + 1 < len(lines) and _UNDERLINE.fullmatch(lines[number + 1]) is not None
            del lines[number : number + 1 + underlined]
        body = linked("\n".join(lines).strip("\n"), lambda target: self._links.resolve(target, file.name))
        return Article(
            id=place.article_id,
            locale=locale,
            title=title,
            summary=shortened(front.summary, 500) or summary_of(body) or title,
            body=body + "\n" if body else "",
            tags=tags_of(front.tags),
            audience=front.audience,
            updated_at=file.changed_at,
        )


def once(item: Item, taken: dict[tuple[str, str], str]) -> Item:
    """Refuses a text whose place is taken; `taken` holds the path of each text so far by id and locale."""
    if not isinstance(item, Taken):
        return item
    key = (item.article.id, item.article.locale)
    if key in taken:
        message = f"the article {key[0]} ({key[1]}) is {taken[key]} already; give one of the two another name"
        return Refused(ArticleProblem(item.path, 0, message), item.article.id)
    taken[key] = item.path
    return item


def _first_heading(lines: Sequence[str]) -> tuple[int, str]:
    """Its line (from 0) and words; -1 and "" when there is none."""
    fenced = False
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        found = _HEADING.match(line)
        heading = _without_closing(line[found.end() :]) if found is not None else ""
        if heading:
            return number, plain(heading[:_MAX_HEADING])
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.strip() and _UNDERLINE.fullmatch(following):
            return number, plain(line[:_MAX_HEADING])
    return -1, ""


def _without_closing(heading: str) -> str:
    """`Print a label ##` closes with marks, `Labels in C#` does not."""
    words = heading.rstrip(" \t")
    unmarked = words.rstrip("#")
    return unmarked.rstrip() if not unmarked or unmarked[-1] in " \t" else words


def _is_title(lines: Sequence[str], number: int) -> bool:
    """Whether the heading is of the highest level and nothing stands before it."""
    if any(line.strip() for line in lines[:number]):
        return False
    return _TITLE_LEVEL.match(lines[number]) is not None or not lines[number].lstrip().startswith("#")


def _name(file: TreeFile) -> str:
    """`print-a_label.md` may be called "Print a label"."""
    words = PurePosixPath(file.name).stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
