"""Articles to be imported, read by the search library: its items in the services' words."""

from collections.abc import Iterator
from pathlib import Path

from chat_server.services.import_articles import LeftOut, ReadText, Refusal
from chat_server.services.imported_articles import ImportedText
from deflection.article import Article
from deflection.article_files import find_article_files
from deflection.importing import items
from deflection.importing.kinds import KINDS, SourceError, open_source

__all__ = ["KINDS", "FileArticles", "SourceError", "own_articles"]


class FileArticles:
    """The articles of a folder, an archive or a file. Raises SourceError when there is nothing to read.

    `locale` is that of texts that name none, `locales` are those that the server has,
    `plans` the policy's; `kind` is one of KINDS, or None
    to find it out.
    """

    def __init__(
        self, path: Path, kind: items.Kind | None, locale: str, locales: tuple[str, ...], plans: tuple[str, ...]
    ) -> None:
        options = items.Options(locale, locales, plans)
        self._source = open_source(path, kind, options)
        self.kind: str = self._source.kind

    def count(self) -> int:
        return self._source.count()

    def items(self) -> Iterator[ReadText | Refusal | LeftOut]:
        for item in self._source.items():
            if isinstance(item, items.Taken):
                yield ReadText(_text(item.article), item.path)
            elif isinstance(item, items.LeftOut):
                yield LeftOut(item.path, item.reason)
            else:
                problem = item.problem
                yield Refusal(problem.path, problem.line, problem.message, item.article_id, item.hides_articles)

    def close(self) -> None:
        self._source.close()


def own_articles(folder: Path) -> dict[str, str]:
    """The files of the server's own folder by article id, broken ones too."""
    return {file.id: file.path for file in find_article_files(folder).files}


def _text(article: Article) -> ImportedText:
    return ImportedText(
        article_id=article.id,
        locale=article.locale,
        title=article.title,
        summary=article.summary,
        body=article.body,
        tags=article.tags,
        audience=article.audience,
        updated_at=article.updated_at,
        content_hash=article.content_hash,
    )
