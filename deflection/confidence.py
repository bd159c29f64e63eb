"""How sure the suggestions are: an answer, maybe one, or silence. People stop reading suggestions that miss.

Three plain features of the ranking, multiplied; fixed thresholds for every help centre. They were set on rightly
answered questions against foreign ones (of another help centre) and against questions whose own article was deleted:
stackfaq, sumo_thunderbird_en, techqa_sample480, xquad_es and the demo articles.
"""

import math
from dataclasses import dataclass
from typing import Literal

from deflection.ranking import Ranking, rare_idf

Level = Literal["answer", "maybe", "none"]

# Reached by 3-4 % of foreign questions on stackfaq and techqa, none on the demo and xquad; by 60-90 % of right answers.
ANSWER = 4.5
# Right answers lost to silence: 1-7 %. Foreign questions that get past it: 5 % on the demo articles, 25 % on stackfaq.
MAYBE = 2.0
# An article twice as good as the next is as good as alone; more says only that the corpus is small.
MAX_MARGIN = 2.0
# Long questions are full of words that no article needs, so a small share must weigh less than the score does:
# .3 separated best over all sets (0: area under the curve .94, .3: .96, .5: .95 against foreign questions).
COVERAGE_POWER = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best article. All are 0 when no article shares a term with the question.

    `coverage` (0..1) is the share of the question's idf that the article holds. `strength` is its score against what
    the question could give: between the score per unit of idf, which damns long questions, and the bare score, which
    damns short ones. `margin` (1..MAX_MARGIN) is its score by the second article's.
    """

    coverage: float
    strength: float
    margin: float

    @property
    def certainty(self) -> float:
        """One number from 0, to compare with ANSWER and MAYBE."""
        return self.strength * self.margin * math.pow(self.coverage, COVERAGE_POWER)


def evidence(ranking: Ranking) -> Evidence:
    """The features of the best hit of a ranking."""
    weight = sum(ranking.idf.values())
    if not ranking.hits or not weight:
        return Evidence(0.0, 0.0, 0.0)
    best = ranking.hits[0]
    margin = best.lexical / ranking.hits[1].lexical if len(ranking.hits) > 1 else MAX_MARGIN
    return Evidence(
        coverage=ranking.covered / weight,
        # The idf of a rare term makes the figure the same for ten articles and for a thousand.
        strength=best.lexical / math.sqrt(weight * rare_idf(ranking.articles)),
        margin=min(margin, MAX_MARGIN),
    )


def level_of(certainty: float) -> Level:
    """The level that a certainty allows."""
    if certainty >= ANSWER:
        return "answer"
    return "maybe" if certainty >= MAYBE else "none"
