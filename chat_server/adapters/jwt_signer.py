"""The platform's signed identity: a JWT, HS256 with the site's secret; the algorithm is pinned, `exp` is required."""

import jwt
import msgspec

from chat_server.adapters.sql.sites import SqlSites
from chat_server.domain.contact import Identity
from chat_server.domain.errors import Unauthenticated
from chat_server.domain.ids import SiteId

ALGORITHM = "HS256"
LEEWAY_S = 60  # clocks of two companies differ


class JwtSigner:
    def __init__(self, sites: SqlSites) -> None:
        self._sites = sites

    async def verify(self, site_id: SiteId, token: str) -> Identity:
        secret = await self._sites.signing_secret(site_id)
        try:
            claims: dict[str, object] = jwt.decode(
                token,
                secret,
                algorithms=[ALGORITHM],
                leeway=LEEWAY_S,
                options={"require": ["exp", "sub"], "verify_aud": False},
            )
            return msgspec.convert(claims, Identity)
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("The identity token has expired. Have the platform sign a new one.") from None
        except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError) as problem:
            raise Unauthenticated(f"The identity token does not hold: {problem}.", field="token") from None

    async def sign(self, site_id: SiteId, identity: Identity) -> str:
        secret = await self._sites.signing_secret(site_id)
        claims: dict[str, object] = msgspec.to_builtins(identity)
        return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, ALGORITHM)
