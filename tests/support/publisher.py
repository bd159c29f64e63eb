"""A publisher that tells nobody but remembers what it was asked to tell."""

from dataclasses import dataclass, field

import msgspec

from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.events import Event
from chat_server.domain.ids import ConversationId, SiteId
from chat_server.services.stored import Executed, Reader


class Typed(msgspec.Struct, frozen=True):
    conversation_id: ConversationId
    who: Reader
    actor_id: str
    name: str | None


class HasRead(msgspec.Struct, frozen=True):
    """A read mark that moved: `seq` for agents, `public_seq` for the merchant."""

    conversation_id: ConversationId
    reader: Reader
    seq: int
    public_seq: int


@dataclass
class RecordingPublisher:
    executed: list[Executed] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)
    reads: list[HasRead] = field(default_factory=list)
    presence: list[SiteId] = field(default_factory=list)
    lists: list[SiteId] = field(default_factory=list)
    known: list[Visitor] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def committed(self, executed: Executed) -> None:
        self.executed.append(executed)

    def typing(self, conversation: Conversation, who: Reader, actor_id: str, name: str | None) -> None:
        self.typed.append(Typed(conversation.id, who, actor_id, name))

    def read(self, conversation: Conversation, reader: Reader, seq: int, public_seq: int) -> None:
        self.reads.append(HasRead(conversation.id, reader, seq, public_seq))

    def presence_changed(self, site_id: SiteId) -> None:
        self.presence.append(site_id)

    def lists_changed(self, site_id: SiteId) -> None:
        self.lists.append(site_id)

    def identified(self, visitor: Visitor) -> None:
        self.known.append(visitor)

    def session_ended(self, session_token: str) -> None:
        self.ended.append(session_token)

    @property
    def events(self) -> list[Event]:
        """All events that were published, in order."""
        return [event for executed in self.executed for event in executed.events]

    def clear(self) -> None:
        for told in (self.executed, self.typed, self.reads, self.presence, self.lists, self.ended):
            told.clear()
