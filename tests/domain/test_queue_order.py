"""The order of the queue: fixed, bounded, and with a reason that can be said in one sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.queue_order import HeadStarts, Reason, placed, reason

NINE = datetime(2026, 9, 21, 9, tzinfo=UTC)
STARTS = HeadStarts(
    plans={"small_shop": timedelta(minutes=3), "large_shop": timedelta(minutes=6)},
    topics={"outage": timedelta(minutes=2)},
)
plans = st.sampled_from(["essential", "small_shop", "large_shop", "a plan of another day"])
topics = st.sampled_from([None, "outage", "labels"])


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_a_small_shop_that_comes_within_its_head_start_is_next_and_a_later_one_is_not() -> None:
    essential = placed(NINE, "essential", None, STARTS)
    assert placed(after(2.9), "small_shop", None, STARTS).key < essential.key
    assert placed(after(3.1), "small_shop", None, STARTS).key > essential.key


def test_plan_and_topic_add_up() -> None:
    assert placed(after(8), "large_shop", "outage", STARTS).key == NINE


@pytest.mark.parametrize(
    ("plan", "topic", "why"),
    [
        ("essential", None, "arrival"),
        ("small_shop", "labels", "plan"),
        ("essential", "outage", "topic"),
        ("large_shop", "outage", "plan_and_topic"),
    ],
)
def test_every_place_says_why(plan: str, topic: str | None, why: Reason) -> None:
    assert reason(placed(NINE, plan, topic, STARTS)) == why


@given(plans, topics, plans, topics, st.floats(0, 600))
def test_nobody_is_overtaken_by_whoever_comes_more_than_the_largest_head_start_later(
    plan: str, topic: str | None, later_plan: str, later_topic: str | None, minutes: float
) -> None:
    waits = placed(NINE, plan, topic, STARTS)
    comes = placed(after(8) + timedelta(minutes=minutes, milliseconds=1), later_plan, later_topic, STARTS)
    assert waits.key < comes.key


@given(plans, topics, st.floats(0.001, 60))
def test_within_one_plan_and_topic_who_comes_first_stands_first(plan: str, topic: str | None, minutes: float) -> None:
    assert placed(NINE, plan, topic, STARTS).key < placed(after(minutes), plan, topic, STARTS).key
