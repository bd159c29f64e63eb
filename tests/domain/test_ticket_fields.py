"""What people fill in: kept in one form, and refused with the field's name."""

import pytest

from chat_server.domain.errors import Invalid, TooLarge
from chat_server.domain.ticket_fields import Value, checked, files_in
from tests.support.tickets import INVESTIGATION

NEEDED: dict[str, Value] = {"tracking_number": "RX1", "reason": "lost"}


def with_field(name: str, value: Value) -> str | None:
    return checked(INVESTIGATION, NEEDED | {name: value}).get(name)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("tracking_number", "  RX 12\n34 ", "RX 12 34"),
        ("reason", "damaged", "damaged"),
        ("story", " First line\nsecond ", "First line\nsecond"),
        ("parcel_value", "12,5", "12.50"),
        ("parcel_value", " 0089.90 ", "89.90"),
        ("parcel_value", 120, "120.00"),
        ("parcel_value", 12.345, "12.35"),
        ("parcel_value", "", None),
        ("sent_at", "2026-03-02T10:00:00+01:00", "2026-03-02T09:00:00Z"),
        ("sent_at", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"),
        ("sent_at", "2026-03-02T09:00:00.123456Z", "2026-03-02T09:00:00Z"),
        ("parcel_value", 0, "0.00"),
        ("parcel_value", 9_999_999.99, "9999999.99"),
        ("tracking_number", "x" * 20, "x" * 20),
        ("sent_at", "", None),
        ("receiver_contacted", True, "yes"),
        ("receiver_contacted", False, "no"),
        ("photos", ("att_1", "att_2", "att_1"), "att_1,att_2"),
        ("photos", (), None),
        ("story", "   ", None),
    ],
)
def test_values_are_kept_in_one_form(name: str, value: Value, kept: str | None) -> None:
    assert with_field(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tracking_number", 12),
        ("tracking_number", ""),
        ("tracking_number", " \n "),
        ("tracking_number", "RX\x001"),
        ("tracking_number", "RX\ud800"),
        ("reason", "stolen"),
        ("reason", True),
        ("parcel_value", "a lot"),
        ("parcel_value", "-1"),
        ("parcel_value", -1),
        ("parcel_value", 10_000_000),
        ("parcel_value", "10000000"),
        ("parcel_value", float("nan")),
        ("parcel_value", True),
        ("parcel_value", "1.000,00"),
        ("sent_at", "yesterday"),
        ("sent_at", "2026-03-02T10:00:00"),
        ("sent_at", "0001-01-01T00:00:00+14:00"),
        ("receiver_contacted", "yes"),
        ("photos", "att_1"),
        ("colour", "red"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_fields_name(name: str, value: Value) -> None:
    with pytest.raises(Invalid) as refused:
        with_field(name, value)
    assert refused.value.field == f"fields.{name}"


def test_what_is_too_long_says_so() -> None:
    with pytest.raises(TooLarge) as refused:
        with_field("tracking_number", "9" * 21)
    assert refused.value.field == "fields.tracking_number"


def test_what_is_needed_must_be_there_unless_an_agent_asks_later() -> None:
    with pytest.raises(Invalid) as refused:
        checked(INVESTIGATION, {"tracking_number": "RX1"})
    assert refused.value.field == "fields.reason"
    assert checked(INVESTIGATION, {}, complete=False) == {}


def test_values_stand_in_the_kinds_order() -> None:
    sent: dict[str, Value] = {"parcel_value": 5, "reason": "lost", "tracking_number": "RX1"}
    assert list(checked(INVESTIGATION, sent)) == ["tracking_number", "reason", "parcel_value"]


def test_files_are_found_in_their_fields() -> None:
    values = checked(INVESTIGATION, NEEDED | {"photos": ("att_1", "att_2")})
    assert files_in(INVESTIGATION, values) == ("att_1", "att_2")
