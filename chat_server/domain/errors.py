"""What can go wrong for a caller: one small class per stable code, each message says what to do next."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar


class ChatError(Exception):
    """An answer to the caller, not a fault of the server.

    `field` names the part of the input that is wrong; after `retry_after_s` seconds the same call may succeed.
    """

    code: ClassVar[str] = "unavailable"

    def __init__(self, message: str, *, field: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.retry_after_s = retry_after_s


class Invalid(ChatError):
    code = "invalid"


class TooLarge(ChatError):
    code = "too_large"


class Unauthenticated(ChatError):
    code = "unauthenticated"


class NotFound(ChatError):
    """Absent and "not yours" answer alike, so that nobody can probe for other people's ids."""

    code = "not_found"


class Conflict(ChatError):
    code = "conflict"


class Taken(ChatError):
    code = "taken"


class QuestionRequired(ChatError):
    code = "question_required"


class RateLimited(ChatError):
    code = "rate_limited"


class Unavailable(ChatError):
    code = "unavailable"


class Closed(ChatError):
    """Nobody can be reached now. `opens_at` is None when unknown; `ways` are the ways that are open instead."""

    code = "closed"

    def __init__(self, message: str, *, opens_at: datetime | None = None, ways: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.opens_at = opens_at
        self.ways = tuple(ways)


ALL_ERRORS: tuple[type[ChatError], ...] = (
    Invalid,
    TooLarge,
    Unauthenticated,
    NotFound,
    Conflict,
    Taken,
    QuestionRequired,
    RateLimited,
    Unavailable,
    Closed,
)
