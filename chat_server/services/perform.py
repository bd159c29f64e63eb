"""The one way in which services change a conversation: commit, then tell. Telling is never awaited."""

from chat_server.domain.conversation import Decide
from chat_server.services.ports import Ports
from chat_server.services.stored import Executed, Once, Target


async def perform(ports: Ports, target: Target, decide: Decide, once: Once | None = None) -> Executed:
    executed = await ports.store.execute(target, decide, once)
    ports.publisher.committed(executed)
    return executed
