"""How fast suggestions are, and against what: `make bench-search`, one process, one run; see bench/README.md.

Prints Markdown. Indexes are kept between runs as long as the code that makes them is the same.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from bench.corpora import Corpus, made, real
from bench.engines import BareRanking, Engine, Fts5, PlainWhoosh, WholeCall, WhooshOnOurIndex, by_locale, forget
from bench.generated import asked_about, generated
from bench.readiness import measure_change, start
from bench.reporting import Row, markdown, plotted
from bench.search_server import serve_under_load
from bench.tables_alone import TablesAlone
from bench.timing import take_turns
from deflection.article import Article
from deflection.index import build_index
from deflection.suggest import Suggester

Figures = dict[str, object]
# Whoosh takes a hundred times as long as the others.
_FEWEST_SAMPLED = 60


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; the small one only tries the bench itself."""

    small_corpus: int = 3_570
    corpus: int = 6_800
    scale: tuple[int, ...] = (1_000, 5_000, 20_000)
    questions: int = 1_000
    calm_s: float = 20.0


SMALL = Sizes(small_corpus=40, corpus=90, scale=(30, 60), questions=70, calm_s=1.0)
PARTS = ("engines", "scale", "ready", "server")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the parts that are asked for and prints their tables."""
    options = _parser().parse_args(arguments)
    sizes = SMALL if options.small else Sizes()
    begun = time.time()
    figures: Figures = {"load_average": {"before": os.getloadavg()}, "processors": os.cpu_count()}
    print(f"# Search\n\n{_machine()}")
    try:
        if "engines" in options.only:
            figures["engines"] = _engines(options.data, sizes)
        if "scale" in options.only:
            figures["scale"] = _scale(sizes, options.plots)
        if "ready" in options.only:
            figures["ready"] = _ready(options.data, sizes)
        if "server" in options.only:
            figures["server"] = _server(sizes)
    except FileNotFoundError as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1
    print(f"\n{_machine()} The run took {time.time() - begun:.0f} s.")
    figures["load_average"] = {"before": figures["load_average"], "after": os.getloadavg()}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of question sets to measure with, instead of our articles")
    parser.add_argument("--json", type=Path, help="write all figures into this file")
    parser.add_argument("--plots", type=Path, help="draw plots (SVG) into this folder")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="what to measure (default: everything)")
    parser.add_argument("--small", action="store_true", help="a few articles and questions, to try the bench itself")
    return parser


def _machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} processors; load average {load}: what others do on the machine slows all engines alike."


def tell(line: str) -> None:
    """What is being done now; it is no part of the tables."""
    print(f"  {line}", file=sys.stderr, flush=True)


def _opened(corpus: Corpus) -> Suggester:
    return Suggester.open(_built(corpus))


def _built(corpus: Corpus) -> Path:
    begun = time.perf_counter()
    tell(f"{corpus.name} articles: opening or building the index")
    folder = build_index(corpus.articles, corpus.folder / "index", whole=True)
    tell(f"{corpus.name} articles: index there after {time.perf_counter() - begun:.1f} s")
    return folder


def _corpora(data: Path | None, sizes: Sizes) -> list[Corpus]:
    if data is None:
        return [made(count, sizes.questions) for count in (sizes.small_corpus, sizes.corpus)]
    return [real(data), real(data, sizes.corpus)]


def _engines(data: Path | None, sizes: Sizes) -> list[Figures]:
    """The engines against each other."""
    return [_compared(corpus) for corpus in _corpora(data, sizes)]


def _compared(corpus: Corpus) -> Figures:
    suggester = _opened(corpus)
    articles = by_locale(corpus.articles)
    tell(f"{corpus.name} articles: building the other engines' indexes")
    whoosh: list[Engine] = [
        WhooshOnOurIndex(suggester.index),
        PlainWhoosh(articles, corpus.folder / "whoosh" / suggester.index.base.name),
    ]
    others: list[Engine] = [*_tantivy(articles), Fts5(articles)]
    ours: list[Engine] = [WholeCall(suggester), BareRanking(suggester.index), TablesAlone(suggester.index)]
    step = max(1, len(corpus.questions) // _FEWEST_SAMPLED)
    forget()
    measured = take_turns(
        [*ours, *others, *whoosh],
        corpus.warm_up,
        corpus.questions,
        lambda line: tell(f"{corpus.name} articles: {line}"),
        {engine.name: step for engine in whoosh},
    )
    whole, _, alone = measured[: len(ours)]
    rows: list[Row] = []
    for engine in measured:
        by_whole, by_alone = engine.times_slower(whole), engine.times_slower(alone)
        ratios = {"p50 / whole call": by_whole[0], "mean / whole call": by_whole[1], "mean / tables alone": by_alone[1]}
        rows.append({**engine.figures(), **ratios})
    print(f"\n## {corpus.name} articles, {len(corpus.questions):,} questions\n")
    print(markdown(rows))
    return {"articles": len(corpus.articles), "rows": rows}


def _tantivy(articles: Mapping[str, Sequence[Article]]) -> Sequence[Engine]:
    """None when the extra `bench` is not installed."""
    if find_spec("tantivy") is None:
        tell("tantivy is not installed: left out")
        return ()
    from bench.tantivy_engine import Tantivy  # noqa: PLC0415 - an extra that need not be there

    return (Tantivy(articles),)


def _scale(sizes: Sizes, plots: Path | None) -> list[Row]:
    """The cost against the number of articles, in six locales."""
    rows: list[Row] = []
    for count in sizes.scale:
        corpus = made(count, sizes.questions)
        suggester = _opened(corpus)
        forget()
        engines: list[Engine] = [WholeCall(suggester), BareRanking(suggester.index)]
        measured = take_turns(engines, corpus.warm_up, corpus.questions, lambda _: None)
        rows += [{"articles": count, **engine.figures()} for engine in measured]
    print("\n## Growing: generated articles in six locales\n")
    print(markdown(rows))
    if plots:
        print(f"\n{plotted(rows, plots)}")
    return rows


def _ready(data: Path | None, sizes: Sizes) -> list[Row]:
    """A fresh process, and a changed article."""
    corpus = _corpora(data, sizes)[1]
    folder = _built(corpus)
    started = start(folder, corpus.questions[0])
    tell(f"{corpus.name} articles: changing single articles")
    changed = measure_change(corpus, folder)
    steps = (
        ("fresh process: interpreter and imports", started.imports_s, None),
        ("fresh process: opening the index", started.open_s, None),
        ("fresh process: first answer", started.answer_s, None),
        ("fresh process: all of it", started.whole_s, 1.0),
        ("one article changed: until the answer shows it, median", changed.later_s, 0.5),
        ("one article changed: of which opening", changed.open_s, None),
        ("one article changed: the first one of a new builder", changed.first_s, 0.5),
    )
    rows: list[Row] = [{"step": name, "seconds": value, "target s": target} for name, value, target in steps]
    print(f"\n## Ready, {corpus.name} articles\n\n{markdown(rows)}")
    return rows


def _server(sizes: Sizes) -> Figures:
    """The running server under load."""
    articles = generated(sizes.corpus)
    questions = list(islice(asked_about(articles, "load"), 10_000))
    corpus = made(sizes.corpus, 0)
    served = asyncio.run(
        serve_under_load(corpus.folder.with_name(f"server-{sizes.corpus}"), articles, questions, tell, sizes.calm_s)
    )
    print(f"\n## The server at 200 suggestion requests/s, {served.articles:,} articles\n")
    print(markdown([asdict(phase) for phase in served.phases]))
    print(f"\nReady {served.ready_s:.2f} s after its process was started, from a warm index.")
    return asdict(served)


if __name__ == "__main__":
    sys.exit(main())
