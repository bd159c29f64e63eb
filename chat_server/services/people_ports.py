"""What the services need to know who calls and to keep others out, as protocols; `ports.py` lists all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chat_server.domain.contact import Contact, Identity, Visitor
from chat_server.domain.ids import SiteId, VisitorId
from chat_server.services.stored import Described, Effect, Identified


class People(Protocol):
    async def visitor_by_token(self, token: str) -> Visitor | None: ...

    async def visitor(self, visitor_id: VisitorId) -> Visitor | None: ...

    async def add_visitor(self, visitor: Visitor, token: str) -> None: ...

    async def update_visitor(
        self, visitor_id: VisitorId, *, locale: str, time_zone: str | None, page: str | None
    ) -> None: ...

    async def keep_unsent(self, visitor: Visitor, text: str) -> None:
        """Nothing happens when the visitor asked a question since `visitor` was read: the text belongs before that."""
        ...

    async def identify(self, visitor_id: VisitorId, identity: Identity, contact_id: str, now: datetime) -> Identified:
        """The contact (site, sub) with the newest claims; the visitor and what it owns become that contact's."""
        ...

    async def describe(self, site_id: SiteId, people: Sequence[Described], now: datetime) -> tuple[Effect, ...]:
        """Make these contacts or bring them up to date, all in one transaction; what came of each, in their order."""
        ...

    async def contact(self, contact_id: str) -> Contact | None: ...


class RateLimiter(Protocol):
    def check(self, rule: str, key: str) -> None:
        """Count one; raises RateLimited, with the seconds to wait, when `key` has used up what `rule` grants."""
        ...

    def give_back(self, rule: str, key: str) -> None:
        """Uncount one: what was counted turned out harmless."""
        ...


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """False for a wrong one; takes as long when there is no hash, so that nobody learns which accounts exist."""
        ...


class Signer(Protocol):
    async def verify(self, site_id: SiteId, token: str) -> Identity:
        """The claims of a platform's token; raises Unauthenticated when it is not ours, not signed or expired."""
        ...

    async def subject(self, site_id: SiteId, token: str) -> str | None:
        """Of whom a token speaks that holds or did until it expired; None for any other."""
        ...

    async def verify_order(self, site_id: SiteId, token: str) -> str:
        """SHA-256, as hex, of the body that the platform's server signed; raises Unauthenticated as `verify` does."""
        ...

    async def sign(self, site_id: SiteId, identity: Identity) -> str: ...
