"""Accounts of the console: made, changed and deactivated; never deleted, their names stay in the logs."""

import re

import msgspec

from chat_server.domain.agent import DEFAULT_CAPACITY, Agent, Availability
from chat_server.domain.conversation import Status, requeue
from chat_server.domain.errors import Invalid, NotFound
from chat_server.domain.ids import AgentId, SiteId
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import ConversationFilter, Target

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
MIN_PASSWORD = 8  # characters; argon2 and throttling do the rest
MAX_CAPACITY = 100


class AgentWishes(msgspec.Struct, frozen=True):
    """What to set; None leaves it as it is (or takes the default for a new account)."""

    name: str | None = None
    admin: bool | None = None
    languages: tuple[str, ...] | None = None
    capacity: int | None = None
    password: str | None = None


async def add_agent(ports: Ports, site_id: SiteId, email: str, wishes: AgentWishes) -> Agent:
    """Raises Conflict when the e-mail is taken, Invalid for anything unusable."""
    _check(wishes)
    if not EMAIL.fullmatch(email):
        raise Invalid(f"{email} is no e-mail address.", field="email")
    if not wishes.name or wishes.password is None:
        raise Invalid("A new agent needs a name and a password.", field="name" if not wishes.name else "password")
    agent = Agent(
        id=AgentId(ports.ids.new("agt")),
        site_id=site_id,
        email=email.strip().lower(),
        name=wishes.name,
        admin=wishes.admin or False,
        languages=wishes.languages or (),
        capacity=wishes.capacity or DEFAULT_CAPACITY,
        availability=Availability.OFFLINE,
        open_count=0,
        active=True,
        created_at=ports.clock.now(),
    )
    await ports.agents.add(agent, await ports.passwords.hash(wishes.password))
    return agent


async def change_agent(ports: Ports, site_id: SiteId, email: str, wishes: AgentWishes) -> Agent:
    """A new password ends all sessions of the account. Changing a deactivated account makes it active again."""
    _check(wishes)
    agent = await _known(ports, site_id, email)
    changed = await ports.agents.update(
        agent.id,
        name=wishes.name,
        admin=wishes.admin,
        languages=wishes.languages,
        capacity=wishes.capacity,
        password_hash=await ports.passwords.hash(wishes.password) if wishes.password is not None else None,
        active=True,
    )
    if wishes.password is not None:
        await ports.agents.end_sessions_of(agent.id)
    return changed


async def show_face(ports: Ports, site_id: SiteId, email: str, picture: bytes | None) -> Agent:
    """The picture (WebP) that merchants see whose personal agent or account manager this is; None: no more."""
    agent = await _known(ports, site_id, email)
    if picture is None:
        await ports.faces.remove(agent.id)
    else:
        await ports.faces.put(agent.id, picture)
    return agent


async def deactivate_agent(ports: Ports, site_id: SiteId, email: str) -> Agent:
    """Ends all sessions and puts the chats held back into the queue; open sockets are closed at the next round."""
    agent = await _known(ports, site_id, email)
    await ports.agents.set_availability(agent.id, Availability.OFFLINE)
    changed = await ports.agents.update(agent.id, active=False)
    await ports.agents.end_sessions_of(agent.id)
    now = ports.clock.now()
    held = ConversationFilter(site_id=site_id, statuses=(Status.ACTIVE,), agent_id=agent.id, limit=MAX_CAPACITY)
    for summary in await ports.store.summaries(held):
        await perform(ports, Target(summary.conversation.id), lambda situation: requeue(situation, "agent_left", now))
    return changed


async def _known(ports: Ports, site_id: SiteId, email: str) -> Agent:
    known = await ports.agents.credentials(site_id, email.strip().lower())
    if known is None:
        raise NotFound(f"There is no agent {email}. `chat-server agent add` makes one.")
    return known[0]


def _check(wishes: AgentWishes) -> None:
    if wishes.name is not None and not wishes.name.strip():
        raise Invalid("An agent needs a name: merchants see it.", field="name")
    if wishes.capacity is not None and not 1 <= wishes.capacity <= MAX_CAPACITY:
        raise Invalid(f"Capacity must be from 1 to {MAX_CAPACITY}.", field="capacity")
    if wishes.password is not None and len(wishes.password) < MIN_PASSWORD:
        raise Invalid(f"The password needs at least {MIN_PASSWORD} characters.", field="password")
