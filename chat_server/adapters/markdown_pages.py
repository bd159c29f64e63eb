"""An article's Markdown as HTML that may stand in any page of ours: help centre, widget and console.

Two walls: markdown-it never passes HTML through and every link is decided here; nh3 then keeps only what is listed.
The search library parses the same dialect, so that the sections it points to exist in the page.
"""

import re
from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MAX_NESTING = 20  # blocks inside blocks; articles need three, and each level costs stack
# The title is the page's only h1, and the widget shows headings one level further down.
_HIGHEST, _LOWEST = 2, 5
_ARTICLE_LINK = re.compile(r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.md(?:#(?P<section>[a-z0-9-]+))?")
_OWN_SECTION = re.compile(r"#[a-z0-9-]+")
# A plain host: a user name before it is there to be mistaken for it. Other alphabets arrive here as punycode.
_EXTERNAL = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#].*)?|mailto:.+", re.IGNORECASE)
_EXTERNAL_REL = "noopener nofollow ugc"
# A style attribute would need an unsafe policy; alignment is a class instead.
_ALIGNMENT = {"text-align:right": "end", "text-align:center": "center"}

_HEADINGS = frozenset(f"h{level}" for level in range(_HIGHEST, _LOWEST + 1))
_CLEANER = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "a"),
        *("table", "thead", "tbody", "tr", "th", "td"),
        *_HEADINGS,
    },
    attributes={"a": {"href", "rel", "data-article"}, "ol": {"start"}, **{tag: {"id"} for tag in _HEADINGS}},
    allowed_classes={"th": set(_ALIGNMENT.values()), "td": set(_ALIGNMENT.values())},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def render(
    body: str, *, link: Callable[[str], str | None], anchor: Callable[[str], str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Sanitised HTML and the article's headings in order as (anchor, text).

    `link` gives the URL of another article by its id, or None when there is nothing to link to; `anchor` the id of the
    next heading. Links to anything but articles, sections, http(s) and mailto become plain text, images their
    description.
    """
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING}).enable("table")
    tokens = parser.parse(body)
    sections: list[tuple[str, str]] = []
    for token, before in zip(tokens, [None, *tokens], strict=False):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1:]), _HIGHEST), _LOWEST)}"
        elif token.type in {"th_open", "td_open"}:
            _align(token)
        elif token.type == "inline" and token.children is not None:
            if before is not None and before.type == "heading_open":
                text = _plain(token.children)
                sections.append((anchor(text), text))
                before.attrSet("id", sections[-1][0])
            token.children = _safe_inline(token.children, link)
    return _CLEANER.clean(parser.renderer.render(tokens, parser.options, {})), tuple(sections)


def _align(cell: Token) -> None:
    style = cell.attrs.pop("style", None)
    if isinstance(style, str) and style in _ALIGNMENT:
        cell.attrSet("class", _ALIGNMENT[style])


def _plain(children: Sequence[Token]) -> str:
    words = (" " if child.type in {"softbreak", "hardbreak"} else child.content for child in children)
    return " ".join("".join(words).split())


def _safe_inline(children: Sequence[Token], link: Callable[[str], str | None]) -> list[Token]:
    kept: list[Token] = []
    dropped = False  # links do not nest
    for child in children:
        if child.type == "link_open":
            attributes = _link_attributes(str(child.attrGet("href") or ""), link)
            dropped = attributes is None
            if attributes is not None:
                child.attrs = dict(attributes)
                kept.append(child)
        elif child.type == "link_close":
            if not dropped:
                kept.append(child)
            dropped = False
        elif child.type == "image":
            kept.append(Token("text", "", 0, content=child.content))
        else:
            kept.append(child)
    return kept


def _link_attributes(href: str, link: Callable[[str], str | None]) -> dict[str, str] | None:
    """What the link carries; None when it leads nowhere that we vouch for. markdown-it has percent-encoded `href`."""
    article = _ARTICLE_LINK.fullmatch(href)
    if article is not None:
        url = link(article["slug"])
        if url is None:
            return None
        section = f"#{article['section']}" if article["section"] else ""
        return {"href": url + section, "data-article": article["slug"]}
    if _OWN_SECTION.fullmatch(href):
        return {"href": href}
    return {"href": href, "rel": _EXTERNAL_REL} if _EXTERNAL.fullmatch(href) else None
