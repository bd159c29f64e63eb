"""The console over HTTP: logging in, canned replies, the long lists. The chats themselves go over the socket."""

from datetime import datetime

from aiohttp import web

from chat_server.domain.conversation import Status
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import ConversationId
from chat_server.services.access import agents_audience
from chat_server.services.canned_replies import delete_canned_reply, save_canned_reply
from chat_server.services.list_conversations import PAGE, list_conversations
from chat_server.services.log_in import log_in, log_out
from chat_server.services.show_article import show_article
from chat_server.web import auth
from chat_server.web.bodies import answer, body
from chat_server.web.keys import CONFIG, PORTS
from chat_server.wire import answers, incoming
from chat_server.wire.outgoing import Done
from chat_server.wire.outgoing_console import AgentView, CannedReplies, CannedReplyView, ConsoleSession, Conversations

LISTED = {status.value: (status,) for status in Status if status is not Status.NEW} | {"all": ()}


async def open_session(request: web.Request) -> web.Response:
    ports, sent = request.app[PORTS], await body(request, incoming.LogIn)
    before = request.cookies.get(auth.COOKIE)
    logged_in = await log_in(ports, request.app[CONFIG].site_id, sent.email, sent.password, auth.address(request))
    if before:
        await log_out(ports, before)
    token = logged_in.session_token
    mail = ports.mail.mailer.delivery
    response = answer(ConsoleSession(agent=AgentView.of(logged_in.agent), csrf=auth.csrf_of(token), mail=mail))
    auth.set_session_cookie(request, response, token, int(ports.rules.session_lifetime.total_seconds()))
    return response


async def session(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    _, csrf = auth.agent_credentials(request)
    mail = request.app[PORTS].mail.mailer.delivery
    return answer(ConsoleSession(agent=AgentView.of(agent), csrf=csrf, mail=mail))


async def close_session(request: web.Request) -> web.Response:
    await auth.agent(request)
    token, _ = auth.agent_credentials(request)
    await log_out(request.app[PORTS], token)
    response = answer(Done())
    response.del_cookie(auth.COOKIE, path="/")
    return response


async def canned_replies(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    listed = await request.app[PORTS].canned_replies.listed(agent.site_id)
    views = (CannedReplyView(reply.id, reply.shortcut, reply.title, reply.text, reply.locale) for reply in listed)
    return answer(CannedReplies(canned_replies=tuple(views)))


async def save(request: web.Request) -> web.Response:
    """Makes one on the collection, replaces the one that the path names."""
    agent = await auth.agent(request)
    sent = await body(request, incoming.SaveCannedReply)
    reply = await save_canned_reply(
        request.app[PORTS],
        agent,
        request.match_info.get("reply_id"),
        shortcut=sent.shortcut,
        title=sent.title,
        text=sent.text,
        locale=sent.locale,
    )
    return answer(CannedReplyView(reply.id, reply.shortcut, reply.title, reply.text, reply.locale))


async def delete(request: web.Request) -> web.Response:
    agent = await auth.agent(request)
    await delete_canned_reply(request.app[PORTS], agent, request.match_info["reply_id"])
    return answer(Done())


async def conversations(request: web.Request) -> web.Response:
    """`status` one of the statuses or all; `before` is the `next` of the page before; `q` words to look for."""
    agent = await auth.agent(request)
    wanted = request.query.get("status", "all")
    if wanted not in LISTED:
        raise Invalid(f"status must be one of {', '.join(LISTED)}.", field="status")
    words = request.query.get("q", "")[:200]
    if "\x00" in words:  # databases end a text there, and would find what nobody looked for
        raise Invalid("q contains a NUL character. Remove it and search again.", field="q")
    found = await list_conversations(request.app[PORTS], agent, LISTED[wanted], _cursor(request), words)
    summaries = tuple(answers.summary(one) for one in found)
    last = summaries[-1] if len(summaries) == PAGE else None
    following = f"{last.updated_at}~{last.conversation_id}" if last else None
    return answer(Conversations(conversations=summaries, next=following))


async def article(request: web.Request) -> web.Response:
    await auth.agent(request)
    ports = request.app[PORTS]
    locale = request.query.get("locale") or ports.rules.default_locale
    page = await show_article(ports, request.match_info["article_id"], locale, agents_audience(ports.policy))
    return answer(answers.article(page))


def _cursor(request: web.Request) -> tuple[datetime, ConversationId] | None:
    """`before` as the server sent it in `next`: the time and id of the last conversation of a page."""
    text = request.query.get("before")
    if not text:
        return None
    at, _, conversation_id = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not conversation_id:
        raise Invalid("before must be the `next` of the page before.", field="before")
    return moment, ConversationId(conversation_id)
