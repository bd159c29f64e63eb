"""HTML to the Markdown of our articles: scripts and navigation go, headings, lists, tables, code and links stay.

nh3 parses as a browser does and keeps only what is listed, so that what is looked at here is well-formed; what is shown
passes the server's own sanitising renderer besides.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from deflection.markdown import Anchors

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_KEPT = frozenset(
    {
        *("main", "article", "section", "div", "p", "br", "hr", "blockquote", "pre", "figure", "figcaption", "details"),
        *(
            "summary",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
            "td",
        ),
        *("a", "strong", "b", "em", "i", "code", "kbd", "samp", "img", "sub", "sup", "span", "header"),
        *_HEADINGS,
    }
)
# With everything in them. A header goes only if it is the page's: an article's own may hold its title.
_DROPPED = frozenset(
    {
        *(
            "script",
            "style",
            "template",
            "noscript",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "canvas",
            "video",
            "audio",
        ),
        *("nav", "footer", "aside", "form", "button", "select", "textarea", "dialog", "menu", "head", "title"),
    }
)
_ROLES_DROPPED = {"navigation", "banner", "contentinfo", "search", "complementary"}
_CLASSES_DROPPED = {
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "toc",
    "table-of-contents",
    "skip-link",
    "navbar",
    "pagination",
}
# Headings carry signs to copy their address by.
_PERMALINKS = {"headerlink", "anchor", "permalink", "anchorjs-link", "hash-link"}
_SPACES = re.compile(r"\n{3,}")
_CODE_LANGUAGE = re.compile(r"(?:language|lang|highlight-source)-([a-z0-9+#-]{1,20})")
_SYNTAX = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^([ \t]*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]+(?=[ \t]*$))", re.MULTILINE)
_NUMBER_START = re.compile(r"^([ \t]*\d{1,9})([.)](?=\s|$))", re.MULTILINE)
# Pages nest some dozens of tags; what walks them does so recursively, and Python recurses a thousand times.
_MAX_DEPTH = 150
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[a-z0-9]+)")
_VOID = {"br", "hr", "img"}
# Before nh3 has looked: its time grows with the square of the depth, and 2,000 take a tenth of a second.
_MAX_OPEN = 2_000
_ANY_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,20})")
_CLOSE_THEMSELVES = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
    *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup"),
}


class HtmlError(Exception):
    """Why the HTML cannot be converted."""


@dataclass(frozen=True, slots=True)
class Content:
    """The text as Markdown. `title` is that of its first h1, which is not in the text any more; "" without one."""

    title: str
    body: str


def content_of(html: str, resolve: Callable[[str], str | None]) -> Content:
    """`resolve` gives the new target of a link, None to keep its words only. Raises HtmlError."""
    if _open_tags(html) > _MAX_OPEN:
        raise HtmlError("its tags are nested too deeply")
    clean = nh3.clean(
        html,
        tags=set(_KEPT),
        clean_content_tags=set(_DROPPED),
        attributes={
            "*": {"id", "class", "role", "hidden", "aria-hidden"},
            "a": {"href", "name"},
            "img": {"alt"},
            "ol": {"start"},
        },
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
    if _depth(clean) > _MAX_DEPTH:
        raise HtmlError("its tags are nested too deeply")
    root = _root(BeautifulSoup(clean, "html.parser"))
    _drop(root)
    title = _take_title(root)
    _relink(root, resolve)
    converter = _Converter(heading_style="ATX", bullets="-", table_infer_header=True)
    body = converter.convert_soup(root)
    lines = (line.rstrip() for line in str(body).split("\n"))
    return Content(title, _SPACES.sub("\n\n", "\n".join(lines)).strip())


class _Converter(MarkdownConverter):
    """As the library does it, but for what our dialect of Markdown has no word for, and for fences."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Only what would be Markdown where it stands."""
        del parent_tags
        text = _LINE_START.sub(r"\1\\\2", _NUMBER_START.sub(r"\1\\\2", _SYNTAX.sub(r"\\\g<0>", text)))
        return str(text)

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A fence that is longer than any in the code."""
        del parent_tags
        if not text.strip():
            return ""
        longest = max((len(ticks) for ticks in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        stripped = text.strip("\n")
        return f"\n\n{fence}{_language(el)}\n{stripped}\n{fence}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A term and a title of what folds out: bold paragraphs."""
        del el, parent_tags
        words = " ".join(text.split())
        return f"\n\n**{words}**\n\n" if words else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return f"\n\n{text.strip()}\n\n"

    convert_summary = convert_dt


def _language(pre: Tag) -> str:
    for tag in (pre, *pre.find_all("code", limit=1)):
        found = _CODE_LANGUAGE.search(" ".join(tag.get_attribute_list("class")) if tag.get("class") else "")
        if found:
            return found[1]
    return ""


def _open_tags(html: str) -> int:
    """How many tags are open at once, about: those that need an end and have none yet."""
    waiting: Counter[str] = Counter()
    now = most = 0
    for tag in _ANY_TAG.finditer(html):
        name = tag["name"].lower()
        if name in _CLOSE_THEMSELVES:
            continue
        if not tag["closing"]:
            waiting[name] += 1
            now += 1
            most = max(most, now)
        elif waiting[name]:
            waiting[name] -= 1
            now -= 1
    return most


def _depth(clean: str) -> int:
    """How deep tags nest in HTML that is well-formed."""
    depth = deepest = 0
    for tag in _TAG.finditer(clean):
        if tag["name"] not in _VOID:
            depth += -1 if tag["closing"] else 1
            deepest = max(deepest, depth)
    return deepest


def _root(soup: BeautifulSoup) -> Tag:
    """Where the text is: the page's main part, its only article, or all of it."""
    main = soup.find("main") or soup.find(role="main")
    if isinstance(main, Tag):
        return main
    articles = soup.find_all("article")
    if len(articles) == 1:
        return articles[0]
    for header in soup.find_all("header"):
        header.extract()
    return soup


def _drop(root: Tag) -> None:
    for tag in root.find_all(True):
        classes = set(tag.get_attribute_list("class")) if tag.get("class") else set()
        hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true"
        permalink = tag.name == "a" and classes & _PERMALINKS
        if hidden or permalink or tag.get("role") in _ROLES_DROPPED or classes & _CLASSES_DROPPED:
            tag.extract()
        elif tag.name == "img":
            tag.replace_with(str(tag.get("alt") or ""))


def _take_title(root: Tag) -> str:
    heading = root.find("h1")
    if not isinstance(heading, Tag):
        return ""
    title = " ".join(heading.get_text(" ").split())
    heading.extract()
    return title


def _relink(root: Tag, resolve: Callable[[str], str | None]) -> None:
    anchors = _sections(root)
    for link in root.find_all("a"):
        target = str(link.get("href") or "")
        if target.startswith("#"):
            section = anchors.get(target[1:])
            new = f"#{section}" if section else None
        else:
            new = resolve(target) if target else None
        if new is None:
            link.unwrap()
        else:
            link["href"] = new


def _sections(root: Tag) -> dict[str, str]:
    """The anchors that our pages give the headings, by the ids and names that the source has in them or before."""
    names = Anchors()
    found: dict[str, str] = {}
    waiting: list[str] = []
    for tag in root.find_all(True):
        given = [str(tag[key]) for key in ("id", "name") if tag.get(key)]
        if tag.name in _HEADINGS:
            anchor = names.next(" ".join(tag.get_text(" ").split()))
            inside = [str(child[key]) for child in tag.find_all(True) for key in ("id", "name") if child.get(key)]
            found.update(dict.fromkeys((*waiting, *given, *inside), anchor))
            waiting = []
        elif given and not tag.get_text(strip=True):
            waiting.extend(given)  # an empty anchor just before its heading
        elif tag.name in {"section", "div"} and given:
            waiting = given
        elif tag.name == "p":
            waiting = []
    return found
