"""The first wish that we have, by its language."""

import pytest

from chat_server.services.locales import supported
from chat_server.services.rules import Rules

RULES = Rules(default_locale="en", locales=("en", "es", "nl"))


@pytest.mark.parametrize(
    ("wishes", "served"),
    [
        (("es",), "es"),
        (("es-MX",), "es"),
        (("es_MX",), "es"),
        (("ES",), "es"),
        (("nl-BE", "es"), "nl"),
        (("pt", "es"), "es"),
        ((None, "", "nl"), "nl"),
        (("pt", "xx"), "en"),
        ((), "en"),
        ((None,), "en"),
        (("e",), "en"),
        (("est",), "en"),
    ],
)
def test_the_first_wish_that_we_have_is_served(wishes: tuple[str | None, ...], served: str) -> None:
    assert supported(RULES, *wishes) == served
