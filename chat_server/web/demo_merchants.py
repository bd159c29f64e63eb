"""The people of the demo: a named merchant for each country and plan, always the same, as agents meet them again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chat_server.domain.contact import Identity
from chat_server.domain.plan import Plan
from chat_server.domain.policy import Policy

LIFETIME = timedelta(hours=1)  # as platforms sign them: long enough for a page view, too short to be worth stealing


@dataclass(frozen=True)
class Country:
    """`merchants` is (person, shop) for each plan, in their order."""

    time_zone: str
    merchants: tuple[tuple[str, str], ...]


def _country(time_zone: str, *merchants: tuple[str, str]) -> Country:
    return Country(time_zone, merchants)


# By ISO country code; the merchants in the order of the plans.
COUNTRIES = {
    "ES": _country(
        "Europe/Madrid",
        ("Pablo Ríos", "Miel del Alto"),
        ("Vera Molina", "Alma Cerámica"),
        ("Inés Castro", "Lino y Sal"),
        ("Rubén Vidal", "Casa Vidal"),
    ),
    "NL": _country(
        "Europe/Amsterdam",
        ("Tom Hartley", "Little Lane Books"),
        ("Sanne de Boer", "Boer & Bloem"),
        ("Daan Mulder", "Fietslab"),
        ("Femke Postma", "Postma Wonen"),
    ),
    "DE": _country(
        "Europe/Berlin",
        ("Mia Lorenz", "Papier & Pinsel"),
        ("Felix Arndt", "Nordlicht Kerzen"),
        ("Jonas Brandt", "Holz und Licht"),
        ("Katrin Vogel", "Vogel Outdoor"),
    ),
    "FR": _country(
        "Europe/Paris",
        ("Luc Morel", "Vinyle Morel"),
        ("Claire Fabre", "Savons de Claire"),
        ("Hugo Lemaire", "Atelier Lemaire"),
        ("Sophie Garnier", "Garnier & Filles"),
    ),
    "IT": _country(
        "Europe/Rome",
        ("Marco Greco", "Olio Greco"),
        ("Giulia Conti", "Filo Conti"),
        ("Elena Riva", "Riva Gioielli"),
        ("Paolo Serra", "Serra Casa"),
    ),
}


def identity_of(country: str, plan: Plan, locale: str, policy: Policy, now: datetime) -> Identity:
    """What the platform would sign for this country's merchant; KeyError for a country that the demo does not have."""
    home = COUNTRIES[country]
    person, _ = merchant_of(country, plan, policy)
    return Identity(
        sub=f"demo-{country.lower()}-{plan}",
        iat=int(now.timestamp()),
        exp=int((now + LIFETIME).timestamp()),
        name=person,
        email=f"{country.lower()}.{plan}@merchants.example",
        plan=plan,
        country=country,
        locale=locale,
        time_zone=home.time_zone,
    )


def merchant_of(country: str, plan: Plan, policy: Policy) -> tuple[str, str]:
    """Person and shop; with more plans than merchants, some have two shops."""
    merchants = COUNTRIES[country].merchants
    return merchants[policy.plan_names.index(plan) % len(merchants)]
