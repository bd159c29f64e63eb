"""What a ranking says for its first article, with the ranker that suggestions come from."""

import pytest

from deflection.calibration import Judgement, judge
from deflection.confidence import calibration_of, features_of
from deflection.ranking import Ranker, Ranking
from deflection.suggest import Suggester
from tests.deflection.builders import EVERYBODY


def asked(suggester: Suggester, locale: str, text: str, without: frozenset[str] = frozenset()) -> Ranking:
    index = suggester.index.locales[locale]
    return Ranker(index).rank(index.question(text), EVERYBODY, without)


def judged(suggester: Suggester, locale: str, ranking: Ranking) -> Judgement:
    return judge(features_of(ranking), suggester.index.locales[locale].segments[0].calibration)


@pytest.mark.parametrize("locale", ["en", "es", "nl"])
def test_a_help_centre_always_gets_the_same_units_and_they_are_kept_with_it(
    help_centre: Suggester, locale: str
) -> None:
    index = help_centre.index.locales[locale]
    first = calibration_of(index)
    assert first.made >= 50
    assert calibration_of(index) == first == index.segments[0].calibration


def test_meaning_is_a_feature_in_english_only(help_centre: Suggester) -> None:
    english, spanish = (
        features_of(asked(help_centre, locale, text))
        for locale, text in (("en", "where is my parcel"), ("es", "dónde está mi paquete"))
    )
    assert english is not None
    assert spanish is not None
    assert english.closeness is not None
    assert spanish.closeness is None
    assert english.coverage == pytest.approx(1.0)


def test_without_a_shared_word_there_are_no_features(help_centre: Suggester) -> None:
    assert features_of(asked(help_centre, "en", "qwrtpsdfg")) is None
    assert features_of(asked(help_centre, "en", "")) is None


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "where is my parcel"),
        ("en", "cancel a label and get my money back"),
        ("en", "who pays import duties"),
        ("en", "the address on the label is wrong"),
        ("en", "my shop's orders are not imported"),
        ("es", "dónde está mi paquete"),
        ("es", "quién paga los aranceles"),
        ("es", "imprimir etiquetas en A4"),
    ],
)
def test_an_answer_is_less_certain_when_its_article_is_deleted(help_centre: Suggester, locale: str, text: str) -> None:
    ranking = asked(help_centre, locale, text)
    best = ranking.hits[0]
    name = help_centre.index.locales[locale].segments[best.segment].catalogue.ids[best.article]
    before = judged(help_centre, locale, ranking)
    after = judged(help_centre, locale, asked(help_centre, locale, text, frozenset({name})))
    assert before.level == "answer"
    assert after.certainty < before.certainty - 0.05


@pytest.mark.parametrize(
    ("locale", "text", "article_id"),
    [
        ("en", "a vase arrived in pieces", "parcel-damaged"),
        ("en", "the courier didn't come today", "missed-pickup"),
        ("en", "nobody picked up my boxes", "missed-pickup"),
        ("en", "the box was crushed", "parcel-damaged"),
        ("es", "documentos para enviar a Suiza", "customs-documents"),
        ("es", "nadie recogió mis cajas", "missed-pickup"),
    ],
)
def test_few_words_that_no_article_uses_are_worth_a_look(
    help_centre: Suggester, locale: str, text: str, article_id: str
) -> None:
    found = help_centre.suggest(text, locale=locale, audience=EVERYBODY)
    assert found.level == "maybe"
    assert found.suggestions[0].article_id == article_id
