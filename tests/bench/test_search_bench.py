"""The bench measures what it says: different articles, different questions, every engine, and all of it runs."""

import json
from itertools import islice
from pathlib import Path

import pytest

from bench.corpora import Question, made, real
from bench.generated import LOCALES, asked_about, generated
from bench.search import SMALL, main
from bench.timing import percentile, take_turns


def test_generated_articles_differ_and_are_the_same_at_every_run() -> None:
    articles = generated(200)
    assert articles == generated(200)
    assert {article.locale for article in articles} == set(LOCALES)
    assert len({article.body for article in articles}) == 200


def test_no_question_is_asked_twice_not_even_to_warm_up() -> None:
    corpus = made(60, 500)
    asked = [question.text for question in (*corpus.warm_up, *corpus.questions)]
    assert len(set(asked)) == len(asked) == 550


def test_questions_are_about_as_long_as_people_write_them() -> None:
    lengths = [len(text.split()) for text, _ in islice(asked_about(generated(100), "lengths"), 500)]
    assert 12 <= percentile(lengths, 50) <= 25


def test_question_sets_are_one_help_centre_with_generated_articles_on_top(tmp_path: Path) -> None:
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        article = {"id": "lost", "locale": "en", "title": "Lost", "body": f"A parcel of the {name} shop."}
        (folder / "corpus.jsonl").write_text(json.dumps(article), "utf-8")
    question = {"id": "q1", "text": "where is it", "locale": "en"}
    (tmp_path / "first" / "queries.jsonl").write_text(json.dumps(question), "utf-8")
    (tmp_path / "first" / "qrels.tsv").write_text("q1\tlost\t1\n", "utf-8")
    corpus = real(tmp_path, 10)
    assert [article.id for article in corpus.articles[:2]] == ["first:lost", "second:lost"]
    assert len(corpus.articles) == 10
    assert corpus.questions == [Question("where is it", "en", frozenset({"first:lost"}))]


def test_every_engine_gets_every_question_once_but_those_that_are_sampled() -> None:
    class Engine:
        def __init__(self, name: str) -> None:
            self.name = name
            self.asked: list[str] = []

        def find(self, text: str, _locale: str) -> list[str]:
            self.asked.append(text)
            return [text]

    fast, slow = Engine("fast"), Engine("slow")
    questions = [Question(str(number), "en", frozenset({"1", "2"})) for number in range(130)]
    measured = take_turns([fast, slow], [], questions, lambda _: None, {"slow": 10})
    assert [sorted(engine.asked, key=int) for engine in (fast, slow)] == [
        [str(number) for number in range(130)],
        [str(number) for number in range(0, 130, 10)],
    ]
    assert measured[0].hit_at_3 == 2 / 130


@pytest.mark.slow  # starts Python eight times
def test_the_bench_runs_as_a_whole_on_a_few_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    figures = tmp_path / "figures.json"
    assert main(["--small", "--only", "engines", "ready", "--json", str(figures)]) == 0
    printed = capsys.readouterr().out
    for engine in ("the whole `suggest` call", "SQLite FTS5", "Whoosh, plain", "one article changed"):
        assert engine in printed
    assert [found["articles"] for found in json.loads(figures.read_text("utf-8"))["engines"]] == [
        SMALL.small_corpus,
        SMALL.corpus,
    ]


def test_a_folder_without_question_sets_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--only", "engines"]) == 1
    assert "no folder with a corpus.jsonl" in capsys.readouterr().err
