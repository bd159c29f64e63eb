"""What the lists of the console and the queue show: reads over many conversations at once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, literal, or_, select, tuple_

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.tables import Instant, contact, conversation, event, question, read_mark, visitor
from chat_server.domain.contact import Contact
from chat_server.domain.conversation import OPEN, Conversation
from chat_server.domain.events import ActorKind, ConversationAssigned, ConversationReopened, MessageSent, QuestionAsked
from chat_server.domain.ids import AgentId, ConversationId, OwnerId
from chat_server.services.stored import ConversationFilter, Reader, Summary

# An agent takes a chat up by accepting it, or by being the one to whom it reopens.
TAKEN_UP = (ConversationAssigned.type, ConversationReopened.type)


def heads(
    connection: Connection,
    owners: Collection[OwnerId],
    agents: Collection[AgentId],
    viewed: Collection[ConversationId],
    since: datetime,
) -> tuple[Conversation, ...]:
    theirs = or_(conversation.c.owner_id.in_(owners), conversation.c.agent_id.in_(agents))
    still_open = conversation.c.status.in_([status.value for status in OPEN])
    followed = and_(or_(still_open, conversation.c.resolved_at > since), theirs)
    query = select(conversation).where(or_(followed, conversation.c.id.in_(viewed)))
    return tuple(rows.conversation(row) for row in connection.execute(query).mappings())


def unread(connection: Connection, conversation_id: str, reader: Reader) -> int:
    """The other side's messages behind the reader's mark."""
    other = ActorKind.AGENT if reader == "contact" else ActorKind.CONTACT
    mark = select(func.coalesce(func.max(read_mark.c.seq), 0)).where(
        read_mark.c.conversation_id == conversation_id, read_mark.c.reader == reader
    )
    behind = select(func.count()).where(
        event.c.conversation_id == conversation_id,
        event.c.type == MessageSent.type,
        event.c.actor_kind == other.value,
        event.c.seq > mark.scalar_subquery(),
    )
    return connection.execute(behind).scalar_one()


def summaries(connection: Connection, wanted: ConversationFilter) -> tuple[Summary, ...]:
    found = connection.execute(_filtered(wanted)).mappings().all()
    return tuple(_summary(connection, row) for row in found)


def _summary(connection: Connection, row: RowMapping) -> Summary:
    state = rows.conversation(row)
    person = connection.execute(select(contact).where(contact.c.id == state.owner_id)).mappings().one_or_none()
    of_this = select(event).where(event.c.conversation_id == state.id)
    asked = connection.execute(of_this.where(event.c.type == QuestionAsked.type).order_by(event.c.seq).limit(1))
    said = connection.execute(of_this.where(event.c.type == MessageSent.type).order_by(event.c.seq.desc()).limit(1))
    first, last = asked.mappings().one_or_none(), said.mappings().one_or_none()
    first_data = rows.event(first).data if first else None
    last_data = rows.event(last).data if last else None
    return Summary(
        conversation=state,
        contact=rows.struct(Contact, person) if person else None,
        visitor_time_zone=row["visitor_time_zone"],
        visitor_page=row["visitor_page"],
        question=first_data.text if isinstance(first_data, QuestionAsked) else "",
        last_message=last_data if isinstance(last_data, MessageSent) else None,
        last_actor=last["actor_kind"] if last else None,
        unread=unread(connection, state.id, "agent"),
    )


def _filtered(wanted: ConversationFilter) -> Select[*tuple[object, ...]]:
    order = conversation.c.queue_key if wanted.oldest_first else conversation.c.updated_at.desc()
    query = (
        select(conversation, visitor.c.time_zone.label("visitor_time_zone"), visitor.c.page.label("visitor_page"))
        .join(visitor, visitor.c.id == conversation.c.visitor_id)
        .where(conversation.c.site_id == wanted.site_id)
        .order_by(order, conversation.c.id if wanted.oldest_first else conversation.c.id.desc())
        .limit(wanted.limit)
    )
    if wanted.statuses:
        query = query.where(conversation.c.status.in_([status.value for status in wanted.statuses]))
    if wanted.agent_id is not None:
        query = query.where(conversation.c.agent_id == wanted.agent_id)
    if wanted.owner_id is not None:
        query = query.where(conversation.c.owner_id == wanted.owner_id)
    if wanted.conversation_id is not None:
        query = query.where(conversation.c.id == wanted.conversation_id)
    if wanted.before is not None:
        query = query.where(
            tuple_(conversation.c.updated_at, conversation.c.id)
            < tuple_(literal(wanted.before[0], Instant), literal(wanted.before[1]))
        )
    for word in wanted.words:
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> ColumnElement[bool]:
    """The word occurs in what was asked or in the contact's name."""
    asked = select(question.c.id).where(
        question.c.conversation_id == conversation.c.id, question.c.text.icontains(word, autoescape=True)
    )
    named = select(contact.c.id).where(
        contact.c.id == conversation.c.owner_id, contact.c.name.icontains(word, autoescape=True)
    )
    return or_(asked.exists(), named.exists())
