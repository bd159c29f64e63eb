"""Messages and notes: what may be said, by whom, and how a text is taken out of the log again."""

from datetime import datetime, timedelta

import msgspec

from chat_server.domain.conversation import (
    REOPEN_WITHIN,
    Situation,
    Status,
    held_by_actor,
    is_contact,
    reopen,
)
from chat_server.domain.errors import Conflict, Invalid, NotFound
from chat_server.domain.events import Actor, MessageRedacted, MessageSent, NewEvent, NoteAdded
from chat_server.domain.ids import ArticleId
from chat_server.domain.queue_order import QueuePlan


class Draft(msgspec.Struct, frozen=True):
    """A message before it is sent. `client_id` makes sending it twice the same as once."""

    client_id: str
    text: str
    article_id: ArticleId | None = None
    article_title: str | None = None


def send(
    situation: Situation,
    draft: Draft,
    actor: Actor,
    now: datetime,
    reopen_within: timedelta = REOPEN_WITHIN,
    place: QueuePlan | None = None,
) -> list[NewEvent]:
    """Say something. A merchant's message into a resolved conversation reopens it; an agent must hold the chat.

    `place` is where the conversation stands in the queue if nobody carries it on at once.
    """
    state = situation.conversation
    events: list[NewEvent] = []
    if is_contact(actor):
        if not state.is_open:
            events += reopen(situation, actor, now, reopen_within, place)
    else:
        held_by_actor(situation)
        if state.status is not Status.ACTIVE:
            raise Conflict(f"This conversation is {state.status}: a new message from the merchant reopens it.")
    said = MessageSent(
        text=draft.text,
        client_id=draft.client_id,
        article_id=draft.article_id,
        article_title=draft.article_title,
        attachments=situation.attachments,
    )
    return [*events, NewEvent(actor=actor, data=said, at=now)]


def add_note(situation: Situation, client_id: str, text: str, now: datetime) -> list[NewEvent]:
    """A note for agents, in any state of the conversation and by any agent of the site."""
    agent = situation.agent
    if agent is None:
        raise NotFound("There is no such conversation for you.")
    return [NewEvent(actor=agent.actor, data=NoteAdded(text=text, client_id=client_id), at=now)]


def redact(situation: Situation, now: datetime) -> list[NewEvent]:
    """Take the text of the situation's event out of the log and off every screen. Doing it twice changes nothing."""
    agent, target = situation.agent, situation.event
    if agent is None or target is None:
        raise NotFound("There is no such message in this conversation.")
    said = target.data
    if not isinstance(said, MessageSent) or target.public_seq is None:
        raise Invalid("Only messages can be redacted.", field="seq")
    if said.redacted:
        return []
    data = MessageRedacted(seq=target.seq, public_seq=target.public_seq)
    return [NewEvent(actor=agent.actor, data=data, at=now)]


def redacted(said: MessageSent) -> MessageSent:
    """What remains of a message whose text was taken out."""
    return MessageSent(text="", client_id=said.client_id, redacted=True)
