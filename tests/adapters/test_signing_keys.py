"""Keys beside the site's own secret: public ones, two at once for changing them, and what must not pass for them."""

import time
from collections.abc import Awaitable, Callable

import jwt
import msgspec
import pytest

from chat_server.adapters.jwt_signer import MAX_TOKEN
from chat_server.domain.errors import Conflict, NotFound, Unauthenticated
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.plan import Plan
from chat_server.domain.signing_key import Algorithm
from tests.support.people import AMIR, VERA, arrives, employ, merchant, session_of, stranger
from tests.support.signing import KeyPair, claims, key_pair, segment, signed_by_hand, trusted
from tests.support.world import World

RSA, ED = key_pair("RS256"), key_pair("EdDSA")
PAIRS = pytest.mark.parametrize("pair", [RSA, ED], ids=["RS256", "EdDSA"])
SHARED = "a secret of forty-eight random bytes, or so they say"
OTHER = SiteId("another")


def signed(pair: KeyPair, kid: str | None = None, **changed: object) -> str:
    return jwt.encode(claims(**changed), pair.private, pair.algorithm, headers={"kid": kid} if kid else None)


def shared(secret: str = SHARED, kid: str | None = None, **changed: object) -> str:
    return jwt.encode(claims(**changed), secret, "HS256", headers={"kid": kid} if kid else None)


async def holds(world: World, token: str, site_id: SiteId = DEFAULT_SITE) -> bool:
    try:
        return (await world.ports.signer.verify(site_id, token)).sub == VERA.sub
    except Unauthenticated:
        return False


@PAIRS
async def test_a_platform_that_keeps_its_private_key_is_believed_by_the_public_one(world: World, pair: KeyPair) -> None:
    assert not await holds(world, signed(pair))
    await trusted(world, pair.algorithm, pair.public, "spring")
    assert await holds(world, signed(pair))
    assert await holds(world, signed(pair, "spring"))


async def test_keys_change_without_a_moment_in_which_tokens_are_refused(world: World) -> None:
    old, new = key_pair("EdDSA"), key_pair("EdDSA")
    await trusted(world, "EdDSA", old.public, "spring")
    assert (await holds(world, signed(old)), await holds(world, signed(new))) == (True, False)
    await trusted(world, "EdDSA", new.public, "autumn")
    assert (await holds(world, signed(old)), await holds(world, signed(new))) == (True, True)
    await world.sites.retire_key(DEFAULT_SITE, "spring", world.clock.now())
    assert (await holds(world, signed(old)), await holds(world, signed(new))) == (False, True)


async def test_the_shared_secret_changes_the_same_way_and_the_sites_own_is_renewed(world: World) -> None:
    own = await world.sites.signing_secret(DEFAULT_SITE)
    await trusted(world, "HS256", SHARED, "autumn")
    assert (await holds(world, shared(own)), await holds(world, shared())) == (True, True)
    renewed = await world.sites.renew_secret(DEFAULT_SITE)
    assert renewed != own
    assert (await holds(world, shared(own)), await holds(world, shared(renewed))) == (False, True)
    assert await holds(world, shared())


async def test_two_keys_are_active_at_most(world: World) -> None:
    for key_id in ("spring", "autumn"):
        await trusted(world, "EdDSA", ED.public, key_id)
    with pytest.raises(Conflict):
        await trusted(world, "HS256", SHARED, "winter")
    await world.sites.retire_key(DEFAULT_SITE, "spring", world.clock.now())
    await trusted(world, "HS256", SHARED, "winter")


async def test_a_retired_key_stays_retired_under_its_name(world: World) -> None:
    await trusted(world, "EdDSA", ED.public, "spring")
    retired_at = world.clock.now()
    await world.sites.retire_key(DEFAULT_SITE, "spring", retired_at)
    world.clock.advance(seconds=60)
    await world.sites.retire_key(DEFAULT_SITE, "spring", world.clock.now())
    assert [key.retired_at for key in await world.sites.keys(DEFAULT_SITE)] == [retired_at]
    assert not await holds(world, signed(ED, "spring"))
    with pytest.raises(Conflict):
        await trusted(world, "EdDSA", ED.public, "spring")
    with pytest.raises(NotFound):
        await world.sites.retire_key(DEFAULT_SITE, "summer", world.clock.now())


@PAIRS
async def test_the_public_key_is_nobodys_shared_secret(world: World, pair: KeyPair) -> None:
    await trusted(world, pair.algorithm, pair.public, "spring")
    for header in ({"alg": "HS256", "kid": "spring"}, {"alg": "HS256"}):
        for secret in (pair.public, pair.public.strip(), "".join(pair.public.splitlines()[1:-1])):
            assert not await holds(world, signed_by_hand(header, claims(), secret))


@pytest.mark.parametrize("algorithm", ["none", "None", "HS512", "RS512", "PS256", "ES256", "", None, 256, ["HS256"]])
async def test_no_other_algorithm_is_looked_at(world: World, algorithm: object) -> None:
    await trusted(world, "RS256", RSA.public, "spring")
    payload = segment(claims())
    for signature in ("", signed(RSA).split(".")[2]):
        assert not await holds(world, f"{segment({'alg': algorithm, 'typ': 'JWT'})}.{payload}.{signature}")


@pytest.mark.parametrize("algorithm", ["RS512", "PS256"])
async def test_the_right_key_with_another_algorithm_is_refused(world: World, algorithm: str) -> None:
    await trusted(world, "RS256", RSA.public, "spring")
    assert not await holds(world, jwt.encode(claims(), RSA.private, algorithm))


async def test_a_key_id_picks_its_key_and_no_other(world: World) -> None:
    own = await world.sites.signing_secret(DEFAULT_SITE)
    await trusted(world, "EdDSA", ED.public, "spring")
    await trusted(world, "HS256", SHARED, "autumn")
    assert await holds(world, shared(kid="autumn"))
    for token in (shared(kid="spring"), shared(kid="unknown"), shared(own, kid="autumn"), signed(ED, "autumn")):
        assert not await holds(world, token)


@pytest.mark.parametrize("header", [{"kid": 7}, {"kid": None}, {"kid": ["spring"]}, {"typ": "at+jwt"}, {"typ": 1}])
async def test_a_header_of_another_kind_is_refused(world: World, header: dict[str, object]) -> None:
    """Tokens for other purposes, such as access tokens, say so in `typ`."""
    await trusted(world, "HS256", SHARED, "spring")
    assert await holds(world, signed_by_hand({"alg": "HS256"}, claims(), SHARED))
    assert not await holds(world, signed_by_hand({"alg": "HS256"} | header, claims(), SHARED))


@PAIRS
async def test_another_sites_key_vouches_for_nobody_here(world: World, pair: KeyPair) -> None:
    await world.sites.ensure(OTHER, world.clock.now())
    await trusted(world, pair.algorithm, pair.public, "spring", OTHER)
    for token in (signed(pair), signed(pair, "spring")):
        assert await holds(world, token, OTHER)
        assert not await holds(world, token)


@PAIRS
async def test_what_an_expired_or_endless_token_says_does_not_count(world: World, pair: KeyPair) -> None:
    await trusted(world, pair.algorithm, pair.public, "spring")
    now = int(time.time())
    assert not await holds(world, signed(pair, exp=None))
    assert not await holds(world, signed(pair, exp=now - 61))
    assert await holds(world, signed(pair, exp=now - 30))
    assert not await holds(world, signed(pair, iat=now + 120))


Forge = Callable[[World], Awaitable[str]]


async def visitors_token(world: World) -> str:
    return (await arrives(world)).visitor_token


async def session_cookie(world: World) -> str:
    return await session_of(world, await employ(world, AMIR))


async def order_of_the_platform(world: World) -> str:
    secret = await world.sites.signing_secret(DEFAULT_SITE)
    return jwt.encode(claims(aud="platform", body_sha256="0" * 64), secret, "HS256")


async def huge(world: World) -> str:
    secret = await world.sites.signing_secret(DEFAULT_SITE)
    return jwt.encode(claims(shop="x" * MAX_TOKEN), secret, "HS256")


async def deep(_world: World) -> str:
    return f"{segment('[' * 5000)}.{segment(claims())}.x"


async def deep_inside(world: World) -> str:
    secret = await world.sites.signing_secret(DEFAULT_SITE)
    return signed_by_hand({"alg": "HS256"}, '{"a":' * 900, secret)


@pytest.mark.parametrize("forge", [visitors_token, session_cookie, order_of_the_platform, huge, deep, deep_inside])
async def test_tokens_of_another_kind_are_no_identities(world: World, forge: Forge) -> None:
    assert not await holds(world, await forge(world))


async def test_an_identity_is_no_order(world: World) -> None:
    secret = await world.sites.signing_secret(DEFAULT_SITE)
    for changed in ({}, {"aud": "platform"}, {"body_sha256": "0" * 64}, {"aud": ["platform"], "body_sha256": "0" * 64}):
        with pytest.raises(Unauthenticated):
            await world.ports.signer.verify_order(DEFAULT_SITE, jwt.encode(claims(**changed), secret, "HS256"))
    order = await world.ports.signer.verify_order(DEFAULT_SITE, await order_of_the_platform(world))
    assert order == "0" * 64


@pytest.mark.parametrize(
    "attributes",
    [
        ["shop_size"],
        "large",
        {"shop_size": ["large"]},
        {"shop_size": {"is": "large"}},
        {"shop_size": None},
        {"": "large"},
        {"s" * 41: "large"},
        {"shop_size": "x" * 201},
        {f"a{number}": number for number in range(21)},
        {"shop_size": "half a character \ud800"},
        {"shop_size\x00": "large"},
    ],
    ids=lambda attributes: str(attributes)[:30].encode("ascii", "replace").decode(),
)
async def test_attributes_are_a_few_short_texts_numbers_or_flags(world: World, attributes: object) -> None:
    await trusted(world, "EdDSA", ED.public, "spring")
    assert not await holds(world, signed(ED, attributes=attributes))


async def test_attributes_are_told_as_texts(world: World) -> None:
    await trusted(world, "EdDSA", ED.public, "spring")
    said = {"shop_size": 120, "erp": "Odoo", "pays_by_invoice": True, "rating": 4.5}
    identity = await world.ports.signer.verify(DEFAULT_SITE, signed(ED, attributes=said))
    assert identity.texts_of_attributes() == {
        "shop_size": "120",
        "erp": "Odoo",
        "pays_by_invoice": "true",
        "rating": "4.5",
    }


async def test_claims_of_a_country_are_compared_in_capitals(world: World) -> None:
    await trusted(world, "EdDSA", ED.public, "spring")
    assert (await world.ports.signer.verify(DEFAULT_SITE, signed(ED, country="es"))).country == "ES"


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "EdDSA"])
async def test_a_forged_signature_is_refused_whatever_the_algorithm(world: World, algorithm: Algorithm) -> None:
    pair = RSA if algorithm == "RS256" else ED
    await trusted(world, algorithm, SHARED if algorithm == "HS256" else pair.public, "spring")
    token = shared() if algorithm == "HS256" else signed(pair)
    assert await holds(world, token)
    header, payload, signature = token.split(".")
    other = segment(claims(plan="small_shop"))
    for forged in (f"{header}.{other}.{signature}", f"{header}.{payload}.", f"{header}.{payload}.{signature[:-8]}"):
        assert not await holds(world, forged)


async def test_nothing_of_a_refused_token_is_kept(world: World) -> None:
    somebody = await stranger(world)
    for token in (signed(ED), shared(), await order_of_the_platform(world)):
        with pytest.raises(Unauthenticated):
            await world.ports.signer.verify(DEFAULT_SITE, token)
    vera = await merchant(world, msgspec.structs.replace(VERA, plan=Plan("essential")))
    assert vera.plan == Plan("essential")
    assert (await world.ports.people.visitor(somebody.id)) == somebody
