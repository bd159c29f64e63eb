"""The imported articles as the search library's own, following the database: only what has changed is read."""

from chat_server.adapters.article_urls import Key, with_url
from chat_server.domain.ids import SiteId
from chat_server.services.imported_articles import ImportedArticles
from deflection.article import Article


class ImportedShelf:
    """The articles of one site. `version` is the one that they are at; 0 before the first reading."""

    def __init__(self, store: ImportedArticles, site_id: SiteId) -> None:
        self._store = store
        self._site_id = site_id
        self._articles: dict[Key, Article] = {}
        self.version = 0

    async def is_behind(self) -> bool:
        return await self._store.version() != self.version

    async def refresh(self) -> dict[Key, Article]:
        """All articles; an unchanged one is the same object as before."""
        if not await self.is_behind():
            return dict(self._articles)
        changes = await self._store.changes_since(self._site_id, self.version)
        changed = {
            (text.locale, text.article_id): with_url(
                Article(
                    id=text.article_id,
                    locale=text.locale,
                    title=text.title,
                    summary=text.summary,
                    body=text.body,
                    tags=text.tags,
                    audience=text.audience,
                    updated_at=text.updated_at,
                )
            )
            for text in changes.changed
        }
        merged = self._articles | changed
        self._articles = {
            (locale, article_id): merged[locale, article_id] for article_id, locale in sorted(changes.keys)
        }
        self.version = changes.version
        return dict(self._articles)
