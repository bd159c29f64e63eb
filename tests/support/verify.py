"""The check after every action: yesterday's state plus the action's events is today's state."""

from functools import reduce

from sqlalchemy import Connection, func, select

from chat_server.adapters.sql import rows
from chat_server.adapters.sql.tables import agent, conversation, event
from chat_server.domain.conversation import Conversation, Status, evolve
from chat_server.domain.events import Audience, Event
from tests.support.world import World


async def verify_action(world: World, conversation_id: str) -> Conversation:
    """Folding the log gives the stored row, both numberings have no gaps, every agent's place is accounted for.

    Returns the conversation as stored.
    """
    return await world.database.read(lambda connection: verified(connection, conversation_id))


async def log_of(world: World, conversation_id: str) -> list[Event]:
    """All events of the log, notes included, as agents see them."""
    return list(await world.database.read(lambda connection: stored_log(connection, conversation_id)))


def verified(connection: Connection, conversation_id: str) -> Conversation:
    """The same for those who have a connection."""
    row = connection.execute(select(conversation).where(conversation.c.id == conversation_id)).mappings().one()
    stored, events = rows.conversation(row), stored_log(connection, conversation_id)
    fresh = Conversation(
        id=stored.id,
        site_id=stored.site_id,
        owner_id=stored.owner_id,
        visitor_id=stored.visitor_id,
        locale=stored.locale,
    )
    assert reduce(evolve, events, fresh) == stored
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    public = [event for event in events if event.data.audience is Audience.EVERYONE]
    assert [event.public_seq for event in public] == list(range(1, len(public) + 1))
    assert all(event.public_seq is None for event in events if event.data.audience is Audience.AGENTS)
    verify_places(connection)
    return stored


def verify_places(connection: Connection) -> None:
    """Every agent's `open_count` is the number of active conversations held."""
    active = (
        select(conversation.c.agent_id, func.count())
        .where(conversation.c.status == Status.ACTIVE.value)
        .group_by(conversation.c.agent_id)
    )
    held = {holder: number for holder, number in connection.execute(active) if holder}
    counted = {row.id: row.open_count for row in connection.execute(select(agent.c.id, agent.c.open_count))}
    assert counted == {agent_id: held.get(agent_id, 0) for agent_id in counted}


def stored_log(connection: Connection, conversation_id: str) -> list[Event]:
    log = select(event).where(event.c.conversation_id == conversation_id).order_by(event.c.seq)
    return [rows.event(found) for found in connection.execute(log).mappings()]


def event_types(events: tuple[Event, ...] | list[Event]) -> list[str]:
    return [event.data.type for event in events]
