"""Tickets in the console over HTTP: lists, threads, replies, notes, states, assignment; and the log of phone calls."""

from datetime import datetime

from aiohttp import web

from chat_server.domain.agent import Agent
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import TicketId
from chat_server.domain.ticket import OURS, TicketState
from chat_server.services.assign_ticket import assign_ticket
from chat_server.services.list_tickets import PAGE, desk_ticket, list_tickets
from chat_server.services.log_call import log_call, logged_calls
from chat_server.services.move_ticket import move_ticket
from chat_server.services.open_ticket import OpenTicket, open_ticket_from_chat
from chat_server.services.reply_to_ticket import TicketReply, answer_ticket, note_on_ticket
from chat_server.services.ticket_ports import TicketFilter
from chat_server.web import auth
from chat_server.web.bodies import answer, body
from chat_server.web.keys import PORTS
from chat_server.wire import ticket_answers, ways
from chat_server.wire import tickets as wire
from chat_server.wire.outgoing_ways import TicketKinds

UNSOLVED = tuple(state for state in TicketState if state is not TicketState.SOLVED)
STATES: dict[str, tuple[TicketState, ...]] = {state.value: (state,) for state in TicketState} | {
    "unsolved": UNSOLVED,
    "overdue": OURS,
    "all": (),
}
ASSIGNEES = ("all", "me", "none")


async def listed(request: web.Request) -> web.Response:
    """`state` one of the states, unsolved, overdue or all; `kind` of the policy; `assignee` me, none or all; `q` words
    or a reference; `before` is the `next` of the page before."""
    agent, ports = await auth.agent(request), request.app[PORTS]
    assignee, query = _one_of(request, "assignee", ASSIGNEES), request.query.get("q", "")[:200]
    if "\x00" in query + request.query.get("kind", ""):  # databases end a text there
        raise Invalid("q contains a NUL character. Remove it and search again.", field="q")
    now, state = ports.clock.now(), _one_of(request, "state", ("all", *STATES))
    wanted = TicketFilter(
        site_id=agent.site_id,
        states=STATES[state],
        due_until=now if state == "overdue" else None,
        kind=request.query.get("kind") or None,
        agent_id=agent.id if assignee == "me" else None,
        unassigned=assignee == "none",
        before=_cursor(request),
    )
    locale = _locale(request)
    found = await list_tickets(ports, wanted, query)
    lines = tuple(ticket_answers.line(one, ports.policy, locale, now) for one in found)
    last = lines[-1] if len(lines) == PAGE else None
    return answer(wire.ConsoleTickets(tickets=lines, next=f"{last.updated_at}~{last.ticket_id}" if last else None))


async def kinds(request: web.Request) -> web.Response:
    """All kinds of the policy, in the `locale` asked for."""
    await auth.agent(request)
    policy, locale = request.app[PORTS].policy, _locale(request)
    return answer(TicketKinds(ticket_kinds=tuple(ways.ticket_kind(kind, locale) for kind in policy.ticket_kinds)))


async def agents(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    ports = request.app[PORTS]
    free = await ports.agents.free_places(agent.site_id, ports.clock.now())
    colleagues = [one for one in await ports.agents.listed(agent.site_id) if one.active]
    return answer(
        wire.Agents(agents=tuple(wire.Colleague(id=one.id, name=one.name, free=free.get(one.id)) for one in colleagues))
    )


async def one(request: web.Request) -> web.Response:
    return await _desk(request, await auth.agent(request), request.match_info["ticket_id"])


async def opened(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    sent = await body(request, wire.OpenTicketFromChat)
    wanted = OpenTicket(
        kind=sent.kind,
        client_id=sent.client_id,
        subject=sent.subject,
        text=sent.text,
        fields=sent.fields,
        email=sent.email,
    )
    done = await open_ticket_from_chat(request.app[PORTS], agent, request.match_info["conversation_id"], wanted)
    return await _desk(request, agent, done.ticket.id)


async def answered(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    sent = await body(request, wire.AnswerTicket)
    state = TicketState(sent.state) if sent.state else None
    said = TicketReply(client_id=sent.client_id, text=sent.text, attachments=sent.attachments, state=state)
    done = await answer_ticket(request.app[PORTS], agent, request.match_info["ticket_id"], said)
    return await _desk(request, agent, done.ticket.id)


async def noted(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    sent = await body(request, wire.NoteOnTicket)
    ticket_id = request.match_info["ticket_id"]
    done = await note_on_ticket(request.app[PORTS], agent, ticket_id, sent.client_id, sent.text)
    return await _desk(request, agent, done.ticket.id)


async def moved(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    sent = await body(request, wire.MoveTicket)
    done = await move_ticket(request.app[PORTS], agent, request.match_info["ticket_id"], TicketState(sent.state))
    return await _desk(request, agent, done.ticket.id)


async def assigned(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    sent = await body(request, wire.AssignTicket)
    ticket_id = request.match_info["ticket_id"]
    done = await assign_ticket(request.app[PORTS], agent, ticket_id, sent.agent_id, sent.instead_of)
    return await _desk(request, agent, done.ticket.id)


async def calls(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    found = await logged_calls(request.app[PORTS], agent, request.match_info["contact_id"])
    return answer(wire.LoggedCalls(calls=tuple(ticket_answers.call(call) for call in found)))


async def called(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    sent = await body(request, wire.LogCall)
    contact_id = request.match_info["contact_id"]
    return answer(
        ticket_answers.call(await log_call(request.app[PORTS], agent, contact_id, sent.topic, sent.client_id))
    )


async def _desk(request: web.Request, agent: Agent, ticket_id: str) -> web.Response:
    ports = request.app[PORTS]
    found = await desk_ticket(ports, agent, ticket_id)
    return answer(ticket_answers.desk(found, ports.policy, _locale(request), ports.clock.now()))


def _locale(request: web.Request) -> str:
    """Labels come in the console's language."""
    return request.query.get("locale") or request.app[PORTS].rules.default_locale


def _one_of(request: web.Request, name: str, possible: tuple[str, ...]) -> str:
    """A query parameter with a few values; the first of them when absent."""
    value = request.query.get(name) or possible[0]
    if value not in possible:
        raise Invalid(f"{name} must be one of {', '.join(dict.fromkeys(possible))}.", field=name)
    return value


def _cursor(request: web.Request) -> tuple[datetime, TicketId] | None:
    """`before` as the server sent it in `next`: the time and id of the last ticket of a page."""
    text = request.query.get("before")
    if not text:
        return None
    at, _, ticket_id = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not ticket_id:
        raise Invalid("before must be the `next` of the page before.", field="before")
    return moment, TicketId(ticket_id)
