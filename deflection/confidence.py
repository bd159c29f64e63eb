"""Between ranking and calibration: what a ranking says for its first article, and how a locale is calibrated."""

from collections.abc import Sequence

from deflection.calibration import MADE_QUESTIONS, Calibration, Features, calibrate, features
from deflection.locale_index import LocaleIndex
from deflection.ranking import Ranker, Ranking, rare_idf

# A small help centre has not more to say of itself, and is indexed at every start of a test.
_FEWEST_QUESTIONS = 100
_QUESTIONS_PER_ARTICLE = 4


def features_of(ranking: Ranking) -> Features | None:
    """What speaks for the first hit; None when there is none."""
    scored = ranking.scored
    cosines = list(zip(scored.titles, scored.passages, strict=True)) if ranking.by_meaning else None
    return features(scored.lexical, sum(ranking.idf.values()), rare_idf(ranking.articles), ranking.covered, cosines)


def calibration_of(index: LocaleIndex) -> Calibration:
    """The units of a locale whose first segment is all there is; takes a millisecond a made question."""
    segment = index.segments[0]
    catalogue, tables = segment.catalogue, segment.tables
    ranker = Ranker(index)
    readers = frozenset(reader for audience in catalogue.audiences for reader in audience)

    def passages_of(article: int) -> Sequence[str]:
        return [tables.text(number) for number in range(tables.passages[article], tables.passages[article + 1])]

    def ask(text: str, without: int) -> Features | None:
        return features_of(ranker.rank(index.question(text), readers, frozenset({catalogue.ids[without]})))

    limit = min(MADE_QUESTIONS, max(_FEWEST_QUESTIONS, _QUESTIONS_PER_ARTICLE * len(catalogue.ids)))
    return calibrate(catalogue.titles, passages_of, ask, limit=limit)
