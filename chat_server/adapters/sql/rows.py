"""From rows to the domain's structs and back, in one place."""

from typing import TypeVar

import msgspec
from sqlalchemy import RowMapping

from chat_server.domain.conversation import Conversation
from chat_server.domain.events import EVENT_DATA, Actor, Event, EventData

T = TypeVar("T", bound=msgspec.Struct)


def struct(kind: type[T], row: RowMapping, **more: object) -> T:
    """The row's columns (and `more`) as a `kind`; columns that it has no field for are left out."""
    columns = {str(name): value for name, value in row.items()}  # msgspec wants plain texts as names
    return msgspec.convert(columns | more, kind)


def conversation(row: RowMapping) -> Conversation:
    return struct(Conversation, row)


def event(row: RowMapping) -> Event:
    return Event(
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        public_seq=row["public_seq"],
        actor=msgspec.convert({"kind": row["actor_kind"], "id": row["actor_id"], "name": row["actor_name"]}, Actor),
        data=event_data(row["type"], row["v"], row["data"]),
        at=row["at"],
    )


def event_data(type_name: str, version: int, data: object) -> EventData:
    """The stored data as today's struct. Older versions are brought up here once there are any."""
    kind = EVENT_DATA[type_name]
    if version > kind.v:
        raise ValueError(f"{type_name} v{version} was written by a newer server; this one knows v{kind.v}")
    return msgspec.convert(data, kind)


def event_row(event: Event) -> dict[str, object]:
    return {
        "conversation_id": event.conversation_id,
        "seq": event.seq,
        "public_seq": event.public_seq,
        "type": event.data.type,
        "v": event.data.v,
        "actor_kind": event.actor.kind.value,
        "actor_id": event.actor.id,
        "actor_name": event.actor.name,
        "data": msgspec.to_builtins(event.data),
        "at": event.at,
    }
