"""What account managers and merchants with the phone read: a check-in's reminder and a season's hours."""

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from chat_server.adapters.letters import Letterhead, Letters
from chat_server.adapters.season_text import season_text
from chat_server.adapters.sql.sites import SqlSites
from chat_server.adapters.ticket_seals import HmacTicketSeals
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.mailing import Mail, MailId, MailKind
from chat_server.domain.opening_hours import Calendar, Season, Window
from chat_server.domain.season_news import PhoneSeason
from tests.support.policies import MADRID
from tests.support.world import World

SIX = ("en", "es", "nl", "de", "fr", "it")
CONTENT = {
    "name": "Amir",
    "contact": "Paula Stern",
    "plan": "Business",
    "due_on": "2026-06-01",
    "since": "2026-03-02",
    "chats": "2",
    "tickets": "1",
    "calls": "3",
    "rating": "4.5",
    "attributes": "integrations: ERP\nshop_size: 40 people",
    "notes": "They open a second warehouse.",
}
EVENING, NIGHT = Window(540, 1200), Window(1320, 1500)


async def written(world: World, locale: str = "en", **content: str) -> EmailMessage:
    letters = Letters(
        Letterhead("Parcelo", "support@parcelo.example", "https://chat.parcelo.example"),
        HmacTicketSeals(SqlSites(world.database)),
    )
    mail = Mail(
        id=MailId("mail_1"),
        site_id=DEFAULT_SITE,
        once="check_in_due:chk_1",
        kind=MailKind.CHECK_IN_DUE,
        recipient="amir@parcelo.example",
        locale=locale,
        content=CONTENT | content,
        attempts=0,
        created_at=datetime(2026, 5, 29, tzinfo=UTC),
    )
    letter = await letters.written(mail)
    return message_from_bytes(letter.content, _class=EmailMessage, policy=default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    text: str = found.get_content()
    return text


async def test_the_reminder_says_all_that_a_manager_wants_to_know(world: World) -> None:
    message = await written(world)
    text = part(message, "plain")
    for told in ("Paula Stern", "1 June 2026", "2 March 2026", "Chats: 2", "Tickets: 1", "Calls: 3", "4.5 of 5"):
        assert told in text
    for told in ("Plan: Business", "shop_size: 40 people", "They open a second warehouse."):
        assert told in text
        assert told in part(message, "html")
    assert "https://chat.parcelo.example/console#/check-ins" in text
    assert (message["To"], message["Reply-To"]) == ("amir@parcelo.example", None)


@pytest.mark.parametrize("locale", SIX)
async def test_it_is_written_in_every_language(world: World, locale: str) -> None:
    message = await written(world, locale)
    text = part(message, "plain")
    assert message["Subject"]
    assert "Paula Stern" in text
    assert "{" not in text
    assert f'lang="{locale}"' in part(message, "html")


async def test_every_language_says_it_in_words_of_its_own(world: World) -> None:
    assert len({str((await written(world, locale))["Subject"]) for locale in SIX}) == len(SIX)


async def test_without_ratings_notes_and_attributes_nothing_stands_empty(world: World) -> None:
    text = part(await written(world, rating="", notes="", attributes=""), "plain")
    assert "No chat was rated" in text
    assert "last time" not in text
    assert "\n\n\n" not in text


async def test_what_people_wrote_stays_text(world: World) -> None:
    message = await written(world, contact="<b>Paula</b>\r\nBcc: x@y.example {day}", notes="<script>1</script>")
    html = part(message, "html")
    assert ("<b>Paula" in html, "<script>" in html, message["Bcc"]) == (False, False, None)
    assert "{day}" in part(message, "plain")


@pytest.mark.parametrize(
    ("locale", "lines"),
    [
        (
            "en",
            [
                "16 November 2026 – 23 December 2026",
                "Monday – Friday: 09:00–20:00",
                "Saturday: 09:00–20:00, 22:00–01:00",
                "(Madrid)",
            ],
        ),
        (
            "it",
            [
                "16 novembre 2026 – 23 dicembre 2026",
                "Lunedì – venerdì: 09:00–20:00",
                "Sabato: 09:00–20:00, 22:00–01:00",
                "(Madrid)",
            ],
        ),
    ],
)
def test_a_seasons_hours_are_grouped_by_days_that_have_the_same(locale: str, lines: list[str]) -> None:
    weekly = ((EVENING,),) * 5 + ((EVENING, NIGHT), ())
    season = Season("Peak", date(2026, 11, 16), date(2026, 12, 23), weekly)
    of = PhoneSeason("line", Calendar(zone=MADRID, weekly=weekly), season, ("small_shop",))
    assert season_text(of, locale).splitlines() == lines
