"""Articles that were imported from elsewhere, as the services see them, and the store that keeps them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from chat_server.domain.ids import SiteId

# Article id and locale.
TextKey = tuple[str, str]


class ImportedText(msgspec.Struct, frozen=True):
    """One article in one locale. `article_id` is the same in all locales and goes into addresses; `body` is Markdown.

    `content_hash` changes with anything that a reader sees.
    """

    article_id: str
    locale: str
    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    audience: frozenset[str]
    updated_at: datetime
    content_hash: str

    @property
    def key(self) -> TextKey:
        return self.article_id, self.locale

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.content_hash, self.audience)


def fingerprint(content_hash: str, audience: Collection[str]) -> str:
    """Changes with anything that makes it another article: what is read, and by whom."""
    return " ".join((content_hash, *sorted(audience)))


class ImportedChanges(msgspec.Struct, frozen=True):
    """What is new since a version: all keys that are there now, and the texts that have changed."""

    version: int
    keys: frozenset[TextKey]
    changed: tuple[ImportedText, ...]


class ImportedArticles(Protocol):
    """Each article belongs to one source, the name under which it was imported first."""

    async def version(self) -> int:
        """Grows with every change of any imported article; cheap enough to ask twice a second."""
        ...

    async def changes_since(self, site_id: SiteId, version: int) -> ImportedChanges: ...

    async def owners(self, site_id: SiteId) -> Mapping[str, str]:
        """The source of each article by its id."""
        ...

    async def fingerprints(self, site_id: SiteId, source: str) -> Mapping[TextKey, str]:
        """Of all texts of the source."""
        ...

    async def put(
        self, site_id: SiteId, source: str, texts: Sequence[ImportedText], now: datetime
    ) -> Mapping[str, str]:
        """Store them in one transaction, except articles of another source: returned are their ids with its name."""
        ...

    async def remove(self, site_id: SiteId, source: str, keys: Collection[TextKey]) -> int:
        """Remove texts of this source, and articles that have none left; how many texts there were."""
        ...
