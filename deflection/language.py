"""Tells the language of a question, with the page's locale as what is believed before anything was read.

A small model of our own: words of each language's stop list, and how its words look in groups of three letters.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

from deflection.analysis import LANGUAGES, language_of, stop_words
from deflection.language_samples import SAMPLES

# All logarithms are natural; a difference of 3 means "20 times as likely".
# The page is right far more often than not: merchants use the platform in their own language.
PRIOR = 3.0
# A stop word speaks for its language and against the others. Several share many ("la", "de", "die"), so it says little.
STOP_WORD = 1.6
# Groups of letters overlap, so that they are no independent witnesses: each counts this part.
TRIGRAM = 0.35
# One or two words ("DHL tracking", "return label") are product names or loan words as often as not.
FEW_WORDS = 2
# More words than these change nothing, and a pasted page need not be read.
_MAX_WORDS = 60
_MAX_WORD_LENGTH = 24

_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, candidates: Collection[str], prior: str | None) -> str:
    """The locale among `candidates` that the text is written in; `prior`, the page's locale, if in doubt.

    A locale stands for its language (`es-MX` for Spanish). `prior` need not be a candidate; what comes back is one, or
    the prior itself when there is no candidate. Of several locales of one language the prior or the first is taken.
    """
    fallback = _candidate_of(prior, candidates) if prior else None
    words = [word.lower() for word in _WORD.findall(text)[:_MAX_WORDS] if len(word) <= _MAX_WORD_LENGTH]
    if fallback and len(words) <= FEW_WORDS:
        return fallback
    by_language: dict[str, str] = {}
    for candidate in candidates:
        by_language.setdefault(language_of(candidate), candidate)
    if fallback:
        by_language[language_of(fallback)] = fallback
    known = [language for language in by_language if language in LANGUAGES]
    if not known:
        return fallback or next(iter(candidates), prior or "en")
    scores = {language: _score(words, language, known) for language in known}
    if fallback and language_of(fallback) not in LANGUAGES:
        # Nothing is known of how the page's language looks: it is believed unless the text says otherwise clearly.
        best = max(scores.values())
        mean = sum(scores.values()) / len(scores)
        return fallback if best - mean < PRIOR else by_language[max(known, key=lambda language: scores[language])]
    if fallback:
        scores[language_of(fallback)] += PRIOR
    return by_language[max(known, key=lambda language: (scores[language], -known.index(language)))]


def _candidate_of(prior: str, candidates: Collection[str]) -> str | None:
    if prior in candidates:
        return prior
    return next((candidate for candidate in candidates if language_of(candidate) == language_of(prior)), None)


def _score(words: list[str], language: str, among: Collection[str]) -> float:
    frequencies = _trigrams()
    score = 0.0
    for word in words:
        if any(word in stop_words(other) for other in among):
            score += STOP_WORD if word in stop_words(language) else 0.0
        for trigram in _parts(word):
            score += TRIGRAM * _log_probability(frequencies, trigram, language)
    return score


def _log_probability(frequencies: Mapping[str, Counter[str]], trigram: str, language: str) -> float:
    counts = frequencies[language]
    # Add-one smoothing over a vocabulary of about the size that six samples have together.
    return math.log((counts[trigram] + 0.5) / (counts.total() + 0.5 * 4_000))


@cache
def _trigrams() -> dict[str, Counter[str]]:
    return {
        language: Counter(trigram for word in _WORD.findall(text) for trigram in _parts(word.lower()))
        for language, text in SAMPLES.items()
    }


def _parts(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[start : start + 3] for start in range(len(padded) - 2)]
