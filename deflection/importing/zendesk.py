"""A dump of Zendesk Guide: the Help Center API's pages of articles, translations, sections and categories.

The files are read twice: first for what the articles are (drafts, sections, who may read them), then, one file after
the other, for their texts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from deflection.article import AGENTS, EVERYONE, Article, stable_hash
from deflection.front_matter import ArticleProblem
from deflection.importing.html_text import HtmlError, content_of
from deflection.importing.items import Item, Kind, LeftOut, Options, Refused, Taken
from deflection.importing.places import not_served, served
from deflection.importing.texts import MAX_TITLE, reason_against, shortened, summary_of, tags_of
from deflection.importing.trees import JSON_SUFFIXES, Tree, TreeFile, UnreadableError
from deflection.importing.zendesk_pages import (
    MAX_JSON_BYTES,
    Fields,
    PageError,
    Text,
    line_of_id,
    number,
    objects_of,
    text_of,
    word,
)

_ARTICLE_PATH = re.compile(r"/hc/(?:[A-Za-z-]{2,10}/)?articles/(?P<id>[0-9]{1,18})(?:-[^/]*)?/?")


@dataclass
class _Listed:
    """What is known of an article beside its texts; `section` None: in none."""

    section: int | None
    restricted: bool
    labels: tuple[str, ...]


@dataclass
class _Shelves:
    """Sections and categories: their names by id and locale, and what they stand in."""

    names: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    categories: dict[int, int] = field(default_factory=dict)

    def add(self, kind: str, fields: Fields) -> None:
        shelf = number(fields, "id")
        if shelf is None:
            return
        self._name(kind, shelf, word(fields, "locale", "source_locale"), word(fields, "name", "title"))
        for key, places in (("parent_section_id", self.parents), ("category_id", self.categories)):
            above = number(fields, key)
            if kind == "sections" and above is not None:
                places[shelf] = above

    def translate(self, kind: str, fields: Fields) -> None:
        shelf = number(fields, "source_id")
        if shelf is not None:
            self._name(kind, shelf, word(fields, "locale"), word(fields, "title"))

    def tags(self, section: int | None, locale: str) -> list[str]:
        """The category, then the sections from the outermost; without the category where there is only one."""
        path: list[int] = []
        while section is not None and section not in path:
            path.insert(0, section)
            section = self.parents.get(section)
        found = [("sections", name) for name in path]
        if len({name for kind, name in self.names if kind == "categories"}) > 1:
            found[:0] = [("categories", self.categories[name]) for name in path[:1] if name in self.categories]
        names = [self.names.get(shelf, {}) for shelf in found]
        return [of.get(locale) or next(iter(of.values())) for of in names if of]

    def _name(self, kind: str, shelf: int, locale: str, name: str) -> None:
        if name:
            self.names.setdefault((kind, shelf), {})[locale] = name


@dataclass
class _Run:
    """What one reading has met: `seen` the content by id and locale as Zendesk names it (lists and translations repeat
    each other), `taken` Zendesk's locale by article and our locale."""

    seen: dict[tuple[int, str], str] = field(default_factory=dict)
    taken: dict[tuple[str, str], str] = field(default_factory=dict)


class ZendeskDump:
    """The JSON files of a tree as articles; an article's id is Zendesk's number, which never changes."""

    kind: Kind = "zendesk"

    def __init__(self, tree: Tree, options: Options) -> None:
        self._tree = tree
        self._options = options
        self._listed: dict[int, _Listed] = {}
        self._shelves = _Shelves()
        self._hosts: set[str] = set()
        self._files: list[TreeFile] = []
        self._refused = list(tree.refused)
        self._left_out: list[LeftOut] = []
        self._texts = 0
        for file in tree.files:
            if file.is_one_of(JSON_SUFFIXES):
                self._look_through(file)

    def count(self) -> int:
        return self._texts + len(self._refused) + len(self._left_out)

    def items(self) -> Iterator[Item]:
        yield from self._refused
        yield from self._left_out
        run = _Run()
        for file in self._files:
            try:
                data = self._tree.read(file, MAX_JSON_BYTES)
                for kind, item in objects_of(data):
                    if kind == "articles" or _is_translation_of(item, "article"):
                        yield from self._items(file, data, kind, item, run)
            except (UnreadableError, PageError) as error:  # it could be read a moment ago
                yield Refused(ArticleProblem(file.shown, 0, str(error)), hides_articles=True)

    def close(self) -> None:
        self._tree.close()

    def _look_through(self, file: TreeFile) -> None:
        found = 0
        try:
            for kind, item in objects_of(self._tree.read(file, MAX_JSON_BYTES)):
                found += 1
                if isinstance(item, dict):
                    self._note(kind, item)
                self._texts += kind == "articles" or _is_translation_of(item, "article")
        except (UnreadableError, PageError) as error:
            line = error.line if isinstance(error, PageError) else 0
            self._refused.append(Refused(ArticleProblem(file.shown, line, str(error)), hides_articles=True))
            return
        if found:
            self._files.append(file)
        else:
            self._left_out.append(LeftOut(file.shown, "no articles, translations, sections or categories in it"))

    def _note(self, kind: str, fields: Fields) -> None:
        if kind in {"sections", "categories"}:
            self._shelves.add(kind, fields)
        elif kind == "translations":
            for of, shelf in (("section", "sections"), ("category", "categories")):
                if _is_translation_of(fields, of):
                    self._shelves.translate(shelf, fields)
        else:
            article_id = number(fields, "id")
            if article_id is None:
                return
            # Nobody here knows who belongs to a segment of Zendesk's users: such an article is for agents only.
            restricted = fields.get("user_segment_id") is not None or bool(fields.get("user_segment_ids"))
            labels = fields.get("label_names")
            names = tuple(label for label in labels if isinstance(label, str)) if isinstance(labels, list) else ()
            before = self._listed.get(article_id)
            self._listed[article_id] = _Listed(
                section=number(fields, "section_id"),
                restricted=restricted or (before is not None and before.restricted),
                labels=names,
            )
            self._hosts.add(_host(word(fields, "html_url")))

    def _items(self, file: TreeFile, data: bytes, kind: str, item: object, run: _Run) -> Iterator[Item]:
        try:
            text = text_of(kind, item)
        except PageError as error:
            known = number(item, "id" if kind == "articles" else "source_id") if isinstance(item, dict) else None
            line = line_of_id(data, known) if known is not None else 0
            problem = ArticleProblem(file.shown, line, str(error))
            yield Refused(problem, "" if known is None else str(known), hides_articles=known is None)
            return
        key, content = (text.source_id, text.locale.lower()), stable_hash(text.title, text.body, text.hidden)
        if run.seen.get(key) == content:
            return
        made = self._made(file, text, repeated=key in run.seen)
        run.seen.setdefault(key, content)
        if isinstance(made, Taken):
            place = (made.article.id, made.article.locale)
            if place not in run.taken:
                run.taken[place] = text.locale
                yield made
                return
            made = f"article {place[0]} has a text in {place[1]} already, the one for {run.taken[place]}"
        if isinstance(made, LeftOut):
            yield made
        else:
            line = line_of_id(data, text.source_id)
            yield Refused(ArticleProblem(file.shown, line, made), str(text.source_id))

    def _made(self, file: TreeFile, text: Text, *, repeated: bool) -> Taken | LeftOut | str:
        """The article, or why there is none."""
        name = f"article {text.source_id} ({text.locale})"
        listed = self._listed.get(text.source_id)
        locale = served(text.locale, self._options.locales)
        if repeated:
            return f"{name} stands in the dump twice with different texts; the first one counts"
        if text.hidden:
            return LeftOut(f"{file.shown}: {name}", text.hidden)
        if listed is None:
            return f"{name} is a translation of an article that is not in the dump: nobody knows who may read it"
        if locale is None:
            return f"{name}: {not_served(text.locale[:20], self._options.locales)}"
        try:
            content = content_of(text.body, self._resolve)
        except HtmlError as error:
            return f"{name}: {error}"
        title = shortened(text.title, MAX_TITLE)
        article = Article(
            id=str(text.source_id),
            locale=locale,
            title=title,
            summary=summary_of(content.body) or title,
            body=content.body + "\n" if content.body else "",
            tags=tags_of([*self._shelves.tags(listed.section, text.locale), *listed.labels]),
            audience=frozenset({AGENTS if listed.restricted else EVERYONE}),
            updated_at=text.updated_at,
        )
        reason = reason_against(article)
        return f"{name} {reason}" if reason is not None else Taken(article, file.shown)

    def _resolve(self, target: str) -> str | None:
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        found = _ARTICLE_PATH.fullmatch(parts.path)
        if found and (not parts.netloc or parts.netloc in self._hosts) and int(found["id"]) in self._listed:
            return f"{int(found['id'])}.md"
        return target if parts.scheme.lower() in {"http", "https", "mailto"} else None


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _is_translation_of(item: object, kind: str) -> bool:
    return isinstance(item, dict) and str(item.get("source_type", "")).lower() == kind
