"""Dutch and German compounds taken apart: a question for "Etikett" finds "Rücksendeetikett", and the other way round.

The method is that of Koehn and Knight ("Empirical Methods for Compound Splitting", EACL 2003): a word is split where
the geometric mean of its parts' frequencies in this very corpus is highest, minding the letters that join two parts or
that the first one loses. So no word is split into what no article knows, and none into two parts rarer than itself.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from deflection.analysis import Analyzer, fold

# A compound is a kind of what its last part says; with the first one it only has to do.
HEAD_WEIGHT = 0.6
MODIFIER_WEIGHT = 0.4
# A word such as "pakket" is part of hundreds; a question can look up a few of them.
MAX_RELATED = 12

# With three letters nearly every word is a compound: Frei-tag, post-en, Ver-band.
_MIN_PART = 4
_MAX_LETTERS = 40
_MAX_PARTS = 4
# Koehn and Knight split what is rarer than its parts. Here a wrong split does little harm, as the word itself counts
# more; and a help centre's own words ("Versandetikett") may be more frequent in it than their parts.
_CAUTION = 0.25
# A word that has to be changed before it can be a first part is less likely to be one.
_CHANGED = 0.5


# First parts that turn what the last one says: a "Rückzahlung" pays, but the other way.
_GERMAN_PARTICLES = "zuruck ruck wieder weiter zusammen entgegen voraus vorbei fest frei fehl gegen uber unter"
_DUTCH_PARTICLES = "terug samen voor tegen over onder door achter binnen buiten mede boven verder"
_PARTICLES = frozenset(f"{_GERMAN_PARTICLES} {_DUTCH_PARTICLES}".split())
# Stems of words that are an ending behind another one: fehlende, wertvoll, normalerweise; retourneren, kosteloos.
_ENDINGS = frozenset({"end", "voll", "weis", "halb", "lang", "los", "ner"})


@dataclass(frozen=True, slots=True)
class _Joints:
    """How words are joined: `linking` may stand behind a first part; of its own letters it may have lost `endings`,
    each written as (what took their place, what they were)."""

    linking: tuple[str, ...]
    endings: tuple[tuple[str, str], ...]


_JOINTS = {
    # Rechnung-s-adresse; Adress(e)-änderung, Abhol(en)-termin, Liefer(n)-frist, Bestell(ung)-nummer, Rücksende(ung)-.
    "de": _Joints(("s", "es", "n", "en", "er", "e"), (("", "e"), ("", "en"), ("", "n"), ("", "ung"), ("e", "ung"))),
    # levering-s-datum; verzend(en)-label, lever(ing)-tijd.
    "nl": _Joints(("s", "en", "e", "n"), (("", "en"), ("", "ing"), ("", "e"))),
}
_TYPED_UMLAUT = re.compile("([aou])e")
_DUTCH_LONG_VOWEL = re.compile(r"(?<![aeiou])([aeou])\1([^aeiou])$")
_DUTCH_SHORT_VOWEL = re.compile(r"(?<![aeiou])[aeiou]([^aeiou])$")


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of the corpus as a part; `frequency` is in how many documents it is, less when it had to be changed."""

    term: str
    frequency: float


class Compounds:
    """The compounds of one corpus; without any in languages other than Dutch and German.

    Immutable; any number of threads may use it.
    """

    def __init__(self, words: Analyzer, vocabulary: Mapping[str, int]) -> None:
        """`vocabulary`: words as they are written in articles, with the number of documents that hold each."""
        self._words = words
        self._joints = _JOINTS.get(words.language)
        # The term of each word, and the documents of each term.
        self.terms: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        for word, count in vocabulary.items() if self._joints else ():
            plain = self._plain(word)
            terms = words.terms(word) if plain and count > 0 else []
            if len(terms) == 1:
                self.terms[plain] = terms[0]
                self.counts[terms[0]] = self.counts.get(terms[0], 0) + count

    @classmethod
    def restored(cls, words: Analyzer, terms: Mapping[str, str], counts: Mapping[str, int]) -> Self:
        """From `terms` and `counts`, which are all there is to save."""
        compounds = cls(words, {})
        compounds.terms.update(terms)
        compounds.counts.update(counts)
        return compounds

    def parts(self, word: str) -> tuple[str, ...]:
        """The terms of a compound's parts in order, be it known to the corpus or not; empty for any other word."""
        plain = self._plain(word)
        terms = self._words.terms(word) if plain and self._joints else []
        return self._parts(plain, terms[0], self._joints) if self._joints and len(terms) == 1 else ()

    def related(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """For each term of the corpus its parts and the compounds that it is a part of, with their weights (0..1).

        The heaviest first, then the most frequent; at most MAX_RELATED for a term.
        """
        if not self._joints:
            return {}
        found: dict[str, dict[str, float]] = {}
        for plain, term in self.terms.items():
            for part, weight in weighted(self._parts(plain, term, self._joints)):
                for one, other in ((term, part), (part, term)):
                    weights = found.setdefault(one, {})
                    weights[other] = max(weight, weights.get(other, 0.0))
        return {term: self._best(weights) for term, weights in found.items()}

    def _best(self, weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        ordered = sorted(weights.items(), key=lambda item: (-item[1], -self.counts[item[0]], item[0]))
        return tuple(ordered[:MAX_RELATED])

    def _plain(self, word: str) -> str:
        """A word as its parts are looked for in it; empty for what is no word. Umlauts are folded in both writings."""
        folded = fold(word) if len(word) <= _MAX_LETTERS else ""
        if len(folded) > _MAX_LETTERS or not folded.isalpha():
            return ""
        return _TYPED_UMLAUT.sub(r"\1", folded) if self._words.language == "de" else folded

    def _parts(self, plain: str, term: str, joints: _Joints) -> tuple[str, ...]:
        found = self._split(plain, joints, _MAX_PARTS)
        if not found or _mean(found) < _CAUTION * self.counts.get(term, 0):
            return ()
        return tuple(part.term for part in found)

    def _split(self, plain: str, joints: _Joints, most: int) -> tuple[_Part, ...]:
        """Up to `most` parts, those with the highest mean; three and more only where no two will do."""
        splits: list[tuple[_Part, ...]] = []
        open_ends: list[tuple[_Part, int]] = []
        for place in range(_MIN_PART, len(plain) - _MIN_PART + 1):
            first = self._first_part(plain[:place], joints)
            if first:
                last = self._last_part(plain[place:])
                if last:
                    splits.append((first, last))
                elif len(plain) - place >= 2 * _MIN_PART:
                    open_ends.append((first, place))
        if not splits and most > 2:  # noqa: PLR2004
            rests = ((first, self._split(plain[place:], joints, most - 1)) for first, place in open_ends)
            splits = [(first, *rest) for first, rest in rests if rest]
        return max(splits, key=_mean, default=())

    def _first_part(self, letters: str, joints: _Joints) -> _Part | None:
        """The likeliest word of the corpus that these letters are, when another part follows."""
        found: _Part | None = None
        for word, likelihood in _bases(letters, joints, dutch=self._words.language == "nl"):
            term = self.terms.get(word)
            if term and word not in _PARTICLES:
                frequency = self.counts[term] * likelihood
                if not found or frequency > found.frequency:
                    found = _Part(term, frequency)
        return found

    def _last_part(self, letters: str) -> _Part | None:
        """The word of the corpus that these letters are or, inflected otherwise, share their stem with."""
        terms = [self.terms[letters]] if letters in self.terms else self._words.terms(letters)
        if len(terms) != 1 or terms[0] not in self.counts or terms[0] in _ENDINGS:
            return None
        return _Part(terms[0], self.counts[terms[0]])


def weighted(parts: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The parts of a compound with what each counts against the whole word: the last is what it is a kind of."""
    return tuple((part, MODIFIER_WEIGHT) for part in parts[:-1]) + tuple((part, HEAD_WEIGHT) for part in parts[-1:])


def _mean(parts: tuple[_Part, ...]) -> float:
    """The geometric mean of their frequencies."""
    return math.exp(sum(math.log(part.frequency) for part in parts) / len(parts))


def _bases(letters: str, joints: _Joints, *, dutch: bool) -> Iterator[tuple[str, float]]:
    """The words that a first part may come from, each with how likely it is to be changed so (up to 1)."""
    yield letters, 1.0
    for linking in joints.linking:
        if letters.endswith(linking) and len(letters) - len(linking) >= _MIN_PART:
            yield letters.removesuffix(linking), 1.0
    for instead, lost in joints.endings:
        if letters.endswith(instead):
            kept = letters.removesuffix(instead)
            yield kept + lost, _CHANGED
            if dutch:
                # ophaal-afspraak from ophalen, bestel-nummer from bestelling.
                respelt = _DUTCH_LONG_VOWEL.sub(r"\1\2", kept)
                yield (respelt if respelt != kept else _DUTCH_SHORT_VOWEL.sub(r"\g<0>\1", kept)) + lost, _CHANGED
