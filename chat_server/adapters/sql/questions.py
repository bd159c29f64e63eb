"""Questions: cheap rows of their own, most of which never meet a person."""

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import question, visitor
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import QuestionId, VisitorId
from chat_server.domain.question import OutcomeEntry, Question, Reading
from chat_server.services.help_articles import Suggestions
from chat_server.services.stored import Asked


class SqlQuestions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, asked: Asked) -> Asked:
        new = asked.question

        def write(connection: Connection) -> Asked:
            row = _sent(connection, new.visitor_id, new.client_id)
            if row is not None:
                return _again(row, asked.fingerprint) or _from_before(row, asked)
            kept = {"fingerprint": asked.fingerprint, "answer": msgspec.to_builtins(asked.suggestions)}
            connection.execute(insert(question), msgspec.to_builtins(new) | {"asked_at": new.asked_at} | kept)
            forgotten = {"unsent_question": None, "questions_asked": visitor.c.questions_asked + 1}
            connection.execute(update(visitor).where(visitor.c.id == new.visitor_id).values(forgotten))
            return asked

        return await self._database.write(write)

    async def asked_before(self, visitor_id: VisitorId, client_id: str, fingerprint: str) -> Asked | None:
        def read(connection: Connection) -> Asked | None:
            row = _sent(connection, visitor_id, client_id)
            return None if row is None else _again(row, fingerprint)

        return await self._database.read(read)

    async def get(self, question_id: QuestionId) -> Question | None:
        return await self._database.read(lambda connection: _get(connection, question_id))

    async def add_reading(self, question_id: QuestionId, reading: Reading) -> Question:
        return await self._change(
            question_id, lambda found: {"readings": msgspec.to_builtins((*found.readings, reading))}
        )

    async def add_outcome(self, question_id: QuestionId, outcome: OutcomeEntry) -> Question:
        return await self._change(
            question_id, lambda found: {"outcomes": msgspec.to_builtins((*found.outcomes, outcome))}
        )

    async def _change(self, question_id: QuestionId, change: Callable[[Question], dict[str, object]]) -> Question:
        def write(connection: Connection) -> Question:
            found = _get(connection, question_id)
            if found is None:
                raise NotFound("There is no such question of yours.")
            connection.execute(update(question).where(question.c.id == question_id).values(change(found)))
            return found

        return await self._database.write(write)


def _sent(connection: Connection, visitor_id: VisitorId, client_id: str) -> RowMapping | None:
    same = (question.c.visitor_id == visitor_id, question.c.client_id == client_id)
    return connection.execute(select(question).where(*same)).mappings().one_or_none()


def _again(row: RowMapping, fingerprint: str) -> Asked | None:
    """What was answered then; None for a row from before answers were kept. Raises Conflict for another body."""
    if row["answer"] is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise _used()
    suggestions = msgspec.convert(row["answer"], Suggestions)
    return Asked(question=rows.struct(Question, row), suggestions=suggestions, fingerprint=fingerprint)


def _from_before(row: RowMapping, asked: Asked) -> Asked:
    """Of a row from before answers were kept only the text can be compared, and today's answer has to do."""
    if row["text"] != asked.question.text:
        raise _used()
    return msgspec.structs.replace(asked, question=rows.struct(Question, row))


def _used() -> Conflict:
    return Conflict("This client_id was used for another question. Choose a new one.", field="client_id")


def _get(connection: Connection, question_id: QuestionId) -> Question | None:
    row = connection.execute(select(question).where(question.c.id == question_id)).mappings().one_or_none()
    return None if row is None else rows.struct(Question, row)
