"""The machine's clock and randomness."""

import secrets
from datetime import UTC, datetime

from chat_server.services.ports import Clock

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letters that read like digits
TIME_DIGITS = 10  # 48 bits of milliseconds
RANDOM_DIGITS = 26  # 130 random bits


class SystemClock:
    def now(self) -> datetime:
        """Whole milliseconds: what is stored and sent compares equal to what was decided on."""
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class SystemIds:
    """Ids begin with the time, so that a database appends them, and go on with more bits than a UUID has at random."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self, prefix: str) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        random = secrets.randbits(RANDOM_DIGITS * 5)
        return f"{prefix}_{_digits(milliseconds, TIME_DIGITS)}{_digits(random, RANDOM_DIGITS)}"

    def secret(self) -> str:
        return secrets.token_urlsafe(32)

    def number(self, bits: int) -> int:
        return secrets.randbits(bits)


def _digits(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
