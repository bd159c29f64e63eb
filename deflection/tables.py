"""The tables that questions are answered from: NumPy arrays, written once, opened by memory map.

Whoosh holds what they are compiled from; `compiling` fills them. What a posting gives to a score, saturation and length
included, is worked out beforehand, so that a question only sums slices. Idea: BM25S (Lù 2024, arXiv:2407.03618); unlike
there the idf stays out and is multiplied at the question, so that changes and readers' rights keep it right.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.int8]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Tables:
    """V terms, N articles, P passages, each numbered from 0. `x_starts[i]:x_starts[i + 1]` are the rows of `i` in x.

    Articles with a term: `articles`, ascending, and `weights`, what the term gives to the whole article without idf.
    Passages of article n are `passages[n]:passages[n + 1]`; each has `entry_terms` with `entry_weights`.
    To show a passage: `texts` (UTF-8), `words` (rows of first character, end, term number) and `windows` (rows of first
    character, end: the stretches that may be shown).
    Vectors are as `embeddings.stored` makes them, or absent (0 rows) for a language without embeddings.
    """

    starts: Positions  # [V + 1]
    articles: Numbers
    weights: Weights
    audiences: Numbers  # [N], numbers of sets of readers
    passages: Numbers  # [N + 1]
    entry_starts: Positions  # [P + 1]
    entry_terms: Numbers
    entry_weights: Weights
    text_starts: Positions  # [P + 1]
    texts: Bytes
    word_starts: Positions  # [P + 1]
    words: Numbers  # [..., 3]
    window_starts: Positions  # [P + 1]
    windows: Numbers  # [..., 2]
    title_vectors: Vectors  # [N or 0, D]
    article_vectors: Vectors  # [N or 0, D]
    passage_vectors: Vectors  # [P or 0, D]

    @property
    def article_count(self) -> int:
        return len(self.passages) - 1

    @property
    def passage_count(self) -> int:
        return len(self.text_starts) - 1

    def text(self, passage: int) -> str:
        """A passage's text."""
        start, end = self.text_starts[passage], self.text_starts[passage + 1]
        return self.texts[start:end].tobytes().decode("utf-8")

    def save(self, folder: Path) -> None:
        """Writes each array as a file of its own into the folder, which is there."""
        for column in fields(self):
            np.save(folder / f"{column.name}.npy", getattr(self, column.name), allow_pickle=False)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Maps the files into memory: nothing is read before it is used. Raises OSError or ValueError if one is not
        what `save` wrote."""
        # As plain arrays: slicing a np.memmap costs 1 us more, for nothing.
        return cls(
            **{
                column.name: np.asarray(np.load(folder / f"{column.name}.npy", mmap_mode="r", allow_pickle=False))
                for column in fields(cls)
            }
        )
