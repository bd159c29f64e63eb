"""Articles and suggestions as the services see them."""

from datetime import datetime

import msgspec

from chat_server.domain.events import Level


class Fragment(msgspec.Struct, frozen=True):
    text: str
    match: bool


class Suggestion(msgspec.Struct, frozen=True):
    """An article offered for a question; `section` is the anchor of the passage's section."""

    article_id: str
    title: str
    locale: str
    fallback: bool
    passage: tuple[Fragment, ...]
    section: str | None
    url: str
    score: float
    content_hash: str


class Suggestions(msgspec.Struct, frozen=True):
    level: Level
    confident: bool
    locale: str
    index_version: str
    suggestions: tuple[Suggestion, ...]


class ListedArticle(msgspec.Struct, frozen=True):
    """What a list says of an article; `fallback`: it is in the default language, as there is none in the wanted one."""

    article_id: str
    locale: str
    title: str
    summary: str
    topic: str
    audience: frozenset[str]
    fallback: bool
    url: str
    updated_at: datetime


class ArticlePage(ListedArticle, frozen=True):
    """An article ready to be read: sanitised HTML, its sections as (anchor, heading)."""

    html: str
    sections: tuple[tuple[str, str], ...]
