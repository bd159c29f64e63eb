"""What an agent may send over the socket: each handler calls one service and speaks the numbering of all events."""

from chat_server.domain.agent import Agent
from chat_server.domain.ids import ConversationId
from chat_server.realtime import rooms
from chat_server.realtime.commands import CommandContext, Handler, command
from chat_server.services.accept_conversation import accept_conversation
from chat_server.services.access import agents_audience
from chat_server.services.add_note import add_note
from chat_server.services.catch_up import catch_up
from chat_server.services.list_conversations import inbox, open_conversation
from chat_server.services.mark_read import mark_read
from chat_server.services.redact_message import redact_message
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.set_availability import set_availability
from chat_server.services.transfer_conversation import transfer_conversation
from chat_server.services.typing import typing
from chat_server.wire import answers, incoming
from chat_server.wire.outgoing import Json, builtins

SUGGESTED_TO_AGENTS = 6


async def _send_message(context: CommandContext, agent: Agent, sent: incoming.SendMessage) -> Json:
    command = SendMessage(sent.conversation_id, sent.client_id, sent.text, sent.article_id, sent.attachments)
    executed = await send_message(context.ports, agent, command)
    return {"seq": executed.seq}


async def _add_note(context: CommandContext, agent: Agent, sent: incoming.AddNote) -> Json:
    executed = await add_note(context.ports, agent, sent.conversation_id, sent.client_id, sent.text)
    return {"seq": executed.seq}


async def _typing(context: CommandContext, agent: Agent, sent: incoming.OfConversation) -> Json:
    await typing(context.ports, agent, sent.conversation_id)
    return {}


async def _mark_read(context: CommandContext, agent: Agent, sent: incoming.MarkRead) -> Json:
    await mark_read(context.ports, agent, sent.conversation_id, sent.seq)
    return {}


async def _catch_up(context: CommandContext, agent: Agent, sent: incoming.CatchUp) -> Json:
    state = await catch_up(context.ports, agent, sent.conversation_id, sent.after)
    return builtins(answers.caught_up(state, context.ports.rules))


async def _set_availability(context: CommandContext, agent: Agent, sent: incoming.SetAvailability) -> Json:
    changed = await set_availability(context.ports, agent, sent.availability)
    return {"availability": changed.availability.value}


async def _accept_conversation(context: CommandContext, agent: Agent, sent: incoming.OfConversation) -> Json:
    await accept_conversation(context.ports, agent, sent.conversation_id)
    return {}


async def _open_conversation(context: CommandContext, agent: Agent, sent: incoming.OfConversation) -> Json:
    """The live view starts before the log is read, so nothing falls between the two."""
    conversation_id = ConversationId(sent.conversation_id)
    room = rooms.viewing(conversation_id)
    await context.server.enter_room(context.connection.sid, room, namespace=rooms.AGENTS)
    try:
        opened = await open_conversation(context.ports, agent, conversation_id)
    except BaseException:
        if conversation_id not in context.connection.viewing:
            await context.server.leave_room(context.connection.sid, room, namespace=rooms.AGENTS)
        raise
    context.connection.viewing.add(conversation_id)
    return builtins(answers.opened_conversation(opened))


async def _close_view(context: CommandContext, agent: Agent, sent: incoming.OfConversation) -> Json:  # noqa: ARG001
    context.connection.viewing.discard(ConversationId(sent.conversation_id))
    room = rooms.viewing(sent.conversation_id)
    await context.server.leave_room(context.connection.sid, room, namespace=rooms.AGENTS)
    return {}


async def _resolve_conversation(context: CommandContext, agent: Agent, sent: incoming.OfConversation) -> Json:
    await resolve_conversation(context.ports, agent, sent.conversation_id)
    return {}


async def _transfer_conversation(context: CommandContext, agent: Agent, sent: incoming.TransferConversation) -> Json:
    await transfer_conversation(context.ports, agent, sent.conversation_id, sent.to, sent.note)
    return {}


async def _redact_message(context: CommandContext, agent: Agent, sent: incoming.RedactMessage) -> Json:
    await redact_message(context.ports, agent, sent.conversation_id, sent.seq)
    return {}


async def _suggest_articles(context: CommandContext, agent: Agent, sent: incoming.SuggestToAgent) -> Json:  # noqa: ARG001
    found = await context.ports.suggester.search(
        sent.text, locale=sent.locale, audience=agents_audience(context.ports.policy), limit=SUGGESTED_TO_AGENTS
    )
    return builtins(answers.suggestions(found))


async def _inbox(context: CommandContext, agent: Agent, _sent: incoming.Inbox) -> Json:
    return builtins(answers.inbox(await inbox(context.ports, agent)))


HANDLERS: dict[str, Handler[Agent]] = {
    "send_message": command(incoming.SendMessage, _send_message),
    "add_note": command(incoming.AddNote, _add_note),
    "typing": command(incoming.OfConversation, _typing),
    "mark_read": command(incoming.MarkRead, _mark_read),
    "catch_up": command(incoming.CatchUp, _catch_up),
    "set_availability": command(incoming.SetAvailability, _set_availability),
    "accept_conversation": command(incoming.OfConversation, _accept_conversation),
    "open_conversation": command(incoming.OfConversation, _open_conversation),
    "close_view": command(incoming.OfConversation, _close_view),
    "resolve_conversation": command(incoming.OfConversation, _resolve_conversation),
    "transfer_conversation": command(incoming.TransferConversation, _transfer_conversation),
    "redact_message": command(incoming.RedactMessage, _redact_message),
    "suggest_articles": command(incoming.SuggestToAgent, _suggest_articles),
    "inbox": command(incoming.Inbox, _inbox),
}
