"""Named people of the journeys: merchants as their platform signs them, and the demo's agents."""

import time
from dataclasses import dataclass
from itertools import count

import jwt

from chat_server.demo_stories import AGENTS

_numbers = count(1)


@dataclass(frozen=True)
class Merchant:
    """Somebody with a shop; every call of `token_of` without `sub` signs in a new person of this name."""

    name: str
    shop: str
    email: str
    plan: str
    country: str
    locale: str
    time_zone: str


VERA = Merchant("Vera Molina", "Alma Cerámica", "vera@almaceramica.example", "small_shop", "ES", "es", "Europe/Madrid")
MARCOS = Merchant("Marcos Gil", "Hilos Gil", "marcos@hilosgil.example", "essential", "ES", "es", "Europe/Madrid")
TOM = Merchant(
    "Tom Hartley", "Little Lane Books", "tom@littlelane.example", "essential", "NL", "en", "Europe/Amsterdam"
)
SANNE = Merchant(
    "Sanne de Boer", "Boer & Bloem", "sanne@boerbloem.example", "small_shop", "NL", "nl", "Europe/Amsterdam"
)
JONAS = Merchant(
    "Jonas Brandt", "Holz und Licht", "jonas@holzundlicht.example", "large_shop", "DE", "de", "Europe/Berlin"
)


@dataclass(frozen=True)
class Helper:
    """One of the demo's agents."""

    name: str
    email: str
    password: str
    locale: str


_demo = {agent.key: agent for agent in AGENTS}
AMIR = Helper("Amir", _demo["amir"].email, _demo["amir"].password, "en")
LUCIA = Helper("Lucía", _demo["lucia"].email, _demo["lucia"].password, "es")


def new_subject() -> str:
    """The platform's number of a merchant whom no other test has met."""
    return f"m-{next(_numbers)}"


def token_of(merchant: Merchant, secret: str, sub: str) -> str:
    """What the platform's server signs."""
    now = int(time.time())
    claims = {
        "sub": sub,
        "iat": now,
        "exp": now + 3600,
        "name": merchant.name,
        "email": merchant.email,
        "plan": merchant.plan,
        "country": merchant.country,
        "locale": merchant.locale,
        "time_zone": merchant.time_zone,
    }
    return jwt.encode(claims, secret, "HS256")
