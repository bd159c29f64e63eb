"""Rate limits: a burst at once, then as fast as the rule grants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.adapters import memory_limiter
from chat_server.adapters.memory_limiter import Limit, MemoryRateLimiter
from chat_server.domain.errors import RateLimited
from tests.support.clock import FakeSeconds

LIMITS = {"messages": Limit(burst=3, every_s=2), "logins": Limit(burst=1, every_s=60)}


@pytest.fixture
def seconds() -> FakeSeconds:
    return FakeSeconds()


@pytest.fixture
def limiter(seconds: FakeSeconds) -> MemoryRateLimiter:
    return MemoryRateLimiter(LIMITS, seconds)


def granted(limiter: MemoryRateLimiter, tries: int, key: str = "vera", rule: str = "messages") -> int:
    """How many of so many tries at once were let through."""
    passed = 0
    for _ in range(tries):
        try:
            limiter.check(rule, key)
        except RateLimited:
            continue
        passed += 1
    return passed


def test_the_burst_is_granted_at_once_and_no_more(limiter: MemoryRateLimiter) -> None:
    assert granted(limiter, 10) == 3


def test_then_one_is_granted_for_every_so_many_seconds(limiter: MemoryRateLimiter, seconds: FakeSeconds) -> None:
    granted(limiter, 10)
    seconds.advance(1.9)
    assert granted(limiter, 10) == 0
    seconds.advance(0.1)
    assert granted(limiter, 10) == 1
    seconds.advance(4)
    assert granted(limiter, 10) == 2


def test_rest_is_saved_up_to_the_burst_and_no_further(limiter: MemoryRateLimiter, seconds: FakeSeconds) -> None:
    granted(limiter, 10)
    seconds.advance(3600)
    assert granted(limiter, 10) == 3


def test_being_refused_costs_nothing(limiter: MemoryRateLimiter, seconds: FakeSeconds) -> None:
    granted(limiter, 1000)
    seconds.advance(2)
    assert granted(limiter, 1) == 1


def test_the_refusal_says_when_it_will_be_granted(limiter: MemoryRateLimiter, seconds: FakeSeconds) -> None:
    granted(limiter, 1, rule="logins")
    seconds.advance(20)
    with pytest.raises(RateLimited) as refused:
        limiter.check("logins", "vera")
    wait = refused.value.retry_after_s
    assert wait == 41
    assert str(wait) in refused.value.message
    seconds.advance(wait)
    assert granted(limiter, 1, rule="logins") == 1


def test_everybody_and_every_rule_counts_apart(limiter: MemoryRateLimiter) -> None:
    assert granted(limiter, 10, "vera") == 3
    assert granted(limiter, 10, "jonas") == 3
    assert granted(limiter, 10, "vera", "logins") == 1


def test_what_is_given_back_may_be_used_again(limiter: MemoryRateLimiter) -> None:
    granted(limiter, 3)
    limiter.give_back("messages", "vera")
    assert granted(limiter, 10) == 1


def test_giving_back_never_grants_more_than_the_burst(limiter: MemoryRateLimiter) -> None:
    for _ in range(5):
        limiter.give_back("messages", "vera")
    assert granted(limiter, 10) == 3


def test_an_unknown_rule_is_a_mistake_of_ours(limiter: MemoryRateLimiter) -> None:
    with pytest.raises(KeyError):
        limiter.check("nothing", "vera")


def test_of_too_many_callers_the_longest_unseen_are_forgotten(
    limiter: MemoryRateLimiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_limiter, "REMEMBERED", 2)
    for key in ("vera", "jonas", "vera", "somebody"):
        limiter.check("logins", key) if key != "vera" else granted(limiter, 1, "vera", "messages")
    assert granted(limiter, 10, "vera") == 1, "seen lately"
    assert granted(limiter, 10, "jonas", "logins") == 1, "forgotten, which only forgives"


@given(st.lists(st.floats(0, 5), max_size=60))
def test_over_any_time_nobody_gets_more_than_burst_and_rate_allow(pauses: list[float]) -> None:
    seconds = FakeSeconds()
    limiter, passed, elapsed = MemoryRateLimiter(LIMITS, seconds), 0, 0.0
    for pause in pauses:
        seconds.advance(pause)
        elapsed += pause
        passed += granted(limiter, 2)
        assert passed <= 3 + elapsed / 2 + 1e-6
