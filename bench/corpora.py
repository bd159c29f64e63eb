"""The articles and questions that a run of `bench.search` measures with."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bench.generated import asked_about, generated
from deflection.article import Article
from deflection.question_sets import cache_folder, read_answers, read_questions
from deflection.sources import read_corpus


@dataclass(frozen=True, slots=True)
class Question:
    """`right` are the ids of the articles that answer it; empty when nobody has said which."""

    text: str
    locale: str
    right: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Corpus:
    """`folder` is where what is made from the articles is kept between runs; no question in it twice."""

    name: str
    folder: Path
    articles: Sequence[Article]
    warm_up: Sequence[Question]
    questions: Sequence[Question]


WARM_UP = 50


def made(count: int, questions: int) -> Corpus:
    """Articles and questions out of our own."""
    articles = generated(count)
    asked = (Question(text, locale) for text, locale in asked_about(articles, f"about {count}"))
    return _corpus(f"{count:,}", f"generated-{count}", articles, islice(asked, questions + WARM_UP))


def real(data: Path, count: int | None = None) -> Corpus:
    """All question sets below a folder as one help centre, with generated articles on top up to `count`.

    Ids get their set's name in front. Raises OSError for a folder without any set.
    """
    sets = sorted(file.parent for file in data.glob("*/corpus.jsonl"))
    if not sets:
        raise FileNotFoundError(f"{data}: no folder with a corpus.jsonl in it")
    articles = [_renamed(folder.name, article) for folder in sets for article in read_corpus_of(folder)]
    if count is not None:
        articles += generated(max(0, count - len(articles)))
    asked = list({question.text: question for folder in sets for question in _asked(folder)}.values())
    random.Random("order").shuffle(asked)  # noqa: S311 - the same order at every run
    name = str(cache_folder(data).name)
    return _corpus(f"{len(articles):,}", f"{name}-{len(articles)}", articles, asked)


def read_corpus_of(folder: Path) -> Sequence[Article]:
    """The articles of a set."""
    return read_corpus(folder / "corpus.jsonl").articles


def _corpus(name: str, folder: str, articles: Sequence[Article], asked: Iterable[Question]) -> Corpus:
    questions = list(asked)
    warm_up = min(WARM_UP, len(questions) // 5)
    return Corpus(name, cache_folder(Path("bench")) / folder, articles, questions[:warm_up], questions[warm_up:])


def _renamed(folder: str, article: Article) -> Article:
    return replace(article, id=f"{folder}:{article.id}")


def _asked(folder: Path) -> Iterator[Question]:
    if not (folder / "queries.jsonl").exists():
        return
    answers = read_answers(folder / "qrels.tsv")
    for asked in read_questions(folder / "queries.jsonl"):
        right = frozenset(f"{folder.name}:{article}" for article in answers.get(asked.id, ()))
        yield Question(asked.text, asked.locale or "en", right)
