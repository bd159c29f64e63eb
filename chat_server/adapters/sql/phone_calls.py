"""The log of phone calls that agents had with contacts."""

from sqlalchemy import Connection, RowMapping, Select, insert, select

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables import agent
from chat_server.adapters.sql.tables_contact import phone_call
from chat_server.domain.errors import Conflict
from chat_server.domain.ids import ContactId
from chat_server.services.ticket_ports import PhoneCall


class SqlPhoneCalls:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, call: PhoneCall) -> PhoneCall:
        values = {
            "id": call.id,
            "site_id": call.site_id,
            "contact_id": call.contact_id,
            "agent_id": call.agent.id,
            "topic": call.topic,
            "at": call.at,
        }

        def write(connection: Connection) -> PhoneCall:
            row = connection.execute(_calls().where(phone_call.c.id == call.id)).mappings().one_or_none()
            if row is None:
                connection.execute(insert(phone_call), values)
                return call
            known = _call(row)
            if (known.contact_id, known.topic) != (call.contact_id, call.topic):
                raise Conflict("This client_id was used for another call. Choose a new one.", field="client_id")
            return known

        return await self._database.write(write)

    async def of_contact(self, contact_id: ContactId, limit: int) -> tuple[PhoneCall, ...]:
        query = _calls().where(phone_call.c.contact_id == contact_id).order_by(phone_call.c.at.desc()).limit(limit)
        return await self._database.read(
            lambda connection: tuple(_call(row) for row in connection.execute(query).mappings())
        )


def _calls() -> Select[*tuple[object, ...]]:
    return select(phone_call, agent.c.name.label("agent_name")).join(agent, agent.c.id == phone_call.c.agent_id)


def _call(row: RowMapping) -> PhoneCall:
    return rows.struct(PhoneCall, row, agent={"id": row["agent_id"], "name": row["agent_name"]})
