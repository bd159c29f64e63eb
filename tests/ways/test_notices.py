"""What merchants are told besides, and that "do not show again" is for good and for every device."""

import pytest

from chat_server.wire.outgoing import Json
from tests.support.browsers import Merchant
from tests.ways.shop import Shop, someone

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEASON, AFTERWARDS = "2026-11-17T10:00:00Z", "2026-12-24T10:00:00Z"


async def kinds(shop: Shop, merchant: Merchant) -> list[object]:
    told = (await shop.session(merchant))["notices"]
    assert isinstance(told, list)
    return [notice["kind"] for notice in told]


async def hides(merchant: Merchant, kind: str) -> Json:
    reply = await merchant.call("POST", f"notices/{kind}/hide", {})
    return {"status": reply.status}


async def test_a_hidden_survey_stays_away_on_every_device_of_the_contact_and_from_nobody_else(shop: Shop) -> None:
    at_work, at_home = await shop.comes(someone("essential")), await shop.comes(someone("essential"))
    somebody_else = await shop.comes(someone("essential", "NL"))
    assert await kinds(shop, at_home) == ["no_phone", "survey"]
    for _ in range(2):
        assert await hides(at_work, "survey") == {"status": 200}
    for device in (at_work, at_home, await shop.comes(someone("essential"), "es")):
        assert await kinds(shop, device) == ["no_phone"]
    assert await kinds(shop, somebody_else) == ["no_phone", "survey"]


async def test_the_channel_stays_when_its_notice_is_hidden(shop: Shop) -> None:
    """The survey can still be found, say by a page that lists all ways."""
    merchant = await shop.comes(someone("essential", "DE"))
    await hides(merchant, "survey")
    assert "survey" in await shop.channels(merchant)


async def test_who_hid_it_before_signing_in_is_not_asked_again(shop: Shop) -> None:
    for sub in ("signs in", "signs in", "signs in with another browser"):
        somebody = await shop.comes(None)
        await hides(somebody, "survey")
        merchant = await shop.comes(someone("essential", sub=sub), visitor_token=somebody.token)
        assert await kinds(shop, merchant) == ["no_phone"]
    assert await kinds(shop, await shop.comes(someone("essential", sub="signs in"))) == ["no_phone"]


@pytest.mark.parametrize("kind", ["no_phone", "season", "phone", "survey%20", "x"])
async def test_what_says_how_we_can_be_reached_cannot_be_hidden(shop: Shop, kind: str) -> None:
    shop.at(SEASON)
    merchant = await shop.comes(someone("essential", "PT"))
    refused = (await merchant.call("POST", f"notices/{kind}/hide", {})).refused("invalid", 400)
    assert refused.field == "kind"
    assert await kinds(shop, merchant) == ["no_phone", "survey"]


async def test_the_season_is_told_while_it_lasts_to_those_who_have_the_phone(shop: Shop) -> None:
    for plan, told in (("essential", ["no_phone", "survey"]), ("small_shop", ["season"]), ("business", ["season"])):
        merchant = await shop.comes(someone(plan, "IT"))
        shop.at(SEASON)
        assert await kinds(shop, merchant) == told
        shop.at(AFTERWARDS)
        assert await kinds(shop, merchant) == [kind for kind in told if kind != "season"]
