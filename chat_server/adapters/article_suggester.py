"""The help centre and its search: the articles of our own folder and those imported into the database, together.

A refresh costs what has changed: unchanged files are not parsed, unchanged articles not sent to the process that builds
the index, and HTML is made when somebody reads. Searching has a process of its own too, which swaps the new index in
between two questions. A broken file changes nothing but the log.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from chat_server.adapters.article_folder import ArticleFolder, FolderState
from chat_server.adapters.article_pages import ArticlePages
from chat_server.adapters.article_urls import Key
from chat_server.adapters.imported_shelf import ImportedShelf
from chat_server.adapters.index_builder import IndexBuilder
from chat_server.adapters.search_process import Searching, SearchProcess
from chat_server.adapters.search_worker import Search, Suggest
from chat_server.services.help_articles import ArticlePage, ListedArticle, Suggestions
from deflection.article import Article
from deflection.front_matter import ArticleProblem
from deflection.index import compaction_due
from deflection.sources import check_folder, read_folder
from deflection.synonyms import Synonyms

log = structlog.get_logger()


@dataclass(frozen=True)
class Loaded:
    """One state of the help centre: its articles and synonyms, and the pages that belong to them."""

    articles: dict[Key, Article]
    synonyms: dict[str, Synonyms]
    pages: ArticlePages


class DeflectionSuggester:
    """`articles` is the folder of `<locale>/<slug>.md`, `var` a folder of our own for the index and for what was read,
    `imported` the articles in the database, `searching` who answers (a process of its own, unless told otherwise)."""

    def __init__(
        self,
        articles: Path,
        var: Path,
        default_locale: str,
        imported: ImportedShelf | None = None,
        searching: Searching | None = None,
    ) -> None:
        self.folder = articles
        self.imported = imported
        self._default_locale = default_locale
        self._reader = ArticleFolder(articles, var)
        self._loaded: Loaded | None = None
        self._told: frozenset[ArticleProblem] = frozenset()
        self._refreshing = asyncio.Lock()
        self._compacting: asyncio.Task[None] | None = None
        self._searching = searching or SearchProcess(default_locale)
        self._builder = IndexBuilder(var / "index")

    async def refresh(self) -> None:
        """Read what has changed and swap it in. Questions are answered from the old state meanwhile.

        Raises what reading or building raises (OSError, Unavailable), and IndexDamagedError when the new index lost a
        file before it was opened: the old state stays, and it may be tried again, which builds a damaged index anew.
        """
        async with self._refreshing:
            await self._searching.start()  # it gets ready while the articles are read
            state = await asyncio.to_thread(self._reader.read)
            self._tell(state)
            shelf = await self.imported.refresh() if self.imported is not None else {}
            articles, before = _together(state.articles, shelf), self._loaded
            if before is None or before.synonyms != state.synonyms or not _same(before.articles, articles):
                await self._swap(articles, state.synonyms)

    async def _swap(self, articles: dict[Key, Article], synonyms: dict[str, Synonyms]) -> None:
        path = await self._builder.build(articles, synonyms)
        before = self._loaded.pages if self._loaded else None
        pages = await asyncio.to_thread(ArticlePages, articles, self._default_locale, before)
        await self._searching.open(path)
        self._loaded = loaded = Loaded(articles, synonyms, pages)
        log.info("articles.live", articles=len(articles), index=path.name)
        if compaction_due(path) and (self._compacting is None or self._compacting.done()):
            self._compacting = asyncio.create_task(self._compact(loaded))

    async def _compact(self, loaded: Loaded) -> None:
        """Many small changes make searching slower: build the whole anew beside the service, then start from that."""
        try:
            await self._builder.compact(loaded.articles, loaded.synonyms)
            async with self._refreshing:
                await self._swap(self._now.articles, self._now.synonyms)
        except Exception:  # what answers now goes on answering, and the next change tries again
            log.exception("articles.compaction_failed")

    async def close(self) -> None:
        if self._compacting is not None:
            self._compacting.cancel()
        self._builder.shutdown()
        await self._searching.close()

    @property
    def ready(self) -> bool:
        return self._loaded is not None

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that have articles, the default one first."""
        return self._now.pages.locales

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
        return await self._searching.ask(Suggest(question, locale, audience, limit, typing, first))

    async def search(self, words: str, *, locale: str, audience: frozenset[str], limit: int) -> Suggestions:
        return await self._searching.ask(Search(words, locale, audience, limit))

    def article(self, article_id: str, locale: str) -> ListedArticle | None:
        return self._now.pages.article(article_id, locale)

    async def page(self, article_id: str, locale: str) -> ArticlePage | None:
        pages = self._now.pages
        if pages.article(article_id, locale) is None:
            return None
        return pages.page_at_hand(article_id, locale) or await asyncio.to_thread(pages.page, article_id, locale)

    def articles(self, locale: str) -> tuple[ListedArticle, ...]:
        return self._now.pages.listed(locale)

    @property
    def _now(self) -> Loaded:
        if self._loaded is None:
            raise RuntimeError("the articles are not loaded yet: refresh() first")
        return self._loaded

    def _tell(self, state: FolderState) -> None:
        """Log each problem once, not at every reading."""
        for problem in state.problems:
            if problem not in self._told:
                log.warning("article.broken", file=problem.path, line=problem.line, problem=problem.message)
        self._told = frozenset(state.problems)


def _together(own: dict[Key, Article], imported: dict[Key, Article]) -> dict[Key, Article]:
    """Imported articles with the id of one in our own folder are left out, in every locale: each has one owner."""
    ids = {article_id for _, article_id in own}
    shadowed = sorted({article_id for _, article_id in imported if article_id in ids})
    if shadowed:
        log.warning("articles.shadowed", articles=shadowed[:10], count=len(shadowed), by="the server's own folder")
    return own | {key: article for key, article in imported.items() if key[1] not in ids}


def _same(before: dict[Key, Article], now: dict[Key, Article]) -> bool:
    """By identity: whoever reads hands out the same object for what has not changed."""
    return before.keys() == now.keys() and all(article is before[key] for key, article in now.items())


def check_articles(folder: Path, locales: Sequence[str] | None, plans: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Everything wrong with a folder of articles as `file:line: message`, and how many articles could be read."""
    problems = check_folder(folder, locales, plans=plans)
    return tuple(str(problem) for problem in problems), len(read_folder(folder).articles)
