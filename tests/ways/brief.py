"""The support policy as the brief tells it, written out by hand: who has what, and when the phone is answered.

Nothing here asks the server's code, so that a table made from it can disagree with the server.
"""

from dataclasses import dataclass

# A plan that stands nowhere in the policy, and nobody's: both are as `essential`.
UNKNOWN, NOBODY = "emperor", "nobody"
PLANS = ("essential", "small_shop", "large_shop", "business", UNKNOWN, NOBODY)
COUNTRIES = ("ES", "NL", "DE", "PT", None)  # the policy says nothing of Portugal
LOCALES = ("en", "es", "nl", "de", "fr", "it")

PLAN_NAMES = {"essential": "Essential", "small_shop": "Small shop", "large_shop": "Large shop", "business": "Business"}
PLANS_URL = "https://app.parcelo.example/settings/plans"
SURVEY_URL = "https://survey.parcelo.example/a-phone-line-for-essential"

EVERYBODYS_KINDS = ("investigation", "insurance_claim", "general")
TICKET_KINDS = {
    "essential": EVERYBODYS_KINDS,
    "small_shop": (*EVERYBODYS_KINDS, "callback"),
    "large_shop": (*EVERYBODYS_KINDS, "callback"),
    "business": (*EVERYBODYS_KINDS, "callback", "meeting"),
    UNKNOWN: EVERYBODYS_KINDS,
    NOBODY: EVERYBODYS_KINDS,
}
NUMBERS = {"ES": "+34 010 960 123", "NL": "+31 20 096 0123", "DE": "+49 30 23125 123"}
OTHER_NUMBER = "+44 1632 960 123"


def smallest(plan: str) -> str:
    """Whom nobody has vouched for, and who is on a plan that nobody knows, gets what everybody gets."""
    return "essential" if plan in {UNKNOWN, NOBODY} else plan


@dataclass(frozen=True)
class Line:
    """The phone for somebody: open `until`, or closed until then; `today` is when it is open on that day (all UTC)."""

    open: bool
    until: str
    today: str
    rule: str


@dataclass(frozen=True)
class Moment:
    """`at` is UTC. `others` are all countries of which nothing is said; `season`: its note is shown."""

    at: str
    es: Line
    nl: Line
    others: Line
    season: bool = False

    def line(self, country: str | None) -> Line:
        return {"ES": self.es, "NL": self.nl}.get(country or "", self.others)


def moment(at: str, es: Line, others: Line, *, nl: Line | None = None, season: bool = False) -> Moment:
    """The Netherlands are as Spain, but for the name of the rule, unless told otherwise."""
    as_spain = Line(es.open, es.until, es.today, "country NL" if es.rule == "country ES" else es.rule)
    return Moment(at, es, nl or as_spain, others, season)


def alike(at: str, line: Line, *, season: bool = False) -> Moment:
    return Moment(at, line, line, line, season)


ES, ALL = "country ES", "general"
PEAK, XMAS, KINGS, CONST, TEAM = (
    "season Peak season",
    "holiday Christmas Day",
    "holiday King's Day",
    "holiday Constitution Day",
    "closure Team day",
)
SHORT, LONG = "07:00-15:30", "07:00-16:00"  # 9:00 to 17:30 and to 18:00 in Madrid's summer
WINTER_SHORT, WINTER_LONG = "08:00-16:30", "08:00-17:00"
PEAK_DAY = "08:00-19:00"

# In every locale.
MOMENTS = {
    "a working day 17:15": moment(
        "2026-09-22T15:15:00Z",
        es=Line(True, "2026-09-22T15:30", SHORT, ES),
        others=Line(True, "2026-09-22T16:00", LONG, ALL),
    ),
    "a working day 17:45": moment(
        "2026-09-22T15:45:00Z",
        es=Line(False, "2026-09-23T07:00", SHORT, ES),
        others=Line(True, "2026-09-22T16:00", LONG, ALL),
    ),
    "a working day 18:15": moment(
        "2026-09-22T16:15:00Z",
        es=Line(False, "2026-09-23T07:00", SHORT, ES),
        others=Line(False, "2026-09-23T07:00", LONG, ALL),
    ),
    "Sunday": moment(
        "2026-09-27T10:00:00Z",
        es=Line(False, "2026-09-28T07:00", "", ES),
        others=Line(False, "2026-09-28T07:00", "", ALL),
    ),
    "a holiday": alike("2026-12-25T10:00:00Z", Line(False, "2026-12-28T08:00", "", XMAS)),
    "the season": alike("2026-11-17T16:45:00Z", Line(True, "2026-11-17T19:00", PEAK_DAY, PEAK), season=True),
    "the night when clocks go forward": moment(
        "2026-03-29T01:30:00Z",
        es=Line(False, "2026-03-30T07:00", "", ES),
        others=Line(False, "2026-03-30T07:00", "", ALL),
    ),
    "the second half past two when clocks go back": moment(
        "2026-10-25T01:30:00Z",
        es=Line(False, "2026-10-26T08:00", "", ES),
        others=Line(False, "2026-10-26T08:00", "", ALL),
    ),
}

# For those who have the phone; texts do not differ here.
MORE_MOMENTS = {
    "a millisecond before nine": moment(
        "2026-09-22T06:59:59.999Z",
        es=Line(False, "2026-09-22T07:00", SHORT, ES),
        others=Line(False, "2026-09-22T07:00", LONG, ALL),
    ),
    "nine sharp": moment(
        "2026-09-22T07:00:00Z",
        es=Line(True, "2026-09-22T15:30", SHORT, ES),
        others=Line(True, "2026-09-22T16:00", LONG, ALL),
    ),
    "a millisecond before half past five": moment(
        "2026-09-22T15:29:59.999Z",
        es=Line(True, "2026-09-22T15:30", SHORT, ES),
        others=Line(True, "2026-09-22T16:00", LONG, ALL),
    ),
    "half past five sharp": moment(
        "2026-09-22T15:30:00Z",
        es=Line(False, "2026-09-23T07:00", SHORT, ES),
        others=Line(True, "2026-09-22T16:00", LONG, ALL),
    ),
    "a millisecond before six": moment(
        "2026-09-22T15:59:59.999Z",
        es=Line(False, "2026-09-23T07:00", SHORT, ES),
        others=Line(True, "2026-09-22T16:00", LONG, ALL),
    ),
    "six sharp": moment(
        "2026-09-22T16:00:00Z",
        es=Line(False, "2026-09-23T07:00", SHORT, ES),
        others=Line(False, "2026-09-23T07:00", LONG, ALL),
    ),
    "the Friday before clocks go forward, 17:15": moment(
        "2026-03-27T16:15:00Z",
        es=Line(True, "2026-03-27T16:30", WINTER_SHORT, ES),
        others=Line(True, "2026-03-27T17:00", WINTER_LONG, ALL),
    ),
    "that Friday, 18:15: two days and fourteen hours of the clock later is an hour less": moment(
        "2026-03-27T17:15:00Z",
        es=Line(False, "2026-03-30T07:00", WINTER_SHORT, ES),
        others=Line(False, "2026-03-30T07:00", WINTER_LONG, ALL),
    ),
    "the Monday after clocks went forward, nine sharp": moment(
        "2026-03-30T07:00:00Z",
        es=Line(True, "2026-03-30T15:30", SHORT, ES),
        others=Line(True, "2026-03-30T16:00", LONG, ALL),
    ),
    "the Monday after clocks went forward, 17:45": moment(
        "2026-03-30T15:45:00Z",
        es=Line(False, "2026-03-31T07:00", SHORT, ES),
        others=Line(True, "2026-03-30T16:00", LONG, ALL),
    ),
    "the first half past two when clocks go back": moment(
        "2026-10-25T00:30:00Z",
        es=Line(False, "2026-10-26T08:00", "", ES),
        others=Line(False, "2026-10-26T08:00", "", ALL),
    ),
    "the Friday before clocks go back, 18:15": moment(
        "2026-10-23T16:15:00Z",
        es=Line(False, "2026-10-26T08:00", SHORT, ES),
        others=Line(False, "2026-10-26T08:00", LONG, ALL),
    ),
    "the Monday after clocks went back, a minute to nine": moment(
        "2026-10-26T07:59:00Z",
        es=Line(False, "2026-10-26T08:00", WINTER_SHORT, ES),
        others=Line(False, "2026-10-26T08:00", WINTER_LONG, ALL),
    ),
    "the Monday after clocks went back, 17:45": moment(
        "2026-10-26T16:45:00Z",
        es=Line(False, "2026-10-27T08:00", WINTER_SHORT, ES),
        others=Line(True, "2026-10-26T17:00", WINTER_LONG, ALL),
    ),
    "the Friday before the season": moment(
        "2026-11-13T17:15:00Z",
        es=Line(False, "2026-11-16T08:00", WINTER_SHORT, ES),
        others=Line(False, "2026-11-16T08:00", WINTER_LONG, ALL),
    ),
    "a Saturday of the season": alike(
        "2026-11-21T12:00:00Z", Line(True, "2026-11-21T13:00", "09:00-13:00", PEAK), season=True
    ),
    "the last evening of the season, past its end": alike(
        "2026-12-23T19:00:00Z", Line(False, "2026-12-24T08:00", PEAK_DAY, PEAK), season=True
    ),
    "the day after the season": moment(
        "2026-12-24T16:45:00Z",
        es=Line(False, "2026-12-28T08:00", WINTER_SHORT, ES),
        others=Line(True, "2026-12-24T17:00", WINTER_LONG, ALL),
    ),
    "a holiday with hours, in Spain only": moment(
        "2026-12-06T10:00:00Z",
        es=Line(True, "2026-12-06T12:00", "08:00-12:00", CONST),
        nl=Line(False, "2026-12-07T08:00", "", PEAK),
        others=Line(False, "2026-12-07T08:00", "", PEAK),
        season=True,
    ),
    "that holiday when its hours end": moment(
        "2026-12-06T12:00:00Z",
        es=Line(False, "2026-12-07T08:00", "08:00-12:00", CONST),
        nl=Line(False, "2026-12-07T08:00", "", PEAK),
        others=Line(False, "2026-12-07T08:00", "", PEAK),
        season=True,
    ),
    "a holiday of the Netherlands only": moment(
        "2026-04-27T08:00:00Z",
        es=Line(True, "2026-04-27T15:30", SHORT, ES),
        nl=Line(False, "2026-04-28T07:00", "", KINGS),
        others=Line(True, "2026-04-27T16:00", LONG, ALL),
    ),
    "a morning that a closure ends": moment(
        "2026-10-01T09:00:00Z",
        es=Line(True, "2026-10-01T10:00", "07:00-10:00", ES),
        others=Line(True, "2026-10-01T10:00", "07:00-10:00", ALL),
    ),
    "in that closure": alike("2026-10-01T12:00:00Z", Line(False, "2026-10-02T07:00", "07:00-10:00", TEAM)),
}
