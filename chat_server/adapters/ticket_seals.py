"""Signed tokens for tickets: who has one was sent it by us. Made from the site's secret, so that nothing is stored."""

import hashlib
import hmac
import re
from base64 import b32encode

from chat_server.adapters.sql.sites import SqlSites
from chat_server.domain.ids import SiteId
from chat_server.services.mail_ports import Purpose

# 100 bits, in an alphabet that survives mail programs which write addresses in another case.
SEAL_LENGTH = 20
TOKEN = re.compile(rf"([0-9a-z]{{10}})([a-z2-7]{{{SEAL_LENGTH}}})")


class HmacTicketSeals:
    def __init__(self, sites: SqlSites) -> None:
        self._sites = sites

    async def seal(self, site_id: SiteId, purpose: Purpose, reference: str) -> str:
        body = reference.removeprefix("P-").replace("-", "").lower()
        return body + await self._seal_of(site_id, purpose, body)

    async def open(self, site_id: SiteId, purpose: Purpose, token: str) -> str | None:
        parts = TOKEN.fullmatch(token.lower())
        if parts is None:
            return None
        body, seal = parts.groups()
        if not hmac.compare_digest(seal, await self._seal_of(site_id, purpose, body)):
            return None
        return f"P-{body[:5]}-{body[5:]}".upper()

    async def _seal_of(self, site_id: SiteId, purpose: Purpose, body: str) -> str:
        secret = await self._sites.signing_secret(site_id)
        digest = hmac.digest(secret.encode(), f"ticket\0{purpose}\0{site_id}\0{body}".encode(), hashlib.sha256)
        return b32encode(digest).decode().lower()[:SEAL_LENGTH]
