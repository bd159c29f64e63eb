"""`chat-server token`: an identity to try things out with, alone on stdout, valid at once."""

import asyncio
from pathlib import Path

import jwt
import pytest

from chat_server.wire.outgoing import Session
from tests.cli.conftest import Run
from tests.support.people import AMIR
from tests.support.processes import server_process, site_of
from tests.support.server import own_database, running_chat

CLAIMS = {
    "--subject": "m-1",
    "--plan": "small_shop",
    "--country": "ES",
    "--locale": "es",
    "--time-zone": "Europe/Madrid",
    "--name": "Vera Molina",
    "--email": "vera@almaceramica.example",
    "--personal-agent": AMIR,
    "--account-manager": AMIR,
}


def claims_of(token: str) -> dict[str, object]:
    claims: dict[str, object] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_the_token_stands_alone_on_stdout_and_says_what_was_asked_for(run: Run) -> None:
    signed = run("token", *(part for pair in CLAIMS.items() for part in pair))
    assert (signed.status, signed.err, signed.out.count("\n")) == (0, "", 1)
    claims = claims_of(signed.out.strip())
    said = {f"--{name.replace('_', '-')}".replace("--sub", "--subject"): value for name, value in claims.items()}
    assert {name: said[name] for name in CLAIMS} == CLAIMS


def test_a_token_is_valid_for_a_day_or_as_long_as_asked_for(run: Run) -> None:
    for arguments, hours in (((), 24), (("--hours", "1"), 1)):
        claims = claims_of(run("token", "--subject", "m-1", *arguments).out.strip())
        assert int(str(claims["exp"])) - int(str(claims["iat"])) == hours * 3600


def test_without_anything_configured_the_key_is_made_and_kept(run: Run) -> None:
    headers = {run("token", "--subject", "m-1").out.split(".")[0] for _ in range(2)}
    assert len(headers) == 1


def test_the_key_is_told_for_the_platform_that_signs(run: Run) -> None:
    key, token = run("secret"), run("token", "--subject", "m-1")
    assert (key.status, key.err, key.out.count("\n")) == (0, "", 1)
    assert jwt.decode(token.out.strip(), key.out.strip(), algorithms=["HS256"])["sub"] == "m-1"


def test_a_token_of_the_command_line_opens_a_session(run: Run, folder: Path, tmp_path: Path) -> None:
    token = run("token", "--subject", "m-1", "--plan", "business", "--locale", "es").out.strip()
    own = tmp_path / "server"
    own.mkdir()

    async def opens() -> Session:
        async with running_chat(folder / "chat.sqlite3", own, own_database) as chat:
            return (await chat.merchant(token, locale=None)).session

    session = asyncio.run(opens())
    assert (session.plan, session.locale, session.contact is not None) == ("business", "es", True)


@pytest.mark.parametrize("arguments", [(), ("--subject", "m", "--hours", "x")])
def test_a_wrong_command_line_shows_how_it_goes(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run("token", *arguments)
    assert (refused.status, refused.out) == (2, "")


@pytest.mark.parametrize(
    "arguments", [("--subject", ""), ("--subject", "m-1", "--hours", "-1"), ("--subject", "m-1", "--plan", "king")]
)
def test_a_token_that_cannot_be_used_is_not_signed(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("token", *arguments).status != 0


@pytest.mark.slow
async def test_a_token_is_usable_at_once_at_a_running_server(tmp_path: Path) -> None:
    async with server_process(tmp_path) as server, site_of(server) as site:
        status, out, err = await server.run("token", "--subject", "m-1", "--plan", "large_shop", "--name", "Jonas")
        assert (status, err) == (0, "")
        session = (await site.merchant(out.strip())).session
        assert (session.plan, session.contact and session.contact.name) == ("large_shop", "Jonas")
