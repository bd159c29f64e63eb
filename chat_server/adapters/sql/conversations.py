"""The conversation store: the log's door (`log.py`) and all reads of conversations."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Select, and_, func, insert, select, update

from chat_server.adapters.sql import lists, log, rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import conversation, counter, event, read_mark
from chat_server.domain.conversation import Conversation, Decide
from chat_server.domain.events import Event
from chat_server.domain.ids import AgentId, ConversationId, OwnerId, SiteId
from chat_server.services.ports import Clock
from chat_server.services.stored import ConversationFilter, Executed, Once, Reader, ReadMarks, Summary, Target


class SqlConversationStore:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def execute(self, target: Target, decide: Decide, once: Once | None = None) -> Executed:
        return await self._database.write(
            lambda connection: log.execute(connection, target, decide, once, self._clock.now())
        )

    async def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        return await self._one(select(conversation).where(conversation.c.id == conversation_id))

    async def open_conversation_of(self, site_id: SiteId, owner_id: OwnerId) -> Conversation | None:
        return await self._database.read(lambda connection: log.open_conversation_of(connection, site_id, owner_id))

    async def last_conversation_of(self, site_id: SiteId, owner_id: OwnerId) -> Conversation | None:
        """Ordered by what the merchant can see: a note on an older one changes nothing here."""
        mine = select(conversation).where(conversation.c.site_id == site_id, conversation.c.owner_id == owner_id)
        return await self._one(mine.order_by(conversation.c.queued_at.desc(), conversation.c.id.desc()).limit(1))

    async def _one(self, query: Select[*tuple[object, ...]]) -> Conversation | None:
        def read(connection: Connection) -> Conversation | None:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else rows.conversation(row)

        return await self._database.read(read)

    async def events(
        self, conversation_id: ConversationId, after: int, *, public: bool, limit: int = 500
    ) -> tuple[Event, ...]:
        number = event.c.public_seq if public else event.c.seq
        query = (
            select(event)
            .where(event.c.conversation_id == conversation_id, number > after)
            .order_by(number)
            .limit(limit)
        )
        return await self._events(query)

    async def _events(self, query: Select[*tuple[object, ...]]) -> tuple[Event, ...]:
        return await self._database.read(
            lambda connection: tuple(rows.event(row) for row in connection.execute(query).mappings())
        )

    async def mark_read(self, conversation_id: ConversationId, reader: Reader, seq: int) -> bool:
        mine = and_(read_mark.c.conversation_id == conversation_id, read_mark.c.reader == reader)

        def write(connection: Connection) -> bool:
            row = connection.execute(select(read_mark.c.seq).where(mine)).one_or_none()
            if row is None:
                values = {"conversation_id": conversation_id, "reader": reader, "seq": seq}
                connection.execute(insert(read_mark), values)
                return True
            if row.seq >= seq:
                return False
            connection.execute(update(read_mark).where(mine).values(seq=seq))
            return True

        return await self._database.write(write)

    async def read_marks(self, conversation_id: ConversationId) -> ReadMarks:
        query = select(read_mark).where(read_mark.c.conversation_id == conversation_id)

        def read(connection: Connection) -> ReadMarks:
            marks = {row.reader: row.seq for row in connection.execute(query)}
            return ReadMarks(contact=marks.get("contact", 0), agent=marks.get("agent", 0))

        return await self._database.read(read)

    async def public_number(self, conversation_id: ConversationId, seq: int) -> int:
        return await self._number(
            select(func.max(event.c.public_seq)).where(event.c.conversation_id == conversation_id, event.c.seq <= seq)
        )

    async def full_number(self, conversation_id: ConversationId, public_seq: int) -> int:
        return await self._number(
            select(func.max(event.c.seq)).where(
                event.c.conversation_id == conversation_id, event.c.public_seq <= public_seq
            )
        )

    async def _number(self, query: Select[int]) -> int:
        return await self._database.read(lambda connection: connection.execute(query).scalar_one() or 0)

    async def unread(self, conversation_id: ConversationId, reader: Reader) -> int:
        return await self._database.read(lambda connection: lists.unread(connection, conversation_id, reader))

    async def summaries(self, wanted: ConversationFilter) -> tuple[Summary, ...]:
        return await self._database.read(lambda connection: lists.summaries(connection, wanted))

    async def lists_version(self) -> int:
        return await self._number(select(counter.c.value).where(counter.c.name == "change"))

    async def heads(
        self,
        owners: Collection[OwnerId],
        agents: Collection[AgentId],
        viewed: Collection[ConversationId],
        since: datetime,
    ) -> tuple[Conversation, ...]:
        return await self._database.read(lambda connection: lists.heads(connection, owners, agents, viewed, since))
