"""One segment of a locale on disk: its articles in Whoosh, and the tables compiled from them; never changed.

A locale has one segment with all articles, and perhaps a small second one with those that changed since.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, open_dir

from deflection.analysis import Analyzer, analyzer, composed, language_of
from deflection.article import Article, stable_hash
from deflection.calibration import USUAL, Calibration
from deflection.compiling import Frozen, Segment, compile_tables, freeze, read_occurrences
from deflection.embeddings import embedder
from deflection.lexicon import Lexicon, lexicon_of, open_lexicon
from deflection.passages import Passage, passages_of
from deflection.tables import Tables
from deflection.weights import FIELDS, TERM_FIELDS, CompiledWeights, Field

_WRITER_MEMORY_MB = 128
_CALIBRATION = "calibration.json"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is known of a segment's articles without reading their texts; lists by the number of article or passage.

    `audiences` are the different sets of readers that the tables' numbers stand for; `entries` change with everything
    that an index shows of an article.
    """

    ids: list[str]
    entries: list[str]
    titles: list[str]
    content_hashes: list[str]
    urls: list[str]
    audiences: list[list[str]]
    sections: list[str | None]
    vocabulary: list[str]


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment that is answered from. Any number of threads may read it."""

    folder: Path
    catalogue: Catalogue
    tables: Tables
    frozen: Frozen
    lexicon: Lexicon
    calibration: Calibration
    numbers: dict[str, int]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Reads the catalogue and maps the tables of a folder named by its locale.

        Raises OSError, ValueError or KeyError when they are not whole.
        """
        catalogue = read_catalogue(folder)
        numbers = {term: number for number, term in enumerate(catalogue.vocabulary)}
        lexicon = open_lexicon(folder, analyzer(language_of(folder.name)))
        return cls(
            folder, catalogue, Tables.open(folder), read_frozen(folder), lexicon, _read_calibration(folder), numbers
        )


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of the segment in a folder."""
    return Catalogue(**json.loads((folder / "catalogue.json").read_bytes()))


def entry_hash(article: Article) -> str:
    """Changes with everything that an index holds of an article."""
    return stable_hash(article.id, article.content_hash, article.url, *sorted(article.audience))


def write_segment(articles: Sequence[Article], folder: Path, base: Frozen | None) -> None:
    """Writes the segment of one locale's articles, ordered by id, into `folder`.

    `base`: the figures of the corpus that these are changes to; None when they are the corpus.
    """
    locale = articles[0].locale
    words = analyzer(language_of(locale))
    passages = [list(passages_of(article.sections)) or [Passage(None, (), article.summary)] for article in articles]
    lengths = _write_whoosh(articles, passages, folder / "whoosh", words)
    index = open_dir(str(folder / "whoosh"), readonly=True)
    reader = index.reader()
    vocabulary, occurrences = read_occurrences(reader)
    reader.close()
    index.close()
    audiences = sorted({tuple(sorted(article.audience)) for article in articles})
    segment = Segment(
        vocabulary=vocabulary,
        occurrences=occurrences,
        first_passages=np.concatenate(([0], np.cumsum([len(of) for of in passages]))).astype(np.int32),
        lengths=lengths,
        audiences=np.array([audiences.index(tuple(sorted(article.audience))) for article in articles], np.int32),
        texts=[passage.text for of in passages for passage in of],
        titles=[article.title for article in articles],
    )
    vectors = embedder(language_of(locale))
    frozen = base or freeze(segment, vectors)
    compile_tables(segment, CompiledWeights(), frozen, words, vectors).save(folder)
    lexicon_of(_read_of(articles, passages), words).save(folder)
    _write_frozen(frozen, folder)
    catalogue = Catalogue(
        ids=[article.id for article in articles],
        entries=[entry_hash(article) for article in articles],
        titles=[article.title for article in articles],
        content_hashes=[article.content_hash for article in articles],
        urls=[article.url for article in articles],
        audiences=[list(readers) for readers in audiences],
        sections=[passage.section for of in passages for passage in of],
        vocabulary=vocabulary,
    )
    (folder / "catalogue.json").write_text(json.dumps(asdict(catalogue), ensure_ascii=False), "utf-8")


def _write_whoosh(
    articles: Sequence[Article], passages: Sequence[Sequence[Passage]], folder: Path, words: Analyzer
) -> dict[Field, npt.NDArray[np.int64]]:
    """A document for each passage, in order; returns how many terms each field of each has.

    Title, keywords and pairs are indexed with an article's first passage only.
    """
    # Terms are analysed here and joined by spaces, so that the stored schema names nothing but Whoosh's own classes.
    fields = {field: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for field in FIELDS}
    folder.mkdir()
    index = create_in(str(folder), Schema(article=ID(stored=True), **fields))
    writer = index.writer(limitmb=_WRITER_MEMORY_MB)
    lengths: dict[Field, list[int]] = {name: [] for name in TERM_FIELDS}
    for article, parts in zip(articles, passages, strict=True):
        for number, passage in enumerate(parts):
            terms = _terms(article, passage, words, first=number == 0)
            for name, of in lengths.items():
                of.append(len(terms[name]))
            indexed = {name: " ".join(found) for name, found in terms.items() if found}
            writer.add_document(article=article.id, **indexed)
    writer.commit(optimize=True)
    index.close()
    return {name: np.array(of, np.int64) for name, of in lengths.items()}


def _terms(article: Article, passage: Passage, words: Analyzer, *, first: bool) -> dict[Field, list[str]]:
    return {
        "title": words.terms(composed(article.title)) if first else [],
        "keywords": words.terms(composed("\n".join((article.summary, *article.tags)))) if first else [],
        "headings": words.terms("\n".join(passage.headings)),
        "body": words.terms(passage.text),
        "pairs": _pairs(article, words) if first else [],
    }


def _read_of(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> Iterator[str]:
    """What is read of each article."""
    for article, parts in zip(articles, passages, strict=True):
        read = (text for passage in parts for text in (*passage.headings, passage.text))
        yield composed("\n".join((article.title, article.summary, *article.tags, *read)))


def _pairs(article: Article, words: Analyzer) -> list[str]:
    """Each pair once: how often a title says it tells nothing."""
    return sorted({pair for text in (article.title, *article.tags) for pair in words.pairs(composed(text))})


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Adds to a segment that was written what was learned from asking it."""
    (folder / _CALIBRATION).write_text(json.dumps(calibration.to_json()), "utf-8")


def _read_calibration(folder: Path) -> Calibration:
    """A segment of changes has none of its own: that of the whole counts."""
    file = folder / _CALIBRATION
    return Calibration.from_json(json.loads(file.read_bytes())) if file.exists() else USUAL


def _write_frozen(frozen: Frozen, folder: Path) -> None:
    np.save(folder / "common_direction.npy", frozen.common, allow_pickle=False)
    lengths = {"articles": dict(frozen.article_lengths), "passages": dict(frozen.passage_lengths)}
    (folder / "mean_lengths.json").write_text(json.dumps(lengths), "utf-8")


def read_frozen(folder: Path) -> Frozen:
    """The figures that the segment in a folder was compiled with."""
    lengths = json.loads((folder / "mean_lengths.json").read_bytes())
    common = np.load(folder / "common_direction.npy", allow_pickle=False)
    return Frozen(lengths["articles"], lengths["passages"], common)
