"""What only agents get: accounts, canned replies, lists and opened conversations."""

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.conversation import Status
from chat_server.domain.events import AgentRef
from chat_server.domain.queue_order import Reason
from chat_server.services.mail_ports import Delivery
from chat_server.wire.outgoing import EventView, Outgoing, ReadMarks, Time


class AgentView(Outgoing, frozen=True):
    id: str
    name: str
    email: str
    admin: bool
    languages: tuple[str, ...]
    capacity: int
    availability: Availability

    @classmethod
    def of(cls, agent: Agent) -> "AgentView":
        return cls(
            id=agent.id,
            name=agent.name,
            email=agent.email,
            admin=agent.admin,
            languages=agent.languages,
            capacity=agent.capacity,
            availability=agent.availability,
        )


class ConsoleSession(Outgoing, frozen=True):
    """`mail`: where mails to merchants go; `files` means that none leaves the server."""

    agent: AgentView
    csrf: str
    mail: Delivery


class CannedReplyView(Outgoing, frozen=True):
    id: str
    shortcut: str
    title: str
    text: str
    locale: str


class CannedReplies(Outgoing, frozen=True):
    canned_replies: tuple[CannedReplyView, ...]


class SummaryContact(Outgoing, frozen=True):
    """Whom the agent talks to. `verified` is true only when the platform's signature vouched for the person."""

    id: str
    name: str
    plan: str
    country: str | None
    locale: str
    verified: bool


class LastMessage(Outgoing, frozen=True):
    text: str
    actor_kind: str
    redacted: bool


class PlaceInQueue(Outgoing, frozen=True):
    """Why it stands where it stands: by its arrival, `head_start_s` ahead of it by plan, by topic or by both."""

    reason: Reason
    head_start_s: int
    topic: str | None


class ConversationSummary(Outgoing, frozen=True):
    """`place` is there while it waits."""

    conversation_id: str
    status: Status
    contact: SummaryContact
    agent: AgentRef | None
    question: str
    queued_at: Time
    updated_at: Time
    last_message: LastMessage | None
    unread: int
    position: int | None
    place: PlaceInQueue | None


class ConversationDetail(ConversationSummary, frozen=True):
    """`attributes` are what the platform says of the contact besides, such as the size of the shop."""

    time_zone: str | None
    page: str | None
    email: str | None
    attributes: dict[str, str]
    previous: tuple[ConversationSummary, ...]
    rating: int | None


class Conversations(Outgoing, frozen=True):
    conversations: tuple[ConversationSummary, ...]
    next: str | None


class InboxView(Outgoing, frozen=True):
    version: int
    mine: tuple[ConversationSummary, ...]
    queue: tuple[ConversationSummary, ...]
    offered: tuple[ConversationSummary, ...]


class OpenedConversation(Outgoing, frozen=True):
    conversation: ConversationDetail
    events: tuple[EventView, ...]
    head: int
    read: ReadMarks


class AvailabilitySet(Outgoing, frozen=True):
    availability: Availability
