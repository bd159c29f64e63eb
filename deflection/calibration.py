"""How sure the first article is, measured against what this corpus does when the right article is not in it.

A score says little by itself: it grows with the question, with the corpus and with how its articles are written. So
every corpus is asked a few hundred questions made out of its own sentences and titles, each with the article it comes
from taken away. What then stands first is wrong, and how far it is ahead gives the unit that real questions are
measured in. Nobody has to ask or to mark anything beforehand.

The weights of `_answering` and `_relevance` are the same for every corpus. They were fitted on four question sets in
these units; fitted on three of them, they do on the fourth what they do on the three (docs/search.md).
"""

import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Literal, Self

Level = Literal["answer", "maybe", "none"]

# What a certainty (0..1) must reach.
ANSWER = 2 / 3
MAYBE = 1 / 3

# Gives the same unit within 6 % whatever the seed, in half a second at 1 ms a question.
MADE_QUESTIONS = 500
# Articles are compared with the next two and with the next five.
_NEXT, _FURTHER = 2, 5

# How questions are made. People do not use half of an article's words, and all the words of a sentence do not resemble
# what they type: with half of them left out the units differed least from those of real questions.
_KEPT_WORDS = 0.5
_MAX_WORDS = 60
_FEWEST_SENTENCE_WORDS = 4
_TITLES = 1 / 3
_MAX_TRIES = 8
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")

# Of a made question that another article covers this much, that article is no wrong one: it says the same.
_SAME_ELSEWHERE = 0.8
# The unit is what a wrong article reaches once in ten times; half of them are at least as strong as `strength`.
_QUANTILE = 0.9
_MEDIAN = 0.5
# How many articles' worth of evidence the usual units below count: a corpus of five articles tells little about itself.
_USUAL_COUNTS = 10
_FULL_EVIDENCE = 100
_LOWEST_SHARE_OF_USUAL = 0.1

# An answer must be ahead in words as few wrong articles are, however close it is in meaning.
_LEAST_AHEAD = 0.7
# What holds nearly all that was asked for is worth a look, though one common word ("parcel") says little.
_ALL_COVERED = 0.85
# Just below a threshold.
_HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class Features:
    """What a ranking says for its first article; see `features`.

    `lead` and `distance`: by how much its words' score is above the next two and the next five articles', `strength`:
    that score, all in units that do not depend on the question's length. `coverage`: the share (0..1) of the question's
    idf that it holds. `closeness`: its better cosine, title or best passage; `closeness_lead`: how far its mean cosine
    is above the next five's. The last two are None in a language without embeddings.
    """

    lead: float
    distance: float
    strength: float
    coverage: float
    closeness: float | None = None
    closeness_lead: float | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What wrong articles reach in one corpus: the units that features are measured in. `made` questions told so."""

    lead: float
    distance: float
    strength: float
    closeness_lead: float
    made: int

    def to_json(self) -> dict[str, float]:
        """For keeping beside the index."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> Self:
        """What `to_json` gave. Raises ValueError for anything else."""
        numbers: dict[str, float] = {}
        for name in (field.name for field in fields(cls)):
            value = values.get(name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise ValueError(f"calibration: {name} must be a number")
            if value <= 0 and name != "made":
                raise ValueError(f"calibration: {name} must be above 0")
            numbers[name] = value
        made = int(numbers.pop("made"))
        return cls(**numbers, made=made)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure the first article is: a certainty (0..1) and the level that it allows."""

    certainty: float
    level: Level


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question made out of an article (its number), which does not count as found."""

    text: str
    article: int


# For corpora too small to tell: a little above the measured ones (lead 1.1 to 2.0, closeness_lead .15 to .19).
USUAL = Calibration(lead=2.0, distance=2.5, strength=2.6, closeness_lead=0.18, made=0)
NOTHING = Judgement(0.0, "none")


def features(
    lexical: Sequence[float],
    weight: float,
    rare_idf: float,
    covered: float,
    cosines: Sequence[tuple[float, float]] | None = None,
) -> Features | None:
    """The features of a ranking; None when no article was found.

    `lexical`: the words' scores of the best articles (some 60, at least 6 if there are as many), that of the first
    article first, the others in any order; `cosines`: of title and best passage, of the same articles in the same
    order. `weight`: the summed idf of the question's different terms, those that no article holds included;
    `covered`: of those that the first article holds; `rare_idf`: the idf of a term that one article holds.
    """
    if not lexical or lexical[0] <= 0 or weight <= 0 or rare_idf <= 0:
        return None
    # A score grows with the question's weight, but how far wrong ones spread only with its root, as a sum of chances
    # does. The idf of a rare term makes it the same for ten articles and for a thousand.
    unit = math.sqrt(weight * rare_idf)
    first = lexical[0]
    further = _highest(lexical[1:])
    closeness = closeness_lead = None
    if cosines is not None:
        means = [max(0.0, (title + passage) / 2) for title, passage in cosines]
        closeness = max(cosines[0])
        closeness_lead = means[0] - sum(_highest(means[1:])) / _FURTHER
    return Features(
        lead=(first - sum(further[:_NEXT]) / _NEXT) / unit,
        distance=(first - sum(further) / _FURTHER) / unit,
        strength=first / unit,
        coverage=min(1.0, covered / weight),
        closeness=closeness,
        closeness_lead=closeness_lead,
    )


def judge(found: Features | None, calibration: Calibration) -> Judgement:
    """How sure the first article is; `none` when there is none."""
    if found is None:
        return NOTHING
    relevance, answering = _relevance(found, calibration), _answering(found, calibration)
    if not (math.isfinite(relevance) and math.isfinite(answering)):
        return NOTHING
    if found.coverage >= _ALL_COVERED:
        relevance = max(relevance, 0.0)
    # One scale for both decisions: below MAYBE it tells foreign questions from ours, above it right from wrong.
    certainty = ANSWER * _sigmoid(relevance) if relevance < 0 else MAYBE + ANSWER * _sigmoid(answering)
    return Judgement(certainty, level_of(certainty))


def level_of(certainty: float) -> Level:
    """The level that a certainty allows."""
    if certainty >= ANSWER:
        return "answer"
    return "maybe" if certainty >= MAYBE else "none"


def calibrate(
    titles: Sequence[str],
    passages_of: Callable[[int], Sequence[str]],
    ask: Callable[[str, int], Features | None],
    *,
    limit: int = MADE_QUESTIONS,
    seed: int = 0,
) -> Calibration:
    """The units of a corpus; the same for the same corpus and seed.

    `titles` by the articles' numbers, `passages_of`: the texts of an article's passages, `ask`: the features of the
    best article for a question when the article of that number does not count. At most `limit` questions are asked.
    """
    made = list(made_questions(titles, passages_of, limit, seed))
    asked = [ask(question.text, question.article) for question in made]
    wrong = [found for found in asked if found is not None and found.coverage < _SAME_ELSEWHERE]
    evidence = min(len(wrong), len(titles), _FULL_EVIDENCE)

    def unit(usual: float, share: float, values: Sequence[float]) -> float:
        if not values:
            return usual
        own = max(_quantile(values, share), _LOWEST_SHARE_OF_USUAL * usual)
        return math.exp((evidence * math.log(own) + _USUAL_COUNTS * math.log(usual)) / (evidence + _USUAL_COUNTS))

    return Calibration(
        lead=unit(USUAL.lead, _QUANTILE, [found.lead for found in wrong]),
        distance=unit(USUAL.distance, _QUANTILE, [found.distance for found in wrong]),
        strength=unit(USUAL.strength, _MEDIAN, [found.strength for found in wrong]),
        closeness_lead=unit(
            USUAL.closeness_lead,
            _QUANTILE,
            [found.closeness_lead for found in wrong if found.closeness_lead is not None],
        ),
        made=len(made),
    )


def made_questions(
    titles: Sequence[str], passages_of: Callable[[int], Sequence[str]], limit: int, seed: int
) -> Iterator[MadeQuestion]:
    """At most `limit` questions out of the articles in turn: a third are titles, the others one or two
    neighbouring sentences of any passage; half of the words are left out."""
    chance = random.Random(seed)  # noqa: S311 - nobody must guess it, everybody must get the same
    order = list(range(len(titles)))
    chance.shuffle(order)
    count = 0
    for turn in range(_MAX_TRIES * limit if order else 0):
        article = order[turn % len(order)]
        text = titles[article] if chance.random() < _TITLES else _sentences(passages_of(article), chance)
        words = [word for word in text.split()[:_MAX_WORDS] if chance.random() < _KEPT_WORDS]
        if len(words) > 1:
            yield MadeQuestion(" ".join(words), article)
            count += 1
        if count == limit:
            return


def _sentences(passages: Sequence[str], chance: random.Random) -> str:
    if not passages:
        return ""
    sentences = [
        sentence
        for sentence in _SENTENCE_END.split(chance.choice(passages))
        if len(sentence.split()) >= _FEWEST_SENTENCE_WORDS
    ]
    if not sentences:
        return ""
    first = chance.randrange(len(sentences))
    return " ".join(sentences[first : first + chance.randint(1, 2)])


def _highest(values: Sequence[float]) -> list[float]:
    """The _FURTHER highest, zeros where there are fewer."""
    highest = sorted(values, reverse=True)[:_FURTHER]
    return highest + [0.0] * (_FURTHER - len(highest))


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, value))))


def _ahead(found: Features, calibration: Calibration) -> float:
    """How far the first article is ahead of the others: 1 is what one in ten wrong ones reach."""
    return (found.lead / calibration.lead + found.distance / calibration.distance) / 2


def _answering(found: Features, calibration: Calibration) -> float:
    """From 0 the first article answers: fitted on right articles against the best of the rest when they are deleted.

    The constant in English is what keeps every pair of sets (the articles of one, the questions of another) below 6 %.
    """
    ahead = _ahead(found, calibration)
    pull = math.copysign(math.log1p(abs(ahead)), ahead)
    if found.closeness is None or found.closeness_lead is None:
        strength = max(0.0, found.strength) / calibration.strength
        score = 2.5 * pull + 1.55 * math.log1p(strength) - 3.48
    else:
        score = 1.55 * pull + 0.63 * found.closeness_lead / calibration.closeness_lead + 3.0 * found.closeness - 3.36
    return score if ahead >= _LEAST_AHEAD else min(score, -_HAIR)


def _relevance(found: Features, calibration: Calibration) -> float:
    """From 0 the question is one of this corpus: fitted on right articles against those found for foreign questions."""
    strength = found.strength / calibration.strength
    return 3.3 * strength - 2.65 if found.closeness is None else 7.4 * found.closeness + 1.8 * strength - 3.0
