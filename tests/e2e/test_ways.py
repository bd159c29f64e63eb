"""Journeys 5 and 6: phone, people of one's own and notices, exactly for those whose plan has them."""

import json
import re

from playwright.async_api import Locator, Route, expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Arrives
from tests.e2e.merchant import MerchantScreen
from tests.e2e.people import JONAS, MARCOS, TOM, VERA

NUMBER = re.compile(r"^\+34[\d ]+$")


def phone(screen: MerchantScreen, name: str = "Teléfono") -> Locator:
    return screen.panel.get_by_role("region", name=name)


async def sessions_say(screen: MerchantScreen, **changed: dict[str, object]) -> None:
    """The server's answer with these channels changed: what only a moment or a setting of the policy would bring."""

    async def change(route: Route) -> None:
        answer = await route.fetch()
        session = await answer.json()
        others = [one for one in session["channels"] if one["kind"] not in changed]
        mine = [{"kind": kind, "available": False, **channel} for kind, channel in changed.items()]
        session["channels"] = [*others, *mine]
        await route.fulfill(response=answer, body=json.dumps(session))

    await screen.context.route("**/api/widget/session", change)


async def test_a_small_shop_in_spain_sees_its_plan_and_the_phone(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await vera.opens()
    plan = vera.panel.get_by_role("link", name="Plan: Small shop")
    await expect(plan).to_have_attribute("href", re.compile("plans"))
    link = phone(vera).get_by_role("link")
    await expect(link).to_have_text(NUMBER)
    await expect(link).to_have_attribute("href", re.compile(r"^tel:\+34\d+$"))
    await expect(phone(vera)).to_contain_text(re.compile("Abierto hasta las|Abre el"))
    await expect(phone(vera)).to_contain_text("hora de Europa central")
    await expect(vera.panel.get_by_text("encuesta")).to_have_count(0)
    await assert_accessible(vera.page, "ways-small-shop")


async def test_the_hours_are_told_in_the_merchants_own_time(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    hours = {"from": "2026-09-22T07:00:00Z", "to": "2026-09-22T15:30:00Z"}
    await sessions_say(
        vera,
        phone={
            "available": True,
            "number": "+34 010 960 123",
            "closes_at": hours["to"],
            "time_zone": "Atlantic/Canary",
            "hours_today": [hours],
            "note": "Hasta Navidad abrimos más tiempo",
        },
    )
    await vera.opens()
    await expect(phone(vera)).to_contain_text("Abierto hasta las 17:30")
    await expect(phone(vera)).to_contain_text(re.compile("Hoy: 9:00.17:30 en tu hora"))
    await expect(phone(vera)).to_contain_text("Hasta Navidad abrimos más tiempo")
    await expect(vera.panel.get_by_role("button", name="Pide que te llamemos")).to_have_count(0)
    await assert_accessible(vera.page, "ways-phone-open")


async def test_outside_the_hours_a_call_back_is_asked_for_with_its_time(arrives: Arrives) -> None:
    vera = await arrives(VERA)
    await sessions_say(vera, phone={"number": "+34 010 960 123", "opens_at": "2026-09-22T07:00:00Z"})
    await vera.opens()
    await vera.panel.get_by_role("button", name="Pide que te llamemos").click()
    when = vera.panel.locator("input[type=datetime-local]")
    await expect(when).to_be_visible()
    await assert_accessible(vera.page, "ways-call-back")


async def test_an_essential_shop_reads_why_there_is_no_phone_and_hides_the_survey_for_good(arrives: Arrives) -> None:
    marcos = await arrives(MARCOS)
    await marcos.opens()
    await expect(marcos.panel.get_by_text("no incluye teléfono")).to_be_visible()
    survey = marcos.panel.get_by_role("link", name="(en inglés)")
    await expect(survey).to_have_attribute("hreflang", "en")
    await expect(phone(marcos)).to_have_count(0)
    await assert_accessible(marcos.page, "ways-essential")
    async with marcos.page.expect_response("**/notices/survey/hide") as told:
        await marcos.panel.get_by_role("button", name="No volver a mostrar").click()
    assert (await told.value).ok
    await expect(survey).to_have_count(0)
    await marcos.reloads()
    await expect(marcos.panel.get_by_text("no incluye teléfono")).to_be_visible()
    await expect(survey).to_have_count(0)


async def test_a_large_shop_knows_that_its_agent_is_being_assigned(arrives: Arrives) -> None:
    jonas = await arrives(JONAS)
    await jonas.button.click()
    agent = jonas.panel.get_by_role("region", name="Deine persönliche Ansprechperson")
    await expect(agent).to_contain_text("wird gerade bestimmt")
    await assert_accessible(jonas.page, "ways-large-shop")


async def test_a_personal_agent_has_a_name_and_says_when_to_be_back(arrives: Arrives) -> None:
    jonas = await arrives(JONAS)
    back = "2026-09-22T07:00:00Z"
    await sessions_say(jonas, personal_agent={"assigned": True, "name": "Lucía Ramos", "back_at": back})
    await jonas.button.click()
    agent = jonas.panel.get_by_role("region", name="Deine persönliche Ansprechperson")
    await expect(agent).to_contain_text("Lucía Ramos")
    await expect(agent).to_contain_text("LR")
    await expect(agent).to_contain_text("Wieder da: Dienstag")
    await assert_accessible(jonas.page, "ways-agent-away")


async def test_an_account_manager_can_be_asked_for_a_meeting(arrives: Arrives) -> None:
    tom = await arrives(TOM)
    manages = {
        "available": True,
        "assigned": True,
        "name": "Bram Vos",
        "about": "Helps you grow, and knows the partners for your ERP.",
        "next_check_in": "2026-12-04T10:00:00Z",
    }
    await sessions_say(tom, account_manager=manages, ticket={"available": True, "kinds": ["general", "meeting"]})
    await tom.opens()
    manager = tom.panel.get_by_role("region", name="Your account manager")
    await expect(manager).to_contain_text("Bram Vos")
    await expect(manager).to_contain_text("Next check-in: Friday")
    await expect(manager.get_by_role("button", name="Ask for a meeting")).to_be_visible()
    await assert_accessible(tom.page, "ways-account-manager")


async def test_a_visitor_is_not_told_of_plans(arrives: Arrives) -> None:
    somebody = await arrives(None)
    await somebody.opens()
    await expect(somebody.panel.get_by_role("button", name="Open a ticket")).to_be_visible()
    await expect(somebody.panel.get_by_role("link", name="Plan:")).to_have_count(0)
    await expect(phone(somebody, "Phone")).to_have_count(0)
