"""What we can honestly say about how long somebody waits."""

from collections.abc import Sequence
from statistics import quantiles

import msgspec

# With fewer observations a band would be a guess, and a guess that misses costs more trust than "we cannot say yet".
MIN_OBSERVATIONS = 5


class WaitingBand(msgspec.Struct, frozen=True):
    """Between `low_s` and `high_s` seconds until somebody answers."""

    low_s: int
    high_s: int


def waiting_band(position: int, free_places: int, places: int, handling_times_s: Sequence[float]) -> WaitingBand | None:
    """The band for the merchant at `position` (1 = next), from how long recent conversations held an agent's place.

    `places` is the capacity of all agents who are online, `free_places` what is unused of it. Those who find a free
    place wait only until somebody reacts; the others wait for places to become free, one every handling time / places.
    Returns None with hardly any data or nobody online.
    """
    if places <= 0:
        return None
    turns = max(0, position - free_places)
    if turns == 0:
        return WaitingBand(low_s=0, high_s=120)
    if len(handling_times_s) < MIN_OBSERVATIONS:
        return None
    cuts = quantiles(handling_times_s, n=4)
    low, high = cuts[0] * turns / places, cuts[2] * turns / places + 120
    return WaitingBand(low_s=int(low // 60 * 60), high_s=int(-(-high // 60) * 60))
