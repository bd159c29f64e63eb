"""From what services return to what goes over the wire."""

from chat_server.domain.conversation import Conversation, Status
from chat_server.domain.events import AgentRef
from chat_server.domain.ids import AgentId
from chat_server.domain.plan import UNKNOWN_PLAN
from chat_server.domain.policy import Policy, text_in
from chat_server.domain.queue_order import reason
from chat_server.domain.waiting_band import WaitingBand
from chat_server.services import help_articles, stored
from chat_server.services.catch_up import CaughtUp
from chat_server.services.escalate import Escalated
from chat_server.services.list_conversations import Inbox, Opened
from chat_server.services.open_session import OpenedSession
from chat_server.services.queue_ports import QueuePlace
from chat_server.services.rules import Rules
from chat_server.wire import outgoing as wire
from chat_server.wire import outgoing_console as console
from chat_server.wire import ways


def suggestions(found: help_articles.Suggestions) -> wire.Suggestions:
    return wire.Suggestions(
        level=found.level, confident=found.confident, suggestions=tuple(_suggestion(one) for one in found.suggestions)
    )


def _suggestion(one: help_articles.Suggestion) -> wire.Suggestion:
    return wire.Suggestion(
        article_id=one.article_id,
        title=one.title,
        locale=one.locale,
        fallback=one.fallback,
        passage=tuple(wire.Fragment(text=part.text, match=part.match) for part in one.passage),
        url=one.url,
        score=one.score,
        section=one.section,
    )


def article(page: help_articles.ArticlePage) -> wire.Article:
    return wire.Article(
        article_id=page.article_id,
        title=page.title,
        html=page.html,
        sections=tuple(wire.Section(id=anchor, title=heading) for anchor, heading in page.sections),
        locale=page.locale,
        fallback=page.fallback,
        url=page.url,
        updated_at=wire.rfc3339(page.updated_at),
    )


def wait(band: WaitingBand | None) -> wire.Wait | None:
    return wire.Wait(low_s=band.low_s, high_s=band.high_s) if band else None


def conversation_state(conversation: Conversation, place: QueuePlace | None, rules: Rules) -> wire.ConversationState:
    held = conversation.agent_id if conversation.status is not Status.QUEUED else None
    resolved_at = conversation.resolved_at if conversation.status is Status.RESOLVED else None
    return wire.ConversationState(
        conversation_id=conversation.id,
        status=conversation.status,
        agent=AgentRef(id=AgentId(held), name=conversation.agent_name or "") if held else None,
        position=place.position if place else None,
        wait=wait(place.wait) if place else None,
        rated=conversation.rating is not None,
        reopen_until=wire.rfc3339(resolved_at + rules.reopen_within) if resolved_at else None,
    )


def session(opened: OpenedSession, rules: Rules, policy: Policy) -> wire.Session:
    contact, locale = opened.visitor.contact, opened.visitor.locale
    current, last = opened.open_conversation, opened.last_conversation
    return wire.Session(
        visitor_token=opened.visitor_token,
        contact=wire.ContactView(id=contact.id, name=contact.name, email=contact.email, verified=True)
        if contact
        else None,
        plan=opened.ways.plan.name,
        plan_name=text_in(opened.ways.plan.labels, locale),
        plans_url=policy.plans_url,
        locale=locale,
        channels=ways.channels(opened.ways, policy, locale),
        notices=ways.notices(opened.ways, opened.hidden_notices, locale),
        open_conversation=conversation_state(current, opened.place, rules) if current else None,
        last_conversation=conversation_state(last, None, rules) if last else None,
        unread=opened.unread,
        unsent_question=opened.visitor.unsent_question,
    )


def escalated(done: Escalated) -> wire.Escalated:
    place = done.place
    return wire.Escalated(
        conversation_id=done.conversation.id,
        status=done.conversation.status,
        position=place.position if place else None,
        wait=wait(place.wait) if place else None,
    )


def caught_up(state: CaughtUp, rules: Rules) -> wire.CaughtUp:
    return wire.CaughtUp(
        events=_events(state),
        head=state.head,
        conversation=conversation_state(state.conversation, state.place, rules),
        read=_read(state),
    )


def _events(state: CaughtUp) -> tuple[wire.EventView, ...]:
    if not state.public:
        return tuple(wire.for_agents(event) for event in state.events)
    views = (wire.for_everyone(event) for event in state.events)
    return tuple(view for view in views if view is not None)


def _read(state: CaughtUp) -> wire.ReadMarks:
    return wire.ReadMarks(contact=state.read.contact, agent=state.read.agent)


def summary(of: stored.Summary, position: int | None = None) -> console.ConversationSummary:
    return console.ConversationSummary(
        conversation_id=of.conversation.id,
        status=of.conversation.status,
        contact=summary_contact(of),
        agent=_agent(of.conversation),
        question=of.question,
        queued_at=wire.rfc3339(of.conversation.queued_at) if of.conversation.queued_at else "",
        updated_at=wire.rfc3339(of.conversation.updated_at) if of.conversation.updated_at else "",
        last_message=last_message(of),
        unread=of.unread,
        position=position,
        place=place_in_queue(of.conversation),
    )


def place_in_queue(of: Conversation) -> console.PlaceInQueue | None:
    if of.status is not Status.QUEUED or of.place is None:
        return None
    return console.PlaceInQueue(
        reason=reason(of.place),
        head_start_s=round((of.place.arrived_at - of.place.key).total_seconds()),
        topic=of.place.topic,
    )


def summary_contact(of: stored.Summary) -> console.SummaryContact:
    person = of.contact
    return console.SummaryContact(
        id=of.conversation.owner_id,
        name=person.name if person else "",
        plan=person.plan if person else UNKNOWN_PLAN,
        country=person.country if person else None,
        locale=of.conversation.locale,
        verified=person is not None,
    )


def _agent(conversation: Conversation) -> AgentRef | None:
    if conversation.agent_id is None:
        return None
    return AgentRef(id=conversation.agent_id, name=conversation.agent_name or "")


def last_message(of: stored.Summary) -> console.LastMessage | None:
    said = of.last_message
    if said is None:
        return None
    return console.LastMessage(text=said.text[:200], actor_kind=of.last_actor or "system", redacted=said.redacted)


def inbox(lists: Inbox) -> console.InboxView:
    return console.InboxView(
        version=lists.version,
        mine=tuple(summary(of) for of in lists.mine),
        queue=tuple(summary(of, position) for position, of in enumerate(lists.queue, start=1)),
        offered=(),
    )


def opened_conversation(opened: Opened) -> console.OpenedConversation:
    of, place = opened.summary, opened.caught_up.place
    short = summary(of, place.position if place else None)
    detail = console.ConversationDetail(
        conversation_id=short.conversation_id,
        status=short.status,
        contact=short.contact,
        agent=short.agent,
        question=short.question,
        queued_at=short.queued_at,
        updated_at=short.updated_at,
        last_message=short.last_message,
        unread=short.unread,
        position=short.position,
        place=short.place,
        time_zone=(of.contact.time_zone if of.contact else None) or of.visitor_time_zone,
        page=of.visitor_page,
        email=of.contact.email if of.contact else None,
        attributes=of.contact.attributes if of.contact else {},
        previous=tuple(summary(before) for before in opened.previous),
        rating=of.conversation.rating,
    )
    return console.OpenedConversation(
        conversation=detail,
        events=_events(opened.caught_up),
        head=opened.caught_up.head,
        read=_read(opened.caught_up),
    )
