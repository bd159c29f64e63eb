"""Clocks that only move when a test says so."""

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class FakeClock:
    """The wall clock: aware UTC, whole milliseconds, as the real one."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta | None = None, **parts: float) -> datetime:
        """Move on (or, with a negative span, back): `advance(hours=2)` or `advance(timedelta(days=1))`."""
        self._now += timedelta(**parts) if by is None else by
        return self._now


class FakeSeconds:
    """A monotonic clock in seconds, for rate limits."""

    def __init__(self) -> None:
        self._now = 1000.0

    def __call__(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += seconds
