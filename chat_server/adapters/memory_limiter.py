"""Rate limits in memory: token buckets, for one process."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from chat_server.domain.errors import RateLimited

# So many callers are remembered; the longest unseen are forgotten first, which only ever forgives.
REMEMBERED = 50_000


@dataclass(frozen=True)
class Limit:
    """`burst` calls at once, then one every `every_s` seconds."""

    burst: int
    every_s: float


@dataclass
class _Bucket:
    level: float
    at: float


class MemoryRateLimiter:
    """`seconds` is a monotonic clock, so that a stepped wall clock locks nobody out."""

    def __init__(self, limits: dict[str, Limit], seconds: Callable[[], float] = monotonic) -> None:
        self._limits = limits
        self._seconds = seconds
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def check(self, rule: str, key: str) -> None:
        level = self._level(rule, key)
        if level < 1:
            wait = int((1 - level) * self._limits[rule].every_s) + 1
            raise RateLimited(f"That was too much at once. Try again in {wait} s.", retry_after_s=wait)
        self._set(rule, key, level - 1)

    def give_back(self, rule: str, key: str) -> None:
        self._set(rule, key, min(float(self._limits[rule].burst), self._level(rule, key) + 1))

    def _set(self, rule: str, key: str, level: float) -> None:
        self._buckets[rule, key] = _Bucket(level=level, at=self._seconds())
        self._buckets.move_to_end((rule, key))
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)

    def _level(self, rule: str, key: str) -> float:
        limit = self._limits[rule]
        bucket = self._buckets.get((rule, key))
        if bucket is None:
            return float(limit.burst)
        return min(float(limit.burst), bucket.level + (self._seconds() - bucket.at) / limit.every_s)
