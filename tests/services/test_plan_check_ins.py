"""Business contacts have a next check-in by themselves, and their manager is reminded of it once."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from chat_server.adapters.sql.tables_contact import mail
from chat_server.adapters.system import SystemClock, SystemIds
from chat_server.domain.agent import Agent, Availability
from chat_server.domain.check_in import REMIND_BEFORE, CheckIn, first_due
from chat_server.domain.contact import Contact, Identity
from chat_server.domain.ids import DEFAULT_SITE, ContactId, SiteId
from chat_server.domain.plan import Plan
from chat_server.services.import_contacts import import_contacts
from chat_server.services.plan_check_ins import SweptCheckIns, plan_check_ins
from chat_server.services.rate_conversation import rate_conversation
from chat_server.services.record_check_in import record_check_in
from chat_server.services.set_availability import set_availability
from tests.support.journeys import resolved
from tests.support.people import AMIR, JONAS, VERA, arrives, employ, merchant, with_claims
from tests.support.policies import CHECK_IN_DAYS, follow, small_policy, without_managers
from tests.support.world import World

QUARTER = timedelta(days=CHECK_IN_DAYS)
PAULA = msgspec.structs.replace(
    JONAS,
    sub="m-2001",
    name="Paula Stern",
    email="paula@sternkeramik.example",
    plan=Plan("business"),
    account_manager=" Amir@Parcelo.example",
    attributes={"shop_size": "40 people", "integrations": "ERP"},
)


class NotAtOnce(SystemIds):
    """Ids of contacts decide on which day of the quarter the first check-in falls: never so soon that the first sweep
    reminds of it at once."""

    def __init__(self, world: World) -> None:
        super().__init__(SystemClock())
        self._world = world

    def new(self, prefix: str) -> str:
        now, zone = self._world.clock.now(), self._world.ports.policy.zone
        while first_due(ContactId(made := super().new(prefix)), QUARTER, now, zone) <= now + REMIND_BEFORE:
            pass
        return made


@pytest.fixture
def world(world: World) -> World:
    follow(world, small_policy())
    world.ports = replace(world.ports, ids=NotAtOnce(world))
    return world


async def known(world: World, identity: Identity = PAULA, site_id: SiteId = DEFAULT_SITE) -> Contact:
    contact = (await arrives(world, identity, site_id=site_id)).visitor.contact
    assert contact is not None
    return contact


async def sweep(world: World) -> SweptCheckIns:
    return await plan_check_ins(world.ports, DEFAULT_SITE)


async def next_of(world: World, contact: Contact) -> CheckIn:
    found = await world.ports.check_ins.open_of(contact.id)
    assert found is not None
    return found


async def mails(world: World) -> list[dict[str, object]]:
    query = select(mail).where(mail.c.kind == "check_in_due").order_by(mail.c.created_at)
    return await world.database.read(lambda connection: [dict(row) for row in connection.execute(query).mappings()])


async def content(world: World) -> object:
    (only,) = await mails(world)
    return only["content"]


async def is_due_soon(world: World, contact: Contact) -> None:
    """Two days before the check-in."""
    world.clock.advance((await next_of(world, contact)).due_at - world.clock.now() - timedelta(days=2))


async def test_a_business_contact_gets_a_check_in_and_others_do_not(world: World) -> None:
    paula, vera, jonas = await known(world), await known(world, VERA), await known(world, JONAS)
    assert await sweep(world) == SweptCheckIns(planned=1)
    due = (await next_of(world, paula)).due_at
    assert world.clock.now() < due <= world.clock.now() + QUARTER + timedelta(hours=6)
    assert await world.ports.check_ins.open_of(vera.id) is None
    assert await world.ports.check_ins.open_of(jonas.id) is None


async def test_sweeping_again_changes_nothing(world: World) -> None:
    paula = await known(world)
    await sweep(world)
    planned = await next_of(world, paula)
    assert await sweep(world) == SweptCheckIns()
    assert await next_of(world, paula) == planned


async def test_a_customer_with_hundreds_of_contacts_gets_all_planned_over_the_quarter(world: World) -> None:
    people: list[dict[str, object]] = [
        {"sub": f"m-{number}", "iat": PAULA.iat, "name": f"Shop {number}", "plan": "business"} for number in range(250)
    ]
    await import_contacts(world.ports, DEFAULT_SITE, people)
    assert (await sweep(world)).planned == 250
    assert await world.ports.check_ins.unplanned(DEFAULT_SITE, ("business",), 10) == ()


async def test_who_leaves_the_plan_has_no_check_in_and_who_comes_back_has_a_fresh_one(world: World) -> None:
    paula = await known(world)
    await sweep(world)
    await known(world, with_claims(PAULA, plan="small_shop"))
    assert await sweep(world) == SweptCheckIns(dropped=1)
    assert await world.ports.check_ins.open_of(paula.id) is None
    world.clock.advance(days=400)
    await known(world, with_claims(PAULA, plan="business", iat=PAULA.iat + 120))
    assert (await sweep(world)).planned == 1
    assert (await next_of(world, paula)).due_at > world.clock.now()


async def test_a_policy_without_account_managers_plans_nothing(world: World) -> None:
    await known(world)
    await sweep(world)
    follow(world, without_managers(world.ports.policy))
    assert await sweep(world) == SweptCheckIns(dropped=1)
    assert await sweep(world) == SweptCheckIns()


async def test_the_manager_is_reminded_once_shortly_before(world: World, amir: Agent) -> None:
    paula = await known(world)
    await sweep(world)
    assert await mails(world) == []
    await is_due_soon(world, paula)
    assert (await sweep(world)).reminded == 1
    world.clock.advance(days=1)
    assert (await sweep(world)).reminded == 0
    (told,) = await mails(world)
    assert (told["recipient"], told["locale"], told["state"]) == (amir.email, "en", "waiting")


async def test_the_reminder_tells_what_happened_since_the_last_check_in(world: World, amir: Agent) -> None:
    await known(world)
    visitor = await merchant(world, PAULA)
    before = await resolved(world, visitor, amir)
    await rate_conversation(world.ports, visitor, before.id, 1, None)
    world.clock.advance(minutes=5)
    await sweep(world)
    contact = visitor.contact
    assert contact is not None
    await record_check_in(world.ports, amir, (await next_of(world, contact)).id, "They open a second warehouse.")
    world.clock.advance(hours=1)
    for score in (5, 4):
        await set_availability(world.ports, amir, Availability.ONLINE)
        one = await resolved(world, visitor, amir)
        await rate_conversation(world.ports, visitor, one.id, score, None)
        world.clock.advance(hours=1)
    await is_due_soon(world, contact)
    await sweep(world)
    due = await next_of(world, contact)
    assert await content(world) == {
        "name": "Amir",
        "contact": "Paula Stern",
        "plan": "Business",
        "due_on": due.due_at.date().isoformat(),
        "since": "2026-03-02",
        "chats": "2",
        "tickets": "0",
        "calls": "0",
        "rating": "4.5",
        "attributes": "integrations: ERP\nshop_size: 40 people",
        "notes": "They open a second warehouse.",
    }


async def test_a_reminder_is_in_the_managers_language(world: World) -> None:
    follow(world, small_policy())
    await employ(world, AMIR, "Amir", languages=("es", "en"))
    paula = await known(world)
    await sweep(world)
    await is_due_soon(world, paula)
    await sweep(world)
    assert (await mails(world))[0]["locale"] == "es"


async def test_without_a_manager_nobody_is_reminded_until_there_is_one(world: World) -> None:
    paula = await known(world)
    await sweep(world)
    await is_due_soon(world, paula)
    assert (await sweep(world)).reminded == 0
    await employ(world, AMIR, "Amir")
    assert (await sweep(world)).reminded == 1


async def test_a_manager_who_has_left_is_not_reminded(world: World, amir: Agent) -> None:
    paula = await known(world)
    await sweep(world)
    await world.ports.agents.update(amir.id, active=False)
    await is_due_soon(world, paula)
    assert (await sweep(world)).reminded == 0


async def test_check_ins_nobody_manages_do_not_stand_in_the_way_of_those_that_somebody_does(
    world: World, amir: Agent
) -> None:
    people: list[dict[str, object]] = [
        {"sub": f"m-{number}", "iat": PAULA.iat, "plan": "business"} for number in range(120)
    ]
    await import_contacts(world.ports, DEFAULT_SITE, people)
    await sweep(world)
    world.clock.advance(days=200)
    late = await known(world)
    await sweep(world)
    await is_due_soon(world, late)
    assert (await sweep(world)).reminded == 1
    assert (await mails(world))[0]["recipient"] == amir.email


async def test_sites_are_swept_apart(world: World) -> None:
    elsewhere = SiteId("another")
    await world.sites.ensure(elsewhere, world.clock.now())
    eva = await known(world, PAULA, elsewhere)
    assert await sweep(world) == SweptCheckIns()
    assert (await plan_check_ins(world.ports, elsewhere)).planned == 1
    assert await world.ports.check_ins.open_of(ContactId(eva.id)) is not None
