"""Questions: cheap rows of their own, most of which never meet a person."""

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, insert, select, update

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import question
from chat_server.domain.errors import Conflict, NotFound
from chat_server.domain.ids import QuestionId
from chat_server.domain.question import OutcomeEntry, Question, Reading


class SqlQuestions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, asked: Question) -> Question:
        same = (question.c.visitor_id == asked.visitor_id, question.c.client_id == asked.client_id)

        def write(connection: Connection) -> Question:
            row = connection.execute(select(question).where(*same)).mappings().one_or_none()
            if row is None:
                connection.execute(insert(question), msgspec.to_builtins(asked) | {"asked_at": asked.asked_at})
                return asked
            if row["text"] != asked.text:
                raise Conflict("This client_id was used for another question. Choose a new one.", field="client_id")
            return rows.struct(Question, row)

        return await self._database.write(write)

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


def _get(connection: Connection, question_id: QuestionId) -> Question | None:
    row = connection.execute(select(question).where(question.c.id == question_id)).mappings().one_or_none()
    return None if row is None else rows.struct(Question, row)
