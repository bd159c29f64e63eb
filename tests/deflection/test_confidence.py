"""When an answer is given, offered as a maybe, or not given at all."""

import math
from pathlib import Path

from deflection.confidence import ANSWER, MAX_MARGIN, MAYBE, Evidence, evidence, level_of
from deflection.ranking import Hit, Ranking, rare_idf
from deflection.sources import read_folder
from tests.deflection.builders import ARTICLES, EVERYBODY, suggester_of

ASKED = (
    "where is my parcel",
    "cancel a label and get my money back",
    "who pays import duties",
    "the address on the label is wrong",
    "how do I print labels on A4 paper",
    "my shop's orders are not imported",
)


def ranking(*scores: float, covered: float = 4.0) -> Ranking:
    hits = tuple(Hit(0, number, number, score, score, 0.0, 0.0) for number, score in enumerate(scores))
    return Ranking(hits, {"custom": 2.0, "invoic": 2.0}, (), covered, articles=100)


def test_the_level_follows_two_thresholds() -> None:
    assert [level_of(certainty) for certainty in (0, MAYBE - 0.1, MAYBE, ANSWER - 0.1, ANSWER, 1000)] == [
        "none",
        "none",
        "maybe",
        "maybe",
        "answer",
        "answer",
    ]


def test_what_speaks_for_the_best_article_is_read_off_the_ranking() -> None:
    assert evidence(ranking(8.0, 6.4, covered=2.0)) == Evidence(
        coverage=0.5, strength=8.0 / math.sqrt(4.0 * rare_idf(100)), margin=1.25
    )


def test_an_article_far_ahead_counts_no_more_than_the_only_one() -> None:
    assert evidence(ranking(8.0)).margin == evidence(ranking(8.0, 0.1)).margin == MAX_MARGIN


def test_certainty_grows_with_each_feature() -> None:
    base = Evidence(coverage=0.5, strength=2.0, margin=1.2).certainty
    assert base < Evidence(coverage=0.6, strength=2.0, margin=1.2).certainty
    assert base < Evidence(coverage=0.5, strength=2.1, margin=1.2).certainty
    assert base < Evidence(coverage=0.5, strength=2.0, margin=1.3).certainty


def test_without_a_shared_word_nothing_is_certain() -> None:
    assert evidence(ranking()).certainty == 0.0
    assert evidence(Ranking((), {}, (), 0.0, 1)).certainty == 0.0


def test_certainty_falls_when_the_article_that_answers_is_deleted(tmp_path: Path) -> None:
    articles = [article for article in read_folder(ARTICLES).articles if article.locale == "en"]
    whole = suggester_of(articles, tmp_path)
    for text in ASKED:
        before = whole.search(text, "en", EVERYBODY)
        assert before.level == "answer", text
        gone = before.suggestions[0].article_id
        poorer = suggester_of([article for article in articles if article.id != gone], tmp_path)
        assert poorer.search(text, "en", EVERYBODY).certainty < before.certainty
        poorer.close()
    whole.close()
