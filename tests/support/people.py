"""Named people. Vera and Jonas run shops, Amir and Lucía answer; a stranger has not said who they are."""

import msgspec

from chat_server.domain.agent import DEFAULT_CAPACITY, Agent, Availability
from chat_server.domain.contact import Identity, Visitor
from chat_server.domain.ids import DEFAULT_SITE, AgentId, SiteId
from chat_server.domain.plan import Plan
from chat_server.services.log_in import log_in
from chat_server.services.open_session import OpenedSession, OpenSession, open_session
from chat_server.services.set_availability import set_availability
from tests.support.world import World

ADDRESS = "192.0.2.7"
PASSWORD = "lemon tree, very pretty"
FAR_AWAY = 4_102_444_800  # the year 2100: these tokens do not expire while a test runs
ISSUED = 1_700_000_000

VERA = Identity(
    sub="m-1001",
    exp=FAR_AWAY,
    iat=ISSUED,
    name="Vera Molina",
    email="vera@almaceramica.example",
    plan=Plan("small_shop"),
    country="ES",
    locale="es",
    time_zone="Europe/Madrid",
)
JONAS = Identity(
    sub="m-1002",
    exp=FAR_AWAY,
    iat=ISSUED,
    name="Jonas Brandt",
    email="jonas@holzundlicht.example",
    plan=Plan("large_shop"),
    country="DE",
    locale="de",
    time_zone="Europe/Berlin",
)
AMIR = "amir@parcelo.example"
LUCIA = "lucia@parcelo.example"


async def arrives(
    world: World,
    identity: Identity | None = None,
    *,
    visitor_token: str | None = None,
    locale: str | None = None,
    page: str | None = None,
    site_id: SiteId = DEFAULT_SITE,
) -> OpenedSession:
    """A browser opens a session, vouched for by the platform when there is an `identity`."""
    token = await world.ports.signer.sign(site_id, identity) if identity else None
    opened = await open_session(
        world.ports,
        OpenSession(
            site_id=site_id,
            address=ADDRESS,
            identity_token=token,
            visitor_token=visitor_token,
            locale=locale,
            page=page,
        ),
    )
    world.tokens[opened.visitor.id] = opened.visitor_token
    return opened


async def merchant(world: World, identity: Identity = VERA) -> Visitor:
    return (await arrives(world, identity)).visitor


async def stranger(world: World, locale: str = "en") -> Visitor:
    return (await arrives(world, locale=locale)).visitor


async def employ(
    world: World,
    email: str = AMIR,
    name: str = "Amir",
    *,
    admin: bool = False,
    languages: tuple[str, ...] = (),
    capacity: int = DEFAULT_CAPACITY,
    online: bool = True,
    site_id: SiteId = DEFAULT_SITE,
) -> Agent:
    """An account with the password `PASSWORD`; online with a fresh presence unless told otherwise."""
    agent = Agent(
        id=AgentId(world.ports.ids.new("agt")),
        site_id=site_id,
        email=email,
        name=name,
        admin=admin,
        languages=languages,
        capacity=capacity,
        availability=Availability.OFFLINE,
        open_count=0,
        active=True,
        created_at=world.clock.now(),
    )
    await world.ports.agents.add(agent, await world.ports.passwords.hash(PASSWORD))
    if not online:
        return agent
    agent = await set_availability(world.ports, agent, Availability.ONLINE)
    world.published.clear()
    return agent


async def session_of(world: World, agent: Agent) -> str:
    """The agent logs in; the token is what the console keeps in its cookie."""
    return (await log_in(world.ports, agent.site_id, agent.email, PASSWORD, ADDRESS)).session_token


async def current(world: World, agent: Agent) -> Agent:
    """The account as it is stored now."""
    found = await world.ports.agents.get(agent.id)
    assert found is not None
    return found


def with_claims(identity: Identity, **claims: object) -> Identity:
    """The same person as the platform describes them later: a newer token with other claims."""
    return msgspec.convert(msgspec.to_builtins(identity) | {"iat": identity.iat + 60} | claims, Identity)
