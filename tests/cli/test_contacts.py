"""`chat-server contacts import`: what a file says of people, who is refused and where, and which description wins."""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import select

from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tables import contact
from chat_server.bootstrap import DATABASE_FILE
from tests.cli.conftest import Ended, Run
from tests.support.people import FAR_AWAY

HEADER = "sub,name,email,plan,country,attributes.shop_size\n"
VERA = "m-1001,Vera Molina,vera@almaceramica.example,small_shop,es,12\n"
MONDAY = 1_790_000_000


def written(folder: Path, text: str, *, at: int = MONDAY, encoding: str = "utf-8") -> str:
    file = folder / "merchants.csv"
    file.write_bytes(text.encode(encoding))
    os.utime(file, (at, at))
    return str(file)


def stored(folder: Path) -> list[dict[str, object]]:
    async def read() -> list[dict[str, object]]:
        database = SqliteDatabase(folder / DATABASE_FILE)
        try:
            return await database.read(
                lambda connection: [
                    dict(row) for row in connection.execute(select(contact).order_by(contact.c.sub)).mappings()
                ]
            )
        finally:
            await database.close()

    return asyncio.run(read())


def counted(ended: Ended) -> str:
    return ended.out.strip().split(": ", 1)[1]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files may be as young as they like: the clock stands later."""
    monkeypatch.setattr("chat_server.services.import_contacts.LEEWAY_S", 10**9)


@pytest.mark.usefixtures("now")
def test_people_are_made_then_known_then_brought_up_to_date(run: Run, folder: Path) -> None:
    first = run("contacts", "import", written(folder, HEADER + VERA))
    assert (first.status, first.err) == (0, "")
    assert counted(first) == "created 1, updated 0, unchanged 0, refused 0."
    [vera] = stored(folder)
    assert (vera["name"], vera["plan"], vera["country"], vera["claims_iat"]) == (
        "Vera Molina",
        "small_shop",
        "ES",
        MONDAY,
    )
    assert vera["attributes"] == {"shop_size": "12"}
    again = run("contacts", "import", written(folder, HEADER + VERA))
    assert counted(again) == "created 0, updated 0, unchanged 1, refused 0."
    grown = run("contacts", "import", written(folder, HEADER + VERA.replace("small", "large"), at=MONDAY + 1))
    assert counted(grown) == "created 0, updated 1, unchanged 0, refused 0."
    assert [person["plan"] for person in stored(folder)] == ["large_shop"]


@pytest.mark.usefixtures("now")
def test_an_older_file_restores_nothing(run: Run, folder: Path) -> None:
    run("contacts", "import", written(folder, HEADER + VERA))
    older = run("contacts", "import", written(folder, HEADER + VERA.replace("small", "large"), at=MONDAY - 1))
    assert counted(older) == "created 0, updated 0, unchanged 1, refused 0."
    assert [person["plan"] for person in stored(folder)] == ["small_shop"]


@pytest.mark.usefixtures("now")
def test_without_columns_for_them_attributes_stay(run: Run, folder: Path) -> None:
    run("contacts", "import", written(folder, HEADER + VERA))
    run("contacts", "import", written(folder, "sub,name\nm-1001,Vera M.\n", at=MONDAY + 1))
    [vera] = stored(folder)
    assert (vera["name"], vera["email"], vera["attributes"]) == ("Vera M.", None, {"shop_size": "12"})
    run("contacts", "import", written(folder, "sub,attributes.erp\nm-1001,\n", at=MONDAY + 2))
    assert [person["attributes"] for person in stored(folder)] == [{}]


@pytest.mark.usefixtures("now")
def test_a_row_that_cannot_be_used_is_named_and_the_others_are_taken(run: Run, folder: Path) -> None:
    text = HEADER + '"m-1","Two\nlines",,,,\n' + ",nobody,,,,\n" + f"m-2,{'x' * 400},,,,\n" + "m-3,a,b,c,d,e,f\n" + VERA
    text += "m-4,Ana,,,Spain,\n"
    refused = run("contacts", "import", file := written(folder, text))
    assert refused.status == 1
    assert counted(refused) == "created 2, updated 0, unchanged 0, refused 4."
    assert [line.split(": ")[:2] for line in refused.err.splitlines()] == [
        [f"{file}:4", "sub"],
        [f"{file}:5", "name"],
        [f"{file}:6", "there are 7 cells but 6 columns"],
        [f"{file}:8", "country is 'Spain'"],
    ]


def test_a_file_from_the_future_would_shut_out_all_later_ones(run: Run, folder: Path) -> None:
    refused = run("contacts", "import", written(folder, HEADER + VERA, at=FAR_AWAY))
    assert (refused.status, stored(folder)) == (1, [])
    assert "future" in refused.err


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_spreadsheets_are_read_as_they_come(run: Run, folder: Path, delimiter: str) -> None:
    text = (HEADER + VERA).replace(",", delimiter).replace("\n", "\r\n")
    assert run("contacts", "import", written(folder, text, encoding="utf-8-sig")).status == 0
    assert [person["sub"] for person in stored(folder)] == ["m-1001"]


@pytest.mark.usefixtures("now")
def test_a_column_may_say_when_each_row_was_true(run: Run, folder: Path) -> None:
    run("contacts", "import", written(folder, "sub,iat\nm-1,1700000000\nm-2,\nm-3,yesterday\n"))
    assert [(person["sub"], person["claims_iat"]) for person in stored(folder)] == [
        ("m-1", 1_700_000_000),
        ("m-2", MONDAY),
    ]


@pytest.mark.usefixtures("now")
def test_more_rows_than_one_transaction_takes(run: Run, folder: Path) -> None:
    rows = "".join(f"m-{number}\n" if number != 700 else "x" * 201 + "\n" for number in range(1001))
    many = run("contacts", "import", file := written(folder, "sub\n" + rows))
    assert counted(many) == "created 1000, updated 0, unchanged 0, refused 1."
    assert many.err.startswith(f"{file}:702: sub")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sub,contry\nm-1,ES\n", ":1: there is no column 'contry'"),
        ("name\nVera\n", ":1: the column sub is missing"),
        ("sub,sub\nm-1,m-2\n", "stands there twice"),
        ("sub,attributes.\nm-1,x\n", ":1: there is no column"),
        ("", ":1: the column sub is missing"),
    ],
)
def test_a_file_whose_columns_are_not_ours_changes_nothing(run: Run, folder: Path, text: str, says: str) -> None:
    refused = run("contacts", "import", written(folder, text))
    assert (refused.status, refused.out, stored(folder)) == (1, "", [])
    assert says in refused.err


def test_a_file_in_another_encoding_is_refused(run: Run, folder: Path) -> None:
    refused = run("contacts", "import", written(folder, "sub,name\nm-1,Inés\n", encoding="latin-1"))
    assert (refused.status, stored(folder)) == (1, [])
    assert "UTF-8" in refused.err


@pytest.mark.usefixtures("now")
def test_a_quote_that_is_never_closed_ends_the_reading_there(run: Run, folder: Path) -> None:
    refused = run("contacts", "import", file := written(folder, 'sub,name\nm-1,Vera\nm-2,"Jonas\nm-3,Inés\n'))
    assert counted(refused) == "created 1, updated 0, unchanged 0, refused 1."
    assert refused.err.startswith(f"{file}:3: this cannot be read")
