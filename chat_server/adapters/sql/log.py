"""The one door for writing conversations: load, decide, number, store, all inside one transaction.

Synchronous functions of a connection; `conversations.py` runs them through the database's doors.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from chat_server.adapters.sql import attachments, rows
from chat_server.adapters.sql.tables import agent, conversation, counter, event, once, question
from chat_server.domain.agent import Agent, Availability
from chat_server.domain.conversation import OPEN, Conversation, Decide, Situation, Status, evolve, number
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.events import Event, MessageRedacted, MessageSent, OutcomeRecorded, QuestionAsked
from chat_server.domain.ids import AgentId, ConversationId, OwnerId, QuestionId, SiteId
from chat_server.domain.message import redacted
from chat_server.domain.question import QUESTION_OPENS_THE_WAY_FOR, OutcomeEntry, Question
from chat_server.services.stored import Executed, Once, Target

ERASED = "erased"  # set on a connection whose transaction took a text out of the database
STATE_COLUMNS = (
    "status",
    "agent_id",
    "agent_name",
    "head",
    "public_head",
    "opened_at",
    "queued_at",
    "queue_key",
    "resolved_at",
    "updated_at",
    "rating",
    "rating_comment",
)


def execute(connection: Connection, target: Target, decide: Decide, sent: Once | None, now: datetime) -> Executed:
    """See `ConversationStore.execute`."""
    if sent is not None:
        earlier = _already(connection, sent)
        if earlier is not None:
            return earlier
    situation = _situation(connection, target, now)
    before = after = situation.conversation
    events: list[Event] = []
    for new in decide(situation):
        stored = number(after, new)
        after = evolve(after, stored)
        events.append(stored)
    if events:
        _store(connection, before, after, events)
    if sent is not None:
        row = {**msgspec.structs.asdict(sent), "conversation_id": after.id, "seq": after.head}
        connection.execute(insert(once), row)
    public_seq = events[-1].public_seq if events else after.public_head
    return Executed(conversation=after, events=tuple(events), seq=after.head, public_seq=public_seq)


def _already(connection: Connection, sent: Once) -> Executed | None:
    """What this command did when it came before."""
    row = connection.execute(
        select(once).where(
            once.c.scope == sent.scope, once.c.command == sent.command, once.c.client_id == sent.client_id
        )
    ).one_or_none()
    if row is None:
        return None
    if row.fingerprint != sent.fingerprint:
        raise Conflict("This client_id was used for something else. Choose a new one.", field="client_id")
    state = load(connection, ConversationId(row.conversation_id))
    public_seq = connection.execute(
        select(event.c.public_seq).where(event.c.conversation_id == row.conversation_id, event.c.seq == row.seq)
    ).scalar_one()
    return Executed(conversation=state, events=(), seq=row.seq, public_seq=public_seq, replayed=True)


def load(connection: Connection, conversation_id: ConversationId) -> Conversation:
    row = connection.execute(select(conversation).where(conversation.c.id == conversation_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such conversation for you.")
    return rows.conversation(row)


def open_conversation_of(connection: Connection, site_id: SiteId, owner_id: OwnerId) -> Conversation | None:
    found = connection.execute(
        select(conversation).where(
            conversation.c.site_id == site_id,
            conversation.c.owner_id == owner_id,
            conversation.c.status.in_([status.value for status in OPEN]),
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else rows.conversation(row)


def _situation(connection: Connection, target: Target, now: datetime) -> Situation:
    questions: tuple[Question, ...] = ()
    elsewhere = None
    if target.opening is None:
        state = load(connection, target.conversation_id)
        if not state.is_open:
            elsewhere = open_conversation_of(connection, state.site_id, state.owner_id)
    else:
        opening = target.opening
        state = open_conversation_of(connection, opening.site_id, opening.owner_id) or opening
        questions = recent_questions(connection, opening.owner_id, now - QUESTION_OPENS_THE_WAY_FOR)
    acting = target.agent_id or state.agent_id
    agent_now, present = load_agent(connection, acting, now) if acting else (None, False)
    return Situation(
        conversation=state,
        agent=agent_now,
        agent_present=present,
        receiver=load_agent(connection, target.receiver_id, now)[0] if target.receiver_id else None,
        questions=questions,
        open_elsewhere=elsewhere is not None,
        event=_event(connection, state.id, target.event_seq) if target.event_seq is not None else None,
        attachments=attachments.claim(connection, target.uploads, conversation_id=state.id),
    )


def _event(connection: Connection, conversation_id: ConversationId, seq: int) -> Event | None:
    found = connection.execute(select(event).where(event.c.conversation_id == conversation_id, event.c.seq == seq))
    row = found.mappings().one_or_none()
    return None if row is None else rows.event(row)


def recent_questions(connection: Connection, owner_id: OwnerId, since: datetime) -> tuple[Question, ...]:
    found = connection.execute(
        select(question)
        .where(question.c.owner_id == owner_id, question.c.asked_at >= since)
        .order_by(question.c.asked_at, question.c.id)
    )
    return tuple(rows.struct(Question, row) for row in found.mappings())


def questions_of(connection: Connection, conversation_id: ConversationId) -> tuple[Question, ...]:
    """The questions that this conversation carries, oldest first."""
    found = connection.execute(
        select(question).where(question.c.conversation_id == conversation_id).order_by(question.c.asked_at)
    )
    return tuple(rows.struct(Question, row) for row in found.mappings())


def load_agent(connection: Connection, agent_id: AgentId, now: datetime) -> tuple[Agent | None, bool]:
    """The account and whether it is present; one whose presence has run out is offline whatever was chosen last."""
    row = connection.execute(select(agent).where(agent.c.id == agent_id)).mappings().one_or_none()
    if row is None:
        return None, False
    found = rows.struct(Agent, row)
    if row["present_until"] is None or row["present_until"] <= now:
        return msgspec.structs.replace(found, availability=Availability.OFFLINE), False
    return found, True


def _store(connection: Connection, before: Conversation, after: Conversation, events: Sequence[Event]) -> None:
    change = next_change(connection)
    state = {name: getattr(after, name) for name in STATE_COLUMNS} | {
        "status": after.status.value,
        "place": msgspec.to_builtins(after.place),
        "change": change,
    }
    if before.status is Status.NEW:
        fixed = {name: getattr(after, name) for name in ("id", "site_id", "owner_id", "visitor_id", "locale")}
        connection.execute(insert(conversation), fixed | state)
    else:
        connection.execute(update(conversation).where(conversation.c.id == after.id).values(state))
    connection.execute(insert(event), [rows.event_row(stored) for stored in events])
    _move_capacity(connection, before, after)
    for stored in events:
        _side_effect(connection, stored)


def next_change(connection: Connection) -> int:
    """The number of this change over all conversations, which is the version of the lists as well."""
    grown = update(counter).where(counter.c.name == "change").values(value=counter.c.value + 1)
    number_now: int = connection.execute(grown.returning(counter.c.value)).scalar_one()
    return number_now


def _move_capacity(connection: Connection, before: Conversation, after: Conversation) -> None:
    """Free the place of the one who held the chat, take one of the one who holds it now: the row count decides."""
    held = before.agent_id if before.status is Status.ACTIVE else None
    holds = after.agent_id if after.status is Status.ACTIVE else None
    if held == holds:
        return
    if held is not None:
        connection.execute(update(agent).where(agent.c.id == held).values(open_count=agent.c.open_count - 1))
    if holds is not None:
        taken = connection.execute(
            update(agent)
            .where(agent.c.id == holds, agent.c.open_count < agent.c.capacity, agent.c.active)
            .values(open_count=agent.c.open_count + 1)
        )
        if taken.rowcount != 1:
            raise Conflict("All places are taken. Resolve a conversation before the next, or choose somebody else.")


def _side_effect(connection: Connection, stored: Event) -> None:
    match stored.data:
        case QuestionAsked(question_id=question_id):
            connection.execute(
                update(question).where(question.c.id == question_id).values(conversation_id=stored.conversation_id)
            )
        case OutcomeRecorded(question_id=question_id, outcome="dismissed"):
            dismiss(connection, question_id, stored.at)
        case MessageRedacted(seq=seq):
            _redact(connection, stored.conversation_id, seq)
        case _:
            pass


def dismiss(connection: Connection, question_id: QuestionId, at: datetime) -> None:
    """On the question too, once: a question that moves to another conversation tells its story there again."""
    row = connection.execute(select(question).where(question.c.id == question_id)).mappings().one()
    told = rows.struct(Question, row).outcomes
    if not any(entry.outcome == "dismissed" for entry in told):
        outcomes = msgspec.to_builtins((*told, OutcomeEntry(outcome="dismissed", at=at)))
        connection.execute(update(question).where(question.c.id == question_id).values(outcomes=outcomes))


def _redact(connection: Connection, conversation_id: ConversationId, seq: int) -> None:
    """Blank the text in the log itself. No copy stays: the writer empties SQLite's own log afterwards."""
    connection.info[ERASED] = True
    where = (event.c.conversation_id == conversation_id, event.c.seq == seq)
    row = connection.execute(select(event).where(*where)).mappings().one()
    said = rows.event(row).data
    if isinstance(said, MessageSent):
        connection.execute(update(event).where(*where).values(data=msgspec.to_builtins(redacted(said))))
        attachments.forget(connection, [one.id for one in said.attachments])
