"""Static word embeddings: a text to one vector of length 1, offline, from the files that a wheel carries.

The vectors are WordLlama's (256 dimensions, English, MIT licence); only its two data files are used, so that nothing of
it runs. They see that "parcel" and "package" are close, which no count of words does. A question costs 50 us.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

DIMENSIONS = 256
# The languages that the vectors know; in others they mislead.
EMBEDDED_LANGUAGES = frozenset({"en"})
# Questions are cut to this many word pieces, passages are shorter; what comes later changes a mean little.
_MAX_PIECES = 1_024
# The usual words of a help centre's questions; cutting one into pieces takes 10 us, with each of them.
_REMEMBERED_WORDS = 20_000

# A component of a vector of length 1 and 256 dimensions is seldom beyond a third.
VECTOR_SCALE = 384
# A direction that few texts share is what one of them says.
_FEWEST_TEXTS = 50

Vector = npt.NDArray[np.float32]


class Embedder:
    """Reads 16 MB at first use; any number of threads may use one."""

    def __init__(self) -> None:
        folder = _folder()
        # As the bits of 16-bit floats: looking each up in a table of all there are is ten times as fast as NumPy's own
        # conversion.
        self._bits = load_file(folder / "weights" / "l2_supercat_256.safetensors")["embedding.weight"].view(np.uint16)
        self._floats = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_PIECES)
        self._pieces = lru_cache(_REMEMBERED_WORDS)(self._word_pieces)

    def embed(self, text: str) -> Vector:
        """The mean of the text's word pieces, scaled to length 1: [DIMENSIONS], zeros for a text without any."""
        pieces = [piece for word in text.split(" ") if word for piece in self._pieces(word)]
        return self._mean(pieces[:_MAX_PIECES])

    def embed_all(self, texts: Sequence[str]) -> Vector:
        """[texts, DIMENSIONS], as `embed`."""
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, encoded in enumerate(self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
            vectors[row] = self._mean(encoded.ids)
        return vectors

    def _word_pieces(self, word: str) -> tuple[int, ...]:
        """What stands between two spaces is cut into pieces by itself."""
        return tuple(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _mean(self, pieces: Sequence[int]) -> Vector:
        if not pieces:
            return np.zeros(DIMENSIONS, np.float32)
        vector: Vector = self._floats.take(self._bits.take(pieces, axis=0)).sum(axis=0)
        vector /= np.sqrt(vector @ vector) or 1
        return vector


def common_direction(vectors: Vector) -> Vector:
    """The first principal component of a corpus's vectors [texts, DIMENSIONS]: what all its texts are about.

    Texts about one product are all close to each other; without that direction they differ by what they say
    (Arora, Liang & Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings"). Zeros for too few texts.
    """
    if len(vectors) < _FEWEST_TEXTS:
        return np.zeros(DIMENSIONS, np.float32)
    direction: Vector = np.linalg.eigh(vectors.T @ vectors)[1][:, -1].astype(np.float32)
    return direction


def without_direction(vectors: Vector, direction: Vector) -> Vector:
    """Rows (or one vector) without their part in a direction, scaled to length 1 again."""
    rest = vectors - np.multiply.outer(vectors @ direction, direction)
    lengths = np.sqrt((rest * rest).sum(axis=-1, keepdims=True))
    unit: Vector = rest / np.where(lengths > 0, lengths, 1)
    return unit


def stored(vectors: Vector) -> npt.NDArray[np.int8]:
    """Vectors of length 1 for keeping, in whole VECTOR_SCALEths; the ranking is the same as with 32 bits."""
    return np.clip(np.rint(vectors * VECTOR_SCALE), -127, 127).astype(np.int8)


@cache
def embedder(language: str) -> Embedder | None:
    """The embeddings of a language, loaded once; None for languages without."""
    return _shared() if language in EMBEDDED_LANGUAGES else None


@cache
def _shared() -> Embedder:
    return Embedder()


def _folder() -> Path:
    # Importing the package would bring in what it needs to download models; only its data is wanted.
    found = find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("wordllama is not installed: run `make` in the project's folder again")
    return Path(found.submodule_search_locations[0])
