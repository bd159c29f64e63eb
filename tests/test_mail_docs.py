"""What docs/mail.md shows is run as it stands there: its settings are ours, its script hands a mail over."""

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_server.domain.ids import DEFAULT_SITE
from chat_server.mail_setup import letterhead
from chat_server.services.mail_ports import Purpose
from chat_server.services.receive_mail import MailResult
from chat_server.settings import BY_NAME, load
from chat_server.wire.tickets import TicketView
from tests.support.mails import an_answer
from tests.support.people import VERA
from tests.support.server import Chat, running_chat

DOCS = Path(__file__).parents[1] / "docs" / "mail.md"
DOMAIN, SECRET = "reply.example.com", "open sesame"
KEEP_IT = 75  # for Postfix: try again later


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    settings = {"CHAT_MAIL_REPLY_DOMAIN": DOMAIN, "CHAT_MAIL_HOOK_SECRET": SECRET}
    async with running_chat(migrated_file, tmp_path, **settings) as chat:
        yield chat


def examples(language: str) -> list[str]:
    return [str(found) for found in re.findall(rf"```{language}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)]


def test_its_settings_are_read_as_they_stand_there(tmp_path: Path) -> None:
    file = tmp_path / "chat-server.toml"
    file.write_text("".join(examples("toml")), encoding="utf-8")
    settings = load(file, {})
    assert letterhead(settings).public_url == "https://help.example.com"
    assert settings.text("imap_folder") == "INBOX"


def test_every_setting_that_it_names_exists() -> None:
    named = set(re.findall(r"`((?:smtp|imap|mail|attachment|public|var)_[a-z_]+)`", DOCS.read_text("utf-8")))
    assert {"mail_reply_domain", "mail_hook_secret", "var_dir", "attachment_mb"} <= named
    assert named <= set(BY_NAME)


def test_it_names_every_result_once() -> None:
    named = re.findall(r"^\|[^|]+\| `(\w+)` \|", DOCS.read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(result.value for result in MailResult)


async def test_its_script_hands_an_answer_over_and_keeps_what_was_not_taken(chat: Chat, tmp_path: Path) -> None:
    vera = await chat.known(VERA)
    wanted = {"kind": "general", "client_id": "t-1", "subject": "Where is it?", "text": "Since Monday."}
    ticket = (await vera.call("POST", "tickets", wanted)).of(TicketView)
    token = await chat.ports.mail.seals.seal(DEFAULT_SITE, Purpose.ANSWER, ticket.reference)
    raw = an_answer(f"reply+{token}@{DOMAIN}", sender=f"Vera <{VERA.email}>")
    [script] = examples("sh")
    file = tmp_path / "hand-over-mail"
    file.write_text(script, encoding="utf-8")

    async def hand_over(secret: str) -> int:
        own = {"CHAT_URL": chat.url, "MAIL_HOOK_SECRET": secret, "PATH": "/usr/bin:/bin"}
        done = await asyncio.to_thread(
            subprocess.run, ["sh", str(file)], input=raw, env=own, capture_output=True, check=False
        )
        return done.returncode

    assert await hand_over("something else") == KEEP_IT
    assert [await hand_over(SECRET) for _ in range(2)] == [0, 0]
    seen = (await vera.call("GET", f"tickets/{ticket.ticket_id}")).of(TicketView)
    assert [entry.text for entry in seen.entries] == ["Since Monday.", "It was the neighbour."]
