"""Where a waiting conversation stands and what can honestly be said about how long."""

import msgspec

from chat_server.domain.conversation import Conversation, Status
from chat_server.domain.ids import ConversationId, OwnerId, SiteId
from chat_server.domain.queue import WaitingBand, waiting_band
from chat_server.services.ports import Ports


class QueuePlace(msgspec.Struct, frozen=True):
    """`position` 1 is next; `wait` is None as long as nobody can say."""

    conversation_id: ConversationId
    owner_id: OwnerId
    position: int
    wait: WaitingBand | None


async def queue_places(ports: Ports, site_id: SiteId) -> tuple[QueuePlace, ...]:
    """All places of the site's queue, in order."""
    waiting = await ports.store.waiting(site_id)
    if not waiting:
        return ()
    strength = await ports.agents.strength(site_id, ports.clock.now())
    handling = await ports.store.handling_times_s(site_id)
    return tuple(
        QueuePlace(
            conversation_id=entry.conversation_id,
            owner_id=entry.owner_id,
            position=position,
            wait=waiting_band(position, strength.free_places, strength.places, handling),
        )
        for position, entry in enumerate(waiting, start=1)
    )


async def queue_place(ports: Ports, conversation: Conversation) -> QueuePlace | None:
    """None when the conversation is not waiting."""
    if conversation.status is not Status.QUEUED:
        return None
    places = await queue_places(ports, conversation.site_id)
    return next((place for place in places if place.conversation_id == conversation.id), None)
