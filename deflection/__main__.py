"""`python -m deflection`: suggest, evaluate, typed, tune, explain and build, on files alone."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from deflection.article import EVERYONE
from deflection.evaluation import ask, evaluate, mean_of
from deflection.explaining import Explainer
from deflection.explaining_text import explanation_text
from deflection.index import build_index
from deflection.measuring import open_sets
from deflection.measuring_plots import plot_silence
from deflection.measuring_silence import measure_silence
from deflection.measuring_tables import all_figures, figures, report, typing_figures, typing_report
from deflection.measuring_tuning import tune, tuning_report
from deflection.measuring_typing import SAMPLE as TYPED
from deflection.measuring_typing import measure_typing
from deflection.question_sets import UnusableInputError, open_corpus, read_articles, read_questions
from deflection.suggest import Suggestions
from deflection.tuning import SAMPLE, usual_jobs


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all of it could be done, 1 for input that cannot be used, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except UnusableInputError as error:
        print(f"deflection: {error}", file=sys.stderr)
    except BrokenPipeError:
        # The reader of our output has had enough (`| head`); Python must not fail again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("deflection: interrupted", file=sys.stderr)
    except OSError as error:
        print(f"deflection: {error}", file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    if options.command == "suggest":
        return _suggest(options.corpus, options.queries, options.locale, options.limit)
    if options.command == "evaluate":
        return _evaluate(options.sets, options.plots, as_json=options.json)
    if options.command == "typed":
        return _typed(options.sets, options.sample, as_json=options.json)
    if options.command == "explain":
        audience = frozenset({EVERYONE, *options.audience})
        return _explain(options.corpus, options.question, options.article, options.locale, audience)
    if options.command == "tune":
        print(tuning_report(tune(options.sets, options.sample, options.jobs, _tell)))
        return 0
    return _build(options.articles, options.into)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deflection", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    suggest = commands.add_parser("suggest", help="answer each question of a file with one line of JSON")
    _add_corpus(suggest)
    suggest.add_argument("--queries", type=Path, required=True, help="one JSON object a line: id, text, locale")
    suggest.add_argument("--locale", help="the page's locale, for questions that name none")
    suggest.add_argument("--limit", type=_positive, default=10, help="articles for each question (default 10)")
    evaluation = commands.add_parser("evaluate", help="measure the ranking and the silence on question sets")
    _add_sets(evaluation)
    evaluation.add_argument("--json", action="store_true", help="the figures as one JSON object")
    evaluation.add_argument("--plots", type=Path, metavar="FOLDER", help="write the curves there as SVG")
    typed = commands.add_parser("typed", help="type questions letter by letter: how often does the first place change?")
    _add_sets(typed)
    typed.add_argument("--sample", type=_positive, default=TYPED, help=f"questions of each set (default {TYPED})")
    typed.add_argument("--json", action="store_true", help="the figures as one JSON object")
    tuning = commands.add_parser("tune", help="choose the weights on several sets, and say what they are worth")
    _add_sets(tuning)
    tuning.add_argument("--sample", type=_positive, default=SAMPLE, help=f"questions of each set (default {SAMPLE})")
    tuning.add_argument("--jobs", type=_positive, default=usual_jobs(), help="processes at once (default at most 2)")
    explain = commands.add_parser("explain", help="say why an article stands where it stands for a question")
    explain.add_argument("question")
    explain.add_argument("article", metavar="ARTICLE", help="the id of the article")
    _add_corpus(explain)
    explain.add_argument("--locale", help="the page's locale")
    explain.add_argument("--audience", action="append", default=[], metavar="NAME", help="may read what NAME may read")
    build = commands.add_parser("build", help="write the index of a corpus and print its folder")
    build.add_argument("articles", type=Path, help="corpus.jsonl, or a folder <locale>/<slug>.md")
    build.add_argument("--into", type=Path, required=True, help="the folder below which the index's own folder is made")
    return parser


def _add_corpus(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, required=True, help="corpus.jsonl, or a folder <locale>/<slug>.md")


def _add_sets(parser: argparse.ArgumentParser) -> None:
    sets = "folders with corpus.jsonl, queries.jsonl and qrels.tsv"
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET_FOLDER", help=sets)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _suggest(corpus: Path, queries: Path, locale: str | None, limit: int) -> int:
    questions = read_questions(queries)
    suggester = open_corpus(corpus, _tell)
    for question in questions:
        found, ms = ask(suggester, question, locale, limit)
        print(json.dumps(_line(question.id, found, ms)))
    sys.stdout.flush()
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _line(question_id: str, found: Suggestions, ms: float) -> dict[str, object]:
    return {
        "id": question_id,
        "level": found.level,
        "confident": found.confident,
        "articles": [
            {
                "id": suggestion.article_id,
                "score": suggestion.score,
                "passage": "".join(fragment.text for fragment in suggestion.passage),
            }
            for suggestion in found.suggestions
        ],
        "ms": round(ms, 3),
    }


def _evaluate(folders: Sequence[Path], plots: Path | None, *, as_json: bool) -> int:
    sets = open_sets(folders, _tell)
    measured = [evaluate(each, _tell) for each in sets]
    silence = [measure_silence(each, [other for other in sets if other is not each], _tell) for each in sets]
    for written in plot_silence(silence, plots) if plots else ():
        _tell(f"wrote {written}")
    mean = mean_of(measured) if len(sets) > 1 else None
    if not as_json:
        print(report(measured, silence, mean))
    elif len(sets) == 1:
        print(json.dumps(figures(measured[0], silence[0])))
    else:
        print(json.dumps(all_figures(measured, silence, mean)))
    return 0


def _typed(folders: Sequence[Path], sample: int, *, as_json: bool) -> int:
    measured = [measure_typing(each, _tell, sample) for each in open_sets(folders, _tell)]
    print(json.dumps(typing_figures(measured)) if as_json else typing_report(measured))
    return 0


def _explain(corpus: Path, question: str, article: str, locale: str | None, audience: frozenset[str]) -> int:
    explanation = Explainer(open_corpus(corpus, _tell), audience).explain(question, article, locale)
    print(explanation_text(question, explanation))
    return 0


def _build(articles: Path, into: Path) -> int:
    reading = read_articles(articles)
    for problem in reading.problems:
        _tell(str(problem))
    print(build_index(reading.articles, into, reading.synonyms))
    return 1 if reading.problems else 0


if __name__ == "__main__":
    sys.exit(main())
