"""A merchant's tickets over HTTP: each handler parses, calls one service and answers."""

from aiohttp import web

from chat_server.domain.contact import Visitor
from chat_server.services.list_tickets import own_ticket, own_tickets
from chat_server.services.open_ticket import OpenTicket, open_ticket
from chat_server.services.reply_to_ticket import TicketReply, reply_to_ticket
from chat_server.web.auth import address, visitor
from chat_server.web.bodies import answer, body
from chat_server.web.keys import PORTS
from chat_server.wire import ticket_answers
from chat_server.wire import tickets as wire


async def listed(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    found = await own_tickets(ports, caller)
    return answer(
        wire.Tickets(tickets=tuple(ticket_answers.summary(one, ports.policy, caller.locale) for one in found))
    )


async def opened(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    sent = await body(request, wire.OpenTicket)
    wanted = OpenTicket(
        kind=sent.kind,
        client_id=sent.client_id,
        subject=sent.subject,
        text=sent.text,
        fields=sent.fields,
        email=sent.email,
        name=sent.name,
        locale=sent.locale,
        question_id=sent.question_id,
        conversation_id=sent.conversation_id,
        attachments=sent.attachments,
    )
    done = await open_ticket(ports, caller, wanted, address=address(request))
    return await _seen(request, caller, done.ticket.id)


async def one(request: web.Request) -> web.Response:
    return await _seen(request, await visitor(request), request.match_info["ticket_id"])


async def replied(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    sent = await body(request, wire.ReplyToTicket)
    said = TicketReply(client_id=sent.client_id, text=sent.text, attachments=sent.attachments)
    done = await reply_to_ticket(ports, caller, request.match_info["ticket_id"], said)
    return await _seen(request, caller, done.ticket.id)


async def _seen(request: web.Request, caller: Visitor, ticket_id: str) -> web.Response:
    ports = request.app[PORTS]
    seen = await own_ticket(ports, caller, ticket_id)
    return answer(ticket_answers.view(seen, ports.policy, caller.locale))
