"""Makes the tables of one segment from Whoosh's postings and the articles' passages.

What is read from Whoosh (`Occurrences`) does not depend on any weight, so that weights can be tuned without indexing
again. Runs in the building process.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from whoosh.reading import IndexReader

from deflection.analysis import Analyzer
from deflection.embeddings import DIMENSIONS, Embedder, Vector, common_direction, stored, without_direction
from deflection.passages import windows_of
from deflection.tables import Numbers, Positions, Tables, Vectors, Weights
from deflection.weights import PASSAGE_FIELDS, TERM_FIELDS, CompiledWeights, Field

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Of one field: term `terms[i]` stands `counts[i]` times in passage `passages[i]`; sorted by both."""

    terms: Numbers
    passages: Numbers
    counts: Weights


@dataclass(frozen=True, slots=True)
class Segment:
    """What tables are compiled from. `vocabulary` are the terms in the order of their numbers; `first_passages`
    [N + 1]; `lengths` the number of terms in each field of each passage."""

    vocabulary: Sequence[str]
    occurrences: Mapping[Field, Occurrences]
    first_passages: Numbers
    lengths: Mapping[Field, Counts]
    audiences: Numbers
    texts: Sequence[str]
    titles: Sequence[str]

    @property
    def bodies(self) -> list[str]:
        """The whole text of each article."""
        borders = self.first_passages.tolist()
        return ["\n".join(self.texts[first:end]) for first, end in pairwise(borders)]


def read_occurrences(reader: IndexReader) -> tuple[list[str], dict[Field, Occurrences]]:
    """All terms of all fields, sorted, and where they stand."""
    fields: tuple[Field, ...] = (*TERM_FIELDS, "pairs")
    found = {name: [term.decode("utf-8") for term in reader.lexicon(name)] for name in fields}
    vocabulary = sorted({term for terms in found.values() for term in terms})
    numbers = {term: number for number, term in enumerate(vocabulary)}
    return vocabulary, {name: _field(reader, name, found[name], numbers) for name in fields}


def _field(reader: IndexReader, name: Field, terms: Sequence[str], numbers: Mapping[str, int]) -> Occurrences:
    passages: list[int] = []
    counts: list[float] = []
    sizes: list[int] = []
    for term in terms:
        matcher = reader.postings(name, term)
        before = len(passages)
        while matcher.is_active():
            passages.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        sizes.append(len(passages) - before)
    owners = np.repeat(np.array([numbers[term] for term in terms], np.int32), sizes)
    return Occurrences(owners, np.array(passages, np.int32), np.array(counts, np.float32))


@dataclass(frozen=True, slots=True)
class Frozen:
    """Figures of a whole corpus that changes to it are compiled with, so that their weights compare with the rest:
    mean lengths of articles' and passages' fields, and the direction that all of its vectors share [DIMENSIONS]."""

    article_lengths: Mapping[Field, float]
    passage_lengths: Mapping[Field, float]
    common: Vector


def freeze(segment: Segment, embedder: Embedder | None) -> Frozen:
    """The figures of a corpus that is compiled as a whole."""
    vectors = embedder.embed_all(segment.texts) if embedder else np.zeros((0, DIMENSIONS), np.float32)
    return Frozen(
        article_lengths={name: _mean(_article_lengths(segment, name)) for name in TERM_FIELDS},
        passage_lengths={name: _mean(segment.lengths[name]) for name in PASSAGE_FIELDS},
        common=common_direction(vectors),
    )


def _mean(lengths: Counts) -> float:
    used = lengths[lengths > 0]
    return float(used.mean()) if len(used) else 1.0


def _article_lengths(segment: Segment, name: Field) -> Counts:
    return np.add.reduceat(segment.lengths[name], segment.first_passages[:-1]) if len(segment.texts) else _NONE


_NONE = np.zeros(0, np.int64)


def compile_tables(
    segment: Segment,
    weights: CompiledWeights,
    frozen: Frozen,
    analyzer: Analyzer,
    embedder: Embedder | None,
) -> Tables:
    """The tables of a segment, with the figures of the corpus that it belongs to."""
    starts, articles, gains = _whole_articles(segment, weights, frozen.article_lengths)
    entry_starts, entry_terms, entry_weights = _passages(segment, weights, frozen.passage_lengths)
    text_starts, texts = _texts(segment.texts)
    numbers = {term: number for number, term in enumerate(segment.vocabulary)}
    word_starts, words = _rows([list(_words(text, analyzer, numbers)) for text in segment.texts], 3)
    window_starts, windows = _rows([list(windows_of(text)) for text in segment.texts], 2)
    return Tables(
        starts=starts,
        articles=articles,
        weights=gains,
        audiences=segment.audiences,
        passages=segment.first_passages,
        entry_starts=entry_starts,
        entry_terms=entry_terms,
        entry_weights=entry_weights,
        text_starts=text_starts,
        texts=texts,
        word_starts=word_starts,
        words=words,
        window_starts=window_starts,
        windows=windows,
        title_vectors=_vectors(segment.titles, embedder, frozen.common),
        article_vectors=_vectors(segment.bodies, embedder, frozen.common),
        passage_vectors=_vectors(segment.texts, embedder, frozen.common),
    )


def _whole_articles(
    segment: Segment, weights: CompiledWeights, means: Mapping[Field, float]
) -> tuple[Positions, Numbers, Weights]:
    article_of = np.repeat(np.arange(len(segment.titles)), np.diff(segment.first_passages))
    keys, gains = [], []
    for name in TERM_FIELDS:
        found = segment.occurrences[name]
        key = found.terms.astype(np.int64) * len(segment.titles) + article_of[found.passages]
        key, counts = _summed(key, found.counts)
        lengths = _article_lengths(segment, name)[key % len(segment.titles)] if len(key) else _NONE
        keys.append(key)
        gains.append(weights.boosts[name] * _saturated(counts, lengths, means[name], weights))
    key, gain = _summed(np.concatenate(keys), np.concatenate(gains))
    pairs = segment.occurrences["pairs"]
    pair_key = pairs.terms.astype(np.int64) * len(segment.titles) + article_of[pairs.passages]
    key, gain = _summed(
        np.concatenate((key, pair_key)), np.concatenate((gain + weights.held, np.ones(len(pair_key), np.float32)))
    )
    terms, articles = np.divmod(key, max(1, len(segment.titles)))
    starts = np.searchsorted(terms, np.arange(len(segment.vocabulary) + 1))
    return starts, articles.astype(np.int32), gain


def _passages(
    segment: Segment, weights: CompiledWeights, means: Mapping[Field, float]
) -> tuple[Positions, Numbers, Weights]:
    size = max(1, len(segment.vocabulary))
    keys, gains = [], []
    for name in PASSAGE_FIELDS:
        found = segment.occurrences[name]
        lengths = segment.lengths[name][found.passages]
        keys.append(found.passages.astype(np.int64) * size + found.terms)
        gains.append(weights.boosts[name] * _saturated(found.counts, lengths, means[name], weights))
    key, gain = _summed(np.concatenate(keys), np.concatenate(gains))
    passages, terms = np.divmod(key, size)
    starts = np.searchsorted(passages, np.arange(len(segment.texts) + 1))
    return starts, terms.astype(np.int32), gain


def _saturated(counts: Weights, lengths: Counts, mean: float, weights: CompiledWeights) -> Weights:
    norm = 1 - weights.b + weights.b * lengths / mean
    gains: Weights = ((weights.k1 + 1) * counts / (counts + weights.k1 * norm)).astype(np.float32)
    return gains


def _summed(keys: Positions, values: Weights) -> tuple[Positions, Weights]:
    """The keys ascending, each once, with the sum of its values."""
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    if not len(keys):
        return keys, values
    firsts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[firsts], np.add.reduceat(values, firsts)


def _texts(texts: Sequence[str]) -> tuple[Positions, npt.NDArray[np.uint8]]:
    encoded = [text.encode("utf-8") for text in texts]
    starts = np.concatenate(([0], np.cumsum([len(text) for text in encoded]))).astype(np.int64)
    return starts, np.frombuffer(b"".join(encoded), np.uint8)


def _words(text: str, analyzer: Analyzer, numbers: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    for token in analyzer.tokens(text):
        for term in token.terms:
            if term in numbers:
                yield token.start, token.end, numbers[term]


def _rows(rows: Sequence[Sequence[Sequence[int]]], width: int) -> tuple[Positions, Numbers]:
    starts = np.concatenate(([0], np.cumsum([len(of) for of in rows]))).astype(np.int64)
    return starts, np.array([row for of in rows for row in of], np.int32).reshape(-1, width)


def _vectors(texts: Sequence[str], embedder: Embedder | None, common: Vector) -> Vectors:
    if embedder is None:
        return np.zeros((0, DIMENSIONS), np.int8)
    return stored(without_direction(embedder.embed_all(texts), common))
