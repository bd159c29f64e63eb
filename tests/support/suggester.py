"""A help centre of five articles and a search that counts shared words: small, real, and always the same."""

import re

import msgspec

from chat_server.domain.events import Level
from chat_server.services.help_articles import ArticlePage, Fragment, Suggestion, Suggestions
from tests.support.clock import MONDAY_MORNING

RETURNS = "returns"
EVERYONE = frozenset({"everyone"})
AGENTS_ONLY = frozenset({"agents"})
PHONE_PLANS = frozenset({"small_shop", "large_shop", "business"})
DEFAULT_LOCALE = "en"
INDEX_VERSION = "five-articles-1"
SURE_WITH = 2  # shared words that make an answer; one makes a maybe


def page(
    article_id: str, locale: str, title: str, text: str, audience: frozenset[str] = EVERYONE, topic: str = "tracking"
) -> ArticlePage:
    return ArticlePage(
        article_id=article_id,
        locale=locale,
        title=title,
        summary=text,
        topic=topic,
        html=f'<h2 id="start">{title}</h2><p>{text}</p>',
        sections=(("start", title),),
        audience=audience,
        fallback=False,
        url=f"/help/{locale}/{article_id}",
        updated_at=MONDAY_MORNING,
    )


ARTICLES = (
    page("track-a-parcel", "en", "Track a parcel", "Where is my parcel? Open the order and read the tracking."),
    page("track-a-parcel", "es", "Seguir un paquete", "¿Dónde está mi paquete? Abre el pedido y lee el seguimiento."),
    page("parcel-lost", "en", "When a parcel is lost", "A parcel without a scan for five days is lost: investigate."),
    page(
        "refund-after-return",
        "en",
        "Refund after a return",
        "It arrives days after the return.",
        topic=RETURNS,
    ),
    page("phone-support-hours", "en", "Phone support hours", "Call us from nine.", PHONE_PLANS, topic="contact"),
    page(
        "agent-refund-limits",
        "en",
        "Goodwill refund limits",
        "Up to 50 EUR each.",
        AGENTS_ONLY,
        topic=RETURNS,
    ),
)


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 2}  # not "a", "is", "of"


class TinySuggester:
    """`locales` and `ready` may be set by a test."""

    def __init__(self, articles: tuple[ArticlePage, ...] = ARTICLES) -> None:
        self._articles = articles
        self.locales: tuple[str, ...] = tuple(sorted({article.locale for article in articles}))
        self.ready = True

    async def suggest(
        self,
        question: str,
        *,
        locale: str | None,
        audience: frozenset[str],
        limit: int = 3,
        typing: bool = False,
        first: str | None = None,
    ) -> Suggestions:
        wanted = locale if locale in self.locales else DEFAULT_LOCALE
        asked = words(question.rpartition(" ")[0] or question if typing else question)
        scored = [
            (len(asked & words(f"{page.title} {page.summary}")), page) for page in self._visible(wanted, audience)
        ]
        found = sorted((item for item in scored if item[0]), key=lambda item: (-item[0], item[1].article_id))[:limit]
        found.sort(key=lambda item: item[1].article_id != first)
        level: Level = "none" if not found else "answer" if found[0][0] >= SURE_WITH else "maybe"
        return Suggestions(
            level=level,
            confident=level == "answer",
            locale=wanted,
            index_version=INDEX_VERSION,
            suggestions=tuple(_suggestion(score, page, asked) for score, page in found),
        )

    async def search(self, words: str, *, locale: str, audience: frozenset[str], limit: int) -> Suggestions:
        return await self.suggest(words, locale=locale, audience=audience, limit=limit)

    def article(self, article_id: str, locale: str) -> ArticlePage | None:
        versions = {page.locale: page for page in self._articles if page.article_id == article_id}
        if locale in versions:
            return versions[locale]
        default = versions.get(DEFAULT_LOCALE)
        return None if default is None else msgspec.structs.replace(default, fallback=True)

    async def page(self, article_id: str, locale: str) -> ArticlePage | None:
        return self.article(article_id, locale)

    def articles(self, locale: str) -> tuple[ArticlePage, ...]:
        return tuple(page for page in self._articles if page.locale == locale)

    def _visible(self, locale: str, audience: frozenset[str]) -> list[ArticlePage]:
        ids = sorted({page.article_id for page in self._articles})
        pages = [self.article(article_id, locale) for article_id in ids]
        return [page for page in pages if page is not None and page.audience & audience]


def _suggestion(score: int, page: ArticlePage, asked: set[str]) -> Suggestion:
    fragments = tuple(
        Fragment(text=part, match=part.lower() in asked) for part in re.split(r"(\W+)", page.summary) if part
    )
    return Suggestion(
        article_id=page.article_id,
        title=page.title,
        locale=page.locale,
        fallback=page.fallback,
        passage=fragments,
        section="start",
        url=page.url,
        score=float(score),
        content_hash=f"hash-of-{page.article_id}-{page.locale}",
    )
