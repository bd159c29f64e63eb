"""Mail servers and providers hand over what came in: the mail as it travelled, in the body of a POST."""

import hmac

from aiohttp import web

from chat_server.domain.errors import NotFound, Unauthenticated
from chat_server.services.receive_mail import receive_mail
from chat_server.web.bodies import answer, streamed
from chat_server.web.keys import CONFIG, PORTS
from chat_server.wire.mail import MailTaken

LARGEST_MAIL = 25_000_000  # bytes; what providers take, with attachments grown by a third on the way
SECRET_HEADER = "X-Mail-Secret"  # noqa: S105 - its name


async def received(request: web.Request) -> web.Response:
    """`{result, reference?}`. 429 and 503 ask for the same mail again later; it has its effect once."""
    config = request.app[CONFIG]
    if not config.mail_hook_secret:
        raise NotFound("No mails are taken here: mail_hook_secret is not set.")
    sent = request.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(sent.encode(errors="replace"), config.mail_hook_secret.encode()):
        raise Unauthenticated(f"{SECRET_HEADER} is missing or wrong.")
    raw = b"".join([part async for part in streamed(request, LARGEST_MAIL)])
    taken = await receive_mail(request.app[PORTS], config.site_id, raw)
    return answer(MailTaken(result=taken.result.value, reference=taken.reference))
