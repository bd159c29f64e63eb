"""An agent of one's own and an account manager: who it is, whether they are there, and when they are back."""

import pytest

from chat_server.domain.agent import Availability
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.manage_agents import show_face
from chat_server.wire.outgoing import Json
from tests.support.files import picture
from tests.support.people import LUCIA
from tests.ways.shop import Shop, someone

pytestmark = pytest.mark.asyncio(loop_scope="module")

IN_HOURS, AFTER_HOURS = "2026-09-22T10:00:00Z", "2026-09-22T20:00:00Z"
CLOSES, OPENS = "2026-09-22T15:30:00.000Z", "2026-09-23T07:00:00.000Z"
ZONE: Json = {"kind": "personal_agent", "time_zone": "Europe/Madrid"}
NAMED: Json = ZONE | {"assigned": True, "name": "Lucia"}
NOBODY_YET: Json = ZONE | {"available": False, "assigned": False, "rule": "being assigned"}


async def agent_of(shop: Shop, named: str | None) -> Json:
    merchant = await shop.comes(someone("large_shop", sub=f"named {named}", personal_agent=named))
    return (await shop.channels(merchant))["personal_agent"]


@pytest.mark.parametrize(
    ("moment", "availability", "expected"),
    [
        (IN_HOURS, Availability.ONLINE, {"available": True, "closes_at": CLOSES, "rule": "agent online"}),
        (AFTER_HOURS, Availability.ONLINE, {"available": True, "rule": "agent online"}),
        # Nobody knows when an agent comes back who is away while the line is open.
        (IN_HOURS, Availability.AWAY, {"available": False, "rule": "agent away"}),
        (IN_HOURS, Availability.OFFLINE, {"available": False, "rule": "agent away"}),
        (
            AFTER_HOURS,
            Availability.OFFLINE,
            {"available": False, "opens_at": OPENS, "back_at": OPENS, "rule": "country ES"},
        ),
    ],
)
async def test_a_personal_agent_is_there_or_back_at_a_time(
    shop: Shop, moment: str, availability: Availability, expected: Json
) -> None:
    shop.at(moment)
    await shop.becomes(availability)
    assert await agent_of(shop, LUCIA) == NAMED | expected
    assert await agent_of(shop, LUCIA.upper()) == NAMED | expected


@pytest.mark.parametrize("moment", [IN_HOURS, AFTER_HOURS])
@pytest.mark.parametrize("named", [None, "", "nobody@parcelo.example"])
async def test_one_who_is_not_named_yet_is_being_assigned(shop: Shop, moment: str, named: str | None) -> None:
    shop.at(moment)
    assert await agent_of(shop, named) == NOBODY_YET


async def test_an_agent_of_ones_own_is_offered_by_plan_alone(shop: Shop) -> None:
    merchant = await shop.comes(someone("small_shop", sub="named", personal_agent=LUCIA, account_manager=LUCIA))
    assert {"personal_agent", "account_manager"}.isdisjoint(await shop.channels(merchant))


async def test_an_account_manager_is_named_or_being_assigned(shop: Shop) -> None:
    for named, expected in (("Bram Vos", {"name": "Bram Vos"}), (LUCIA, {"name": "Lucia"}), (None, {})):
        merchant = await shop.comes(someone("business", sub=f"managed by {named}", account_manager=named))
        manager = (await shop.channels(merchant))["account_manager"]
        assert str(manager.pop("about")).startswith("Knows your business")
        there = named is not None
        assert manager == {"kind": "account_manager", "available": there, "assigned": there} | expected


async def test_the_next_check_in_is_told_until_its_day_has_passed(shop: Shop) -> None:
    merchant = await shop.comes(someone("business", sub="checked in", account_manager="Bram Vos"))
    await shop.plans_check_in(merchant, "2026-09-30T10:00:00Z")
    for moment, told in (
        ("2026-09-30T09:59:59Z", "2026-09-30T10:00:00.000Z"),
        ("2026-09-30T10:00:00Z", None),
    ):
        shop.at(moment)
        assert (await shop.channels(merchant))["account_manager"].get("next_check_in") == told


async def test_the_chat_is_open_while_somebody_is_at_the_desk_on_whatever_plan(shop: Shop) -> None:
    for plan in ("essential", "small_shop", "large_shop", "business"):
        merchant = await shop.comes(someone(plan))
        for availability in Availability:
            await shop.becomes(availability)
            for moment in (IN_HOURS, AFTER_HOURS):
                shop.at(moment)
                online = availability is Availability.ONLINE
                assert (await shop.channels(merchant))["chat"] == {"kind": "chat", "available": online}


async def test_an_agent_has_a_face_once_there_is_a_picture(shop: Shop) -> None:
    await shop.becomes(Availability.ONLINE)
    merchant = await shop.comes(someone("business", sub="face", personal_agent=LUCIA, account_manager=LUCIA))
    assert "face" not in (await shop.channels(merchant))["personal_agent"]
    await show_face(shop.world.ports, DEFAULT_SITE, LUCIA, picture("WEBP", (160, 80)))
    channels = await shop.channels(merchant)
    address = str(channels["personal_agent"]["face"])
    assert channels["account_manager"]["face"] == address
    shown = await shop.call("GET", address)
    assert (shown.status, shown.body) == (200, picture("WEBP", (160, 80)))
    assert shown.headers["Content-Type"] == "image/webp"
    assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in shown.headers["Cache-Control"]
    await show_face(shop.world.ports, DEFAULT_SITE, LUCIA, None)
    assert "face" not in (await shop.channels(merchant))["personal_agent"]
    assert (await shop.call("GET", address)).status == 404
