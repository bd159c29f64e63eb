"""What a help centre knows of words: which others a question also looks for, besides those that were typed.

Synonyms for every word, compounds and their parts in Dutch and German, and corrections for words that no article holds.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deflection.analysis import Analyzer
from deflection.compounds import Compounds, weighted
from deflection.spelling import Spelling
from deflection.synonyms import Expansion, RelatedTerms, Weighted

_WORD = re.compile(r"[^\W\d_]+")
# A correction takes 50 to 100 us. A question of ordinary length has two or three words that no article holds; a pasted
# log has dozens, which are no mistakes.
MAX_GUESSES = 5
_SPELLING = ("starts", "entries", "lengths", "letters", "counts", "ends", "text")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Of one segment; `related` are compounds and parts by term."""

    spelling: Spelling
    compounds: Compounds
    related: Mapping[str, tuple[Weighted, ...]]

    def save(self, folder: Path) -> None:
        """Into the folder, which is there."""
        for name, array in self.spelling.arrays().items():
            np.save(folder / f"spelling_{name}.npy", array, allow_pickle=False)
        compounds = {"terms": self.compounds.terms, "counts": self.compounds.counts, "related": self.related}
        (folder / "compounds.json").write_text(json.dumps(compounds, ensure_ascii=False), "utf-8")


def lexicon_of(texts: Iterable[str], words: Analyzer) -> Lexicon:
    """What a segment says of words; `texts` are what is read of each article, without its marks and links."""
    vocabulary: Counter[str] = Counter()
    for text in texts:
        vocabulary.update(set(_WORD.findall(text.lower())))
    compounds = Compounds(words, vocabulary)
    return Lexicon(Spelling.of(vocabulary), compounds, compounds.related())


def open_lexicon(folder: Path, words: Analyzer) -> Lexicon:
    """What `save` wrote. Raises OSError, ValueError or KeyError when it is not whole."""
    arrays = {name: np.load(folder / f"spelling_{name}.npy", mmap_mode="r", allow_pickle=False) for name in _SPELLING}
    compounds = json.loads((folder / "compounds.json").read_bytes())
    related = {term: tuple((other, weight) for other, weight in of) for term, of in compounds["related"].items()}
    return Lexicon(
        Spelling.from_arrays(arrays), Compounds.restored(words, compounds["terms"], compounds["counts"]), related
    )


def expansions(
    said: Sequence[tuple[str, tuple[str, ...]]],
    synonyms: RelatedTerms,
    lexicons: Sequence[Lexicon],
    words: Analyzer,
    known: Callable[[str], bool],
) -> tuple[Expansion, ...]:
    """What a question also looks for, each term once; `said` are its words with their terms, stop words with one that
    nobody looks for. A word that is not `known` is taken apart or corrected.
    """
    spoken = tuple(term for _, terms in said for term in terms)
    found = {expansion.term: expansion for expansion in synonyms.expansions(spoken)}
    own = set(spoken)
    guesses = MAX_GUESSES
    for word, terms in said:
        brought = [Expansion(other, weight, (term,)) for term in terms for other, weight in _related(term, lexicons)]
        if guesses and len(terms) == 1 and not known(terms[0]):
            guesses -= 1
            brought += _guessed(word, terms, lexicons, words, known)
        for expansion in brought:
            before = found.get(expansion.term)
            if expansion.term not in own and (before is None or before.weight < expansion.weight):
                found[expansion.term] = expansion
    return tuple(found.values())


def _related(term: str, lexicons: Sequence[Lexicon]) -> Iterator[Weighted]:
    for lexicon in lexicons:
        yield from lexicon.related.get(term, ())


def _guessed(
    word: str, terms: tuple[str, ...], lexicons: Sequence[Lexicon], words: Analyzer, known: Callable[[str], bool]
) -> Iterator[Expansion]:
    """What an unknown word may be: a compound of known ones, or else a known one mistyped."""

    def usable(corrected: str) -> bool:
        return any(known(term) for term in words.word_terms(corrected))

    parts = [part for lexicon in lexicons for part in weighted(lexicon.compounds.parts(word)) if known(part[0])]
    for part, weight in parts:
        yield Expansion(part, weight, terms)
    for lexicon in lexicons if not parts else ():
        for corrected, weight in lexicon.spelling.correct(word, usable):
            for term in words.word_terms(corrected):
                yield Expansion(term, weight, terms)
