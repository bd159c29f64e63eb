"""Plan by country by locale by moment: what `session` answers, against the brief's own table."""

from dataclasses import dataclass, field

import pytest

from chat_server.wire.outgoing import Json
from tests.support.browsers import Merchant
from tests.support.people import LUCIA
from tests.support.whole_year import texts_of
from tests.ways.brief import (
    COUNTRIES,
    LOCALES,
    MOMENTS,
    MORE_MOMENTS,
    NOBODY,
    NUMBERS,
    OTHER_NUMBER,
    PLAN_NAMES,
    PLANS,
    PLANS_URL,
    SURVEY_URL,
    TICKET_KINDS,
    Line,
    Moment,
    smallest,
)
from tests.ways.shop import Shop, someone

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHECK_IN = "2026-12-31T10:00:00.000Z"
# What the file says, as it says it: texts are data, the table is about who gets which.
SEASON_NOTE = texts_of("hours", "phone", "season", 0, "note")
NO_PHONE = texts_of("plan", 0, "no_phone")
SURVEY = texts_of("plan", 0, "survey", "text")
ABOUT_MANAGERS = texts_of("plan", 3, "account_manager", "about")


def instant(moment: str) -> str:
    """ "2026-09-22T15:30" as it goes over the wire."""
    return f"{moment}:00.000Z"


def phone(line: Line, moment: Moment, country: str | None, locale: str) -> Json:
    day = moment.at[:10]
    windows = [window.split("-") for window in line.today.split()]
    channel: Json = {
        "kind": "phone",
        "available": line.open,
        "closes_at" if line.open else "opens_at": instant(line.until),
        "time_zone": "Europe/Madrid",
        "rule": line.rule,
        "number": NUMBERS.get(country or "", OTHER_NUMBER),
        "hours_today": [{"from": instant(f"{day}T{start}"), "to": instant(f"{day}T{end}")} for start, end in windows],
    }
    return channel | ({"note": SEASON_NOTE[locale]} if moment.season else {})


def lucia(line: Line) -> Json:
    """The personal agent is at the desk, whatever the hours say."""
    until: Json = {"closes_at": instant(line.until)} if line.open else {}
    there = {"available": True, "assigned": True, "name": "Lucia", "rule": "agent online"}
    return {"kind": "personal_agent", "time_zone": "Europe/Madrid"} | there | until


NOT_NAMED_YET: Json = {
    "kind": "personal_agent",
    "available": False,
    "assigned": False,
    "rule": "being assigned",
    "time_zone": "Europe/Madrid",
}


def manager(locale: str) -> Json:
    named = {"name": "Bram Vos", "about": ABOUT_MANAGERS[locale], "next_check_in": CHECK_IN}
    return {"kind": "account_manager", "available": True, "assigned": True} | named


def channels(plan: str, country: str | None, locale: str, moment: Moment) -> list[Json]:
    """Live chat and tickets for everybody; the phone from `small_shop`, an agent of one's own from `large_shop`, an
    account manager with `business`; the survey for those without a phone."""
    line = moment.line(country)
    chat: Json = {"kind": "chat", "available": True}
    ticket: Json = {"kind": "ticket", "available": True, "kinds": list(TICKET_KINDS[plan])}
    both, call = [chat, ticket], phone(line, moment, country, locale)
    match smallest(plan):
        case "essential":
            return [*both, {"kind": "survey", "available": True, "url": SURVEY_URL}]
        case "small_shop":
            return [*both, call]
        case "large_shop":
            return [*both, call, NOT_NAMED_YET]
        case _:
            return [*both, call, lucia(line), manager(locale)]


def notices(plan: str, locale: str, moment: Moment) -> list[Json]:
    if smallest(plan) == "essential":
        in_english: Json = {} if locale == "en" else {"url_locale": "en"}
        survey: Json = {"kind": "survey", "text": SURVEY[locale], "url": SURVEY_URL, "dismissible": True}
        return [{"kind": "no_phone", "text": NO_PHONE[locale]}, survey | in_english]
    return [{"kind": "season", "text": SEASON_NOTE[locale]}] if moment.season else []


def expected(plan: str, country: str | None, locale: str, moment: Moment) -> Json:
    counts_as = smallest(plan)
    return {
        "plan": counts_as,
        "plan_name": PLAN_NAMES[counts_as],
        "plans_url": PLANS_URL,
        "locale": locale,
        "channels": channels(plan, country, locale, moment),
        "notices": notices(plan, locale, moment),
    }


@dataclass
class Browsers:
    """One for each plan and country, opened when it is first asked for."""

    shop: Shop
    opened: dict[tuple[str, str | None], Merchant] = field(default_factory=dict)

    async def of(self, plan: str, country: str | None) -> Merchant:
        """`business` has an agent of its own and an account manager."""
        if (plan, country) not in self.opened:
            theirs = {"personal_agent": LUCIA, "account_manager": "Bram Vos"} if plan == "business" else {}
            merchant = await self.shop.comes(None if plan == NOBODY else someone(plan, country, **theirs))
            if plan == "business":
                await self.shop.plans_check_in(merchant, CHECK_IN)
            self.opened[plan, country] = merchant
        return self.opened[plan, country]


@pytest.fixture(scope="module")
def browsers(shop: Shop) -> Browsers:
    return Browsers(shop)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("plan", PLANS)
async def test_every_country_is_told_at_every_moment_what_the_brief_says(
    shop: Shop, browsers: Browsers, plan: str, locale: str
) -> None:
    for name, moment in MOMENTS.items():
        shop.at(moment.at)
        for country in COUNTRIES if plan in PLAN_NAMES else ("ES",):
            told = await shop.session(await browsers.of(plan, country), locale)
            wanted = expected(plan, country, locale, moment)
            assert {field: told[field] for field in wanted} == wanted, (country, name)


@pytest.mark.parametrize("name", MORE_MOMENTS)
async def test_hours_begin_and_end_to_the_millisecond_and_every_layer_counts(
    shop: Shop, browsers: Browsers, name: str
) -> None:
    moment = MORE_MOMENTS[name]
    shop.at(moment.at)
    for plan, country in (("small_shop", "ES"), ("large_shop", "NL"), ("business", "PT")):
        told = await shop.session(await browsers.of(plan, country))
        assert told["channels"] == channels(plan, country, "en", moment), (plan, country)


async def test_the_texts_stand_in_six_languages() -> None:
    for texts in (SEASON_NOTE, NO_PHONE, SURVEY, ABOUT_MANAGERS):
        assert (set(texts), len(set(texts.values()))) == (set(LOCALES), len(LOCALES))
