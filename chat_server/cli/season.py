"""`chat-server policy publish`: tells the merchants who have the phone that a season changes its hours."""

import argparse
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from chat_server.adapters.letters import Letters
from chat_server.adapters.season_text import season_text
from chat_server.adapters.silent_publisher import SilentPublisher
from chat_server.bootstrap import Foundation, foundation
from chat_server.cli.progress import Progress
from chat_server.domain.contact import Contact
from chat_server.domain.ids import DEFAULT_SITE, ContactId
from chat_server.domain.mailing import Mail, MailId
from chat_server.domain.plan import UNKNOWN_PLAN
from chat_server.mail_setup import letterhead
from chat_server.services.ports import Ports
from chat_server.services.tell_season import SeasonReach, mailing_to, reach_of_seasons, tell_season
from chat_server.settings import Settings

STATES = {"new": "new", "changed": "changed since merchants were told", "told": "told before"}


def add_arguments(publish: argparse.ArgumentParser) -> None:
    publish.add_argument("--send", action="store_true", help="write the mails; without, only show what would be sent")
    publish.add_argument("--locale", help="show the mail in this language (default: the one most are told in)")
    publish.set_defaults(run=run)


async def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Again after it was cut short, it tells those who were not told."""
    async with foundation(settings) as base:
        ports = base.ports(SilentPublisher())
        found = await reach_of_seasons(ports, DEFAULT_SITE)
        if not found:
            print("The policy has no season of a phone line that is still to come.")
        for reach in found:
            _describe(reach)
            if reach.count and not parsed.send:
                await _preview(base, ports, reach, parsed.locale)
            elif reach.count:
                await _send(ports, reach)
        if not parsed.send and any(reach.count for reach in found):
            print("Nothing was sent. `chat-server policy publish --send` tells them.")
    return 0


def _describe(reach: SeasonReach) -> None:
    season = reach.of.season
    countries = ", ".join(season.countries) or "all countries"
    print(f"{season.name} ({season.first} to {season.last}, {countries}): {STATES[reach.state]}.")
    if reach.count:
        by_locale = ", ".join(f"{locale} {count}" for locale, count in reach.to_tell.items())
        print(f"  to tell: {reach.count} ({by_locale})")
    else:
        print("  to tell: nobody")
    if reach.told:
        print(f"  told: {reach.told}")
    if reach.unreachable:
        print(f"  without an e-mail address: {reach.unreachable}")


async def _send(ports: Ports, reach: SeasonReach) -> None:
    progress = Progress(f"Writing the mails about {reach.of.season.name}")
    try:
        written = await tell_season(ports, DEFAULT_SITE, reach, season_text, progress)
    finally:
        progress.close()
    print(f"  {written} mails are in the outbox. The running server sends them.")


async def _preview(base: Foundation, ports: Ports, reach: SeasonReach, locale: str | None) -> None:
    wanted = locale or max(reach.to_tell, key=lambda one: reach.to_tell[one])
    mailing = mailing_to(ports, reach, _somebody(ports, wanted), season_text)
    mail = Mail(
        id=MailId("mail_preview"),
        site_id=mailing.site_id,
        once=mailing.once,
        kind=mailing.kind,
        recipient=mailing.recipient,
        locale=mailing.locale,
        content=mailing.content,
        attempts=0,
        created_at=mailing.at,
    )
    letter = await Letters(letterhead(base.settings), ports.mail.seals).written(mail)
    message = message_from_bytes(letter.content, _class=EmailMessage, policy=default)
    plain = message.get_body(("plain",))
    print(f"  The mail in {mailing.locale}:\n\n    {message['Subject']}\n")
    for line in (plain.get_content() if plain else "").rstrip().splitlines():
        print(f"    {line}".rstrip())
    print()


def _somebody(ports: Ports, locale: str) -> Contact:
    """Whom the preview is addressed to."""
    return Contact(
        id=ContactId("con_preview"),
        site_id=DEFAULT_SITE,
        sub="",
        name="",
        email="merchant@example.com",
        plan=UNKNOWN_PLAN,
        country=None,
        locale=locale,
        time_zone=None,
        personal_agent=None,
        account_manager=None,
        claims_iat=0,
        created_at=ports.clock.now(),
    )
