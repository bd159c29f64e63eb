"""What the readers have in common: bytes to text, and the fields of an article that a source does not give."""

import re
from collections.abc import Iterable

from deflection.article import Article

# The longest articles have 100 kB; parsing hostile ones of 1 MB takes minutes.
MAX_TEXT_BYTES = 300_000
MAX_TITLE = 200
MAX_TAG = 60
MAX_TAGS = 20
_MAX_SUMMARY = 200
# Enough to find a sentence in, and little enough to be quick with hostile texts.
_SUMMARY_FROM = 2_000
_NO_TEXT = re.compile(r"\s*(?:#|```|~~~|\||[-*+] |\d+[.)] |>|={3,}|-{3,}|<)")
_IMAGE = re.compile(r"!\[([^\]]{0,200})\](?:\([^)]{0,500}\))?")
_LINK = re.compile(r"\[([^\]]{1,200})\](?:\([^)]{0,500}\)|\[[^\]]{0,200}\])")
_MARKS = re.compile(r"(?<!\\)(?:\*\*|__|[*_`])(?!\s)|(?<=\S)(?:\*\*|__|[*_`])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def summary_of(body: str) -> str:
    """The first sentences of the first paragraph, without Markdown; "" when there is none."""
    for block in body[:_SUMMARY_FROM].split("\n\n"):
        if block.strip() and not _NO_TEXT.match(block):
            return shortened(plain(block), _MAX_SUMMARY)
    return ""


def plain(markdown: str) -> str:
    """About what a reader sees of one paragraph."""
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", markdown))
    return " ".join(_ESCAPE.sub(r"\1", _MARKS.sub("", text)).split())


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters: whole sentences if the first fits, else whole words and an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, limit)]
    if ends and ends[-1] >= limit // 3:
        return text[: ends[-1]]
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def tags_of(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, as tags may be."""
    cleaned = (shortened(name, MAX_TAG) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:MAX_TAGS]


def reason_against(article: Article) -> str | None:
    """Why the article cannot be taken as it is; None when it can."""
    if not article.title:
        return "has no title"
    if not article.body.strip():
        return "has no text"
    if len(article.body.encode()) > MAX_TEXT_BYTES:
        return f"its text is larger than {MAX_TEXT_BYTES:,} bytes"
    return None
