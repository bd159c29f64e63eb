"""A site whose clock the tests set, and the merchants of every plan and country who come to it."""

import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, delete, insert

from chat_server.adapters.policy_file import read_policy
from chat_server.adapters.sql.sqlite import SqliteDatabase
from chat_server.adapters.sql.tables_contact import check_in
from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Identity
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.plan import Plan
from chat_server.services.set_availability import set_availability
from chat_server.wire.outgoing import Json
from tests.support.browsers import Merchant, Site
from tests.support.people import FAR_AWAY, ISSUED, LUCIA, employ
from tests.support.world import World, migrated, world_on
from tests.web.site import opened_site

T = TypeVar("T")


class ReadsHere(SqliteDatabase):
    """Reads where it is asked: a table of thousands of rows would mostly wait for threads to hand over."""

    async def read(self, work: Callable[[Connection], T]) -> T:
        return self._read(work)


def someone(plan: str, country: str | None = "ES", **claims: object) -> Identity:
    """A merchant whom the platform describes, one for each plan and country unless told otherwise."""
    described: dict[str, object] = {
        "sub": f"m-{plan}-{country}",
        "exp": FAR_AWAY,
        "iat": ISSUED,
        "name": "Vera Molina",
        "email": f"{plan}.{country}@shops.example",
        "plan": Plan(plan),
        "country": country,
    }
    return msgspec.convert(described | claims, Identity)


@dataclass
class Shop(Site):
    world: World
    agents: dict[str, Agent] = field(default_factory=dict)  # by e-mail address

    def at(self, moment: str) -> None:
        """It is this moment now (UTC), and nobody's limits are used up."""
        self.world.clock.advance(datetime.fromisoformat(moment) - self.world.clock.now())
        self.world.seconds.advance(3600)

    async def becomes(self, availability: Availability, email: str = LUCIA) -> None:
        """The agent, an account if there was none, is online, away or offline, and stays so at whatever moment."""
        if email not in self.agents:
            self.agents[email] = await employ(self.world, email, email.partition("@")[0].title())
        agent = self.agents[email] = await set_availability(self.world.ports, self.agents[email], availability)
        await self.world.ports.agents.renew_presence([agent.id], datetime.fromtimestamp(FAR_AWAY, UTC))

    async def comes(self, identity: Identity | None, locale: str = "en", visitor_token: str | None = None) -> Merchant:
        """A browser opens a session, vouched for by the platform when there is an `identity`."""
        self.world.seconds.advance(1)
        token = await self.world.ports.signer.sign(DEFAULT_SITE, identity) if identity else None
        return await self.merchant(token, locale=locale, visitor_token=visitor_token)

    async def session(self, merchant: Merchant, locale: str = "en") -> Json:
        """What the same browser is told now, as JSON."""
        body = {"visitor_token": merchant.token, "locale": locale}
        reply = await self.call("POST", "/api/widget/session", body)
        assert reply.status == 200, reply.body
        return msgspec.json.decode(reply.body, type=dict[str, object])

    async def channels(self, merchant: Merchant) -> dict[str, Json]:
        """The channels of the same browser's session by kind."""
        listed = msgspec.convert((await self.session(merchant))["channels"], list[dict[str, object]])
        return {str(channel["kind"]): channel for channel in listed}

    async def plans_check_in(self, merchant: Merchant, due_at: str) -> None:
        """The contact's one open check-in is at this moment."""
        await plan_check_in(self.world.database, merchant, due_at)


async def plan_check_in(database: SqliteDatabase, merchant: Merchant, due_at: str) -> None:
    contact = merchant.session.contact
    assert contact is not None
    row = {"id": f"chk-{contact.id}", "site_id": DEFAULT_SITE, "contact_id": contact.id}
    due = {"due_at": datetime.fromisoformat(due_at)}

    def write(connection: Connection) -> None:
        connection.execute(delete(check_in).where(check_in.c.contact_id == contact.id))
        connection.execute(insert(check_in), row | due)

    await database.write(write)


@asynccontextmanager
async def opened_shop(folder: Path, policy: Path) -> AsyncIterator[Shop]:
    """A site that follows the policy of this file, with the demo's doors and nobody at the desk."""
    database = ReadsHere(migrated(folder / "chat.sqlite"))
    try:
        world = await world_on(database)
        world.ports = dataclasses.replace(world.ports, policy=read_policy(policy))
        async with opened_site(world, folder, demo=True) as browser, AsyncExitStack() as closing:
            yield Shop(str(browser.make_url("")).rstrip("/"), browser.session, closing, world)
    finally:
        await database.close()
