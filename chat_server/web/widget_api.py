"""The widget over HTTP: each handler parses, calls one service and answers."""

from aiohttp import web

from chat_server.domain.errors import Invalid
from chat_server.services.access import audience_of, visitor_by_token
from chat_server.services.ask_question import AskQuestion, ask_question
from chat_server.services.catch_up import catch_up
from chat_server.services.escalate import escalate
from chat_server.services.open_session import OpenSession, open_session
from chat_server.services.record_outcome import record_outcome
from chat_server.services.record_reading import record_reading
from chat_server.services.show_article import show_article
from chat_server.services.suggest_articles import SuggestArticles, suggest_articles
from chat_server.web.auth import address, bearer, visitor
from chat_server.web.bodies import answer, body
from chat_server.web.keys import CONFIG, PORTS
from chat_server.wire import answers, incoming
from chat_server.wire.outgoing import Done, QuestionAnswered


async def session(request: web.Request) -> web.Response:
    ports, sent = request.app[PORTS], await body(request, incoming.OpenSession)
    opened = await open_session(
        ports,
        OpenSession(
            site_id=request.app[CONFIG].site_id,
            address=address(request),
            identity_token=sent.token,
            visitor_token=sent.visitor_token or bearer(request),
            locale=sent.locale,
            time_zone=sent.time_zone,
            page=sent.page,
        ),
    )
    return answer(answers.session(opened, ports.rules, ports.policy))


async def suggestions(request: web.Request) -> web.Response:
    ports, sent = request.app[PORTS], await body(request, incoming.SuggestArticles)
    caller = await visitor_by_token(ports, bearer(request) or sent.visitor_token or sent.token)
    typed = SuggestArticles(sent.question, sent.locale, typing=sent.typing, first=sent.first)
    return answer(answers.suggestions(await suggest_articles(ports, caller, typed)))


async def questions(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    sent = await body(request, incoming.AskQuestion)
    asked = await ask_question(ports, caller, AskQuestion(sent.question, sent.client_id, sent.locale, sent.page))
    found = answers.suggestions(asked.suggestions)
    return answer(
        QuestionAnswered(
            question_id=asked.question.id,
            level=found.level,
            confident=found.confident,
            suggestions=found.suggestions,
        )
    )


async def read(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    sent = await body(request, incoming.RecordReading)
    await record_reading(ports, caller, request.match_info["question_id"], sent.article_id, sent.dwell_ms)
    return answer(Done())


async def outcome(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    sent = await body(request, incoming.RecordOutcome)
    question_id = request.match_info["question_id"]
    await record_outcome(ports, caller, question_id, sent.outcome, sent.article_id, sent.comment)
    return answer(Done())


async def conversations(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    sent = await body(request, incoming.Escalate)
    return answer(answers.escalated(await escalate(ports, caller, sent.question_id, sent.client_id)))


async def events(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    after = whole_number(request, "after")
    state = await catch_up(ports, caller, request.match_info["conversation_id"], after)
    return answer(answers.caught_up(state, ports.rules))


async def article(request: web.Request) -> web.Response:
    ports, caller = request.app[PORTS], await visitor(request)
    locale = request.query.get("locale") or caller.locale
    page = await show_article(ports, request.match_info["article_id"], locale, audience_of(ports.policy, caller))
    return answer(answers.article(page))


def whole_number(request: web.Request, name: str) -> int:
    """A query parameter that counts something; 0 when absent."""
    text = request.query.get(name, "0")
    if not text.isascii() or not text.isdigit() or len(text) > 15:  # noqa: PLR2004 - fits every integer type we use
        raise Invalid(f"{name} must be a whole number from 0 up.", field=name)
    return int(text)
