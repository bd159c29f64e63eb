"""`chat-server agent`: accounts are made, changed and ended from the command line, and stand in the way of nobody."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from sqlalchemy import select

from chat_server.adapters.sql.agents import SqlAgents
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tables_contact import agent_face
from chat_server.bootstrap import DATABASE_FILE
from chat_server.domain.agent import Agent
from chat_server.domain.ids import DEFAULT_SITE
from tests.cli.conftest import Run
from tests.support.files import picture
from tests.support.people import AMIR, LUCIA
from tests.support.processes import server_process, site_of

T = TypeVar("T")
PASSWORD = "lemon tree, very pretty"


def stored(folder: Path, email: str = AMIR) -> Agent:
    async def read(agents: SqlAgents) -> Agent:
        found = await agents.credentials(DEFAULT_SITE, email)
        assert found is not None
        assert PASSWORD not in found[1]
        return found[0]

    return asyncio.run(_with_agents(folder, read))


async def _with_agents(folder: Path, read: Callable[[SqlAgents], Awaitable[T]]) -> T:
    database = SqliteDatabase(folder / DATABASE_FILE)
    try:
        return await read(SqlAgents(database))
    finally:
        await database.close()


def test_an_account_is_made_with_a_password_from_stdin(run: Run, folder: Path) -> None:
    wishes = ("--name", "Amir", "--admin", "--languages", "es, EN", "--capacity", "3")
    added = run("agent", "add", "Amir@Parcelo.example", *wishes, stdin=f"{PASSWORD}\n")
    assert (added.status, added.err) == (0, "")
    assert "can log in at /console" in added.out
    agent = stored(folder)
    assert (agent.name, agent.admin, agent.languages, agent.capacity) == ("Amir", True, ("es", "en"), 3)
    assert agent.active


def test_without_wishes_an_agent_speaks_all_languages_and_holds_four_chats(run: Run, folder: Path) -> None:
    run("agent", "add", AMIR, "--name", "Amir", stdin=PASSWORD)
    agent = stored(folder)
    assert (agent.languages, agent.capacity, agent.admin) == ((), 4, False)


def test_setting_changes_only_what_is_named(run: Run, folder: Path) -> None:
    run("agent", "add", AMIR, "--name", "Amir", "--admin", "--languages", "es", stdin=PASSWORD)
    assert run("agent", "set", AMIR, "--capacity", "7").status == 0
    agent = stored(folder)
    assert (agent.name, agent.admin, agent.languages, agent.capacity) == ("Amir", True, ("es",), 7)
    assert run("agent", "set", AMIR, "--no-admin", "--languages", "").status == 0
    agent = stored(folder)
    assert (agent.admin, agent.languages) == (False, ())


@pytest.mark.parametrize(
    ("arguments", "stdin", "why"),
    [
        (("add", AMIR, "--name", "Amir"), "short", "at least 8 characters"),
        (("add", AMIR, "--name", "Amir"), "", "at least 8 characters"),
        (("add", "amir", "--name", "Amir"), PASSWORD, "no e-mail address"),
        (("add", "a b@c.example", "--name", "Amir"), PASSWORD, "no e-mail address"),
        (("add", AMIR, "--name", ""), PASSWORD, "name"),
        (("add", AMIR, "--name", "Amir", "--capacity", "0"), PASSWORD, "from 1 to 100"),
        (("set", LUCIA, "--capacity", "2"), "", "no agent lucia@"),
        (("deactivate", LUCIA), "", "no agent lucia@"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(run: Run, arguments: tuple[str, ...], stdin: str, why: str) -> None:
    refused = run("agent", *arguments, stdin=stdin)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("chat-server: ")
    assert why in refused.err
    assert "Traceback" not in refused.err


def test_an_e_mail_address_is_taken_once(run: Run, folder: Path) -> None:
    run("agent", "add", AMIR, "--name", "Amir", stdin=PASSWORD)
    again = run("agent", "add", AMIR.upper(), "--name", "Somebody else", stdin=PASSWORD)
    assert (again.status, "already" in again.err) == (1, True)
    assert stored(folder).name == "Amir"


@pytest.mark.parametrize("arguments", [("add", AMIR), ("add",), (), ("add", AMIR, "--name", "A", "--capacity", "x")])
def test_a_wrong_command_line_shows_how_it_goes(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run("agent", *arguments)
    assert refused.status == 2
    assert "usage: chat-server agent" in refused.err


@pytest.mark.slow
async def test_accounts_are_made_and_ended_beside_a_running_server(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        add = ("agent", "add", AMIR, "--name", "Amir")
        assert (await server.run(*add, stdin=PASSWORD))[0] == 0
        amir = await site.console(password=PASSWORD)
        desk = await amir.tab()
        assert (await server.run("agent", "set", AMIR, "--password", stdin="another good one"))[0] == 0
        (await amir.call("GET", "session")).refused("unauthenticated", 401)
        amir = await site.console(password="another good one")
        assert (await server.run("agent", "deactivate", AMIR))[0] == 0
        (await amir.call("GET", "session")).refused("unauthenticated", 401)
        body = {"email": AMIR, "password": "another good one"}
        (await site.call("POST", "/api/console/session", body)).refused("unauthenticated", 401)
        await desk.close()
        assert (await server.run("agent", "set", AMIR, "--name", "Amir again"))[0] == 0
        assert (await site.console(password="another good one")).session.agent.name == "Amir again"


def test_merchants_see_a_picture_of_their_agent_made_anew(run: Run, folder: Path) -> None:
    run("agent", "add", AMIR, "--name", "Amir", stdin=f"{PASSWORD}\n")
    photo = folder / "amir.jpg"
    photo.write_bytes(picture("JPEG", place=True))
    shown = run("agent", "face", AMIR, str(photo))
    assert (shown.status, shown.err) == (0, "")
    assert "Amir <amir@parcelo.example> with this picture" in shown.out
    (kept,) = faces(folder)
    with Image.open(io.BytesIO(kept)) as small:
        assert (small.format, max(small.size)) == ("WEBP", 160)
    assert b"secret place" not in kept
    photo.write_bytes(picture("PNG", size=(400, 400)))
    run("agent", "face", AMIR, str(photo))
    (other,) = faces(folder)
    assert other != kept
    assert "by initials" in run("agent", "face", AMIR, "--remove").out
    assert faces(folder) == []


@pytest.mark.parametrize(("content", "says"), [(b"Amir, from the left", "no picture"), (picture()[:300], "broken")])
def test_what_is_no_picture_is_nobodys_face(run: Run, folder: Path, content: bytes, says: str) -> None:
    run("agent", "add", AMIR, "--name", "Amir", stdin=f"{PASSWORD}\n")
    (folder / "amir").write_bytes(content)
    refused = run("agent", "face", AMIR, str(folder / "amir"))
    assert refused.status == 1
    assert says in refused.err
    assert faces(folder) == []


def faces(folder: Path) -> list[bytes]:
    async def read() -> list[bytes]:
        database = SqliteDatabase(folder / DATABASE_FILE)
        try:
            query = select(agent_face.c.picture)
            return await database.read(lambda connection: list(connection.execute(query).scalars()))
        finally:
            await database.close()

    return asyncio.run(read())
