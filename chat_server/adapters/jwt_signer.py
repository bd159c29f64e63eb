"""The platform's signatures: JWTs by HS256, RS256 or EdDSA. The key says which algorithm, never the token alone.

An identity says who a merchant is; an order comes from the platform's server and covers a body. Neither passes for the
other: orders name their audience, and identities with that audience are refused.
"""

import jwt

from chat_server.adapters.sql.sites import SqlSites
from chat_server.domain.contact import LEEWAY_S, Identity, identity_of
from chat_server.domain.errors import Invalid, Unauthenticated
from chat_server.domain.ids import SiteId
from chat_server.domain.signing_key import SigningKey

ALGORITHMS = ("HS256", "RS256", "EdDSA")
ORDER_AUDIENCE = "platform"
MAX_TOKEN = 8192  # characters; as many as a header may have
Claims = dict[str, object]


class JwtSigner:
    def __init__(self, sites: SqlSites) -> None:
        self._sites = sites

    async def verify(self, site_id: SiteId, token: str) -> Identity:
        return _identity(await self._claims(site_id, token, required=["exp", "sub"]))

    async def subject(self, site_id: SiteId, token: str) -> str | None:
        try:
            return _identity(await self._claims(site_id, token, required=["exp", "sub"], even_expired=True)).sub
        except Unauthenticated:
            return None

    async def verify_order(self, site_id: SiteId, token: str) -> str:
        claims = await self._claims(site_id, token, required=["exp", "iat", "aud", "body_sha256"])
        covered = claims["body_sha256"]
        if claims["aud"] != ORDER_AUDIENCE or not isinstance(covered, str):
            raise Unauthenticated('The token needs the claims "aud": "platform" and "body_sha256".', field="token")
        return covered

    async def sign(self, site_id: SiteId, identity: Identity) -> str:
        secret = await self._sites.signing_secret(site_id)
        claims = {name: getattr(identity, name) for name in identity.__struct_fields__}
        return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, "HS256")

    async def _claims(self, site_id: SiteId, token: str, *, required: list[str], even_expired: bool = False) -> Claims:
        algorithm, key_id = _header(token)
        keys = [key for key in await self._sites.active_keys(site_id) if key.algorithm == algorithm]
        if key_id is not None:
            keys = [key for key in keys if key.id == key_id]
        for key in keys:
            try:
                return _decoded(token, key, required, even_expired=even_expired)
            except jwt.InvalidSignatureError:
                continue  # the other key of this algorithm may have signed it
            except jwt.ExpiredSignatureError:
                raise Unauthenticated("The token has expired. Have the platform sign a new one.") from None
            except (jwt.InvalidTokenError, ValueError, OverflowError, RecursionError) as problem:
                raise _refused(str(problem) if isinstance(problem, jwt.InvalidTokenError) else "no JSON") from None
        raise _refused("no active key of this site has signed it")


def _header(token: str) -> tuple[str, str | None]:
    """Algorithm and key id as the token, not yet believed, has them."""
    if len(token) > MAX_TOKEN:
        raise _refused(f"it is longer than {MAX_TOKEN} characters")
    try:
        header: Claims = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, OverflowError, RecursionError):
        raise _refused("it is no JWT") from None
    algorithm, key_id, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if algorithm not in ALGORITHMS or not isinstance(algorithm, str):
        raise _refused(f"alg must be one of {', '.join(ALGORITHMS)}")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        raise _refused("typ must be JWT")
    if not isinstance(key_id, str | None):
        raise _refused("kid must be a text")
    return algorithm, key_id


def _decoded(token: str, key: SigningKey, required: list[str], *, even_expired: bool) -> Claims:
    claims: Claims = jwt.decode(
        token,
        key.key,
        algorithms=[key.algorithm],
        leeway=LEEWAY_S,
        options={"require": required, "verify_aud": False, "verify_exp": not even_expired},
    )
    return claims


def _identity(claims: Claims) -> Identity:
    if claims.get("aud") == ORDER_AUDIENCE:
        raise _refused("it is the platform's server's, not a merchant's")
    try:
        return identity_of(claims)
    except Invalid as problem:
        raise _refused(f"{problem.field or 'claims'}: {problem.message}") from None


def _refused(why: str) -> Unauthenticated:
    return Unauthenticated(f"The token does not hold: {why}.", field="token")
