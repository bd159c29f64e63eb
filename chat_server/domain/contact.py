"""Who writes to us: a visitor is an anonymous browser session, a contact a person the platform has vouched for."""

import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chat_server.domain.errors import Invalid
from chat_server.domain.events import Actor, ActorKind
from chat_server.domain.ids import ContactId, OwnerId, SiteId, VisitorId
from chat_server.domain.plan import UNKNOWN_PLAN, Plan

MAX_ATTRIBUTES = 20
# Clocks of two companies differ by seconds. A description dated further ahead would shut out all later ones.
LEEWAY_S = 60

# Longer than anybody's, short enough for every screen and header.
ShortText = Annotated[str, Meta(max_length=100)]
LONGEST = 320  # characters of the longest e-mail address
LongText = Annotated[str, Meta(max_length=LONGEST)]
AttributeName = Annotated[str, Meta(min_length=1, max_length=40)]
AttributeValue = Annotated[str, Meta(max_length=200)] | int | float | bool


class Identity(msgspec.Struct, frozen=True):
    """What the platform says of a person (the claims of the contract), its signature already checked.

    It is complete: a claim that is left out is empty. Only `attributes`, when left out, stay as they were. `iat` and
    `exp` are seconds since 1970; `exp` is 0 for people who come by no token but in a list.
    """

    sub: Annotated[str, Meta(min_length=1, max_length=200)]
    exp: int = 0
    iat: Annotated[int, Meta(ge=0, le=2**53)] = 0
    name: LongText = ""
    email: LongText | None = None
    plan: Annotated[Plan, Meta(max_length=60)] = UNKNOWN_PLAN
    country: ShortText | None = None
    locale: ShortText | None = None
    time_zone: ShortText | None = None
    personal_agent: LongText | None = None
    account_manager: LongText | None = None
    attributes: Annotated[dict[AttributeName, AttributeValue], Meta(max_length=MAX_ATTRIBUTES)] | None = None

    def texts_of_attributes(self) -> dict[str, str] | None:
        """The attributes as agents read them; None when nothing is said of them."""
        if self.attributes is None:
            return None
        return {name: _text(value) for name, value in self.attributes.items()}


def _text(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


_CLAIM = re.compile(r"`\$\.(\w+)[^`]*`$|missing required field `(\w+)`")
_PATH = re.compile(r" - at .*$")
_CHOICE = re.compile(r"'[^']*'")


def identity_of(claims: dict[str, object]) -> Identity:
    """Claims as they were signed or written into a list; unknown ones are passed over. Raises Invalid with the claim
    as its field, and without repeating what it said."""
    try:
        identity = msgspec.convert(claims, Identity)
    except msgspec.ValidationError as problem:
        named = _CLAIM.search(str(problem))
        said = _CHOICE.sub("that", _PATH.sub("", str(problem)))
        raise Invalid(said, field=(named.group(1) or named.group(2)) if named else None) from None
    except UnicodeEncodeError:
        raise Invalid("Half a character (a lone surrogate) stands in a name or a choice") from None
    for name in identity.__struct_fields__:
        if not all(_storable(text) for text in _texts(getattr(identity, name))):
            raise Invalid("NUL, half a character (a lone surrogate) or too much stands in a text", field=name)
    country = identity.country
    return msgspec.structs.replace(identity, country=country.upper()) if country else identity


def _texts(claim: object) -> list[str]:
    if isinstance(claim, dict):
        return [*claim.keys(), *(_text(value) for value in claim.values())]
    return [claim] if isinstance(claim, str) else []


def _storable(text: str) -> bool:
    """Databases end a text at NUL and refuse half a character; a number may have too many digits."""
    return len(text) <= LONGEST and "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


class Contact(msgspec.Struct, frozen=True):
    """A known person. `sub` is the platform's name for the person; a contact is (site, sub), never the e-mail."""

    id: ContactId
    site_id: SiteId
    sub: str
    name: str
    email: str | None
    plan: Plan
    country: str | None
    locale: str | None
    time_zone: str | None
    personal_agent: str | None
    account_manager: str | None
    claims_iat: int
    created_at: datetime
    attributes: dict[str, str] = {}  # for agents' eyes only


class Visitor(msgspec.Struct, frozen=True):
    """A browser session. `contact` is set once the platform has vouched for the person behind it."""

    id: VisitorId
    site_id: SiteId
    locale: str
    time_zone: str | None
    page: str | None
    unsent_question: str | None
    created_at: datetime
    contact: Contact | None = None
    questions_asked: int = 0

    @property
    def owner_id(self) -> OwnerId:
        return OwnerId(self.contact.id if self.contact else self.id)

    @property
    def plan(self) -> Plan:
        return self.contact.plan if self.contact else UNKNOWN_PLAN

    @property
    def actor(self) -> Actor:
        name = self.contact.name if self.contact else None
        return Actor(kind=ActorKind.CONTACT, id=self.owner_id, name=name or None)
