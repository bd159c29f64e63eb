"""The platform's server speaks for itself: bodies whose SHA-256 stands in a token that it signed."""

import hashlib
import hmac

from aiohttp import web

from chat_server.domain.errors import Unauthenticated
from chat_server.services.import_contacts import import_contacts
from chat_server.web.auth import bearer
from chat_server.web.bodies import answer, parsed, streamed
from chat_server.web.keys import CONFIG, PORTS
from chat_server.wire import incoming
from chat_server.wire.platform import ContactRefused, ContactsImported

MAX_BODY = 4_000_000  # bytes; 500 contacts with the longest attributes


async def contacts(request: web.Request) -> web.Response:
    ports, site_id = request.app[PORTS], request.app[CONFIG].site_id
    covered = await ports.signer.verify_order(site_id, bearer(request) or "")
    raw = b"".join([part async for part in streamed(request, MAX_BODY)])
    if not hmac.compare_digest(hashlib.sha256(raw).hexdigest().encode(), covered.lower().encode("utf-8", "replace")):
        raise Unauthenticated("body_sha256 is not that of this body. Sign the very bytes that you send.", field="token")
    done = await import_contacts(ports, site_id, parsed(raw, incoming.ImportContacts).contacts)
    return answer(
        ContactsImported(
            created=done.created,
            updated=done.updated,
            unchanged=done.unchanged,
            refused=tuple(ContactRefused(one.index, one.field, one.message) for one in done.refused),
        )
    )
