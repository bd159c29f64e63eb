"""Saying something, from either side. When this returns, the message is on disk."""

import hashlib

import msgspec

from chat_server.domain import message
from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation, Situation
from chat_server.domain.errors import Closed, Invalid
from chat_server.domain.events import NewEvent
from chat_server.domain.ids import ArticleId
from chat_server.domain.message import Draft
from chat_server.services.access import agents_conversation, uploader_id, visitors_conversation
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.queue_start import place_of
from chat_server.services.stored import Executed, Once, Target, Uploads
from chat_server.services.ways import still_offered


class SendMessage(msgspec.Struct, frozen=True):
    conversation_id: str
    client_id: str
    text: str
    article_id: str | None = None
    attachments: tuple[str, ...] = ()


async def send_message(ports: Ports, sender: Visitor | Agent, command: SendMessage) -> Executed:
    """Idempotent by client id. A merchant's message reopens a resolved conversation, or raises Closed where the chat is
    not offered any more; an agent must hold the chat."""
    ports.limiter.check("messages", sender.id)
    if isinstance(sender, Visitor):
        conversation = await visitors_conversation(ports, sender, command.conversation_id)
        refused = await still_offered(ports, sender, "chat")
        return await _send(ports, conversation, command, sender, Target(conversation.id), refused)
    conversation = await agents_conversation(ports, sender, command.conversation_id)
    return await _send(ports, conversation, command, sender, Target(conversation.id, agent_id=sender.id))


async def _send(
    ports: Ports,
    conversation: Conversation,
    command: SendMessage,
    sender: Visitor | Agent,
    target: Target,
    no_reopening: Closed | None = None,
) -> Executed:
    title = None
    if command.article_id is not None:
        page = ports.suggester.article(command.article_id, conversation.locale)
        if page is None or (page.audience == {"agents"}):
            raise Invalid("There is no such article for merchants.", field="article_id")
        title = page.title
    draft = Draft(
        client_id=command.client_id,
        text=command.text,
        article_id=ArticleId(command.article_id) if command.article_id else None,
        article_title=title,
    )
    body = (command.text, command.article_id or "", *command.attachments)
    now = ports.clock.now()

    def decide(situation: Situation) -> list[NewEvent]:
        if no_reopening is not None and not situation.conversation.is_open:
            raise no_reopening
        earlier = situation.conversation.place
        topic = earlier.topic if earlier else None
        place = place_of(ports, sender, topic, now) if isinstance(sender, Visitor) else None
        return message.send(situation, draft, sender.actor, now, ports.rules.reopen_within, place)

    return await perform(
        ports,
        msgspec.structs.replace(target, uploads=Uploads(uploader_id(sender), command.attachments)),
        decide,
        once_for(conversation, sender, "send_message", command.client_id, *body),
    )


def once_for(conversation: Conversation, sender: Visitor | Agent, command: str, client_id: str, *body: str) -> Once:
    """Client ids are unique per conversation, sender and command. A visitor who signs in between a send and its retry
    stays the same sender."""
    fingerprint = hashlib.sha256("\x00".join(body).encode()).hexdigest()
    return Once(scope=f"{conversation.id}/{sender.id}", command=command, client_id=client_id, fingerprint=fingerprint)
