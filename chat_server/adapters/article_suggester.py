"""The help centre and its search over a folder of articles; the only module that knows the search library.

The index is built in a process of its own (a thread that builds would steal the interpreter from the event loop), then
opened and swapped in between two questions. A broken file changes nothing but the log: its last good version stays.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path

import msgspec
import structlog

from chat_server.adapters.markdown_pages import render
from chat_server.domain.plan import Plan
from chat_server.services.help_articles import ArticlePage, Fragment, Suggestion, Suggestions
from deflection.article import Article
from deflection.index import build_index
from deflection.markdown import Anchors
from deflection.sources import FolderReading, check_folder, read_folder
from deflection.suggest import Suggester
from deflection.suggest import Suggestions as Found

log = structlog.get_logger()

# Two searches at once keep up with typing merchants and leave the other core to the event loop.
SEARCH_THREADS = 2


@dataclass
class OpenIndex:
    """An opened index with how many questions use it now: one that was replaced is closed after the last of them."""

    suggester: Suggester
    users: int = 0
    replaced: bool = False

    def close_if_unused(self) -> None:
        if self.replaced and self.users == 0:
            self.suggester.close()


@dataclass(frozen=True)
class Loaded:
    """One state of the help centre: the opened index and the rendered pages that belong to it."""

    index: OpenIndex
    pages: dict[tuple[str, str], ArticlePage]  # by (locale, article id)


class DeflectionSuggester:
    """`articles` is the folder of `<locale>/<slug>.md`, `var` a folder of our own for index and last good versions."""

    def __init__(self, articles: Path, var: Path, default_locale: str) -> None:
        self.folder = articles
        self._var = var
        self._default_locale = default_locale
        self._loaded: Loaded | None = None
        self._good: dict[tuple[str, str], Article] = {}
        self._refreshing = asyncio.Lock()
        self._threads = ThreadPoolExecutor(SEARCH_THREADS, thread_name_prefix="search")
        self._builder = _builder()

    async def refresh(self) -> None:
        """Read the folder again and swap in what it says now. Questions are answered from the old state meanwhile."""
        async with self._refreshing:
            reading = await asyncio.to_thread(read_folder, self.folder)
            for problem in reading.problems:
                log.warning("article.broken", file=problem.path, line=problem.line, problem=problem.message)
            if self._loaded is not None and any(problem.path == str(self.folder) for problem in reading.problems):
                return  # the folder itself is away for a moment: its articles stay
            known = self._good
            articles = await asyncio.to_thread(self._with_last_good, reading)
            if self._loaded is not None and self._good == known:
                return
            index = await self._build(articles)
            loaded = await asyncio.to_thread(self._load, index, articles)
            before, self._loaded = self._loaded, loaded
            log.info("articles.live", articles=len(articles), index=loaded.index.suggester.index_version)
            if before is not None and before.index is not loaded.index:
                before.index.replaced = True
                before.index.close_if_unused()

    async def _build(self, articles: list[Article]) -> Path:
        """In the process of its own; a process that was killed is replaced by a new one."""
        build = partial(build_index, articles, self._var / "index")
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._builder, build)
        except BrokenProcessPool:
            log.warning("articles.builder_lost")
            self._builder.shutdown(wait=False)
            self._builder = _builder()
            return await loop.run_in_executor(self._builder, build)

    def close(self) -> None:
        self._builder.shutdown(wait=False, cancel_futures=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    @property
    def ready(self) -> bool:
        return self._loaded is not None

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that have articles, the default one first."""
        found = {locale for locale, _ in self._now.pages}
        return tuple(sorted(found, key=lambda locale: (locale != self._default_locale, locale)))

    async def suggest(
        self, question: str, *, locale: str | None, audience: frozenset[str], limit: int = 3
    ) -> Suggestions:
        return await self._search(
            lambda suggester: suggester.suggest(question, locale=locale, audience=audience, limit=limit)
        )

    async def search(self, words: str, *, locale: str, audience: frozenset[str], limit: int) -> Suggestions:
        return await self._search(lambda suggester: suggester.search(words, locale, audience, limit))

    def article(self, article_id: str, locale: str) -> ArticlePage | None:
        pages = self._now.pages
        own = pages.get((locale, article_id))
        if own is not None:
            return own
        fallback = pages.get((self._default_locale, article_id))
        return None if fallback is None else msgspec.structs.replace(fallback, fallback=True)

    def articles(self, locale: str) -> tuple[ArticlePage, ...]:
        return tuple(page for (of, _), page in self._now.pages.items() if of == locale)

    @property
    def _now(self) -> Loaded:
        if self._loaded is None:
            raise RuntimeError("the articles are not loaded yet: refresh() first")
        return self._loaded

    async def _search(self, ask: Callable[[Suggester], Found]) -> Suggestions:
        index = self._now.index
        index.users += 1
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, ask, index.suggester)
        finally:
            index.users -= 1
            index.close_if_unused()
        return _suggestions(found)

    def _load(self, index: Path, articles: Iterable[Article]) -> Loaded:
        pages = {(article.locale, article.id): _page(article) for article in articles}
        if self._loaded is not None and self._loaded.index.suggester.index_version == index.name:
            return Loaded(self._loaded.index, pages)
        return Loaded(OpenIndex(Suggester.open(index, self._default_locale)), pages)

    def _with_last_good(self, reading: FolderReading) -> list[Article]:
        """What could be read, and for files that are there but broken what they said before."""
        if not self._good:
            self._good = self._remembered()
        articles = {(article.locale, article.id): article for article in reading.articles}
        for problem in reading.problems:
            path = Path(problem.path)
            key = (path.parent.name, path.stem)
            if key in self._good and key not in articles and path.exists():
                articles[key] = self._good[key]
        with_urls = {key: replace(article, url=article_url(*key)) for key, article in articles.items()}
        if with_urls != self._good:
            self._good = with_urls
            self._remember(with_urls.values())
        return list(with_urls.values())

    def _remember(self, articles: Iterable[Article]) -> None:
        self._var.mkdir(parents=True, exist_ok=True)
        written = self._var / "last-good.tmp"
        written.write_bytes(msgspec.json.encode(list(articles)))
        written.replace(self._var / "last-good.json")

    def _remembered(self) -> dict[tuple[str, str], Article]:
        try:
            articles = msgspec.json.decode((self._var / "last-good.json").read_bytes(), type=list[Article])
        except (OSError, msgspec.MsgspecError):
            return {}
        return {(article.locale, article.id): article for article in articles}


def _builder() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Runs in the building process: without it, it would wait for work for ever when the server is killed."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def article_url(locale: str, article_id: str) -> str:
    return f"/help/{locale}/{article_id}"


def _page(article: Article) -> ArticlePage:
    html, sections = render(article.body, link=partial(article_url, article.locale), anchor=Anchors().next)
    return ArticlePage(
        article_id=article.id,
        locale=article.locale,
        title=article.title,
        summary=article.summary,
        topic=article.topic,
        html=html,
        sections=sections,
        audience=article.audience,
        fallback=False,
        url=article.url,
        updated_at=article.updated_at,
    )


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
