"""Reads back from Whoosh what a segment's tables were compiled from, to explain them or to compile them anew."""

from dataclasses import replace

import numpy as np
from whoosh.index import open_dir

from deflection.analysis import Analyzer
from deflection.compiling import Counts, Occurrences, Segment, compile_tables, read_occurrences
from deflection.locale_index import LocaleIndex
from deflection.segment import OpenSegment
from deflection.weights import TERM_FIELDS, CompiledWeights


def read_back(opened: OpenSegment) -> Segment:
    """All postings and lengths of a segment, its texts left empty. Takes a second for 600 articles."""
    index = open_dir(str(opened.folder / "whoosh"), readonly=True)
    try:
        reader = index.reader()
        vocabulary, occurrences = read_occurrences(reader)
        reader.close()
    finally:
        index.close()
    tables = opened.tables
    passages = tables.passage_count
    return Segment(
        vocabulary=vocabulary,
        occurrences=occurrences,
        first_passages=tables.passages,
        lengths={name: _lengths(occurrences[name], passages) for name in TERM_FIELDS},
        audiences=tables.audiences,
        texts=[""] * passages,
        titles=[""] * tables.article_count,
    )


def _lengths(found: Occurrences, passages: int) -> Counts:
    """Whoosh keeps lengths in one byte each, rounded; the counts of all terms add up to the true ones."""
    return np.rint(np.bincount(found.passages, found.counts, passages)).astype(np.int64)


def recompiled(index: LocaleIndex, segments: tuple[Segment, ...], weights: CompiledWeights) -> LocaleIndex:
    """The index with the same articles under other weights; `segments` are its own, as `read_back` gave them."""
    pairs = zip(index.segments, segments, strict=True)
    return replace(index, segments=tuple(_recompiled(opened, read, weights, index.analyzer) for opened, read in pairs))


def _recompiled(opened: OpenSegment, segment: Segment, weights: CompiledWeights, words: Analyzer) -> OpenSegment:
    # Without texts nothing is analysed or embedded again: what depends on weights takes a twentieth of a compile.
    fresh = compile_tables(segment, weights, opened.frozen, words, None)
    tables = replace(
        opened.tables,
        starts=fresh.starts,
        articles=fresh.articles,
        weights=fresh.weights,
        entry_starts=fresh.entry_starts,
        entry_terms=fresh.entry_terms,
        entry_weights=fresh.entry_weights,
    )
    return replace(opened, tables=tables)
