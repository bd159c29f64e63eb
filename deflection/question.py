"""A sentence as it was typed to the terms that are looked up."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deflection.analysis import Analyzer, composed, fold
from deflection.synonyms import Expansion

# The protocol's limits: what is typed beyond them is not looked at.
MAX_CHARACTERS = 4_000
MAX_TERMS = 64
# Of a question of ordinary length nothing is cut.
MAX_EXPANSIONS = 64

# Said to a person, not about a parcel. An article may hold these words, but nobody looks for them.
_SAID_TO_PEOPLE = """
    hola buenas buenos días tardes noches gracias muchas favor saludos ayuda ayudar ayúdame ayudarme necesito quiero
    quería querría duda pregunta consulta alguien
    hello hi hey dear thanks thank please regards help need question anyone somebody someone morning afternoon evening
    hallo hoi dag goedemorgen goedemiddag bedankt dank alstublieft alsjeblieft groeten hulp vraag iemand
    guten tag morgen abend danke bitte grüße hilfe helfen frage jemand brauche
    bonjour bonsoir salut merci svp stp plaît aide aider besoin quelqu
    ciao buongiorno buonasera salve grazie prego favore aiuto aiutare aiutarmi bisogno domanda qualcuno ok okay
"""
_COURTESIES = frozenset(fold(word) for word in _SAID_TO_PEOPLE.split())
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked up: each term with how often it was typed, the pairs of neighbouring words, and what else the
    words bring: synonyms, parts of compounds, corrections. No term is in both."""

    text: str
    terms: Mapping[str, int]
    pairs: frozenset[str]
    expansions: tuple[Expansion, ...] = ()


def clean(text: str) -> str:
    """The question without invisible characters, cut to what a question may have."""
    return _UNPRINTABLE.sub(" ", composed(text[:MAX_CHARACTERS]))


def finished_words(text: str) -> str:
    """What was typed without the word that is being typed now; as it is, when that is the only one."""
    end = min(len(text), MAX_CHARACTERS)
    while end and (text[end - 1].isalnum() or text[end - 1] in "_'’-"):
        end -= 1
    return text[:end] if text[:end].strip() else text


Said = Sequence[tuple[str, tuple[str, ...]]]


def prepare(
    text: str, words: Analyzer, occurrences_of: Callable[[str], int], expand: Callable[[Said], Sequence[Expansion]]
) -> Question:
    """The terms of a question in one language; of too many the most telling are kept.

    `occurrences_of` tells in how many articles a term occurs. Terms that occur nowhere are kept last: there may be
    thousands of them, and they find nothing. `expand` says what words bring, each given with its terms; a word that is
    not looked for comes as it is with itself, so that phrases stay whole.
    """
    cleaned = clean(text)
    typed: list[str] = []
    said: list[tuple[str, tuple[str, ...]]] = []
    for token in words.tokens(cleaned):
        word = cleaned[token.start : token.end]
        folded = fold(word)
        looked_for = token.terms if folded not in _COURTESIES else ()
        typed += looked_for
        if len(said) < MAX_TERMS:
            said.append((word, looked_for or (folded,)))
    counts = Counter(typed)
    if len(counts) > MAX_TERMS:
        occurrences = {term: occurrences_of(term) for term in counts}
        telling = sorted(counts, key=lambda term: (occurrences[term] == 0, occurrences[term], term))
        counts = Counter({term: counts[term] for term in telling[:MAX_TERMS]})
    # Pairs of the first words only: a question that long is no wording of a title.
    pairs = words.pairs(cleaned)[:MAX_TERMS] if counts else []
    brought = [expansion for expansion in expand(said) if expansion.term not in counts] if counts else []
    return Question(cleaned, dict(counts), frozenset(pairs), tuple(brought[:MAX_EXPANSIONS]))
