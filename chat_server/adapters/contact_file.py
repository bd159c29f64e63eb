"""Contacts from a CSV file: one column a claim, `attributes.NAME` for an attribute, empty cells for nothing said."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from chat_server.adapters.policy_parts import COUNTRY
from chat_server.domain.errors import Invalid

CLAIMS = ("sub", "iat", "name", "email", "plan", "country", "locale", "time_zone", "personal_agent", "account_manager")
ATTRIBUTE = "attributes."
DELIMITERS = ",;\t"  # spreadsheets write the second where the comma belongs to numbers


class ContactRow(msgspec.Struct, frozen=True):
    """`line` is where the row begins, from 1. With a `problem` there are no claims."""

    line: int
    claims: dict[str, object] = {}
    problem: str | None = None


def read_contacts(file: Path) -> Iterator[ContactRow]:
    """The rows one by one; raises Invalid, naming file and line, when the header or the encoding cannot be used.

    `iat` is the file's time of change unless a column says it.
    """
    iat = int(file.stat().st_mtime)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            first = text.readline()
            delimiter = max(DELIMITERS, key=first.count)
            columns = [column.strip() for column in next(csv.reader([first], delimiter=delimiter), [])]
            _check(columns, file)
            yield from _rows(text, delimiter, columns, iat)
    except UnicodeDecodeError:
        raise Invalid(f"{file} is not in UTF-8. Save it as CSV UTF-8.") from None


def _check(columns: list[str], file: Path) -> None:
    for column in columns:
        if column not in CLAIMS and not (column.startswith(ATTRIBUTE) and len(column) > len(ATTRIBUTE)):
            known = ", ".join((*CLAIMS, f"{ATTRIBUTE}NAME"))
            raise Invalid(f"{file}:1: there is no column {column[:100]!r}. Columns are {known}.", field=column[:100])
        if columns.count(column) > 1:
            raise Invalid(f"{file}:1: the column {column[:100]!r} stands there twice.", field=column[:100])
    if "sub" not in columns:
        raise Invalid(f"{file}:1: the column sub is missing, the platform's id of the contact.", field="sub")


def _rows(text: TextIO, delimiter: str, columns: list[str], iat: int) -> Iterator[ContactRow]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 2  # after the header, and where the row begins, not where it ends
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            yield ContactRow(line, problem=f"this cannot be read: {problem}")
            return  # where a quote is not closed, nobody knows where the next row begins
        if cells is None:
            return
        if len(cells) > len(columns):
            yield ContactRow(line, problem=f"there are {len(cells)} cells but {len(columns)} columns")
        elif any(cell.strip() for cell in cells):
            row = dict(zip(columns, cells, strict=False))
            wrong = _wrong(row)
            yield ContactRow(line, {} if wrong else _claims(row, iat), wrong)


def _wrong(row: dict[str, str]) -> str | None:
    """A country's name would pass for an unknown code, and its people would get the general rule's hours."""
    country = row.get("country", "").strip()
    if country and not COUNTRY.fullmatch(country.upper()):
        return f"country is {country[:100]!r}: write the code of two letters, such as ES"
    return None


def _claims(row: dict[str, str], iat: int) -> dict[str, object]:
    said = {column: cell.strip() for column, cell in row.items() if cell.strip()}
    claims: dict[str, object] = {"iat": iat} | {name: said[name] for name in CLAIMS if name in said}
    own = said.get("iat", "")
    if own.isascii() and own.isdigit():
        claims["iat"] = int(own[:20])  # more digits are refused all the same
    if any(column.startswith(ATTRIBUTE) for column in row):
        claims["attributes"] = {
            column.removeprefix(ATTRIBUTE): cell for column, cell in said.items() if column.startswith(ATTRIBUTE)
        }
    return claims
