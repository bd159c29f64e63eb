"""Our compiled tables doing what the other engines of `bench.search` do and nothing more: words in, articles out.

Written out here because the product never does so little: it also looks at pairs, synonyms, passages and meaning.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bench.engines import SHOWN
from deflection.index import Index
from deflection.locale_index import LocaleIndex


class TablesAlone:
    """Analysis, BM25F over whole articles, the best ten."""

    name = "deflection, its tables alone"

    def __init__(self, opened: Index) -> None:
        self._indexes = opened.locales

    def find(self, text: str, locale: str) -> Sequence[str]:
        index = self._indexes[locale]
        segment = index.segments[0]
        scores = _scores(text, index)
        best = np.argpartition(scores, -min(SHOWN, len(scores)))[-SHOWN:]
        ordered = best[np.argsort(-scores[best])]
        return [segment.catalogue.ids[number] for number in ordered.tolist()]


def _scores(text: str, index: LocaleIndex) -> npt.NDArray[np.float64]:
    segment = index.segments[0]
    tables = segment.tables
    terms = dict.fromkeys(index.analyzer.terms(text))
    numbers = [segment.numbers[term] for term in terms if term in segment.numbers]
    if not numbers:
        return np.zeros(tables.article_count)
    starts = tables.starts[numbers]
    sizes = tables.starts[[number + 1 for number in numbers]] - starts
    spans = list(zip(starts.tolist(), (starts + sizes).tolist(), strict=True))
    articles = np.concatenate([tables.articles[start:end] for start, end in spans])
    gains = np.concatenate([tables.weights[start:end] for start, end in spans])
    idf = np.log1p((tables.article_count - sizes + 0.5) / (sizes + 0.5))
    return np.bincount(articles, gains * np.repeat(idf, sizes), tables.article_count).astype(np.float64, copy=False)
