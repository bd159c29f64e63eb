"""The account managers' check-ins over HTTP, for agents."""

from datetime import datetime

from aiohttp import web

from chat_server.domain.check_in import CheckInId
from chat_server.domain.errors import Invalid
from chat_server.services.list_check_ins import PAGE, list_check_ins
from chat_server.services.record_check_in import record_check_in
from chat_server.web import auth
from chat_server.web.bodies import answer, body
from chat_server.web.keys import PORTS
from chat_server.wire import check_ins as wire

MINE = {"": False, "0": False, "1": True}


async def listed(request: web.Request) -> web.Response:
    """`mine=1`: only of those whose account manager I am; `after` is the `next` of the page before."""
    agent = await auth.agent(request)
    mine = request.query.get("mine", "")
    if mine not in MINE:
        raise Invalid("mine must be 1 or 0.", field="mine")
    found = await list_check_ins(request.app[PORTS], agent, mine=MINE[mine], after=_cursor(request))
    views = tuple(wire.check_in(one) for one in found)
    last = views[-1] if len(views) == PAGE else None
    return answer(wire.CheckIns(check_ins=views, next=f"{last.due_at}~{last.check_in_id}" if last else None))


async def record(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    sent = await body(request, wire.RecordCheckIn)
    check_in_id = request.match_info["check_in_id"]
    return answer(
        wire.recorded(await record_check_in(request.app[PORTS], agent, check_in_id, sent.notes, sent.next_due_on))
    )


def _cursor(request: web.Request) -> tuple[datetime, CheckInId] | None:
    text = request.query.get("after")
    if not text:
        return None
    at, _, check_in_id = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not check_in_id or "\x00" in check_in_id:
        raise Invalid("after must be the `next` of the page before.", field="after")
    return moment, CheckInId(check_in_id)
