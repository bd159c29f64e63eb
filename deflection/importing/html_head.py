"""What an HTML page says about itself in its head."""

from dataclasses import dataclass
from html.parser import HTMLParser

# The head of a page stands at its beginning; what is said later is not looked for. The parser's time grows with the
# square of a hostile text.
_HEAD_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself; "" for what it does not."""

    title: str
    locale: str
    summary: str


class _HeadParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.locale, self.summary = "", "", ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.locale = self.locale or given.get("lang", "") or given.get("xml:lang", "")
        elif tag == "meta" and given.get("name", "").lower() == "description":
            self.summary = self.summary or given.get("content", "")
        self._in_title = tag == "title" and not self.title

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - whatever ends, the title has ended
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def head_of(html: str) -> Head:
    parser = _HeadParser()
    parser.feed(html[:_HEAD_CHARACTERS])
    return Head(*(" ".join(text.split()) for text in (parser.title, parser.locale, parser.summary)))
