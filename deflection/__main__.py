"""`python -m deflection`: build an index, answer questions from a file, measure on a question set."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from deflection.evaluation import Measured, ask, evaluate
from deflection.index import build_index
from deflection.question_sets import UnusableInputError, open_corpus, read_articles, read_questions
from deflection.suggest import Suggestions


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all of it could be done, 1 for input that cannot be used, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "suggest":
            return _suggest(options.corpus, options.queries, options.locale, options.limit)
        if options.command == "evaluate":
            return _evaluate(options.set_folder, as_json=options.json)
        return _build(options.articles, options.into)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deflection", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    suggest = commands.add_parser("suggest", help="answer each question of a file with one line of JSON")
    suggest.add_argument("--corpus", type=Path, required=True, help="corpus.jsonl, or a folder <locale>/<slug>.md")
    suggest.add_argument("--queries", type=Path, required=True, help="one JSON object a line: id, text, locale")
    suggest.add_argument("--locale", help="the page's locale, for questions that name none")
    suggest.add_argument("--limit", type=_positive, default=10, help="articles for each question (default 10)")
    evaluation = commands.add_parser("evaluate", help="measure on a set: corpus.jsonl, queries.jsonl, qrels.tsv")
    evaluation.add_argument("set_folder", type=Path)
    evaluation.add_argument("--json", action="store_true", help="the figures as one JSON object")
    build = commands.add_parser("build", help="write the index of a corpus and print its folder")
    build.add_argument("articles", type=Path, help="corpus.jsonl, or a folder <locale>/<slug>.md")
    build.add_argument("--into", type=Path, required=True, help="the folder below which the index's own folder is made")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _suggest(corpus: Path, queries: Path, locale: str | None, limit: int) -> int:
    questions = read_questions(queries)
    suggester = open_corpus(corpus, _tell)
    try:
        for question in questions:
            found, ms = ask(suggester, question, locale, limit)
            print(json.dumps(_line(question.id, found, ms)))
        sys.stdout.flush()
    finally:
        suggester.close()
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


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


def _evaluate(folder: Path, *, as_json: bool) -> int:
    measured = evaluate(folder, _tell)
    figures = _figures(measured)
    print(json.dumps(figures) if as_json else _table(figures))
    return 0


def _figures(measured: Measured) -> dict[str, int | float | None]:
    """By their usual names: `hit@1`, `mrr@10`."""
    return {name.replace("_at_", "@"): figure for name, figure in asdict(measured).items()}


def _table(figures: Mapping[str, int | float | None]) -> str:
    width = max(len(name) for name in figures)
    return "\n".join(f"{name:<{width}}  {'-' if figure is None else figure}" for name, figure in figures.items())


def _build(articles: Path, into: Path) -> int:
    reading = read_articles(articles)
    for problem in reading.problems:
        _tell(str(problem))
    print(build_index(reading.articles, into))
    return 1 if reading.problems else 0


if __name__ == "__main__":
    sys.exit(main())
