"""A mail that is HTML only, as text: read as a stream, so that neither depth nor unclosed tags matter."""

from html.parser import HTMLParser

from chat_server.adapters.mail_quotes import QUOTE_BEGINS

LONGEST_HTML = 1_000_000  # characters that are read; more is a newsletter
UNREAD = frozenset({"head", "script", "style", "template", "title"})
BLOCKS = frozenset({"address", "div", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre"}) | {
    "section", "table", "tr", "ul", "li"
}  # fmt: skip
# By these, programs mark where the mail that is answered begins: Outlook, Yahoo.
OLD_MAIL = frozenset({"divRplyFwdMsg", "appendonsend", "yahoo_quoted", "ymail_android_signature"})
# Who wrote what is quoted: Gmail, Thunderbird. What they quote stands in a blockquote.
ATTRIBUTION = frozenset({"gmail_attr", "moz-cite-prefix"})


def text_of(html: str) -> str:
    """Lines as they were seen, with `> ` before each that was quoted."""
    reader = _Reader()
    try:
        reader.feed(html[:LONGEST_HTML])
        reader.close()
    except (AssertionError, ValueError):
        pass  # a declaration that Python's parser does not understand: what came before it is read
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quoted = 0
        self._unread = ""  # the element whose content nobody sees
        self._attribution = 0  # elements open since one that says who wrote what is quoted

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unread:
            return
        if tag in UNREAD:
            self._unread = tag
        names = {name for key, value in attrs if key in {"class", "id"} for name in (value or "").split()}
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

    def handle_endtag(self, tag: str) -> None:
        if self._unread:
            self._unread = "" if tag == self._unread else self._unread
            return
        if tag in BLOCKS or tag == "blockquote":
            self._end_line(gap=tag in {"p", "blockquote"})
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        if tag == "div" and self._attribution:
            self._attribution -= 1

    def handle_data(self, data: str) -> None:
        if not self._unread and not self._attribution:
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
