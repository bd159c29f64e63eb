"""Imported articles: who owns each, its text in each locale, and the version that all nodes follow."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, RowMapping, delete, exists, insert, select, tuple_, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import article, article_text, counter
from chat_server.domain.ids import SiteId
from chat_server.services.imported_articles import ImportedChanges, ImportedText, TextKey, fingerprint

T = TypeVar("T")

VERSION = "articles"  # the name of the counter
# SQLite takes 32,766 parameters in a statement; a key has two.
_CHUNK = 500
_OWN = article_text.c.article_id == article.c.id, article_text.c.site_id == article.c.site_id


class SqlArticles:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        return await self._database.read(_version)

    async def changes_since(self, site_id: SiteId, version: int) -> ImportedChanges:
        def read(connection: Connection) -> ImportedChanges:
            keys = select(article_text.c.article_id, article_text.c.locale).where(article_text.c.site_id == site_id)
            changed = select(article_text).where(article_text.c.site_id == site_id, article_text.c.change > version)
            return ImportedChanges(
                version=_version(connection),
                keys=frozenset((row.article_id, row.locale) for row in connection.execute(keys)),
                changed=tuple(_text(row) for row in connection.execute(changed).mappings()),
            )

        return await self._database.read(read)

    async def owners(self, site_id: SiteId) -> Mapping[str, str]:
        query = select(article.c.id, article.c.source).where(article.c.site_id == site_id)
        return await self._database.read(
            lambda connection: {str(row.id): str(row.source) for row in connection.execute(query)}
        )

    async def fingerprints(self, site_id: SiteId, source: str) -> Mapping[TextKey, str]:
        columns = article_text.c
        query = (
            select(columns.article_id, columns.locale, columns.content_hash, columns.audience)
            .join(article, _OWN[0] & _OWN[1])
            .where(article.c.site_id == site_id, article.c.source == source)
        )
        return await self._database.read(
            lambda connection: {
                (row.article_id, row.locale): fingerprint(row.content_hash, row.audience)
                for row in connection.execute(query)
            }
        )

    async def put(
        self, site_id: SiteId, source: str, texts: Sequence[ImportedText], now: datetime
    ) -> Mapping[str, str]:
        def write(connection: Connection) -> Mapping[str, str]:
            owners = _owners(connection, site_id, {text.article_id for text in texts})
            foreign = {article_id: owner for article_id, owner in owners.items() if owner != source}
            taken = [text for text in texts if text.article_id not in foreign]
            if not taken:
                return foreign
            new = sorted({text.article_id for text in taken} - owners.keys())
            if new:
                values = [{"site_id": site_id, "id": name, "source": source, "created_at": now} for name in new]
                connection.execute(insert(article), values)
            _delete_texts(connection, site_id, [text.key for text in taken])
            change = _next_version(connection)
            connection.execute(insert(article_text), [_row(text, site_id, change) for text in taken])
            return foreign

        return await self._database.write(write)

    async def remove(self, site_id: SiteId, source: str, keys: Collection[TextKey]) -> int:
        def write(connection: Connection) -> int:
            owners = _owners(connection, site_id, {article_id for article_id, _ in keys})
            count = _delete_texts(connection, site_id, [key for key in keys if owners.get(key[0]) == source])
            if count:
                left = exists().where(*_OWN)
                connection.execute(
                    delete(article).where(article.c.site_id == site_id, article.c.source == source, ~left)
                )
                _next_version(connection)
            return count

        return await self._database.write(write)


def _version(connection: Connection) -> int:
    found = connection.execute(select(counter.c.value).where(counter.c.name == VERSION)).scalar_one_or_none()
    return int(found or 0)


def _next_version(connection: Connection) -> int:
    raised = update(counter).where(counter.c.name == VERSION).values(value=counter.c.value + 1)
    if connection.execute(raised).rowcount == 0:
        connection.execute(insert(counter), {"name": VERSION, "value": 1})
    return _version(connection)


def _owners(connection: Connection, site_id: SiteId, ids: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _chunks(sorted(ids)):
        query = select(article.c.id, article.c.source).where(article.c.site_id == site_id, article.c.id.in_(some))
        found.update((str(row.id), str(row.source)) for row in connection.execute(query))
    return found


def _delete_texts(connection: Connection, site_id: SiteId, keys: Iterable[TextKey]) -> int:
    count = 0
    key = tuple_(article_text.c.article_id, article_text.c.locale)
    for some in _chunks(sorted(keys)):
        gone = delete(article_text).where(article_text.c.site_id == site_id, key.in_(some))
        count += connection.execute(gone).rowcount
    return count


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _text(row: RowMapping) -> ImportedText:
    return rows.struct(ImportedText, row)


def _row(text: ImportedText, site_id: SiteId, change: int) -> dict[str, object]:
    return {
        "site_id": site_id,
        "article_id": text.article_id,
        "locale": text.locale,
        "content_hash": text.content_hash,
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "tags": list(text.tags),
        "audience": sorted(text.audience),
        "updated_at": text.updated_at,
        "change": change,
    }
