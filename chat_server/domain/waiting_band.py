"""How long somebody waits, as a band that holds four times out of five.

The assignment is run forward many times with recent handling times (`forward_run`); the spread of the starts is the
forecast. What really happened then stretches and shifts it: the forecast's errors, in units of its spread, give the
band's ends (normalised conformal prediction, Papadopoulos et al. 2002), over a window that forgets, so that the band
follows a change of regime (adaptive conformal inference, Gibbs & Candès 2021).
"""

from bisect import bisect, bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from math import inf, isfinite
from random import Random
from statistics import NormalDist

import msgspec

from chat_server.domain.forward_run import Busy, Newcomer, first_releases, releases_of_drawn_chats, run
from chat_server.domain.ids import AgentId
from chat_server.domain.routing import Candidate, Lane, Shift

# With fewer handling times a band would be a guess, and one that misses costs more trust than "we cannot say yet".
MIN_HANDLING_TIMES = 5
RUNS = 40
# Runs get fewer as the queue gets longer: one look costs about as much as this many assignments.
ASSIGNMENTS_A_LOOK = 40_000
# Waits that end above the band hurt more than those that end below it, so less of the fifth outside lies above.
LOW, HIGH = 0.15, 0.955
# A merchant feels half a minute; a forecast that claims to be surer than this is not.
LEAST_SPREAD_S = 20.0
WINDOW = 200  # errors that are remembered
FORGETS = 0.99  # each error counts this much of the one after it
PRIOR = 25  # errors assumed before there are any, from a normal distribution


class WaitingBand(msgspec.Struct, frozen=True):
    """Between `low_s` and `high_s` seconds until somebody answers."""

    low_s: int
    high_s: int


class Forecast(msgspec.Struct, frozen=True):
    """Seconds: the middle of the runs, and how far they lie apart."""

    middle_s: float
    spread_s: float

    def error(self, waited_s: float) -> float:
        """What really happened, in units of the spread; positive when it took longer."""
        return (waited_s - self.middle_s) / self.spread_s


class Outlook(msgspec.Struct, frozen=True):
    """What lately happened, from which the runs are drawn.

    `handling_s`: how long chats held a place, sorted. `busy`: who holds chats, and for how long each has lasted (s).
    `ends_s`: when each desk of the shift goes home, from now. `leaving_per_s`: the share of those waiting who give up,
    a second. `arrivals`: conversations of the last `arrivals_within_s`, by lane and head start (s).
    """

    handling_s: tuple[float, ...]
    busy: tuple[tuple[AgentId, float], ...] = ()
    ends_s: tuple[float, ...] = ()
    leaving_per_s: float = 0.0
    arrivals: tuple[tuple[Lane, float], ...] = ()
    arrivals_within_s: float = 1800.0

    def left_of(self, elapsed_s: float, chance: Random) -> float:
        """What is left of a chat: drawn from those that lasted longer; of one longer than all, half of its age."""
        first = bisect_left(self.handling_s, elapsed_s)
        return chance.choice(self.handling_s[first:]) - elapsed_s if first < len(self.handling_s) else elapsed_s / 2

    def newcomers(self, keys: Sequence[int], now_ms: int, chance: Random) -> list[Newcomer]:
        """Those who will come and stand before somebody who waits now; they come as often as they lately did."""
        found = []
        for lane, head_start_s in self.arrivals:
            at = chance.random() * self.arrivals_within_s
            if at < head_start_s:
                rank = bisect(keys, now_ms + round((at - head_start_s) * 1000))
                if rank < len(keys):
                    found.append(Newcomer(at_s=at, lane=lane, rank=rank - 0.5))
        return sorted(found, key=lambda newcomer: newcomer.at_s)


def forecasts(
    waiting: Sequence[Candidate], shift: Shift, outlook: Outlook, now_ms: int, chance: Random
) -> list[Forecast | None]:
    """For each waiting conversation; None for those whom nobody on shift will take."""
    times = max(8, min(RUNS, ASSIGNMENTS_A_LOOK // max(1, len(waiting))))
    keys = [candidate.key for candidate in waiting]
    runs = []
    for _ in range(times):
        busy = [Busy(agent_id, outlook.left_of(age, chance)) for agent_id, age in outlook.busy]
        releases = partial(releases_of_drawn_chats, partial(chance.choice, outlook.handling_s), outlook.ends_s)
        leaves = [chance.expovariate(outlook.leaving_per_s) if outlook.leaving_per_s else inf for _ in waiting]
        newcomers = outlook.newcomers(keys, now_ms, chance)
        runs.append(run(waiting, shift, first_releases(shift, busy), releases, leaves, newcomers).start_s)
    return [_forecast(sorted(starts)) for starts in zip(*runs, strict=True)]


def _forecast(starts: Sequence[float]) -> Forecast | None:
    middle = starts[len(starts) // 2]
    if not isfinite(middle):
        return None
    low, high = starts[len(starts) // 10], starts[len(starts) * 9 // 10]
    return Forecast(middle_s=middle, spread_s=max((high if isfinite(high) else middle * 2) - low, LEAST_SPREAD_S))


class Calibration(msgspec.Struct, frozen=True):
    """The last errors of forecasts, the newest last."""

    errors: tuple[float, ...] = ()

    def learned(self, error: float) -> "Calibration":
        return Calibration(errors=(*self.errors, error)[-WINDOW:])

    def band(self, forecast: Forecast, still_waiting: Sequence[float] = ()) -> WaitingBand:
        """`still_waiting`: the errors so far of those who wait longer than they were told, which can only grow."""
        low, high = self._ends(still_waiting)
        return told(forecast.middle_s + low * forecast.spread_s, forecast.middle_s + high * forecast.spread_s)

    def _ends(self, still_waiting: Sequence[float]) -> tuple[float, float]:
        known = (*self.errors, *still_waiting)
        weighted = [(error, FORGETS ** (len(known) - number)) for number, error in enumerate(known, start=1)]
        weighted += [(error, FORGETS ** len(known)) for error in _PRIOR]
        weighted.sort()
        sums = list(accumulate(weight for _, weight in weighted))
        low, high = (weighted[min(bisect_left(sums, share * sums[-1]), len(sums) - 1)][0] for share in (LOW, HIGH))
        return low, high


# Spread is from the first to the last tenth: 2.56 standard deviations of a normal distribution.
_PRIOR = [NormalDist(0.0, 1 / 2.56).inv_cdf((number + 0.5) / PRIOR) for number in range(PRIOR)]


def told(low_s: float, high_s: float) -> WaitingBand:
    """In steps that people speak of: half minutes, from ten minutes on whole ones, from an hour on five of them."""
    low, high = max(0.0, low_s), max(0.0, high_s, low_s)
    floor, ceiling = _step(low), _step(high)
    return WaitingBand(low_s=int(low // floor * floor), high_s=max(int(-(-high // ceiling) * ceiling), ceiling))


def _step(seconds: float) -> int:
    return 30 if seconds < 600 else 60 if seconds < 3600 else 300  # noqa: PLR2004
