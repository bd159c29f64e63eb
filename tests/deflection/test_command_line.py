"""`python -m deflection`: what it prints, and what it says about files that it cannot use."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from deflection.__main__ import main
from tests.deflection.builders import ARTICLES

CORPUS = [
    {"id": "kb:lost", "locale": "en", "title": "My parcel is lost", "body": "Start an investigation after 5 days."},
    {"id": "kb:label", "locale": "en", "title": "Print a label", "body": "Open the shipment. Press **Print**."},
    {"id": "kb:label", "locale": "es", "title": "Imprimir una etiqueta", "body": "Abre el envío y pulsa Imprimir."},
]
QUESTIONS: list[dict[str, object]] = [
    {"id": "q1", "text": "how do I print a label", "locale": "en"},
    {"id": "q2", "text": "imprimir etiqueta"},
    {"id": "q3", "text": "how to bake a cake", "locale": "en", "answerable": False},
]


def write_lines(file: Path, objects: Sequence[Mapping[str, object]]) -> Path:
    file.write_text("\n".join(json.dumps(each) for each in objects), "utf-8")
    return file


@pytest.fixture
def question_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "set"
    folder.mkdir()
    write_lines(folder / "corpus.jsonl", CORPUS)
    write_lines(folder / "queries.jsonl", QUESTIONS)
    (folder / "qrels.tsv").write_text("q1\tkb:label\t1\nq2\tkb:label\t1\nq2\tkb:lost\t0\n")
    return folder


def suggest(question_set: Path, *more: str) -> int:
    files = ["--corpus", str(question_set / "corpus.jsonl"), "--queries", str(question_set / "queries.jsonl")]
    return main(["suggest", *files, *more])


def test_each_question_is_answered_with_one_line(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert suggest(question_set, "--locale", "es", "--limit", "1") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == ["q1", "q2", "q3"]
    for line in lines:
        assert line.keys() == {"id", "level", "confident", "articles", "ms"}
        assert line["confident"] == (line["level"] == "answer")
        assert line["ms"] >= 0
    assert [article["id"] for article in lines[0]["articles"]] == ["kb:label"]
    assert lines[0]["articles"][0]["passage"] == "Open the shipment. Press Print."
    assert lines[1]["articles"][0]["passage"] == "Abre el envío y pulsa Imprimir."


def test_the_ranking_is_whole_even_where_the_level_is_none(
    question_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "my cat is lost and my dog and my horse and my goat sleeps"
    write_lines(question_set / "queries.jsonl", [{"id": "q", "text": text, "locale": "en"}])
    assert suggest(question_set) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["level"] == "none"
    assert [article["id"] for article in line["articles"]] == ["kb:lost"]


def test_the_index_is_kept_in_the_users_cache(question_set: Path, tmp_path: Path) -> None:
    suggest(question_set)
    [manifest] = (tmp_path / "cache" / "deflection").rglob("manifest.json")
    before = manifest.stat().st_mtime_ns
    suggest(question_set)
    assert manifest.stat().st_mtime_ns == before


def test_a_folder_of_articles_answers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    queries = write_lines(tmp_path / "queries.jsonl", [{"id": "q", "text": "¿dónde está mi paquete?"}])
    command = [sys.executable, "-W", "error", "-m", "deflection", "suggest", "--corpus", str(ARTICLES)]
    done = subprocess.run([*command, "--queries", str(queries)], capture_output=True, text=True, check=True)
    assert "track-a-parcel" in done.stdout
    assert "articles of" in done.stderr


def test_evaluating_tells_hits_and_silence(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(question_set), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["questions"], figures["answerable"], figures["unanswerable"]) == (3, 2, 1)
    assert figures["hit@1"] == figures["hit@3"] == figures["hit@5"] == figures["mrr@10"] == 1.0
    assert figures["answered_unanswerable"] == 0.0
    assert figures["silent_unanswerable"] == 1.0
    assert 0 <= figures["p50_ms"] <= figures["p95_ms"] <= figures["p99_ms"]


def test_evaluating_compares_with_plain_bm25f(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(question_set), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    # "imprimir etiqueta" names no locale: plain BM25F is asked in the default one and finds nothing.
    assert figures["bm25f"] == {"hit@1": 0.5, "hit@3": 0.5, "hit@5": 0.5, "mrr@10": 0.5}
    assert figures["difference"] == 0.5
    assert figures["interval"] == [0.0, 1.0]
    assert figures["silence"]["foreign_answered"] == {}


def test_figures_are_printed_as_tables_by_default_plain_bm25f_first(
    question_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(question_set)]) == 0
    printed = capsys.readouterr()
    ranking = printed.out.split("\n\n")[0].splitlines()
    assert ranking[1].split()[:3] == ["set", "BM25F", "0.500"]
    assert ranking[2].split()[:3] == ["ours", "1.000", "1.000"]
    assert "mean of the sets" not in printed.out
    assert "questions to BM25F" in printed.err


def test_several_sets_are_foreign_to_each_other_and_have_a_mean(
    question_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    shutil.copytree(question_set, other)
    sets = [str(question_set), str(other)]
    assert main(["evaluate", *sets, "--json", "--plots", str(tmp_path / "plots")]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["sets"].keys() == {"set", "other"}
    assert figures["sets"]["set"]["silence"]["foreign_answered"].keys() == {"other"}
    assert figures["mean"]["hit@3"] == 1.0
    assert figures["mean"]["difference"] == 0.5
    assert (tmp_path / "plots" / "silence-foreign.svg").is_file()
    assert main(["evaluate", *sets]) == 0
    assert "mean of the sets" in capsys.readouterr().out


def test_typing_is_measured(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["typed", str(question_set), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["all"]["questions"] == figures["sets"]["set"]["questions"] == 2
    assert main(["typed", str(question_set), "--sample", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["set", "1"]


def test_an_article_is_explained(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = ["--corpus", str(question_set / "corpus.jsonl")]
    assert main(["explain", "how do I print a label", "kb:label", *corpus, "--locale", "en"]) == 0
    assert "kb:label (en), Print a label: place 1, score" in capsys.readouterr().out
    assert main(["explain", "how do I print a label", "kb:labels", *corpus]) == 1
    said = capsys.readouterr()
    assert "no article kb:labels; near are kb:label" in said.err
    assert said.out == ""


def test_weights_are_chosen_on_two_sets_or_more(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tune", str(question_set)]) == 1
    assert "two sets or more" in capsys.readouterr().err


def test_building_prints_the_folder_of_the_index(
    question_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(question_set / "corpus.jsonl"), "--into", str(tmp_path / "indexes")]) == 0
    assert (Path(capsys.readouterr().out.strip()) / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("queries.jsonl", "{not json", "queries.jsonl:1: not a JSON object"),
        ("queries.jsonl", '{"id": "q1"}', "queries.jsonl:1: text must be a text"),
        ("queries.jsonl", '\n{"id": ["q"], "text": "x"}', "queries.jsonl:2: id must be a text"),
        ("queries.jsonl", '{"id": 1, "text": "x", "locale": 5}', "queries.jsonl:1: locale must be a text"),
        ("queries.jsonl", "", "no question"),
        ("corpus.jsonl", "\x00\x01", "no article that can be read"),
        ("corpus.jsonl", '{"id": "x"}', "no article that can be read"),
    ],
)
def test_a_bad_file_is_told_without_a_traceback(
    question_set: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, complaint: str
) -> None:
    (question_set / name).write_text(content)
    assert suggest(question_set) == 1
    said = capsys.readouterr()
    assert complaint in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_files_that_are_not_there_are_told(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (question_set / "qrels.tsv").unlink()
    assert main(["evaluate", str(question_set)]) == 1
    assert "qrels.tsv: cannot be read" in capsys.readouterr().err
    assert main(["build", str(question_set / "nowhere"), "--into", str(question_set / "into")]) == 1
    assert "nowhere: cannot be read" in capsys.readouterr().err


def test_wrong_usage_is_told_by_the_parser(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["suggest"], ["suggest", "--corpus", "c", "--queries", "q", "--limit", "0"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
    assert "at least 1" in capsys.readouterr().err
