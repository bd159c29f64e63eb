"""The help centre and its search: the articles of our own folder and those imported into the database, together.

A refresh costs what has changed: unchanged files are not parsed, unchanged articles not sent to the process that builds
the index, and HTML is made when somebody reads. The new index is swapped in between two questions; a broken file
changes nothing but the log.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import structlog

from chat_server.adapters.article_folder import ArticleFolder, FolderState
from chat_server.adapters.article_pages import ArticlePages
from chat_server.adapters.article_urls import Key
from chat_server.adapters.imported_shelf import ImportedShelf
from chat_server.adapters.index_builder import IndexBuilder
from chat_server.domain.plan import Plan
from chat_server.services.help_articles import ArticlePage, Fragment, ListedArticle, Suggestion, Suggestions
from deflection.article import Article
from deflection.front_matter import ArticleProblem
from deflection.index import compaction_due
from deflection.sources import check_folder, read_folder
from deflection.suggest import Suggester
from deflection.suggest import Suggestions as Found
from deflection.synonyms import Synonyms

log = structlog.get_logger()

# Two searches at once keep up with typing merchants and leave the other core to the event loop.
SEARCH_THREADS = 2


@dataclass(frozen=True)
class Loaded:
    """One state of the help centre: its articles and synonyms, the opened index and the pages that belong to it. The
    index's files stay open until nobody asks it any more."""

    articles: dict[Key, Article]
    synonyms: dict[str, Synonyms]
    suggester: Suggester
    pages: ArticlePages


class DeflectionSuggester:
    """`articles` is the folder of `<locale>/<slug>.md`, `var` a folder of our own for the index and for what was read,
    `imported` the articles in the database."""

    def __init__(self, articles: Path, var: Path, default_locale: str, imported: ImportedShelf | None = None) -> None:
        self.folder = articles
        self.imported = imported
        self._default_locale = default_locale
        self._reader = ArticleFolder(articles, var)
        self._loaded: Loaded | None = None
        self._told: frozenset[ArticleProblem] = frozenset()
        self._refreshing = asyncio.Lock()
        self._compacting: asyncio.Task[None] | None = None
        self._threads = ThreadPoolExecutor(SEARCH_THREADS, thread_name_prefix="search")
        self._builder = IndexBuilder(var / "index")

    async def refresh(self) -> None:
        """Read what has changed and swap it in. Questions are answered from the old state meanwhile.

        Raises what reading or building raises (OSError, Unavailable), and IndexDamagedError when the new index lost a
        file before it was opened: the old state stays, and it may be tried again, which builds a damaged index anew.
        """
        async with self._refreshing:
            state = await asyncio.to_thread(self._reader.read)
            self._tell(state)
            shelf = await self.imported.refresh() if self.imported is not None else {}
            articles, before = _together(state.articles, shelf), self._loaded
            if before is None or before.synonyms != state.synonyms or not _same(before.articles, articles):
                await self._swap(articles, state.synonyms)

    async def _swap(self, articles: dict[Key, Article], synonyms: dict[str, Synonyms]) -> None:
        path = await self._builder.build(articles, synonyms)
        before = self._loaded
        self._loaded = loaded = await asyncio.to_thread(self._load, path, articles, synonyms, before)
        log.info("articles.live", articles=len(articles), index=loaded.suggester.index_version)
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

    def close(self) -> None:
        if self._compacting is not None:
            self._compacting.cancel()
        self._builder.shutdown()
        self._threads.shutdown(wait=False, cancel_futures=True)

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
        return await self._search(
            lambda suggester: suggester.suggest(
                question, locale=locale, audience=audience, limit=limit, typing=typing, first=first
            )
        )

    async def search(self, words: str, *, locale: str, audience: frozenset[str], limit: int) -> Suggestions:
        return await self._search(lambda suggester: suggester.search(words, locale, audience, limit))

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

    async def _search(self, ask: Callable[[Suggester], Found]) -> Suggestions:
        return _suggestions(await asyncio.get_running_loop().run_in_executor(self._threads, ask, self._now.suggester))

    def _load(
        self, path: Path, articles: dict[Key, Article], synonyms: dict[str, Synonyms], before: Loaded | None
    ) -> Loaded:
        pages = ArticlePages(articles, self._default_locale, before.pages if before else None)
        answering = before.suggester if before else None
        if answering is None or answering.index_version != path.name:
            answering = Suggester.open(path, self._default_locale, answering)
        return Loaded(articles, synonyms, answering, pages)

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


def _suggestions(found: Found) -> Suggestions:
    return Suggestions(
        level=found.level,
        confident=found.confident,
        locale=found.locale,
        index_version=found.index_version,
        suggestions=tuple(
            Suggestion(
                article_id=suggestion.article_id,
                title=suggestion.title,
                locale=suggestion.locale,
                fallback=suggestion.fallback,
                passage=tuple(Fragment(text=part.text, match=part.match) for part in suggestion.passage),
                section=suggestion.section,
                url=suggestion.url + (f"#{suggestion.section}" if suggestion.section else ""),
                score=suggestion.score,
                content_hash=suggestion.content_hash,
            )
            for suggestion in found.suggestions
        ),
    )


def check_articles(folder: Path, locales: Sequence[str] | None) -> tuple[tuple[str, ...], int]:
    """Everything wrong with a folder of articles as `file:line: message`, and how many articles could be read."""
    problems = check_folder(folder, locales, plans=[plan.value for plan in Plan])
    return tuple(str(problem) for problem in problems), len(read_folder(folder).articles)
