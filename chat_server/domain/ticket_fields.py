"""What people fill in for a kind of ticket, checked against the policy's fields and kept as texts."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from chat_server.domain.errors import Invalid, TooLarge
from chat_server.domain.policy import TicketField, TicketKind

Value = str | bool | int | float | tuple[str, ...]

MONEY = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")
MOST_MONEY = 9_999_999.99


def checked(kind: TicketKind, sent: Mapping[str, Value], *, complete: bool = True) -> dict[str, str]:
    """The values by field id in the kind's order, without those left empty.

    Texts are trimmed, amounts get a point and two digits, times become UTC, yes or no is a word, and files are their
    ids with commas between. Raises Invalid or TooLarge with the field `fields.<id>`; unless `complete`, required fields
    may be missing.
    """
    fields = {field.id: field for field in kind.fields}
    for name in sent:
        if name not in fields:
            raise Invalid(f"A ticket of this kind has no field {name[:40]!r}.", field=f"fields.{name[:40]}")
    values: dict[str, str] = {}
    for field in kind.fields:
        value = _text_of(field, sent[field.id]) if field.id in sent else ""
        if value:
            values[field.id] = value
        elif field.required and complete:
            raise _wrong(field, "is needed: without it nobody can look into this.")
    return values


def files_in(kind: TicketKind, values: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of all attachments that stand in the kind's fields."""
    listed = (values[field.id].split(",") for field in kind.fields if field.type == "files" and field.id in values)
    return tuple(attachment_id for ids in listed for attachment_id in ids)


def _text_of(field: TicketField, value: Value) -> str:
    match field.type, value:
        case (("text" | "long_text"), str()):
            return _words(field, value)
        case "choice", str():
            if value and value not in field.choices:
                raise _wrong(field, f"must be one of {', '.join(field.choices)}.")
            return value
        case "money", bool():
            raise _wrong(field, "must be an amount, such as 12.50.")
        case "money", (str() | int() | float()):
            return _amount(field, value)
        case "date_time", str():
            return _moment(field, value)
        case "yes_no", bool():
            return "yes" if value else "no"
        case "files", tuple():
            return ",".join(dict.fromkeys(value))
    raise _wrong(field, f"is not what a field of type {field.type} takes.")


def _words(field: TicketField, value: str) -> str:
    text = value.strip() if field.type == "long_text" else " ".join(value.split())
    if "\x00" in text:
        raise _wrong(field, "contains a NUL character. Remove it and send again.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _wrong(field, "contains half a character (a lone surrogate). Remove it.") from None
    if len(text) > field.max_length:
        raise TooLarge(
            f"{field.id} is longer than {field.max_length} characters. Shorten it.", field=f"fields.{field.id}"
        )
    return text


def _amount(field: TicketField, value: str | float) -> str:
    if isinstance(value, str):
        found = MONEY.fullmatch(value.strip())
        if value.strip() and found is None:
            raise _wrong(field, "must be an amount, such as 12.50.")
        return f"{int(found.group(1))}.{(found.group(2) or '').ljust(2, '0')}" if found else ""
    if not 0 <= value <= MOST_MONEY:  # also refuses what is no number at all
        raise _wrong(field, "must be an amount from 0 up, such as 12.50.")
    return f"{value:.2f}"


def _moment(field: TicketField, value: str) -> str:
    if not value:
        return ""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise _wrong(field, "must be a time with its zone, such as 2026-09-22T15:30:00Z.") from None


def _wrong(field: TicketField, what: str) -> Invalid:
    return Invalid(f"{field.id} {what}", field=f"fields.{field.id}")
