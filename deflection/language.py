"""Tells the language of a question, with the page's locale as what is believed before anything was read.

A small model of our own: words of each language's stop list, and how its words look in groups of three letters.
"""

import math
import re
from collections import Counter
from collections.abc import Collection
from functools import cache, lru_cache

from deflection.analysis import LANGUAGES, language_of, stop_words
from deflection.language_samples import SAMPLES

# All logarithms are natural; a difference of 3 means "20 times as likely".
# The page is right far more often than not: merchants use the platform in their own language.
PRIOR = 3.0
# A text without a stop word of the other language is a title or a list of names, and their letters mislead.
PRIOR_WITHOUT_GRAMMAR = 3.0
# A stop word speaks for its language and against the others. Several share many ("la", "de", "die"), so it says little.
STOP_WORD = 1.6
# Groups of letters overlap, so that they are no independent witnesses: each counts this part.
TRIGRAM = 0.35
# About as many different groups as the six samples have together, each counted as half seen.
TRIGRAM_KINDS = 4_000
SMOOTHING = 0.5
# One or two words ("DHL tracking", "return label") are product names or loan words as often as not.
FEW_WORDS = 2
# More words than these change nothing, and a pasted page need not be read.
_MAX_WORDS = 60
_MAX_WORD_LENGTH = 24
# The usual words of six languages' questions: a word is scored in each language, which takes 10 us the first time.
_REMEMBERED_WORDS = 50_000

_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, candidates: Collection[str], prior: str | None) -> str:
    """The locale among `candidates` that the text is written in; `prior`, the page's locale, if in doubt.

    A locale stands for its language (`es-MX` for Spanish). Without a candidate of the prior's language the text alone
    decides. Of several locales of one language the prior or the first is taken. `candidates` must not be empty.
    """
    page = _candidate_of(prior, candidates) if prior else None
    words = [word.lower() for word in _WORD.findall(text)[:_MAX_WORDS] if len(word) <= _MAX_WORD_LENGTH]
    if page and len(words) <= FEW_WORDS:
        return page
    by_language: dict[str, str] = {}
    for candidate in (page, *candidates) if page else candidates:
        by_language.setdefault(language_of(candidate), candidate)
    known = [language for language in by_language if language in LANGUAGES]
    if not known or not words:
        return page or next(iter(candidates))
    scores = dict.fromkeys(known, 0.0)
    stops = dict.fromkeys((*known, language_of(page)) if page else known, 0)
    for word in words:
        letters, stopped = _seen(word)
        for language in known:
            scores[language] += letters[language]
        for language in stopped:
            if language in stops:
                stops[language] += 1
    for language in known:
        scores[language] += STOP_WORD * stops[language]
    if page:
        _prefer(language_of(page), scores, stops)
    best = max(scores, key=lambda language: scores[language])
    return by_language[best]


def _prefer(page: str, scores: dict[str, float], stops: dict[str, int]) -> None:
    """Holds it against the other languages that they are not the page's; `stops` is how many words each list has."""
    # How a language without samples looks is not known: its page is taken for as likely as the average.
    scores.setdefault(page, sum(scores.values()) / len(scores))
    for language in scores.keys() - {page}:
        scores[language] -= PRIOR
        if stops[language] <= stops[page]:
            scores[language] -= PRIOR_WITHOUT_GRAMMAR


def _candidate_of(prior: str, candidates: Collection[str]) -> str | None:
    if prior in candidates:
        return prior
    return next((candidate for candidate in candidates if language_of(candidate) == language_of(prior)), None)


@lru_cache(_REMEMBERED_WORDS)
def _seen(word: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """What a word's letters say for each language, and in which it is a stop word."""
    letters = {}
    for language in LANGUAGES:
        weights, unseen = _trigram_weights(language)
        letters[language] = TRIGRAM * sum(weights.get(trigram, unseen) for trigram in _parts(word))
    return letters, tuple(language for language in LANGUAGES if word in stop_words(language))


@cache
def _trigram_weights(language: str) -> tuple[dict[str, float], float]:
    """The logarithm of how likely each group of letters is in the language, and that of a group never seen."""
    words = _WORD.findall(SAMPLES[language])
    counts = Counter(trigram for word in words for trigram in _parts(word.lower()))
    total = counts.total() + SMOOTHING * TRIGRAM_KINDS
    weights = {trigram: math.log((count + SMOOTHING) / total) for trigram, count in counts.items()}
    return weights, math.log(SMOOTHING / total)


def _parts(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[start : start + 3] for start in range(len(padded) - 2)]
