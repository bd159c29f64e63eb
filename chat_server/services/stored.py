"""What goes into the stores and comes out of them."""

from datetime import datetime
from typing import Literal

import msgspec

from chat_server.domain.contact import Contact, Identity
from chat_server.domain.conversation import Conversation, Status
from chat_server.domain.events import Event, MessageSent
from chat_server.domain.ids import AgentId, ContactId, ConversationId, OwnerId, SiteId
from chat_server.domain.question import Question
from chat_server.services.help_articles import Suggestions

Reader = Literal["contact", "agent"]


class Once(msgspec.Struct, frozen=True):
    """Makes a command that is sent twice happen once: `scope` is who sends and where, `fingerprint` what."""

    scope: str
    command: str
    client_id: str
    fingerprint: str


class Asked(msgspec.Struct, frozen=True):
    """A question with the answer that went out, passages included; `fingerprint` is of the body as it was sent."""

    question: Question
    suggestions: Suggestions
    fingerprint: str


class Uploads(msgspec.Struct, frozen=True):
    """Attachments that `owner_id` uploaded and now sends along."""

    owner_id: str
    ids: tuple[str, ...] = ()


class Target(msgspec.Struct, frozen=True):
    """What a command works on; the store loads it inside the transaction.

    Either the conversation `conversation_id`, or, with `opening`, the open conversation of the opening's owner, and
    if there is none, `opening` itself. `agent_id` is the agent who acts, `receiver_id` the one who gets the chat,
    `event_seq` an event that the decision looks at, `uploads` what is bound to the conversation with it.
    """

    conversation_id: ConversationId
    opening: Conversation | None = None
    agent_id: AgentId | None = None
    receiver_id: AgentId | None = None
    event_seq: int | None = None
    uploads: Uploads | None = None


class Executed(msgspec.Struct, frozen=True):
    """What is stored now. `seq` and `public_seq` are those of the last event, also when `replayed` from before."""

    conversation: Conversation
    events: tuple[Event, ...]
    seq: int
    public_seq: int | None
    replayed: bool = False


class ReadMarks(msgspec.Struct, frozen=True):
    """The last event each side has read, in the numbering of all events."""

    contact: int = 0
    agent: int = 0


class Summary(msgspec.Struct, frozen=True):
    """A conversation as a line in the agents' lists."""

    conversation: Conversation
    contact: Contact | None
    visitor_time_zone: str | None
    visitor_page: str | None
    question: str
    last_message: MessageSent | None
    last_actor: str | None
    unread: int


class Strength(msgspec.Struct, frozen=True):
    """Who is there to answer: places of all present online agents, and how many are free."""

    agents: int
    places: int
    free_places: int


class Identified(msgspec.Struct, frozen=True):
    """`executed` is what happened to conversations because two open ones met; `lists_changed` that the agents' lists
    show another name or owner now."""

    contact: Contact
    executed: tuple[Executed, ...] = ()
    lists_changed: bool = False


Effect = Literal["created", "updated", "unchanged"]


class Described(msgspec.Struct, frozen=True):
    """A person as the platform describes it in a list; `new_id` is the contact's id if there is none yet."""

    identity: Identity
    new_id: ContactId


class ConversationFilter(msgspec.Struct, frozen=True):
    """`statuses` empty: all. `before` is (updated_at, id) where the page before ended, `words` must all occur."""

    site_id: SiteId
    statuses: tuple[Status, ...] = ()
    agent_id: AgentId | None = None
    owner_id: OwnerId | None = None
    conversation_id: ConversationId | None = None
    before: tuple[datetime, ConversationId] | None = None
    words: tuple[str, ...] = ()
    oldest_first: bool = False
    limit: int = 50
