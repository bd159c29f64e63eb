"""The platform's signed identity: ours, signed with our secret, by the one algorithm, not expired. Nothing else."""

import json
import time
from base64 import urlsafe_b64encode

import jwt
import pytest
from jwt.api_jws import PyJWS

from chat_server.domain.errors import Unauthenticated
from chat_server.domain.ids import DEFAULT_SITE, SiteId
from chat_server.domain.plan import UNKNOWN_PLAN, Plan
from tests.support.people import VERA
from tests.support.signing import claims
from tests.support.world import World

jws = PyJWS()  # signs anything, also claims that a well-behaved library would not
pytestmark = pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")


async def token(world: World, algorithm: str = "HS256", secret: str | None = None, **changed: object) -> str:
    secret = secret or await world.sites.signing_secret(DEFAULT_SITE)
    return jwt.encode(claims(**changed), secret, algorithm)


async def refusal(world: World, sent: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await world.ports.signer.verify(DEFAULT_SITE, sent)
    return refused.value.message


async def test_what_we_sign_we_believe(world: World) -> None:
    signed = await world.ports.signer.sign(DEFAULT_SITE, VERA)
    assert await world.ports.signer.verify(DEFAULT_SITE, signed) == VERA


async def test_a_platform_may_sign_little(world: World) -> None:
    found = await world.ports.signer.verify(DEFAULT_SITE, await token(world, iat=None, name=None, plan=None))
    assert (found.sub, found.iat, found.name, found.plan, found.email) == ("m-1001", 0, "", UNKNOWN_PLAN, None)


async def test_a_platform_may_sign_more_than_we_know(world: World) -> None:
    found = await world.ports.signer.verify(DEFAULT_SITE, await token(world, shoe_size=39, aud="shop"))
    assert (found.sub, found.plan) == ("m-1001", Plan("business"))


async def test_another_secret_is_not_ours(world: World) -> None:
    assert await refusal(world, await token(world, secret="not the secret of this site at all"))


async def test_another_sites_token_is_not_ours(world: World) -> None:
    other = SiteId("another")
    await world.sites.ensure(other, world.clock.now())
    assert await refusal(world, await world.ports.signer.sign(other, VERA))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
async def test_only_the_one_algorithm_is_accepted(world: World, algorithm: str) -> None:
    assert await refusal(world, await token(world, algorithm))


async def test_an_unsigned_token_is_refused(world: World) -> None:
    unsigned = jwt.encode(claims(), "", "none")
    assert await refusal(world, unsigned)
    header, payload, _ = (await token(world)).split(".")
    assert await refusal(world, f"{header}.{payload}.")
    none = urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    assert await refusal(world, f"{none}.{payload}.")


async def test_a_changed_payload_is_refused(world: World) -> None:
    header, payload, signature = (await token(world)).split(".")
    other = (await token(world, plan="essential")).split(".")[1]
    assert payload != other
    assert await refusal(world, f"{header}.{other}.{signature}")


async def test_an_expired_token_is_refused_and_says_what_to_do(world: World) -> None:
    assert "expired" in await refusal(world, await token(world, exp=int(time.time()) - 120))


async def test_clocks_may_differ_by_a_minute(world: World) -> None:
    assert await world.ports.signer.verify(DEFAULT_SITE, await token(world, exp=int(time.time()) - 30))


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 1001},
        {"sub": "m" * 201},
        {"plan": "g" * 61},
        {"plan": 3},
        {"name": ["Vera"]},
        {"exp": "tomorrow"},
        {"iat": "yesterday"},
        {"email": {"at": "home"}},
    ],
    ids=str,
)
async def test_claims_that_we_cannot_use_are_refused(world: World, changed: dict[str, object]) -> None:
    secret = await world.sites.signing_secret(DEFAULT_SITE)
    assert await refusal(world, jws.encode(json.dumps(claims(**changed)).encode(), secret, "HS256"))


@pytest.mark.parametrize("garbage", ["", "x", "a.b.c", "....", "half a character \ud800", "\x00", "é.é.é", "a" * 9000])
async def test_garbage_is_refused(world: World, garbage: str) -> None:
    assert await refusal(world, garbage)


async def test_the_refusal_does_not_repeat_the_token(world: World) -> None:
    sent = await token(world, plan=7, name="Vera Secret")
    message = await refusal(world, sent)
    assert sent not in message
    assert "Vera Secret" not in message
