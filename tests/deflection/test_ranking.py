"""Which articles come first, and why: each rule of the ranking on articles made for it."""

from pathlib import Path

import pytest

from deflection.article import Article
from deflection.index import build_index, open_index
from deflection.ranking import Ranker, Ranking
from deflection.suggest import Suggester
from deflection.synonyms import Rule, Synonyms
from deflection.weights import RankingWeights
from tests.deflection.builders import EVERYBODY, article, ids, suggester_of

# In a language without vectors only words count, which makes each rule visible by itself.
FILLER = "Uno dos tres cuatro cinco seis siete ocho nueve diez once doce. " * 3


def spanish(article_id: str, title: str, body: str) -> Article:
    return article(article_id, title, body, locale="es")


def asked(articles: list[Article], folder: Path, question: str) -> list[str]:
    return ids(suggester_of(articles, folder), question, "es")


def test_a_word_in_the_title_says_more_than_one_in_the_text(tmp_path: Path) -> None:
    articles = [
        spanish("a-text", "Otra cosa", f"El seguro. {FILLER}"),
        spanish("b-title", "El seguro", f"Otra cosa. {FILLER}"),
    ]
    assert asked(articles, tmp_path, "seguro") == ["b-title", "a-text"]


def test_a_rare_word_says_more_than_a_common_one(tmp_path: Path) -> None:
    common = [spanish(f"common-{number}", f"Asunto {number}", f"La etiqueta {number}.") for number in range(8)]
    articles = [*common, spanish("rare", "Asunto raro", "El arancel.")]
    assert asked(articles, tmp_path, "etiqueta arancel")[0] == "rare"


def test_words_that_stand_together_say_more_than_words_far_apart(tmp_path: Path) -> None:
    together = f"## Uno\n\nEl arancel de la etiqueta.\n\n## Dos\n\n{FILLER * 4}\n\n## Tres\n\n{FILLER * 4}"
    apart = f"## Uno\n\nEl arancel.\n\n## Dos\n\n{FILLER * 4}\n\n## Tres\n\nLa etiqueta. {FILLER * 4}"
    articles = [spanish("a-apart", "Asunto", apart), spanish("b-together", "Asunto", together)]
    assert asked(articles, tmp_path, "arancel etiqueta") == ["b-together", "a-apart"]


def test_the_wording_of_a_title_decides_between_equals(tmp_path: Path) -> None:
    articles = [
        spanish("a", "Paquete: dónde dejarlo", "Una cosa."),
        spanish("b", "Dónde está el paquete", "Una cosa."),
    ]
    assert asked(articles, tmp_path, "¿dónde está el paquete?")[0] == "b"


def test_of_words_that_mean_the_same_the_best_counts_and_not_the_sum(tmp_path: Path) -> None:
    same = Synonyms((Rule(("uno", "dos"), ("bulto", "fardo", "saco")), Rule(("bulto",), ("fardo", "saco"))))
    articles = [
        spanish("a-all", "Asunto de bulto, fardo y saco", "Nada."),
        spanish("b-one", "Asunto de bulto y arancel", "Nada."),
    ]
    suggester = Suggester.open(build_index(articles, tmp_path, {"es": same}))
    first, second = suggester.search("bulto", "es", EVERYBODY).suggestions
    assert {first.article_id, second.article_id} == {"a-all", "b-one"}
    # One is a word longer; five synonyms in it must not make more of it than that.
    assert second.score > 0.85 * first.score


def test_a_synonym_finds_what_the_word_itself_does_not_but_counts_less(tmp_path: Path) -> None:
    articles = [spanish("bulto", "El bulto", "Nada."), spanish("fardo", "El fardo", "Nada.")]
    suggester = Suggester.open(build_index(articles, tmp_path, {"es": Synonyms((Rule(("fardo",), ("bulto",)),))}))
    assert ids(suggester, "fardo", "es") == ["fardo", "bulto"]
    assert ids(suggester, "bulto", "es") == ["bulto"]


@pytest.mark.parametrize(
    ("locale", "typed", "title"),
    [
        ("es", "asegurar una etiqeta", "La etiqueta"),
        ("de", "wo ist mein Rücksendeetikett", "Ein Etikett für die Rücksendung"),
        ("nl", "retourlabel maken", "Een label voor je retour"),
        ("fr", "suivre mon colsi", "Suivre un colis"),
        ("it", "spediziome in ritardo", "La spedizione"),
    ],
)
def test_a_mistyped_or_joined_word_is_looked_for_as_what_it_is(
    tmp_path: Path, locale: str, typed: str, title: str
) -> None:
    articles = [article("right", title, "abc.", locale=locale), article("wrong", "Xyz", "abc.", locale=locale)]
    assert ids(suggester_of(articles, tmp_path), typed, locale) == ["right"]


def test_a_word_that_articles_know_is_never_corrected(tmp_path: Path) -> None:
    articles = [spanish("caso", "El caso", "Nada."), spanish("casa", "La casita", "Nada."), spanish("x", "Cosa", "Y.")]
    assert asked(articles, tmp_path, "caso") == ["caso"]


def test_codes_and_numbers_are_never_corrected(tmp_path: Path) -> None:
    articles = [spanish("cn22", "El formulario CN22", "Nada.")]
    assert asked(articles, tmp_path, "CN23") == ["cn22"]  # both are forms of "CN"
    assert asked(articles, tmp_path, "10457") == []


def ranked(suggester: Suggester, question: str, weights: RankingWeights) -> Ranking:
    index = suggester.index.locales["en"]
    return Ranker(index, weights).rank(index.question(question), EVERYBODY)


def test_between_articles_that_share_the_same_words_meaning_decides(tmp_path: Path) -> None:
    articles = [article("fees", "Parcel fees", "Read on."), article("theft", "Parcel theft", "Read on.")]
    suggester = suggester_of(articles, tmp_path)
    for question, right in (("somebody stole my parcel", "theft"), ("how expensive is my parcel", "fees")):
        fees, theft = ranked(suggester, question, RankingWeights()).scored.lexical
        assert fees == pytest.approx(theft)
        assert ids(suggester, question)[0] == right


def test_a_word_typed_often_counts_more_but_not_as_often(tmp_path: Path) -> None:
    suggester = suggester_of([article("one", "Parcel", "Parcel."), article("two", "Label", "Label.")], tmp_path)
    scores = [ranked(suggester, "parcel " * times, RankingWeights()).scored.lexical[0] for times in (1, 8)]
    assert scores[0] < scores[1] < 3 * scores[0]


def test_all_candidates_are_scored_and_only_the_wanted_are_returned(tmp_path: Path) -> None:
    articles = [article(f"label-{number}", f"Label {number}", "The label.") for number in range(40)]
    index = open_index(build_index(articles, tmp_path)).locales["en"]
    found = Ranker(index).rank(index.question("label"), EVERYBODY, limit=5)
    assert len(found.hits) == 5
    assert len(found.scored.lexical) == len(found.scored.titles) == len(found.scored.passages) == 32
    everything = Ranker(index).rank(index.question("label"), EVERYBODY, limit=40)
    assert len(everything.hits) == 40
    assert [hit.score for hit in everything.hits] == sorted((hit.score for hit in everything.hits), reverse=True)
