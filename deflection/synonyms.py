"""Words that mean the same to somebody who looks for an article: read from files, looked up in the words of a question.

A general list per language is part of the package; a help centre adds its own in articles/<locale>/synonyms.txt.
A line is a group of words or short phrases parted by commas, or `a => b, c` for one way; `#` starts a comment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deflection.analysis import LANGUAGES, Analyzer, fold, language_of
from deflection.front_matter import ArticleProblem

# What a synonym counts against the word that was typed, in an article that lacks that word. On questions in words of
# their own, mrr was .62 without synonyms, .83 at .6, .85 at .8; on four sets of questions nothing moved by .005.
WEIGHT = 0.8
# A list is written by hand; what is larger was made by a machine, and costs time at every start.
MAX_FILE_BYTES = 200_000
MAX_RULES = 2_000
MAX_ALTERNATIVES = 12
MAX_WORDS = 5
MAX_CHARACTERS = 60

_ARROW = "=>"
_GENERAL = Path(__file__).with_name("synonyms")

# A term and what it counts, at most 1.
Weighted = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever says one of `said` also looks for each of `meant`; of a group, both are all of its words."""

    said: tuple[str, ...]
    meant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term to look up besides those of a question: its weight (0..1) and the question's terms that brought it."""

    term: str
    weight: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The rules of one or several lists, as they were written."""

    rules: tuple[Rule, ...] = ()

    def merged(self, other: "Synonyms") -> "Synonyms":
        """The rules of both, each once."""
        return Synonyms(tuple(dict.fromkeys((*self.rules, *other.rules))))

    def related(self, words: Analyzer, weight: float = WEIGHT) -> "RelatedTerms":
        """The rules in analysed terms; words with the same stem drop out. `weight` is that of a whole alternative."""
        found: dict[tuple[str, ...], dict[str, float]] = {}
        for rule in self.rules:
            meant = [_looked_up(alternative, words) for alternative in rule.meant]
            for said in {spoken(alternative, words) for alternative in rule.said if words.terms(alternative)}:
                brought = found.setdefault(said, {})
                # A term that was said anyway would only count twice.
                for terms in (terms - set(said) for terms in meant):
                    for term in terms:
                        brought[term] = max(brought.get(term, 0.0), weight / len(terms))
        return RelatedTerms({said: tuple(sorted(brought.items())) for said, brought in found.items() if brought})


class RelatedTerms:
    """The synonyms of one language in analysed terms. Immutable; any number of threads may use it."""

    def __init__(self, rules: Mapping[tuple[str, ...], tuple[Weighted, ...]]) -> None:
        self._rules = rules
        self.words: Mapping[str, tuple[Weighted, ...]] = {
            said[0]: related for said, related in rules.items() if len(said) == 1
        }
        self._longest: dict[str, int] = {}
        for said in rules:
            self._longest[said[0]] = max(len(said), self._longest.get(said[0], 0))

    def expansions(self, said: Sequence[str]) -> tuple[Expansion, ...]:
        """What a question brings besides its own terms, each term once, with its best weight; `said` is from `spoken`.

        Words that stand in a phrase speak as the phrase only: "credit note" is no "credit".
        """
        found: dict[str, Expansion] = {}
        own = frozenset(said)
        next_one = 0
        for position, term in enumerate(said):
            if position >= next_one and term in self._longest:
                sources = self._phrase_at(position, said)
                next_one = position + len(sources)
                for brought, weight in self._rules.get(sources, ()):
                    if brought not in own and (brought not in found or found[brought].weight < weight):
                        found[brought] = Expansion(brought, weight, sources)
        return tuple(found.values())

    def _phrase_at(self, position: int, said: Sequence[str]) -> tuple[str, ...]:
        """The longest phrase with a rule that starts at a position; empty if none does."""
        for length in range(self._longest[said[position]], 0, -1):
            phrase = tuple(said[position : position + length])
            if phrase in self._rules:
                return phrase
        return ()


def spoken(text: str, words: Analyzer) -> tuple[str, ...]:
    """The terms of a text in order, with its stop words, without which "sign in" would be "sign"."""
    return tuple(term for token in words.tokens(text) for term in token.terms or (fold(text[token.start : token.end]),))


def read_synonyms(path: Path) -> tuple[Synonyms, tuple[ArticleProblem, ...]]:
    """A file's rules, and what is wrong with its other lines, which are left out. Never raises."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return Synonyms(), (ArticleProblem(str(path), 0, f"cannot be read: {error.strerror}"),)
    if len(data) > MAX_FILE_BYTES:
        return Synonyms(), (ArticleProblem(str(path), 0, f"larger than {MAX_FILE_BYTES:,} bytes"),)
    rules: list[Rule] = []
    problems: list[ArticleProblem] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            rule = _rule(line)
        except ValueError as error:
            problems.append(ArticleProblem(str(path), number, str(error)))
            continue
        if rule and len(rules) == MAX_RULES:
            problems.append(ArticleProblem(str(path), number, f"more than {MAX_RULES:,} groups; the rest is left out"))
            break
        if rule:
            rules.append(rule)
    return Synonyms(tuple(rules)), tuple(problems)


@cache
def general_synonyms(language: str) -> Synonyms:
    """The package's own list of a language (or of a locale's language); empty for one without a list."""
    code = language_of(language)
    return read_synonyms(_GENERAL / f"{code}.txt")[0] if code in LANGUAGES else Synonyms()


def _rule(line: bytes) -> Rule | None:
    """The rule of a line, None for an empty one. Raises ValueError, which says what is wrong."""
    try:
        text = line.decode("utf-8").partition("#")[0].strip()
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text") from error
    if not text:
        return None
    sides = text.split(_ARROW)
    if len(sides) > 2:  # noqa: PLR2004
        raise ValueError(f"{_ARROW} stands here twice")
    said, meant = _alternatives(sides[0]), _alternatives(sides[-1])
    if len(sides) == 1 and len(said) == 1:
        raise ValueError(f"{said[0]!r} stands alone; a group needs two words, parted by commas")
    return Rule(said, meant)


def _alternatives(text: str) -> tuple[str, ...]:
    found = dict.fromkeys(" ".join(part.split()) for part in text.split(","))
    if "" in found:
        raise ValueError("a word is missing beside a comma or an arrow")
    if len(found) > MAX_ALTERNATIVES:
        raise ValueError(f"more than {MAX_ALTERNATIVES} words in one group")
    for alternative in found:
        if len(alternative) > MAX_CHARACTERS or len(alternative.split()) > MAX_WORDS:
            raise ValueError(
                f"{alternative[:MAX_CHARACTERS]!r} is longer than {MAX_WORDS} words or {MAX_CHARACTERS} characters"
            )
        if not any(letter.isalnum() for letter in alternative) or not alternative.isprintable():
            raise ValueError(f"{alternative!r} is no word")
    return tuple(found)


def _looked_up(alternative: str, words: Analyzer) -> frozenset[str]:
    """The terms that stand for an alternative in an article.

    A phrase of which only one word is no stop word ("call off") is listened to, but its one term means something else.
    """
    tokens = list(words.tokens(alternative))
    # "pick-up" is looked up as "pickup", not as "pick" as well.
    hyphenated = [token.terms[-1:] if "-" in alternative[token.start : token.end] else token.terms for token in tokens]
    terms = frozenset(term for found in hyphenated for term in found)
    return frozenset() if len(tokens) > 1 and len(terms) == 1 else terms
