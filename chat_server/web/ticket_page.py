"""A ticket on a page of its own, behind the signed link in its mails: thread, state and a form, without a script."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from chat_server.domain.errors import ChatError, Conflict, Invalid, NotFound, RateLimited
from chat_server.services.list_tickets import SeenTicket
from chat_server.services.locales import supported
from chat_server.services.ticket_by_link import linked_attachment, linked_ticket, reply_by_link
from chat_server.web.attachments_api import served
from chat_server.web.bodies import readable
from chat_server.web.keys import CONFIG, PORTS
from chat_server.web.page_texts import Texts, amount, texts, time_of_day, wished_locales
from chat_server.web.templating import rendered
from chat_server.wire import ticket_answers
from chat_server.wire.errors import HTTP_STATUS
from chat_server.wire.incoming import MAX_TEXT
from chat_server.wire.tickets import FilledField

LONGEST_ID = 64  # characters of the form's id
SENT = "sent"  # in the address after an answer has arrived


@dataclass(frozen=True)
class Draft:
    """What somebody is about to send, or tried to. The same `client_id` twice is one answer."""

    client_id: str
    text: str = ""
    problem: str | None = None


async def ticket_page(request: web.Request) -> web.StreamResponse:
    try:
        seen = await _seen(request)
    except NotFound:
        return _lost(request)
    return _page(request, seen, Draft(request.app[PORTS].ids.new("form")), 200)


async def ticket_answered(request: web.Request) -> web.StreamResponse:
    """Sends the reader back to the page, so that reloading sends nothing again; keeps the text when it cannot."""
    try:
        seen, ports = await _seen(request), request.app[PORTS]
    except NotFound:
        return _lost(request)
    with readable():
        form = await request.post()
    text, client_id = str(form.get("text", "")).replace("\r\n", "\n").strip(), str(form.get("client_id", ""))
    if not 0 < len(client_id) <= LONGEST_ID:
        client_id = ports.ids.new("form")
    problem, status = await _send(request, texts(seen.ticket.locale, "mail"), client_id, text)
    if problem is None:
        raise web.HTTPSeeOther(f"/ticket/{request.match_info['token']}?{SENT}=1#Sent")
    return _page(request, seen, Draft(client_id, text, problem), status)


async def ticket_file(request: web.Request) -> web.StreamResponse:
    """A file of the thread, as a download."""
    ports, info = request.app[PORTS], request.match_info
    found = await linked_attachment(ports, request.app[CONFIG].site_id, info["token"], info["attachment_id"])
    return served(request, ports, found)


async def _send(request: web.Request, words: Texts, client_id: str, text: str) -> tuple[str | None, int]:
    """What to tell the reader, with the status, when it could not be sent."""
    ports, site_id, token = request.app[PORTS], request.app[CONFIG].site_id, request.match_info["token"]
    if not text:
        return words("page.empty"), HTTP_STATUS[Invalid]
    if len(text) > MAX_TEXT:
        return words("page.too_long", length=len(text), limit=MAX_TEXT), HTTP_STATUS[Invalid]
    try:
        try:
            await reply_by_link(ports, site_id, token, client_id, text)
        except Conflict:  # sent before, then changed and sent again: another answer
            await reply_by_link(ports, site_id, token, ports.ids.new("form"), text)
    except ChatError as refused:
        return _said(words, refused), HTTP_STATUS[type(refused)]
    return None, 200


async def _seen(request: web.Request) -> SeenTicket:
    return await linked_ticket(request.app[PORTS], request.app[CONFIG].site_id, request.match_info["token"])


def _lost(request: web.Request) -> web.Response:
    """For links that lost a part on the way, and for those who guess: there is no telling which."""
    locale = supported(request.app[PORTS].rules, *wished_locales(request))
    return rendered(request, "ticket_lost.html", 404, locale=locale, words=texts(locale, "mail"))


def _said(words: Texts, refused: ChatError) -> str:
    if isinstance(refused, RateLimited):
        return words("page.too_fast", seconds=refused.retry_after_s or 60)
    return words("page.trouble")


def _readable(field: FilledField, words: Texts, zone: ZoneInfo) -> str:
    """What was filled in, as the merchant would write it. What has become of another type since is left as it is."""
    try:
        match field.type:
            case "yes_no":
                return words(f"page.{field.value}")
            case "money":
                return amount(field.value, words.locale)
            case "date_time":
                return time_of_day(datetime.fromisoformat(field.value), words.locale, zone)
    except (KeyError, ValueError, ArithmeticError):
        pass
    return field.value


def _page(request: web.Request, seen: SeenTicket, draft: Draft, status: int) -> web.Response:
    ports = request.app[PORTS]
    locale = supported(ports.rules, seen.ticket.locale)
    view, words, zone = ticket_answers.view(seen, ports.policy, locale), texts(locale, "mail"), ports.policy.zone
    response = rendered(
        request,
        "ticket.html",
        status,
        locale=locale,
        words=words,
        page=f"/ticket/{request.match_info['token']}",
        ticket=seen.ticket,
        view=view,
        fields=tuple((field.label, _readable(field, words, zone)) for field in view.fields),
        lines=tuple(zip(view.entries, (entry.at.astimezone(zone) for entry in seen.entries), strict=True)),
        draft=draft,
        sent=SENT in request.query,
        limit=MAX_TEXT,
        zone=zone,
    )
    # The address is the key: it goes to no other site, into no cache and into no search engine.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
