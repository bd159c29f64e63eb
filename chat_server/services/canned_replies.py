"""Canned replies are made, edited and deleted by agents, for all agents of the site."""

from chat_server.domain.agent import Agent
from chat_server.domain.canned_reply import CannedReply, checked_shortcut
from chat_server.domain.errors import NotFound
from chat_server.domain.ids import CannedReplyId
from chat_server.services.access import known_id
from chat_server.services.ports import Ports


async def save_canned_reply(
    ports: Ports, agent: Agent, reply_id: str | None, *, shortcut: str, title: str, text: str, locale: str
) -> CannedReply:
    """Make one (`reply_id` None) or replace one; Conflict when the shortcut is taken."""
    if reply_id is not None:
        await _own(ports, agent, reply_id)
    reply = CannedReply(
        id=CannedReplyId(reply_id or ports.ids.new("rep")),
        site_id=agent.site_id,
        shortcut=checked_shortcut(shortcut),
        title=title,
        text=text,
        locale=locale,
    )
    await ports.canned_replies.save(reply)
    return reply


async def delete_canned_reply(ports: Ports, agent: Agent, reply_id: str) -> None:
    await _own(ports, agent, reply_id)
    await ports.canned_replies.delete(CannedReplyId(reply_id))


async def _own(ports: Ports, agent: Agent, reply_id: str) -> CannedReply:
    found = await ports.canned_replies.get(CannedReplyId(known_id(reply_id)))
    if found is None or found.site_id != agent.site_id:
        raise NotFound("There is no such canned reply.")
    return found
