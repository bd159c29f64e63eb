"""Who writes to us: a visitor is an anonymous browser session, a contact a person the platform has vouched for."""

from datetime import datetime
from typing import Annotated

import msgspec

from chat_server.domain.events import Actor, ActorKind
from chat_server.domain.ids import ContactId, OwnerId, SiteId, VisitorId
from chat_server.domain.plan import UNKNOWN_PLAN, Plan


class Identity(msgspec.Struct, frozen=True):
    """What a signed token says of its bearer (the claims of the contract, already verified)."""

    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    exp: int
    iat: int = 0
    name: str = ""
    email: str | None = None
    plan: Plan = UNKNOWN_PLAN
    country: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    personal_agent: str | None = None
    account_manager: str | None = None


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
