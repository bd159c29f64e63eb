"""HTML pages as articles: the title from the page, the locale from `lang` or the path, the rest as Markdown."""

import codecs
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from deflection.article import Article
from deflection.article_files import decoded
from deflection.front_matter import ArticleProblem
from deflection.importing.html_head import head_of
from deflection.importing.html_text import HtmlError, content_of
from deflection.importing.items import Item, Kind, Options, Refused, Taken
from deflection.importing.links import FileLinks
from deflection.importing.markdown_files import once
from deflection.importing.places import Place, not_served, place_of, served
from deflection.importing.texts import MAX_TITLE, reason_against, shortened, summary_of
from deflection.importing.trees import HTML_SUFFIXES, Tree, TreeFile, UnreadableError

# Pages carry their pictures as text at times; 10 MB of such take a second.
MAX_HTML_BYTES = 10_000_000
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_CHARSET_WITHIN = 2_048
# Encodings in which every page can be told from a broken one, more or less; others hide markup from the parser.
_ENCODINGS = re.compile(r"iso8859-\d+|cp125\d|ascii|koi8-[ru]|shift_jis|euc_jp|gb2312|gbk|big5|euc_kr")


class HtmlFiles:
    """The HTML pages of a tree as articles."""

    kind: Kind = "html"

    def __init__(self, tree: Tree, options: Options) -> None:
        self._tree = tree
        self._options = options
        self._files = [file for file in tree.files if file.is_one_of(HTML_SUFFIXES)]
        self._places = {file.name: place_of(file.name) for file in self._files}
        ids = {name: place.article_id for name, place in self._places.items()}
        self._links = FileLinks(ids, HTML_SUFFIXES)

    def count(self) -> int:
        return len(self._files) + len(self._tree.refused)

    def items(self) -> Iterator[Item]:
        yield from self._tree.refused
        taken: dict[tuple[str, str], str] = {}
        for file in self._files:
            yield once(self._item(file, self._places[file.name]), taken)

    def close(self) -> None:
        self._tree.close()

    def _item(self, file: TreeFile, place: Place) -> Item:
        def refused(message: str) -> Refused:
            return Refused(ArticleProblem(file.shown, 0, message), place.article_id)

        try:
            html, wrong = decoded(file.shown, _utf8(self._tree.read(file, MAX_HTML_BYTES)), 2 * MAX_HTML_BYTES)
            if wrong is not None:
                return Refused(wrong, place.article_id)
            head = head_of(html)
            wished = head.locale or place.locale or self._options.locale
            locale = served(wished, self._options.locales)
            if locale is None:
                return refused(not_served(shortened(wished, 20), self._options.locales))
            content = content_of(html, lambda target: self._links.resolve(target, file.name))
        except (UnreadableError, HtmlError) as error:
            return refused(str(error))
        title = shortened(content.title or head.title or PurePosixPath(file.name).stem, MAX_TITLE)
        article = Article(
            id=place.article_id,
            locale=locale,
            title=title,
            summary=shortened(head.summary, 500) or summary_of(content.body) or title,
            body=content.body + "\n" if content.body else "",
            updated_at=file.changed_at,
        )
        reason = reason_against(article)
        return refused(reason) if reason is not None else Taken(article, file.shown)


def _utf8(data: bytes) -> bytes:
    """The page in UTF-8 if it names another encoding and is right in it; else as it is."""
    declared = _CHARSET.search(data, 0, _CHARSET_WITHIN)
    if declared is None:
        return data
    try:
        name = codecs.lookup(declared[1].decode()).name
        return data.decode(name).encode() if _ENCODINGS.fullmatch(name) else data
    except (LookupError, UnicodeError):
        return data
