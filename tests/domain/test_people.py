"""Who writes to us: a visitor until the platform has vouched for the person, a contact from then on."""

import pytest

from chat_server.domain.canned_reply import checked_shortcut
from chat_server.domain.contact import Contact, Visitor
from chat_server.domain.errors import Invalid
from chat_server.domain.events import Actor, ActorKind
from chat_server.domain.ids import DEFAULT_SITE, ContactId, VisitorId
from chat_server.domain.plan import UNKNOWN_PLAN, Plan
from tests.support.builders import an_agent
from tests.support.clock import MONDAY_MORNING


def a_contact(name: str = "Vera Molina") -> Contact:
    return Contact(
        id=ContactId("con_vera"),
        site_id=DEFAULT_SITE,
        sub="m-1001",
        name=name,
        email="vera@almaceramica.example",
        plan=Plan("small_shop"),
        country="ES",
        locale="es",
        time_zone="Europe/Madrid",
        personal_agent=None,
        account_manager=None,
        claims_iat=0,
        created_at=MONDAY_MORNING,
    )


def a_visitor(contact: Contact | None = None) -> Visitor:
    return Visitor(
        id=VisitorId("vis_1"),
        site_id=DEFAULT_SITE,
        locale="es",
        time_zone=None,
        page=None,
        unsent_question=None,
        created_at=MONDAY_MORNING,
        contact=contact,
    )


def test_a_stranger_owns_what_the_browser_session_did_and_has_no_plan_of_its_own() -> None:
    stranger = a_visitor()
    assert (stranger.owner_id, stranger.plan) == ("vis_1", UNKNOWN_PLAN)
    assert stranger.actor == Actor(kind=ActorKind.CONTACT, id="vis_1")


def test_a_contact_owns_everything_that_any_browser_session_did() -> None:
    vera = a_visitor(a_contact())
    assert (vera.owner_id, vera.plan) == ("con_vera", Plan("small_shop"))
    assert vera.actor == Actor(kind=ActorKind.CONTACT, id="con_vera", name="Vera Molina")


def test_a_contact_without_a_name_has_none() -> None:
    assert a_visitor(a_contact(name="")).actor.name is None


def test_an_agent_acts_under_the_name_and_never_under_the_e_mail() -> None:
    amir = an_agent("Amir")
    assert amir.actor == Actor(kind=ActorKind.AGENT, id="agt_amir", name="Amir")
    assert (amir.ref.id, amir.ref.name) == ("agt_amir", "Amir")


@pytest.mark.parametrize("shortcut", ["hi", "0", "refund-2_weeks", "a" * 40])
def test_shortcuts_are_short_and_typed_without_thinking(shortcut: str) -> None:
    assert checked_shortcut(shortcut) == shortcut


@pytest.mark.parametrize("shortcut", ["", "Hi", "-hi", "_hi", "h i", "hi!", "ñ", "a" * 41, "hi\n", "١"])
def test_anything_else_is_no_shortcut(shortcut: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_shortcut(shortcut)
    assert refused.value.field == "shortcut"
