"""One table from errors to HTTP status, and the one shape that errors have on every door."""

from chat_server.domain.errors import (
    ChatError,
    Closed,
    Conflict,
    Invalid,
    NotFound,
    QuestionRequired,
    RateLimited,
    Taken,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from chat_server.wire.outgoing import Json, rfc3339

HTTP_STATUS: dict[type[ChatError], int] = {
    Invalid: 400,
    Unauthenticated: 401,
    NotFound: 404,
    Conflict: 409,
    Taken: 409,
    Closed: 409,
    QuestionRequired: 409,
    TooLarge: 413,
    RateLimited: 429,
    Unavailable: 503,
}


def error_body(error: ChatError) -> Json:
    """`{code, message, field?, retry_after_s?}`; `closed` adds `opens_at` (null when unknown) and `ways`."""
    body: Json = {"code": error.code, "message": error.message}
    if error.field is not None:
        body["field"] = error.field
    if error.retry_after_s is not None:
        body["retry_after_s"] = error.retry_after_s
    if isinstance(error, Closed):
        body["opens_at"] = rfc3339(error.opens_at) if error.opens_at else None
        body["ways"] = list(error.ways)
    return body
