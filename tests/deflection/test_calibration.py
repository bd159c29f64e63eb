"""How sure the first article is: measured in what wrong articles reach in the same help centre."""

import json
import math
from dataclasses import replace

import pytest

from deflection.analysis import analyzer
from deflection.calibration import (
    ANSWER,
    MADE_QUESTIONS,
    MAYBE,
    USUAL,
    Calibration,
    Features,
    calibrate,
    features,
    judge,
    level_of,
    made_questions,
)
from deflection.sources import read_folder
from tests.deflection.builders import ARTICLES

TITLES = ("Where is my parcel?", "Cancel a label", "Who pays customs duties?")
PASSAGES = (
    ("Every label has a tracking number. Open the shipment to see the latest scan of the carrier.",),
    ("A label that nobody scanned can be cancelled within fourteen days. Too short.", "The refund takes five days."),
    (),
)
# Clearly ahead and close in meaning, with and without embeddings.
CLEAR = Features(lead=6.0, distance=7.0, strength=9.0, coverage=0.7, closeness=0.6, closeness_lead=0.4)
CLEAR_IN_WORDS = replace(CLEAR, closeness=None, closeness_lead=None)
# As a foreign question: a common word or two, nothing else.
FOREIGN = Features(lead=0.3, distance=0.5, strength=1.0, coverage=0.1, closeness=0.12, closeness_lead=0.02)
FOREIGN_IN_WORDS = replace(FOREIGN, closeness=None, closeness_lead=None)


def test_features_compare_the_first_article_with_the_next_two_and_five_whatever_their_order() -> None:
    found = features([12.0, 2.0, 6.0, 1.0, 4.0, 3.0, 0.5], weight=8.0, rare_idf=2.0, covered=6.0)
    assert found == Features(lead=(12 - 5) / 4, distance=(12 - 16 / 5) / 4, strength=3.0, coverage=0.75)


def test_meaning_counts_where_there_are_embeddings() -> None:
    cosines = [(0.8, 0.4), (0.1, 0.3), (-0.5, 0.1)]
    found = features([12.0, 6.0, 4.0], 8.0, 2.0, 6.0, cosines)
    assert found is not None
    assert found.closeness == 0.8
    assert found.closeness_lead == pytest.approx(0.6 - 0.2 / 5)


def test_an_article_that_meaning_put_first_may_be_behind_in_words() -> None:
    found = features([4.0, 6.0], 8.0, 2.0, 6.0, [(0.9, 0.9), (0.1, 0.1)])
    assert found is not None
    assert found.lead == (4 - 3) / 4


def test_without_a_hit_there_is_silence() -> None:
    assert features([], 8.0, 2.0, 0.0) is None
    assert features([0.0], 8.0, 2.0, 0.0) is None
    assert features([1.0], 0.0, 2.0, 0.0) is None
    assert judge(None, USUAL).level == "none"
    assert judge(None, USUAL).certainty == 0.0


@pytest.mark.parametrize("clear", [CLEAR, CLEAR_IN_WORDS])
def test_an_article_far_ahead_answers(clear: Features) -> None:
    assert judge(clear, USUAL).level == "answer"


@pytest.mark.parametrize("foreign", [FOREIGN, FOREIGN_IN_WORDS])
def test_a_question_that_shares_a_common_word_only_gets_silence(foreign: Features) -> None:
    assert judge(foreign, USUAL).level == "none"


@pytest.mark.parametrize("clear", [CLEAR, CLEAR_IN_WORDS])
def test_two_articles_that_are_equally_good_are_both_maybe(clear: Features) -> None:
    assert judge(replace(clear, lead=0.5, distance=1.0, closeness_lead=0.0), USUAL).level == "maybe"


def test_meaning_alone_gives_no_answer() -> None:
    assert judge(replace(CLEAR, lead=0.5, distance=1.0, closeness=0.99, closeness_lead=0.9), USUAL).level == "maybe"


@pytest.mark.parametrize("foreign", [FOREIGN, FOREIGN_IN_WORDS])
def test_an_article_that_holds_nearly_all_that_was_asked_is_worth_a_look(foreign: Features) -> None:
    assert judge(replace(foreign, coverage=0.9), USUAL).level == "maybe"
    assert judge(replace(foreign, coverage=0.8), USUAL).level == "none"


@pytest.mark.parametrize("name", ["lead", "distance", "strength", "coverage", "closeness", "closeness_lead"])
def test_certainty_never_falls_when_a_feature_grows(name: str) -> None:
    for start in (CLEAR, FOREIGN, CLEAR_IN_WORDS, FOREIGN_IN_WORDS):
        value = getattr(start, name)
        if value is not None:
            steps = [judge(replace(start, **{name: value * share}), USUAL) for share in (0.2, 0.5, 1, 1.5, 3)]
            assert sorted(step.certainty for step in steps) == [step.certainty for step in steps]
            assert all(0 <= step.certainty <= 1 for step in steps)


def test_the_same_lead_says_less_where_wrong_articles_lead_by_as_much() -> None:
    steep = Calibration(lead=12.0, distance=14.0, strength=2.6, closeness_lead=0.18, made=500)
    assert judge(CLEAR_IN_WORDS, steep).certainty < judge(CLEAR_IN_WORDS, USUAL).certainty
    assert judge(CLEAR_IN_WORDS, steep).level == "maybe"


def test_figures_that_are_no_numbers_give_silence() -> None:
    assert judge(replace(CLEAR, lead=math.nan), USUAL).level == "none"
    assert judge(replace(CLEAR, strength=math.inf), USUAL).level == "none"


def test_the_level_follows_two_thresholds() -> None:
    certainties = (0, MAYBE - 0.01, MAYBE, ANSWER - 0.01, ANSWER, 1)
    assert [level_of(certainty) for certainty in certainties] == ["none", "none", "maybe", "maybe", "answer", "answer"]


def test_questions_are_made_of_half_the_words_of_an_articles_sentences_or_title() -> None:
    made = list(made_questions(TITLES, lambda article: PASSAGES[article], 200, 0))
    assert len(made) == 200
    assert {question.article for question in made} == {0, 1, 2}
    for question in made:
        sources = [TITLES[question.article], *PASSAGES[question.article]]
        words = question.text.split()
        assert len(words) > 1
        assert any(set(words) <= set(source.split()) for source in sources)
    kept = [len(question.text.split()) / len(TITLES[2].split()) for question in made if question.article == 2]
    assert 0.5 <= sum(kept) / len(kept) < 0.8


def test_the_same_articles_make_the_same_questions() -> None:
    first, again, other = (list(made_questions(TITLES, PASSAGES.__getitem__, 50, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_unit_is_what_one_wrong_article_in_ten_reaches() -> None:
    leads = [number / 100 for number in range(1, 501)]
    asked = iter(leads)
    titles = [f"Title number {number} of many" for number in range(500)]

    def ask(_: str, __: int) -> Features:
        lead = next(asked)
        return Features(lead, 2 * lead, 3 * lead, 0.4, 0.3, lead / 10)

    found = calibrate(titles, lambda _: ["One sentence with a few words in it."], ask)
    assert found.made == MADE_QUESTIONS
    assert found.lead == pytest.approx(4.5, rel=0.1)
    assert found.distance == pytest.approx(9.0, rel=0.15)
    assert found.strength == pytest.approx(7.5, rel=0.15)
    assert found.closeness_lead == pytest.approx(0.45, rel=0.1)


def test_an_article_that_says_the_same_is_no_wrong_one() -> None:
    asked = iter(range(100_000))

    def ask(_: str, __: int) -> Features:
        twin = next(asked) % 2 == 0
        return replace(CLEAR_IN_WORDS, lead=50.0 if twin else 1.0, coverage=0.9 if twin else 0.4)

    titles = [f"Title number {number} of many" for number in range(200)]
    assert calibrate(titles, lambda _: ["One sentence with a few words in it."], ask).lead < 1.2


def test_a_small_help_centre_is_measured_in_usual_units_mostly() -> None:
    def ask(_: str, __: int) -> Features:
        return replace(FOREIGN_IN_WORDS, lead=USUAL.lead / 4)

    small, large = (
        calibrate([f"Title {number} of many articles" for number in range(count)], lambda _: [], ask).lead
        for count in (4, 400)
    )
    assert large < 0.35 * USUAL.lead
    assert 0.6 * USUAL.lead < small < USUAL.lead


def test_without_articles_or_wrong_answers_the_units_are_the_usual_ones() -> None:
    nothing = calibrate([], lambda _: [], lambda _, __: CLEAR)
    alone = calibrate(["The only article there is"], lambda _: [], lambda _, __: None)
    assert nothing == USUAL
    assert replace(alone, made=0) == USUAL
    assert alone.made > 0


def test_a_calibration_is_kept_as_json() -> None:
    kept = Calibration(lead=1.25, distance=1.7, strength=2.4, closeness_lead=0.15, made=500)
    assert Calibration.from_json(json.loads(json.dumps(kept.to_json()))) == kept


@pytest.mark.parametrize("damage", [{"lead": None}, {"lead": 0.0}, {"strength": math.nan}, {"made": True}])
def test_a_damaged_calibration_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="calibration: "):
        Calibration.from_json(USUAL.to_json() | damage)


class WordCount:
    """A plain ranker over the demo's articles: the idf of shared words, those of the title three times."""

    def __init__(self, locale: str) -> None:
        self.articles = [article for article in read_folder(ARTICLES).articles if article.locale == locale]
        self.words = analyzer(locale)
        self.in_title = [set(self.words.terms(article.title)) for article in self.articles]
        self.anywhere = [
            title | set(self.words.terms(article.body))
            for title, article in zip(self.in_title, self.articles, strict=True)
        ]
        self.rare = self.idf(1)

    def idf(self, holders: int) -> float:
        return math.log1p((len(self.articles) - holders + 0.5) / (holders + 0.5))

    def ask(self, text: str, without: int | None = None) -> Features | None:
        terms = {term: self.idf(sum(term in held for held in self.anywhere)) for term in set(self.words.terms(text))}
        scores = sorted(
            (
                (
                    sum(idf * (2 + 3 * (term in self.in_title[number])) for term, idf in terms.items() if term in held),
                    sum(idf for term, idf in terms.items() if term in held),
                )
                for number, held in enumerate(self.anywhere)
                if number != without
            ),
            reverse=True,
        )
        return features([score for score, _ in scores], sum(terms.values()), self.rare, scores[0][1])

    def passages_of(self, article: int) -> list[str]:
        return self.articles[article].body.split("\n\n")


@pytest.mark.parametrize("locale", ["en", "es", "de"])
def test_any_ranker_answers_titles_and_not_those_of_deleted_articles(locale: str) -> None:
    ranker = WordCount(locale)
    titles = [article.title for article in ranker.articles]
    units = calibrate(titles, ranker.passages_of, ranker.ask, limit=200)
    there = [judge(ranker.ask(title), units).level for title in titles]
    gone = [judge(ranker.ask(title, number), units).level for number, title in enumerate(titles)]
    assert there.count("answer") >= 0.8 * len(titles)
    assert gone.count("answer") <= 0.2 * len(titles)
    foreign = {
        "en": "what is the capital of France",
        "es": "cuál es la capital de Francia",
        "de": "was ist die Hauptstadt von Frankreich",
    }
    assert judge(ranker.ask(foreign[locale]), units).level == "none"
