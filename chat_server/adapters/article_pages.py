"""Articles as lists and pages show them. HTML is made when somebody reads, and the last pages read are kept."""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from chat_server.adapters.article_urls import Key, article_url
from chat_server.adapters.markdown_pages import render
from chat_server.services.help_articles import ArticlePage, ListedArticle
from deflection.article import Article
from deflection.markdown import Anchors

Rendered = tuple[str, tuple[tuple[str, str], ...]]

# A page has about 10 kB; merchants read the same few hundred articles.
KEPT_PAGES = 512


class ArticlePages:
    """One state of the help centre; what `before` has rendered is taken over. Any number of threads may read it."""

    def __init__(
        self, articles: Mapping[Key, Article], default_locale: str, before: "ArticlePages | None" = None
    ) -> None:
        self._articles = articles
        self._default_locale = default_locale
        self._lists: dict[str, tuple[ListedArticle, ...]] = {}
        self._rendered: OrderedDict[Key, Rendered] = OrderedDict(before.still_right(articles) if before else ())
        self._lock = threading.Lock()
        locales = {locale for locale, _ in articles}
        self.locales = tuple(sorted(locales, key=lambda locale: (locale != default_locale, locale)))

    def still_right(self, articles: Mapping[Key, Article]) -> list[tuple[Key, Rendered]]:
        """The rendered pages that these articles have as well; none if there are others: links may lead elsewhere."""
        if self._articles.keys() != articles.keys():
            return []
        with self._lock:
            return [(key, made) for key, made in self._rendered.items() if articles[key] is self._articles[key]]

    def article(self, article_id: str, locale: str) -> ListedArticle | None:
        """In the locale, else in the default language, marked as fallback."""
        found = self._found(article_id, locale)
        return None if found is None else _listed(found, fallback=found.locale != locale)

    def listed(self, locale: str) -> tuple[ListedArticle, ...]:
        if locale not in self._lists:
            found = (article for (of, _), article in self._articles.items() if of == locale)
            self._lists[locale] = tuple(_listed(article, fallback=False) for article in found)
        return self._lists[locale]

    def page(self, article_id: str, locale: str) -> ArticlePage | None:
        """Renders, if it must: some milliseconds, for other threads than the event loop's."""
        found = self._found(article_id, locale)
        if found is None:
            return None
        html, sections = self._html(found)
        return _page(found, fallback=found.locale != locale, html=html, sections=sections)

    def page_at_hand(self, article_id: str, locale: str) -> ArticlePage | None:
        """The page if it was rendered before."""
        found = self._found(article_id, locale)
        if found is None or (found.locale, found.id) not in self._rendered:
            return None
        return self.page(article_id, locale)

    def _found(self, article_id: str, locale: str) -> Article | None:
        own = self._articles.get((locale, article_id))
        return own if own is not None else self._articles.get((self._default_locale, article_id))

    def _html(self, article: Article) -> Rendered:
        key = (article.locale, article.id)
        with self._lock:
            if key in self._rendered:
                self._rendered.move_to_end(key)
                return self._rendered[key]
        made = render(article.body, link=lambda linked: self._url(linked, article.locale), anchor=Anchors().next)
        with self._lock:
            self._rendered[key] = made
            while len(self._rendered) > KEPT_PAGES:
                self._rendered.popitem(last=False)
        return made

    def _url(self, article_id: str, locale: str) -> str | None:
        """None when the article can be read in neither language: better plain words than a link to nothing."""
        return article_url(locale, article_id) if self._found(article_id, locale) is not None else None


def _listed(article: Article, *, fallback: bool) -> ListedArticle:
    return ListedArticle(
        article_id=article.id,
        locale=article.locale,
        title=article.title,
        summary=article.summary,
        topic=article.topic,
        audience=article.audience,
        fallback=fallback,
        url=article.url,
        updated_at=article.updated_at,
    )


def _page(article: Article, *, fallback: bool, html: str, sections: tuple[tuple[str, str], ...]) -> ArticlePage:
    return ArticlePage(
        article_id=article.id,
        locale=article.locale,
        title=article.title,
        summary=article.summary,
        topic=article.topic,
        audience=article.audience,
        fallback=fallback,
        url=article.url,
        updated_at=article.updated_at,
        html=html,
        sections=sections,
    )
