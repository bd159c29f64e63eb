"""Corrections for the words of a question that no article holds.

Deletion neighbourhoods (SymSpell, W. Garbe 2012): two words one edit apart become the same when each loses at most one
letter. Every known word is kept under its beginning with up to two letters left out; a typed word is looked up the same
way, and what is found is then measured letter by letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, islice
from typing import Self

import numpy as np
import numpy.typing as npt

from deflection.analysis import fold

# Shorter words have too many neighbours.
MIN_LETTERS = 4
# From here on a word is telling enough to be recognised with two mistakes in it.
LONG_WORD = 8
# Longer "words" are keys or an attack.
MAX_LETTERS = 40
MAX_CORRECTIONS = 3
# Names that no article holds come in many questions, and while one is typed at every letter.
_REMEMBERED_WORDS = 5_000
# What a correction counts, by its distance to the word that was typed.
WEIGHTS = (1.0, 0.8, 0.6)
# Hardly anybody mistypes the first letter: another one mostly begins another word.
OTHER_FIRST_LETTER = 0.6

# So many letters are looked up: words at distance 2 share one of the 29 ways to leave out up to two of seven.
_PREFIX = 7
# An entry is the number of a word and, above it, 8 bits of its key, which tell most strangers in a bucket apart.
_NUMBER_BITS = 24
_TAG_BITS = 8
MAX_WORDS = 1 << _NUMBER_BITS
_NUMBER_MASK = np.uint32(MAX_WORDS - 1)
_ENTRIES_PER_BUCKET = 4
# One for each place of a letter. Any odd numbers of 64 random bits would do; saved arrays rest on these.
_FACTORS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
        0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3,
    ],
    dtype=np.uint64,
)

Arrays = Mapping[str, npt.NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class _Words:
    """The known words, shorter ones first: as they are written, without accents, and in how many documents each is."""

    written: list[str]
    folded: list[str]
    counts: list[int]


class Spelling:
    """The known words of one index, to find those that look like a typed one.

    Immutable; any number of threads may use it.
    """

    def __init__(self, arrays: Arrays) -> None:
        # asarray: each step on a memory map as such costs microseconds more.
        # The entries of bucket b are entries[starts[b] : starts[b + 1]].
        self._starts = np.asarray(arrays["starts"], dtype=np.int32)
        self._entries = np.asarray(arrays["entries"], dtype=np.uint32)
        # By the number of a word: how many letters it has, which (a set of bits), and in how many documents it is.
        self._lengths = np.asarray(arrays["lengths"], dtype=np.int8)
        self._letters = np.asarray(arrays["letters"], dtype=np.uint32)
        self._counts = np.asarray(arrays["counts"], dtype=np.int32)
        # Word n is text[ends[n] : ends[n + 1]] in UTF-8.
        self._ends = np.asarray(arrays["ends"], dtype=np.int32)
        self._text = np.asarray(arrays["text"], dtype=np.uint8)
        self._near = lru_cache(_REMEMBERED_WORDS)(self._measured)
        bits = (len(self._starts) - 1).bit_length() - 1
        self._bucket_shift, self._tag_shift = np.uint64(64 - bits), np.uint64(64 - bits - _TAG_BITS)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `arrays` returned, also when it is memory-mapped. Raises KeyError when one is missing."""
        return cls(arrays)

    @classmethod
    def of(cls, vocabulary: Mapping[str, int]) -> Self:
        """From words as they are written in articles, with the number of documents that hold each.

        Words with the same letters but for accents and case are one: their counts add up, the most frequent writing
        stays. Words with digits are no words; of more than MAX_WORDS the most frequent are kept.
        """
        words = _known(vocabulary)
        lengths = np.array([len(word) for word in words.folded], dtype=np.int8)
        starts, entries = _neighbourhoods(words.folded, lengths)
        encoded = [word.encode() for word in words.written]
        return cls(
            {
                "starts": starts,
                "entries": entries,
                "lengths": lengths,
                "letters": np.array([_letter_set(word) for word in words.folded], dtype=np.uint32),
                "counts": np.array(words.counts, dtype=np.int32),
                "ends": np.cumsum([0, *map(len, encoded)], dtype=np.int32),
                "text": np.frombuffer(b"".join(encoded), dtype=np.uint8),
            }
        )

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """All there is to save, by name."""
        return {
            "starts": self._starts,
            "entries": self._entries,
            "lengths": self._lengths,
            "letters": self._letters,
            "counts": self._counts,
            "ends": self._ends,
            "text": self._text,
        }

    def correct(self, word: str, usable: Callable[[str], bool] = lambda _: True) -> tuple[tuple[str, float], ...]:
        """The known words that somebody who typed this may have meant, likeliest first, each with its weight (0..1).

        A word that is not `usable`, because it stands only where the reader may not look, is as good as unknown.
        Empty for a known word, for a code, for a short one and for one that looks like none; at most MAX_CORRECTIONS.
        Only the nearest are returned: whoever made one mistake did not make two.
        """
        typed = fold(word) if len(word) <= MAX_LETTERS else ""
        if not MIN_LETTERS <= len(typed) <= MAX_LETTERS or not typed.isalpha():
            return ()
        for most in (1, 2) if len(typed) >= LONG_WORD else (1,):
            found = self._within(typed, most, usable)
            if found:
                return found if found[0][1] < WEIGHTS[0] else ()
        return ()

    def _within(self, typed: str, most: int, usable: Callable[[str], bool]) -> tuple[tuple[str, float], ...]:
        """The words up to `most` edits away; of weight 1 is the word itself."""
        near = ((known, weight) for known, weight in self._near(typed, most) if usable(known))
        return tuple(islice(near, MAX_CORRECTIONS))

    def _measured(self, typed: str, most: int) -> tuple[tuple[str, float], ...]:
        """All words up to `most` edits away, likeliest first, whoever may read them."""
        found: list[tuple[float, int, str]] = []
        for number in set(self._alike(typed, most).tolist()):
            known = bytes(self._text[self._ends[number] : self._ends[number + 1]]).decode()
            plain = known if known.isascii() else fold(known)
            edits = distance(typed, plain, most)
            if edits <= most:
                weight = WEIGHTS[edits] * (1 if plain[0] == typed[0] else OTHER_FIRST_LETTER)
                found.append((-weight, -int(self._counts[number]), known))
        return tuple((known, -weight) for weight, _, known in sorted(found))

    def _alike(self, typed: str, most: int) -> npt.NDArray[np.uint32]:
        """The numbers of the words that share a key with the typed one and have about the same letters; some twice."""
        prefix = typed[:_PREFIX]
        letters = np.zeros(_PREFIX + 1, dtype=np.uint64)
        letters[: len(prefix)] = [ord(letter) for letter in prefix]
        keys = letters[_kept(len(prefix), most)] @ _FACTORS
        buckets = (keys >> self._bucket_shift).astype(np.intp)
        tags = (keys >> self._tag_shift).astype(np.uint8)
        first = self._starts[buckets]
        sizes = self._starts[buckets + 1] - first
        ends = np.cumsum(sizes)
        key_of = np.repeat(np.arange(len(keys)), sizes)
        entries = self._entries[np.arange(len(key_of)) + (first - ends + sizes)[key_of]]
        numbers: npt.NDArray[np.uint32] = entries[entries >> _NUMBER_BITS == tags[key_of]] & _NUMBER_MASK
        # An edit takes one letter out of the set and puts one in, at most.
        known, own = self._letters[numbers], np.uint32(_letter_set(typed))
        fits: npt.NDArray[np.bool_] = np.bitwise_count(known & ~own) <= most
        fits &= np.bitwise_count(own & ~known) <= most
        fits &= np.abs(self._lengths[numbers] - np.int8(len(typed))) <= most
        return numbers[fits]


def distance(first: str, second: str, most: int) -> int:
    """How many letters to replace, add, leave out or swap with their neighbour make one of the other (optimal string
    alignment), `most` + 1 when they are more; for a small `most`, as each edit tries all that may follow."""
    if first == second:
        return 0
    if most == 0 or abs(len(first) - len(second)) > most:
        return most + 1
    start = 0
    for letter, other in zip(first, second, strict=False):
        if letter != other:
            break
        start += 1
    first, second = first[start:], second[start:]
    edits = min(
        distance(first[1:], second[1:], most - 1),
        distance(first[1:], second, most - 1),
        distance(first, second[1:], most - 1),
    )
    if first[:2] == second[1::-1]:
        edits = min(edits, distance(first[2:], second[2:], most - 1))
    return edits + 1


def _known(vocabulary: Mapping[str, int]) -> _Words:
    written: dict[str, tuple[int, str]] = {}
    counts: dict[str, int] = {}
    for word, count in vocabulary.items():
        lower = word.lower()
        folded = lower if lower.isascii() else fold(lower)
        if MIN_LETTERS - 1 <= len(folded) <= MAX_LETTERS and folded.isalpha():
            written[folded] = max(written.get(folded, (0, "")), (count, lower))
            counts[folded] = counts.get(folded, 0) + count
    kept = sorted(counts)
    if len(kept) > MAX_WORDS:
        kept = sorted(kept, key=lambda word: -counts[word])[:MAX_WORDS]
    kept.sort(key=len)
    return _Words([written[word][1] for word in kept], kept, [counts[word] for word in kept])


def _neighbourhoods(
    words: list[str], lengths: npt.NDArray[np.int8]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint32]]:
    """Where each bucket starts, and the entries of all; `words` by length, shorter ones first."""
    # Column 7 is where nothing is, as behind the end of a short word.
    letters = np.zeros((len(words), _PREFIX + 1), dtype=np.uint64)
    letters[:, :_PREFIX] = _code_points(words, _PREFIX)
    keys: list[npt.NDArray[np.uint64]] = []
    numbers: list[npt.NDArray[np.uint64]] = []
    for kept, left_out in _ways(_PREFIX, 2):
        # Only long words are looked up with two mistakes; of a short one, no letter can be left out behind its end.
        shortest = max(LONG_WORD - 2 if len(left_out) > 1 else 0, max(left_out, default=-1) + 1)
        first = int(np.searchsorted(lengths, shortest))
        keys.append((letters[first:, kept] * _FACTORS).sum(axis=1, dtype=np.uint64))
        numbers.append(np.arange(first, len(words), dtype=np.uint64))
    key, number = np.concatenate(keys), np.concatenate(numbers)
    bits = max(1, (len(key) // _ENTRIES_PER_BUCKET).bit_length() - 1)
    tagged = key >> np.uint64(64 - bits - _TAG_BITS)
    ordered = np.sort(tagged << np.uint64(_NUMBER_BITS) | number)
    # Of a double letter, it is the same key whichever is left out.
    ordered = ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]
    buckets = (ordered >> np.uint64(_NUMBER_BITS + _TAG_BITS)).astype(np.intp)
    starts = np.concatenate(([0], np.cumsum(np.bincount(buckets, minlength=1 << bits))))
    return starts.astype(np.int32), (ordered & np.uint64(0xFFFFFFFF)).astype(np.uint32)


@cache
def _kept(length: int, most: int) -> npt.NDArray[np.intp]:
    """For each way to leave out up to `most` letters, the places of the others; _PREFIX stands for none."""
    return np.array([kept for kept, _ in _ways(length, most)], dtype=np.intp)


def _ways(length: int, most: int) -> list[tuple[list[int], tuple[int, ...]]]:
    """Each way to leave out up to `most` of `length` letters: the places kept, filled up to _PREFIX, and left out."""
    ways = []
    for left_out in (places for size in range(most + 1) for places in combinations(range(length), size)):
        kept = [place for place in range(length) if place not in left_out]
        ways.append((kept + [_PREFIX] * (_PREFIX - len(kept)), left_out))
    return ways


def _letter_set(word: str) -> int:
    """Which letters a word has, as bits; rare letters share one."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _code_points(words: list[str], length: int) -> npt.NDArray[np.uint32]:
    """[words, length]: the first letters of each word, 0 behind its end."""
    return np.array(words, dtype=f"<U{length}").view(np.uint32).reshape(len(words), length)
