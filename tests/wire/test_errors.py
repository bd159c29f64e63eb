"""Errors have one shape on every door, and each code its HTTP status."""

import pytest

from chat_server.domain.errors import ALL_ERRORS, ChatError, Closed, Invalid, RateLimited, Taken
from chat_server.wire.errors import HTTP_STATUS, error_body
from tests.support.clock import MONDAY_MORNING

CONTRACT = {
    "invalid": 400,
    "unauthenticated": 401,
    "not_found": 404,
    "conflict": 409,
    "taken": 409,
    "closed": 409,
    "question_required": 409,
    "too_large": 413,
    "rate_limited": 429,
    "unavailable": 503,
}


def test_every_code_of_the_contract_has_its_status() -> None:
    assert {error.code: HTTP_STATUS[error] for error in ALL_ERRORS} == CONTRACT


def test_no_error_is_forgotten_in_the_list() -> None:
    assert set(ChatError.__subclasses__()) == set(ALL_ERRORS)


def test_an_error_says_its_code_and_what_to_do() -> None:
    assert error_body(Taken("Lucía has it.")) == {"code": "taken", "message": "Lucía has it."}


def test_what_is_known_is_added() -> None:
    assert error_body(Invalid("Too short.", field="text")) == {
        "code": "invalid",
        "message": "Too short.",
        "field": "text",
    }
    assert error_body(RateLimited("Slower.", retry_after_s=3))["retry_after_s"] == 3
    assert error_body(RateLimited("Slower.", retry_after_s=0))["retry_after_s"] == 0


@pytest.mark.parametrize(("opens_at", "told"), [(None, None), (MONDAY_MORNING, "2026-03-02T09:00:00.000Z")])
def test_closed_says_when_it_opens_and_which_ways_are_open(opens_at: object, told: str | None) -> None:
    closed = Closed("Come back.", opens_at=MONDAY_MORNING if opens_at else None, ways=["article"])
    assert error_body(closed) == {"code": "closed", "message": "Come back.", "opens_at": told, "ways": ["article"]}
