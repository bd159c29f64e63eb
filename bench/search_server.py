"""The running server under a constant rate of suggestion requests, also while its index is rebuilt.

How late the event loop is, the server says itself: `chat_loop_lag_seconds` at /metrics, read before and after.
"""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bench.timing import percentile
from chat_server.adapters.article_folder import ArticleFolder
from chat_server.bootstrap import DATABASE_FILE
from deflection.article import Article
from deflection.index import build_index
from tests.support.processes import ServerProcess, server_process

RATE = 200
CALM_S = 20.0
# A rebuild that takes longer than this does not come.
_LONGEST_S = 300.0
_AFTERWARDS_S = 2.0
# More than what is written as changes to the index before.
_TOUCHED = 0.4
_SETTINGS = {"CHAT_LIMIT_SUGGESTIONS_PER_SECOND": "1000", "CHAT_LIMIT_NEW_VISITORS_PER_MINUTE": "100000"}

Buckets = dict[float, float]


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of load; `failed` got another answer than suggestions, or none. `lag_p99_ms` and the like are upper
    ends of the histogram's buckets."""

    name: str
    requests: int
    failed: int
    p50_ms: float
    p99_ms: float
    lag_p50_ms: float
    lag_p99_ms: float
    lag_looks: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Served:
    """`ready_s` is from the start of the process to the answer that it is ready, from a warm index."""

    articles: int
    ready_s: float
    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class HelpCentre:
    """The server's folders, kept between runs: articles as Markdown files, and var with the index of them."""

    folder: Path

    @property
    def articles(self) -> Path:
        """`<locale>/<slug>.md`."""
        return self.folder / "articles"

    @property
    def var(self) -> Path:
        """The server's own folder."""
        return self.folder / "var"

    def prepare(self, articles: Sequence[Article]) -> None:
        """Writes the articles and the index that the server will find warm."""
        self.touch(articles, "")
        self.var.mkdir(parents=True, exist_ok=True)
        self.var.joinpath(DATABASE_FILE).unlink(missing_ok=True)
        state = ArticleFolder(self.articles, self.var).read()
        build_index(state.articles.values(), self.var / "index", state.synonyms)

    def touch(self, articles: Sequence[Article], news: str) -> None:
        """Writes each with a sentence more; "" takes it out again."""
        for article in articles:
            self._write(article, news)

    def _write(self, article: Article, news: str) -> None:
        """A file as it was, or with a sentence more; untouched when it says that already."""
        file = self.articles / article.locale / f"{article.id}.md"
        front = "\n".join(
            f"{name}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in (("title", article.title), ("summary", article.summary), ("tags", article.tags))
        )
        text = f"---\n{front}\naudience: everyone\n---\n\n{article.body}\n{news}"
        if not file.exists() or file.read_text("utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")


async def serve_under_load(
    folder: Path,
    articles: Sequence[Article],
    questions: Sequence[tuple[str, str]],
    tell: Callable[[str], None],
    calm_s: float = CALM_S,
) -> Served:
    """Starts the server on the articles, and puts it under load twice: calm, and while it is rebuilt whole."""
    centre = HelpCentre(folder)
    tell("writing the server's articles and index")
    await asyncio.to_thread(centre.prepare, articles)
    asked = folder / "questions.json"
    asked.write_text(json.dumps(questions), "utf-8")
    begun = time.perf_counter()
    async with server_process(centre.var, CHAT_ARTICLES_DIR=str(centre.articles), **_SETTINGS) as server:
        ready_s = time.perf_counter() - begun
        tell(f"{RATE} requests/s for {calm_s:.0f} s")
        async with _phase("articles at rest", server, asked, calm_s) as calm:
            pass
        tell("the same while the index is rebuilt")
        try:
            async with _phase("index rebuilt whole", server, asked, _LONGEST_S) as rebuilt:
                await _rebuild(centre, server, articles)
                rebuilt.stop()
        finally:
            await asyncio.to_thread(centre.touch, articles, "")
    return Served(len(articles), ready_s, (calm.phase, rebuilt.phase))


async def _rebuild(centre: HelpCentre, server: ServerProcess, articles: Sequence[Article]) -> None:
    """Touches many articles and comes back a little after the index of all that is live; while they are being written,
    the server may well make small indexes of those that it has seen, whose names say what they are changes to."""
    touched = articles[: int(len(articles) * _TOUCHED)]
    before = {str(line["index"]) for line in server.logged("articles.live")}
    news = f"\nLooked through at {time.time():.0f}.\n"
    await asyncio.to_thread(centre.touch, touched, news)
    async with asyncio.timeout(_LONGEST_S):
        # The log belongs to another process; half a second is nothing beside a rebuild.
        while not any(  # noqa: ASYNC110
            name not in before and "-" not in name
            for name in (str(line["index"]) for line in server.logged("articles.live"))
        ):
            await asyncio.sleep(0.5)
    await asyncio.sleep(_AFTERWARDS_S)


class _Running:
    """A phase under way; `phase` is there when it has ended."""

    phase: Phase

    def __init__(self, load: Process) -> None:
        self._load = load

    def stop(self) -> None:
        """The load ends by itself in the end."""
        with suppress(ProcessLookupError):
            self._load.terminate()


@asynccontextmanager
async def _phase(name: str, server: ServerProcess, asked: Path, longest_s: float) -> AsyncIterator[_Running]:
    before, begun = await _lag(server.url), time.perf_counter()
    command = (sys.executable, "-m", "bench.search_load", server.url, str(RATE), str(longest_s), str(asked))
    load = await create_subprocess_exec(*command, stdout=PIPE)
    running = _Running(load)
    try:
        yield running
        printed, _ = await load.communicate()
    finally:
        if load.returncode is None:
            load.kill()
            await load.wait()
    seconds, after = time.perf_counter() - begun, await _lag(server.url)
    lag = {end: count - before.get(end, 0.0) for end, count in after.items()}
    answered = json.loads(printed)
    latencies, statuses = answered["latencies_ms"], answered["statuses"]
    running.phase = Phase(
        name=name,
        requests=len(latencies),
        failed=len(latencies) - statuses.get("200", 0),
        p50_ms=percentile(latencies, 50),
        p99_ms=percentile(latencies, 99),
        lag_p50_ms=_end_of(lag, 0.50) * 1000,
        lag_p99_ms=_end_of(lag, 0.99) * 1000,
        lag_looks=int(max(lag.values(), default=0)),
        seconds=seconds,
    )


async def _lag(url: str) -> Buckets:
    """How many looks found the event loop at most so late, by seconds."""
    async with ClientSession() as http, http.get(f"{url}/metrics") as reply:
        text = await reply.text()
    return {
        float(sample.labels["le"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "chat_loop_lag_seconds_bucket"
    }


def _end_of(buckets: Buckets, share: float) -> float:
    """The smallest bucket's end that so many of the looks do not exceed."""
    wanted = share * max(buckets.values(), default=0.0)
    return min((end for end, count in buckets.items() if count >= wanted), default=0.0)
