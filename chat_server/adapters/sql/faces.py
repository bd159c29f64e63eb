"""Pictures of agents. They are small and few, so they stand in the database: every node has them, every backup too."""

import hashlib

from sqlalchemy import Connection, delete, insert, select

from chat_server.adapters.sql.database import Database
from chat_server.adapters.sql.tables_contact import agent_face
from chat_server.domain.ids import AgentId


class SqlFaces:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, agent_id: AgentId, picture: bytes) -> str:
        name = hashlib.blake2b(picture, digest_size=16).hexdigest() + ".webp"

        def write(connection: Connection) -> None:
            connection.execute(delete(agent_face).where(agent_face.c.agent_id == agent_id))
            connection.execute(insert(agent_face), {"agent_id": agent_id, "name": name, "picture": picture})

        await self._database.write(write)
        return name

    async def remove(self, agent_id: AgentId) -> None:
        gone = delete(agent_face).where(agent_face.c.agent_id == agent_id)
        await self._database.write(lambda connection: connection.execute(gone).rowcount)

    async def picture(self, name: str) -> bytes | None:
        query = select(agent_face.c.picture).where(agent_face.c.name == name).limit(1)
        return await self._database.read(lambda connection: connection.execute(query).scalar())
