"""When check-ins are due: spread for new contacts, on working days, on a date that is the same for everybody."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.check_in import due_on, first_due, intervals, is_overdue, next_due
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import ContactId
from chat_server.domain.policy import ChannelPolicy, PlanPolicy, Policy

MADRID = ZoneInfo("Europe/Madrid")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUARTER = timedelta(days=91)


def test_five_hundred_new_contacts_are_spread_over_the_quarter() -> None:
    due = [first_due(ContactId(f"con_{number}"), QUARTER, MONDAY, MADRID) for number in range(500)]
    a_day = Counter(due)
    assert len(a_day) > 55  # of 65 working days
    assert max(a_day.values()) < 25
    assert min(due) > MONDAY
    assert max(due) <= MONDAY + QUARTER + timedelta(days=1)
    assert {moment.weekday() for moment in due} == {0, 1, 2, 3, 4}


def test_the_same_contact_gets_the_same_day_whoever_plans() -> None:
    vera = ContactId("con_vera")
    assert first_due(vera, QUARTER, MONDAY, MADRID) == first_due(vera, QUARTER, MONDAY, MADRID)


@given(
    st.integers(0, 4 * 365 * 24),
    st.integers(1, 400),
    st.text(min_size=1),
)
def test_a_first_or_next_check_in_is_on_a_working_day_ahead(hours: int, days: int, name: str) -> None:
    now, every = MONDAY + timedelta(hours=hours), timedelta(days=days)
    for due in (first_due(ContactId(name), every, now, MADRID), next_due(now, every, MADRID)):
        local = due.astimezone(MADRID)
        assert (local.hour, local.weekday() < 5) == (12, True)
        assert local.date() > now.astimezone(MADRID).date()


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Madrid", "Asia/Tokyo"])
def test_the_date_is_the_same_wherever_it_is_read(zone: str) -> None:
    due = due_on(date(2026, 6, 8), MONDAY, MADRID)
    assert due.astimezone(ZoneInfo(zone)).date() == date(2026, 6, 8)


def test_a_check_in_done_on_a_friday_is_followed_by_one_on_a_working_day() -> None:
    friday = datetime(2026, 3, 6, 16, tzinfo=UTC)
    assert next_due(friday, timedelta(days=92), MADRID).date() == date(2026, 6, 8)  # day 92 is Saturday the sixth


def test_it_is_overdue_only_when_its_day_is_over_on_the_line() -> None:
    due = due_on(date(2026, 3, 4), MONDAY, MADRID)
    assert not is_overdue(due, datetime(2026, 3, 4, 22, 59, tzinfo=UTC), MADRID)
    assert is_overdue(due, datetime(2026, 3, 4, 23, 0, tzinfo=UTC), MADRID)


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 2, 1), date(2062, 3, 2)])
def test_a_date_that_is_not_ahead_or_decades_away_is_refused(day: date) -> None:
    with pytest.raises(Invalid) as refused:
        due_on(day, MONDAY, MADRID)
    assert refused.value.field == "next_due_on"


def test_a_date_may_be_two_years_ahead_and_no_day_more() -> None:
    assert due_on(date(2028, 3, 1), MONDAY, MADRID).date() == date(2028, 3, 1)
    with pytest.raises(Invalid):
        due_on(date(2028, 3, 2), MONDAY, MADRID)


def test_a_manager_may_choose_a_saturday() -> None:
    assert due_on(date(2026, 3, 7), MONDAY, MADRID).date() == date(2026, 3, 7)


def test_only_plans_whose_account_manager_has_an_interval_have_check_ins() -> None:
    def plan(name: str, *channels: ChannelPolicy) -> PlanPolicy:
        return PlanPolicy(name, {}, channels)

    manager = ChannelPolicy(kind="account_manager")
    quarterly = msgspec.structs.replace(manager, check_in_days=91)
    plans = (plan("small", ChannelPolicy(kind="chat")), plan("large", manager), plan("business", quarterly))
    assert intervals(Policy(zone=MADRID, plans=plans, anonymous_plan="small")) == {"business": QUARTER}
