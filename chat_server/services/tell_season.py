"""Merchants who have the phone are told, each in their language and once a change, that a season changes its hours.

The outbox itself remembers who was told: whoever runs this again goes on where it ended, however it ended.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Literal

import msgspec

from chat_server.domain.contact import Contact
from chat_server.domain.ids import ContactId, SiteId
from chat_server.domain.mailing import Mailing, MailKind
from chat_server.domain.policy import text_in
from chat_server.domain.season_news import PhoneSeason, phone_seasons
from chat_server.services.check_in_ports import SeasonReader
from chat_server.services.locales import supported
from chat_server.services.ports import Ports

# One transaction: so many mails are written at once, and a server at work waits no longer for its turn.
BATCH = 200

# The hours of a season as lines in a locale.
HoursText = Callable[[PhoneSeason, str], str]
Progress = Callable[[int, int], None]
State = Literal["new", "changed", "told"]


class SeasonReach(msgspec.Struct, frozen=True):
    """Whom a season concerns: `to_tell` by locale, `told` before, and those whose e-mail address nobody knows.

    `state`: `changed` when another version of it was told last, `told` when this one was, to some at least. `prefix`
    begins the `once` of this telling's mails; the contact's id ends it.
    """

    of: PhoneSeason
    prefix: str
    state: State
    to_tell: dict[str, int]
    told: int
    unreachable: int

    @property
    def count(self) -> int:
        return sum(self.to_tell.values())


async def reach_of_seasons(ports: Ports, site_id: SiteId) -> tuple[SeasonReach, ...]:
    """Every season of a phone line that is not over; changes nothing."""
    today = ports.clock.now().astimezone(ports.policy.zone).date()
    return tuple([await _reach(ports, site_id, of) for of in phone_seasons(ports.policy, today)])


async def tell_season(ports: Ports, site_id: SiteId, reach: SeasonReach, hours: HoursText, progress: Progress) -> int:
    """Put the mails into the outbox, batch by batch; how many were written."""
    written = 0
    async for page in _pages(ports, site_id, reach.of, reach.prefix):
        mailings = [mailing_to(ports, reach, one.contact, hours) for one in page if not one.told and _email(one)]
        await ports.season_news.put(mailings)
        written += len(mailings)
        progress(min(written, reach.count), reach.count)
    return written


def mailing_to(ports: Ports, reach: SeasonReach, contact: Contact, hours: HoursText) -> Mailing:
    locale, of = supported(ports.rules, contact.locale), reach.of
    return Mailing(
        site_id=contact.site_id,
        once=reach.prefix + contact.id,
        kind=MailKind.PHONE_HOURS,
        recipient=contact.email or "",
        locale=locale,
        content={"name": contact.name, "text": text_in(of.season.note, locale), "hours": hours(of, locale)},
        at=ports.clock.now(),
    )


async def _reach(ports: Ports, site_id: SiteId, of: PhoneSeason) -> SeasonReach:
    to_tell: Counter[str] = Counter()
    told = unreachable = 0
    state, prefix = await _telling(ports, site_id, of)
    async for page in _pages(ports, site_id, of, prefix):
        for one in page:
            if one.told:
                told += 1
            elif _email(one):
                to_tell[supported(ports.rules, one.contact.locale)] += 1
            else:
                unreachable += 1
    return SeasonReach(of, prefix, state, dict(sorted(to_tell.items())), told, unreachable)


async def _telling(ports: Ports, site_id: SiteId, of: PhoneSeason) -> tuple[State, str]:
    """Tellings of a season are numbered: who was told of a change and then that it is as before is told three times."""
    season = f"{MailKind.PHONE_HOURS.value}:{of.key}:"
    last = await ports.season_news.last(site_id, season)
    if last is None:
        return "new", f"{season}1:{of.change}:"
    number, change = last.removeprefix(season).split(":")[:2]
    if change == of.change:
        return "told", f"{season}{number}:{change}:"
    return "changed", f"{season}{int(number) + 1}:{of.change}:"


async def _pages(ports: Ports, site_id: SiteId, of: PhoneSeason, prefix: str) -> AsyncIterator[list[SeasonReader]]:
    """Contacts whom the season concerns."""
    countries: dict[str | None, bool] = {}
    after: ContactId | None = None
    while True:
        page = await ports.season_news.readers(site_id, of.plans, prefix, after, BATCH)
        for one in page:
            if one.contact.country not in countries:
                countries[one.contact.country] = of.concerns(one.contact.country)
        if concerned := [one for one in page if countries[one.contact.country]]:
            yield concerned
        if len(page) < BATCH:
            return
        after = page[-1].contact.id


def _email(reader: SeasonReader) -> str | None:
    return reader.contact.email
