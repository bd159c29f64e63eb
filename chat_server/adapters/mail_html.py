"""A mail that is HTML only, as text: read as a stream, so that neither depth nor unclosed tags matter.

Python's own `HTMLParser` needs hours for a megabyte of `<!--`, and a thread that is busy cannot be stopped. Here each
step leaves behind what it looked at.
"""

import re
from html import unescape

from chat_server.adapters.mail_quotes import QUOTE_BEGINS

LONGEST_HTML = 1_000_000  # characters that are read; more is a newsletter
UNREAD = frozenset({"head", "script", "style", "template", "title"})
PROGRAMS = frozenset({"script", "style", "title"})
BLOCKS = frozenset({"address", "div", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre"}) | {
    "section", "table", "tr", "ul", "li"
}  # fmt: skip
# By these, programs mark where the mail that is answered begins: Outlook, Yahoo.
OLD_MAIL = frozenset({"divRplyFwdMsg", "appendonsend", "yahoo_quoted", "ymail_android_signature"})
# Who wrote what is quoted: Gmail, Thunderbird. What they quote stands in a blockquote.
ATTRIBUTION = frozenset({"gmail_attr", "moz-cite-prefix"})

# The name of a tag, and what stands in its class and id.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]{0,40})", re.IGNORECASE)
_NAMES = re.compile(
    r"""\b(?:class|id)\s{0,9}=\s{0,9}(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s"'>]{1,500}))""", re.IGNORECASE
)
# Up to its `>`, unless that stands between quotation marks. A mark without its other half is a character like others.
_WHOLE_TAG = re.compile(r"""<(?:[^>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+>""")
LONGEST_TAG = 4_000  # characters; pictures that stand in their tag are longer, and have no `>`


def text_of(html: str) -> str:
    """Lines as they were seen, with `> ` before each that was quoted."""
    reader = _Reader()
    page, at = html[:LONGEST_HTML], 0
    while (begins := page.find("<", at)) >= 0:
        reader.text_comes(unescape(page[at:begins]))
        at = _after_tag(reader, page, begins)
        if reader.unread in PROGRAMS:  # until their own end, a `<` in them is none of a tag
            end = re.compile(f"</{reader.unread}", re.IGNORECASE).search(page, at)
            at = end.start() if end else len(page)
    reader.text_comes(unescape(page[at:]))
    return reader.text()


def _after_tag(reader: "_Reader", page: str, begins: int) -> int:
    """Where reading goes on after the tag, comment or lonely `<` at `begins`."""
    if page.startswith("<!--", begins):
        ends = page.find("-->", begins)
        return len(page) if ends < 0 else ends + 3
    tag = _TAG.match(page, begins)
    if tag is None and not page.startswith(("<!", "<?", "</"), begins):
        reader.text_comes("<")
        return begins + 1
    if page.find(">", begins) < 0:
        return len(page)  # nothing that follows is a tag's end, and nothing of a tag is text
    whole = _WHOLE_TAG.match(page, begins, begins + LONGEST_TAG)
    ends = whole.end() if whole else page.find(">", min(begins + LONGEST_TAG, len(page) - 1)) + 1 or len(page)
    if tag is not None and tag[1]:
        reader.tag_ends(tag[2].lower())
    elif tag is not None:
        attributes = page[tag.end() : min(ends, begins + LONGEST_TAG)]
        names = {name for found in _NAMES.findall(attributes) for value in found for name in value.split()}
        reader.tag_begins(tag[2].lower(), names)
    return ends


class _Reader:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quoted = 0
        self.unread = ""  # the element whose content nobody sees
        self._attribution = 0  # elements open since one that says who wrote what is quoted

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def tag_begins(self, tag: str, names: set[str]) -> None:
        if self.unread:
            return
        if tag in UNREAD:
            self.unread = tag
        if tag == "div" and (self._attribution or names & ATTRIBUTION):
            self._attribution += 1
        if names & OLD_MAIL:
            self._end_line()
            self._lines.append(QUOTE_BEGINS)
        if tag == "br" or tag in BLOCKS or tag == "blockquote":
            self._end_line(gap=tag in {"p", "blockquote", "ul", "ol", "table"})
        if tag == "li":
            self._line.append("- ")
        if tag == "blockquote":
            self._quoted += 1

    def tag_ends(self, tag: str) -> None:
        if self.unread:
            self.unread = "" if tag == self.unread else self.unread
            return
        if tag in BLOCKS or tag == "blockquote":
            self._end_line(gap=tag in {"p", "blockquote"})
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        if tag == "div" and self._attribution:
            self._attribution -= 1

    def text_comes(self, data: str) -> None:
        if not self.unread and not self._attribution:
            self._line.append(data)

    def _end_line(self, *, gap: bool = False) -> None:
        raw = "".join(self._line)
        words = " ".join(raw.split())
        self._line = []
        mark = "> " if self._quoted else ""
        if words:
            self._lines.append(mark + words)
        if gap and self._lines and self._lines[-1]:
            self._lines.append("")
