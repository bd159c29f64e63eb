"""What docs/identity.md shows is run as it stands there: its tokens open sessions, its call makes contacts."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from chat_server.adapters.contact_file import read_contacts
from chat_server.adapters.sql.tables import contact
from tests.support.server import Chat, running_chat

DOCS = Path(__file__).parents[1] / "docs" / "identity.md"
MERCHANT = {
    "id": "m-1001",
    "name": "Inés Núñez <ñ> 'x' €",
    "email": "ines@almaceramica.example",
    "plan": "small_shop",
    "country": "ES",
    "erp": "Odoo",
}
CALLS = {
    "node": ["node", "-e", "{code}\nprocess.stdout.write(supportToken(JSON.parse({merchant}), {secret}))"],
    "php": ["php", "-r", "{code}\necho support_token(json_decode({merchant}, true), {secret});"],
}


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(migrated_file, tmp_path) as chat:
        yield chat


def example(language: str, mentioning: str) -> str:
    """The one example in this language that mentions the name."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    [found] = [block for block in blocks if mentioning in block]
    return str(found)


def run_python(mentioning: str, call: str, **given: object) -> object:
    names: dict[str, object] = dict(given)
    exec(compile(example("python", mentioning), str(DOCS), "exec"), names)  # noqa: S102 - our own documentation
    return eval(call, names)  # noqa: S307 - as above


async def opens_a_session(chat: Chat, token: str) -> None:
    session = (await chat.merchant(token)).session
    assert session.contact is not None
    assert (session.contact.name, session.contact.email) == (MERCHANT["name"], MERCHANT["email"])
    assert (session.plan, session.contact.verified) == ("small_shop", True)
    query = select(contact.c.country, contact.c.attributes)
    [stored] = await chat.database.read(lambda connection: connection.execute(query).all())
    assert tuple(stored) == ("ES", {"erp": "Odoo"})


async def test_a_token_signed_in_python_opens_a_session(chat: Chat) -> None:
    secret = await chat.signing_secret()
    token = run_python("def support_token", "support_token(merchant, secret)", merchant=MERCHANT, secret=secret)
    await opens_a_session(chat, str(token))


@pytest.mark.parametrize(("language", "fence"), [("node", "js"), ("php", "php")])
async def test_a_token_signed_in_another_language_opens_a_session(chat: Chat, language: str, fence: str) -> None:
    program, option, script = CALLS[language]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    secret = json.dumps(await chat.signing_secret())
    merchant = "'" + json.dumps(MERCHANT).replace("\\", "\\\\").replace("'", "\\'") + "'"
    code = example(fence, "upport")
    script = script.replace("{secret}", secret).replace("{merchant}", merchant).replace("{code}", code)
    done = await asyncio.to_thread(subprocess.run, [program, option, script], capture_output=True, check=True)
    await opens_a_session(chat, done.stdout.decode())


async def test_the_platforms_server_describes_people_as_documented(chat: Chat) -> None:
    [told] = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCS.read_text(), re.DOTALL)]
    given = {"server": chat.url, "contacts": told["contacts"], "secret": await chat.signing_secret()}
    call = "describe_merchants(server, contacts, secret)"
    answer = await asyncio.to_thread(run_python, "def describe_merchants", call, **given)
    assert answer == {"created": 1, "updated": 0, "unchanged": 0, "refused": []}


def test_the_documented_file_has_columns_that_we_know(tmp_path: Path) -> None:
    file = tmp_path / "merchants.csv"
    file.write_text(example("csv", "sub,"), encoding="utf-8")
    [row] = read_contacts(file)
    assert row.claims["attributes"] == {"erp": "Odoo"}
