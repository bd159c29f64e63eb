"""The mails themselves: every kind in six languages, as text and as HTML that fetches nothing."""

import re
import tomllib
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from chat_server.adapters.letters import TEMPLATES, Letterhead, Letters
from chat_server.adapters.mail_quotes import new_text
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.mailing import Mail, MailId, Mailing, MailKind
from chat_server.services.mail_ports import TicketSeals
from tests.support.mails import a_mailing
from tests.support.world import LETTERHEAD, World
from tests.web.site import SIX_LOCALES, Page

BLANK = re.compile(r"\{(\w*)\}")


def owed(mailing: Mailing) -> Mail:
    return Mail(
        id=MailId("mail_l5e6bxvyemculkc3hntckvfv6vbcefa3"),
        site_id=DEFAULT_SITE,
        once=mailing.once,
        kind=mailing.kind,
        recipient=mailing.recipient,
        locale=mailing.locale,
        content=mailing.content,
        attempts=0,
        created_at=mailing.at,
    )


async def written(world: World, mailing: Mailing, head: Letterhead = LETTERHEAD) -> EmailMessage:
    seals: TicketSeals = world.ports.mail.seals
    letter = await Letters(head, seals).written(owed(mailing))
    message = message_from_bytes(letter.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


@pytest.mark.parametrize("locale", SIX_LOCALES)
@pytest.mark.parametrize("kind", list(MailKind))
async def test_every_kind_is_written_in_every_language(world: World, kind: MailKind, locale: str) -> None:
    message = await written(world, a_mailing(world, kind=kind, locale=locale))
    words = tomllib.loads((TEMPLATES / "texts/mail" / f"{locale}.toml").read_text("utf-8"))
    text, html = body(message, "plain"), Page(body(message, "html"))
    assert words["mail"]["bye"] in text
    assert words["mail"]["bye"] in html.text
    assert html.all("html")[0]["lang"] == locale
    assert "\n\n\n" not in text
    assert not BLANK.search(text)
    assert "  " not in str(message["Subject"])


@pytest.mark.parametrize("kind", list(MailKind))
async def test_html_fetches_nothing_and_is_right_in_the_dark(world: World, kind: MailKind) -> None:
    html = body(await written(world, a_mailing(world, kind=kind)), "html")
    page = Page(html)
    assert not {"img", "script", "link", "iframe", "object", "video"} & {tag for tag, _ in page.elements}
    assert "url(" not in html
    assert "@import" not in html
    assert "prefers-color-scheme: dark" in html
    assert all(link.startswith(LETTERHEAD.public_url) for link in page.links())


async def test_the_same_mail_is_the_same_to_the_last_byte(world: World) -> None:
    letters = Letters(LETTERHEAD, world.ports.mail.seals)
    mail = owed(a_mailing(world))
    assert await letters.written(mail) == await letters.written(mail)


async def test_where_no_answers_are_taken_the_mail_says_so_and_leads_to_the_page(world: World) -> None:
    head = Letterhead("Parcelo", "support@parcelo.example", "https://help.parcelo.example")
    message = await written(world, a_mailing(world), head)
    assert message["Reply-To"] is None
    assert "Replies to this mail do not reach us" in body(message, "plain")
    assert "https://help.parcelo.example/ticket/" in body(message, "plain")


async def test_a_language_that_we_do_not_speak_gets_english(world: World) -> None:
    assert "Hello Vera" in body(await written(world, a_mailing(world, locale="pt-BR")), "plain")
    assert "Hola, Vera" in body(await written(world, a_mailing(world, locale="es_MX")), "plain")
    assert "Hello Vera" in body(await written(world, a_mailing(world, locale="../../../etc")), "plain")


@pytest.mark.parametrize("text", ["{name} {0} %s {{ x }}", "línea\n\n--\nfin", "日本語 🎁", "." * 5000, "a\n.\nb"])
async def test_whatever_an_agent_writes_arrives_as_it_was_written(world: World, text: str) -> None:
    message = await written(world, a_mailing(world, text=text))
    plain = body(message, "plain")
    assert all(line in plain for line in text.splitlines())
    assert all(line in body(message, "html") for line in text.splitlines())


@pytest.mark.parametrize("locale", SIX_LOCALES)
async def test_our_own_mail_below_an_answer_is_cut_again(world: World, locale: str) -> None:
    ours = body(await written(world, a_mailing(world, locale=locale)), "plain")
    quoted = "\n".join(f"> {line}" for line in ours.splitlines())
    assert new_text(f"It was the neighbour.\n\n{quoted}\n") == "It was the neighbour."


def blanks(words: Mapping[str, Mapping[str, str]]) -> dict[str, set[str]]:
    return {
        f"{section}.{name}": set(BLANK.findall(text))
        for section, texts in words.items()
        for name, text in texts.items()
    }


def test_every_language_says_everything_with_the_same_blanks() -> None:
    files = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in (TEMPLATES / "texts/mail").glob("*.toml")}
    assert set(files) == set(SIX_LOCALES)
    assert {locale: blanks(words) for locale, words in files.items()} == dict.fromkeys(files, blanks(files["en"]))
