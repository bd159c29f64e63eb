"""An article as the panel and the console show it."""

from chat_server.domain.errors import NotFound
from chat_server.services.help_articles import ArticlePage
from chat_server.services.locales import supported
from chat_server.services.ports import Ports


async def show_article(ports: Ports, article_id: str, locale: str, audience: frozenset[str]) -> ArticlePage:
    """In the locale or, marked as such, in the default language."""
    page = await ports.suggester.page(article_id, supported(ports.rules, locale))
    if page is None or not (page.audience & audience or "agents" not in page.audience):
        raise NotFound("There is no such article. It may have been taken down; search again.")
    return page
