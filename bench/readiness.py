"""How soon there are answers: from a warm index in a fresh process, and after one article has changed."""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from bench.corpora import Corpus, Question
from bench.engines import AUDIENCE
from chat_server.adapters.index_builder import IndexBuilder
from deflection.suggest import Suggester

_STARTS = 5
_CHANGES = 5
# A word that stands nowhere else, so that the changed article is the one that is found.
_NEWS = "zzyzxnovelty"


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds of a fresh process, each the median of several: interpreter and imports, opening, first answer."""

    imports_s: float
    open_s: float
    answer_s: float
    whole_s: float


def start(folder: Path, question: Question) -> Start:
    """Starts Python again and again on the index in a folder, whose files the system has read before."""
    runs = [_started(folder, question) for _ in range(_STARTS + 1)][1:]
    return Start(*(median(run[place] for run in runs) for place in range(4)))


def _started(folder: Path, question: Question) -> tuple[float, float, float, float]:
    command = (sys.executable, "-m", "bench.first_answer", str(folder), question.text, question.locale)
    begun = time.perf_counter()
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    imported, opened, answered = json.loads(printed)
    return imported - begun, opened - imported, answered - opened, answered - begun


@dataclass(frozen=True, slots=True)
class Change:
    """Seconds from one changed text to the answer that shows it: `first_s` in a builder that has just been started,
    `later_s` the median of the next ones, of which `open_s` is opening."""

    first_s: float
    later_s: float
    open_s: float


async def change(corpus: Corpus, folder: Path) -> Change:
    """Changes one article after the other, as the server does it: in its own building process."""
    suggester = Suggester.open(folder)
    articles = {(article.locale, article.id): article for article in corpus.articles}
    builder = IndexBuilder(folder.parent)
    try:
        await builder.build(articles, {})
        times: list[tuple[float, float]] = []
        for number, (key, article) in enumerate(list(articles.items())[:: len(articles) // (_CHANGES + 1)]):
            word = f"{_NEWS}{number}"
            begun = time.perf_counter()
            articles[key] = replace(article, title=f"{article.title} {word}")
            path = await builder.build(articles, {})
            built = time.perf_counter()
            suggester = Suggester.open(path, before=suggester)
            found = suggester.search(word, article.locale, AUDIENCE).suggestions
            times.append((time.perf_counter() - begun, time.perf_counter() - built))
            if not found or word not in found[0].title:
                raise RuntimeError(f"the changed article {key} is not found")
    finally:
        builder.shutdown()
    later = times[1:]
    return Change(times[0][0], median(whole for whole, _ in later), median(opening for _, opening in later))


def measure_change(corpus: Corpus, folder: Path) -> Change:
    """As `change`, for a program that is not asynchronous."""
    return asyncio.run(change(corpus, folder))
