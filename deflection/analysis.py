"""Text to terms, one analyzer per language: the same for what is indexed and for what is asked.

Stemmers and stop words are Whoosh's; the rest (accents, elisions, codes such as CN22 and 10x15) is done here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Set
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from whoosh.lang import stemmer_for_language, stopwords_for_language

LANGUAGES = ("es", "en", "nl", "de", "fr", "it")

# Longer "words" are keys, hashes or an attack; nobody looks for them in a help centre.
MAX_TERM_LENGTH = 64

# The words of a large help centre; analysing one anew takes 20 us, a text's passage has a hundred.
_CACHED_WORDS = 20_000

# A word: letters and digits with inner hyphens, dots, apostrophes or slashes that its parts are then taken from.
_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]\b")
_PART = re.compile(r"[^\W_]+")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
# "10 x 15 cm", "120x60x60" and "10×15" are one size each, however they are spaced.
_SIZE = re.compile(r"\d+(?:[.,]\d+)?(?:\s{0,2}[x×]\s{0,2}\d+(?:[.,]\d+)?){1,2}(?![^\W_])", re.IGNORECASE)
# "5,000", "0.6" and "4.1.1.2" are one number each.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+(?![^\W_])")
# Most words begin with a letter, and no size or number does.
_LETTER = r"(?=[^\W\d_])"
_TOKEN = re.compile(
    f"(?P<word>{_LETTER}{_WORD.pattern})|(?P<size>{_SIZE.pattern})|(?P<number>{_NUMBER.pattern})|(?P<code>{_WORD.pattern})",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")

# CN22 has two pieces, EU1234567B three; with more it is a key, in which nothing can be looked for piecewise.
_MAX_CODE_PIECES = 3
# So many steps has no path that somebody typed.
_MAX_RUN_PARTS = 40

# Soft hyphen, zero-width space, word joiner, byte order mark.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))

# Words that the general stop lists drop but that tell something about a parcel: its state ("estado", "stato").
_TELLING = {"es": {"estado", "estados"}, "it": {"stato", "stati"}}
# Question words and fillers that the lists of stop words lack; they are in every question and tell nothing.
_FILLERS = {
    "es": "cómo cuál cuáles cuándo cuánto cuánta cuántos cuántas dónde quién puedo puede pueden podemos hacer hago si",
    "en": "could would may might must cannot t don doesn didn isn wasn ll ve re im ive want wants like get",
    "nl": "hoe waar waarom wanneer welke moeten mag mogen we wij jij jullie deze kunt kun gaan",
    "de": "wann warum wieso wer wen wem kann kannst darf dürfen möchte gibt bitte mal",
    "fr": "comment quand où pourquoi quel quelle quels quelles cela ça si peut puis peux faire fait plus être avoir",
    "it": "quando quali qual posso può possono possiamo devo fare fatto essere avere già cosa così",
}


class Token(NamedTuple):
    """A word at text[start:end] and the terms that it is found by (none for a stop word)."""

    start: int
    end: int
    terms: tuple[str, ...]


def language_of(locale: str) -> str:
    """`es` of `es`, `es-MX` or `es_AR`."""
    return re.split(r"[-_]", locale, maxsplit=1)[0].lower()


def fold(text: str) -> str:
    """Lower case without accents: `Envío` and `envio` become the same."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def composed(text: str) -> str:
    """Accents as one letter with theirs, not as marks behind it (file names, some keyboards), and words without the
    invisible marks that part them where a line may break."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_INVISIBLE))


class Analyzer:
    """The terms of one language. For a language without stemmer, words are only folded."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._stem = _stemmer(language)
        self._stop_words = stop_words(language)
        self._terms_of = lru_cache(maxsize=_CACHED_WORDS)(self._word_terms)
        self._pair_part = lru_cache(maxsize=_CACHED_WORDS)(self._term_or_stop_word)

    def tokens(self, text: str) -> Iterator[Token]:
        """Every word of the text in order."""
        for found in _TOKEN.finditer(text):
            kind, word = found.lastgroup, found[0]
            if kind == "size":
                terms = _short((_size_term(word),))
            elif kind == "number":
                terms = _short((_number_term(word),))
            else:
                terms = self._terms_of(word) if len(word) <= MAX_TERM_LENGTH else self._run_terms(word)
            yield Token(*found.span(), terms)

    def terms(self, text: str) -> list[str]:
        """All terms of the text in order, with repetitions."""
        return [term for token in self.tokens(text) for term in token.terms]

    def word_terms(self, word: str) -> tuple[str, ...]:
        """The terms of one word, remembered."""
        return self._terms_of(word) if len(word) <= MAX_TERM_LENGTH else ()

    def pairs(self, text: str) -> list[str]:
        """Each two neighbouring words as one term, stop words included: `where is`, `is my`, `my parcel`."""
        words = [part for part in _PART.findall(_POSSESSIVE.sub("", text)) if len(part) <= MAX_TERM_LENGTH]
        # An underscore stands in no word.
        stems = [self._pair_part(word) for word in words]
        pairs = (f"{first}_{second}" for first, second in pairwise(stems))
        return [pair for pair in pairs if len(pair) <= MAX_TERM_LENGTH]

    def _term_or_stop_word(self, word: str) -> str:
        return self._term(word) or fold(word)

    def _word_terms(self, word: str) -> tuple[str, ...]:
        parts = _PART.findall(_POSSESSIVE.sub("", word))
        if len(parts) == 1:
            # Without what stood around it: of "YouTube's" it is "YouTube".
            return _short(self._part_terms(parts[0]))
        terms = [term for part in parts for term in self._part_terms(part)]
        if terms and "-" in word:
            # "pick-up" is also found as "pickup", "e-mail" as "email"; "puis-je" is two stop words.
            joined = self._term("".join(parts))
            if joined and joined not in terms:
                terms.append(joined)
        return _short(tuple(terms))

    def _run_terms(self, run: str) -> tuple[str, ...]:
        """Of a path such as Settings/Labels/Formats, too long to be a word, each part for itself."""
        parts = [part for part in _PART.findall(run)[:_MAX_RUN_PARTS] if len(part) <= MAX_TERM_LENGTH]
        return tuple(term for part in parts for term in self._terms_of(part))

    def _part_terms(self, part: str) -> tuple[str, ...]:
        pieces = _LETTERS_OR_DIGITS.findall(part)
        if 1 < len(pieces) <= _MAX_CODE_PIECES:
            # A code: CN22 is found as "CN22", "CN 22" and "cn-22".
            return (fold(part), *(fold(piece) for piece in pieces if len(piece) > 1))
        term = self._term(part)
        return (term,) if term else ()

    def _term(self, part: str) -> str:
        lower = part.lower()
        folded = fold(lower)
        if lower in self._stop_words or folded in self._stop_words or not folded:
            return ""
        if folded.isdigit():
            return folded
        single_letter = len(folded) == 1
        return "" if single_letter else self._stem(lower)


@cache
def analyzer(language: str) -> Analyzer:
    """The analyzer of a language (or of a locale's language); built once."""
    code = language_of(language)
    return Analyzer(code) if code == language else analyzer(code)


@cache
def stop_words(language: str) -> Set[str]:
    """Words of the language that tell nothing, with and without their accents; empty for other languages."""
    if language not in LANGUAGES:
        return frozenset()
    listed: frozenset[str] = stopwords_for_language(language)
    words = (set(listed) | set(_FILLERS[language].split())) - _TELLING.get(language, set())
    return frozenset(words | {fold(word) for word in words} - _TELLING.get(language, set()))


def _stemmer(language: str) -> Callable[[str], str]:
    if language not in LANGUAGES:
        return fold
    stem: Callable[[str], str] = stemmer_for_language(language)
    repair = _REPAIRS.get(language)

    def stem_and_fold(word: str) -> str:
        return fold(stem(repair(word) if repair else word))

    return stem_and_fold


def _repair_spanish(word: str) -> str:
    """`devolucion` as people type it becomes `devolución`, without which the stemmer does not find the ending."""
    return word[:-3] + "ión" if word.endswith(("cion", "sion", "xion", "gion")) else word


def _repair_german(word: str) -> str:
    """`ruecksendung`, typed without umlauts, becomes `rücksendung`; applied to all words alike, so nothing is lost."""
    return word.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")


_REPAIRS: dict[str, Callable[[str], str]] = {"es": _repair_spanish, "de": _repair_german}


def _short(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(term for term in terms if len(term) <= MAX_TERM_LENGTH)


def _size_term(text: str) -> str:
    return re.sub(r"\s", "", text.lower()).replace("×", "x").replace(",", ".")


def _number_term(text: str) -> str:
    """`5,000` and `5.000` are the same number; `0,6` is `0.6`."""
    return re.sub(r"[.,]", "", text) if _THOUSANDS.fullmatch(text) else text.replace(",", ".")
