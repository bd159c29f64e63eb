"""The agents' lists: what I hold, who waits, and everything there ever was."""

from datetime import datetime

import msgspec

from chat_server.domain.agent import Agent
from chat_server.domain.conversation import Status
from chat_server.domain.ids import ConversationId
from chat_server.services.access import agents_conversation
from chat_server.services.catch_up import CaughtUp, catch_up
from chat_server.services.ports import Ports
from chat_server.services.stored import ConversationFilter, Summary

PREVIOUS = 5  # earlier conversations shown beside the thread
PAGE = 50
QUEUE_SHOWN = 500


class Inbox(msgspec.Struct, frozen=True):
    """`version` is that of the lists before they were read, so a change in between is never missed."""

    version: int
    mine: tuple[Summary, ...]
    queue: tuple[Summary, ...]


class Opened(msgspec.Struct, frozen=True):
    summary: Summary
    caught_up: CaughtUp
    previous: tuple[Summary, ...]


async def inbox(ports: Ports, agent: Agent) -> Inbox:
    version = await ports.store.lists_version()
    mine = ConversationFilter(
        site_id=agent.site_id, statuses=(Status.ACTIVE,), agent_id=agent.id, oldest_first=True, limit=QUEUE_SHOWN
    )
    queue = ConversationFilter(site_id=agent.site_id, statuses=(Status.QUEUED,), oldest_first=True, limit=QUEUE_SHOWN)
    return Inbox(version=version, mine=await ports.store.summaries(mine), queue=await ports.store.summaries(queue))


async def list_conversations(
    ports: Ports, agent: Agent, statuses: tuple[Status, ...], before: tuple[datetime, ConversationId] | None, words: str
) -> tuple[Summary, ...]:
    """A page, newest first; all `words` must occur in the question or the contact's name."""
    return await ports.store.summaries(
        ConversationFilter(
            site_id=agent.site_id, statuses=statuses, before=before, words=tuple(words.split()[:8]), limit=PAGE
        )
    )


async def open_conversation(ports: Ports, agent: Agent, conversation_id: str) -> Opened:
    """Everything an agent wants to see at once: the log, the person, and what came before."""
    conversation = await agents_conversation(ports, agent, conversation_id)
    this = ConversationFilter(site_id=agent.site_id, conversation_id=conversation.id, limit=1)
    of_owner = ConversationFilter(site_id=agent.site_id, owner_id=conversation.owner_id, limit=PREVIOUS + 1)
    earlier = await ports.store.summaries(of_owner)
    return Opened(
        summary=(await ports.store.summaries(this))[0],
        caught_up=await catch_up(ports, agent, conversation_id, 0),
        previous=tuple(summary for summary in earlier if summary.conversation.id != conversation.id)[:PREVIOUS],
    )
