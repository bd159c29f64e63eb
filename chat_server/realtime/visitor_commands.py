"""What a visitor may send over the socket: each handler calls one service and speaks the visitors' numbering."""

from chat_server.domain.contact import Visitor
from chat_server.realtime.commands import CommandContext, Handler, command
from chat_server.services.catch_up import catch_up
from chat_server.services.leave_queue import leave_queue
from chat_server.services.mark_read import mark_read
from chat_server.services.rate_conversation import rate_conversation
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.typing import typing
from chat_server.wire import answers, incoming
from chat_server.wire.outgoing import Json, builtins


async def _send_message(context: CommandContext, visitor: Visitor, sent: incoming.SendMessage) -> Json:
    command = SendMessage(sent.conversation_id, sent.client_id, sent.text, sent.article_id, sent.attachments)
    executed = await send_message(context.ports, visitor, command)
    return {"seq": executed.public_seq}


async def _typing(context: CommandContext, visitor: Visitor, sent: incoming.OfConversation) -> Json:
    await typing(context.ports, visitor, sent.conversation_id)
    return {}


async def _mark_read(context: CommandContext, visitor: Visitor, sent: incoming.MarkRead) -> Json:
    await mark_read(context.ports, visitor, sent.conversation_id, sent.seq)
    return {}


async def _catch_up(context: CommandContext, visitor: Visitor, sent: incoming.CatchUp) -> Json:
    state = await catch_up(context.ports, visitor, sent.conversation_id, sent.after)
    return builtins(answers.caught_up(state, context.ports.rules))


async def _leave_queue(context: CommandContext, visitor: Visitor, sent: incoming.OfConversation) -> Json:
    await leave_queue(context.ports, visitor, sent.conversation_id)
    return {}


async def _rate(context: CommandContext, visitor: Visitor, sent: incoming.Rate) -> Json:
    await rate_conversation(context.ports, visitor, sent.conversation_id, sent.score, sent.comment)
    return {}


HANDLERS: dict[str, Handler[Visitor]] = {
    "send_message": command(incoming.SendMessage, _send_message),
    "typing": command(incoming.OfConversation, _typing),
    "mark_read": command(incoming.MarkRead, _mark_read),
    "catch_up": command(incoming.CatchUp, _catch_up),
    "leave_queue": command(incoming.OfConversation, _leave_queue),
    "rate": command(incoming.Rate, _rate),
}
