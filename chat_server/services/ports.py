"""What the services need from the world, as protocols; `bootstrap.py` decides what implements them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chat_server.domain.agent import Agent, Availability
from chat_server.domain.canned_reply import CannedReply
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation, Decide
from chat_server.domain.events import Event
from chat_server.domain.ids import AgentId, CannedReplyId, ConversationId, OwnerId, QuestionId, SiteId, VisitorId
from chat_server.domain.policy import Policy
from chat_server.domain.question import OutcomeEntry, Question, Reading
from chat_server.services.attachment_ports import AttachmentPorts
from chat_server.services.check_in_ports import CheckIns, SeasonNews
from chat_server.services.help_articles import ArticlePage, ListedArticle, Suggestions
from chat_server.services.mail_ports import MailPorts
from chat_server.services.people_ports import Passwords, People, RateLimiter, Signer
from chat_server.services.queue_ports import KeptPlaces, Queue
from chat_server.services.rules import Rules
from chat_server.services.stored import (
    Asked,
    ConversationFilter,
    Executed,
    Once,
    Reader,
    ReadMarks,
    Strength,
    Summary,
    Target,
)
from chat_server.services.ticket_ports import PhoneCalls, Tickets
from chat_server.services.ways_ports import Faces, Notices, WaysFacts


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC, whole milliseconds."""
        ...


class Ids(Protocol):
    def new(self, prefix: str) -> str:
        """A new id: the prefix, an underscore, and at least 122 random bits."""
        ...

    def secret(self) -> str:
        """A bearer token that nobody can guess."""
        ...

    def number(self, bits: int) -> int:
        """A number that nobody can guess, from 0 up and below 2 to the power of `bits`."""
        ...


class ConversationStore(Protocol):
    async def execute(self, target: Target, decide: Decide, once: Once | None = None) -> Executed:
        """Load the situation, decide, number and store the facts, all in one durable transaction.

        Raises what `decide` raises, NotFound for an unknown conversation, Conflict when the same client id comes with
        another body or when the claim of an agent's place fails.
        """
        ...

    async def conversation(self, conversation_id: ConversationId) -> Conversation | None: ...

    async def open_conversation_of(self, site_id: SiteId, owner_id: OwnerId) -> Conversation | None: ...

    async def last_conversation_of(self, site_id: SiteId, owner_id: OwnerId) -> Conversation | None: ...

    async def events(
        self, conversation_id: ConversationId, after: int, *, public: bool, limit: int = 500
    ) -> tuple[Event, ...]:
        """Events numbered above `after`; with `public` in the visitors' numbering and only theirs."""
        ...

    async def mark_read(self, conversation_id: ConversationId, reader: Reader, seq: int) -> bool:
        """Move the mark forward; False when it was there already. Marks never go back."""
        ...

    async def read_marks(self, conversation_id: ConversationId) -> ReadMarks: ...

    async def public_number(self, conversation_id: ConversationId, seq: int) -> int:
        """The highest public number at or below `seq` (0 when there is none)."""
        ...

    async def full_number(self, conversation_id: ConversationId, public_seq: int) -> int:
        """The number among all events of the one with this public number (0 when there is none)."""
        ...

    async def unread(self, conversation_id: ConversationId, reader: Reader) -> int: ...

    async def summaries(self, wanted: ConversationFilter) -> tuple[Summary, ...]: ...

    async def lists_version(self) -> int:
        """Grows with every change of any conversation."""
        ...

    async def heads(
        self,
        owners: Collection[OwnerId],
        agents: Collection[AgentId],
        viewed: Collection[ConversationId],
        since: datetime,
    ) -> tuple[Conversation, ...]:
        """The conversations of these owners and agents that are open or ended after `since`, and all those viewed."""
        ...


class Questions(Protocol):
    async def add(self, asked: Asked) -> Asked:
        """Store it and forget what its visitor typed before, or return what `asked_before` would."""
        ...

    async def asked_before(self, visitor_id: VisitorId, client_id: str, fingerprint: str) -> Asked | None:
        """What this visitor asked under the same client id; Conflict when the body was another one."""
        ...

    async def get(self, question_id: QuestionId) -> Question | None: ...

    async def add_reading(self, question_id: QuestionId, reading: Reading) -> Question:
        """The question as it is now: its `conversation_id` says whether a conversation must hear of it too."""
        ...

    async def add_outcome(self, question_id: QuestionId, outcome: OutcomeEntry) -> Question: ...


class Agents(Protocol):
    async def add(self, agent: Agent, password_hash: str) -> None: ...

    async def get(self, agent_id: AgentId) -> Agent | None: ...

    async def credentials(self, site_id: SiteId, email: str) -> tuple[Agent, str] | None:
        """The account with its password hash."""
        ...

    async def update(
        self,
        agent_id: AgentId,
        *,
        name: str | None = None,
        admin: bool | None = None,
        languages: tuple[str, ...] | None = None,
        capacity: int | None = None,
        password_hash: str | None = None,
        active: bool | None = None,
    ) -> Agent: ...

    async def set_availability(self, agent_id: AgentId, availability: Availability) -> Agent: ...

    async def renew_presence(self, agent_ids: Sequence[AgentId], until: datetime) -> None: ...

    async def shorten_presence(self, agent_id: AgentId, until: datetime) -> None:
        """Presence runs out at `until`, unless it does so before; renewing makes it longer again."""
        ...

    async def held_by_lost(self, site_id: SiteId, before: datetime) -> tuple[ConversationId, ...]:
        """Chats in progress of agents whose presence ran out before that moment, in the order of the queue."""
        ...

    async def strength(self, site_id: SiteId, now: datetime) -> Strength: ...

    async def free_places(self, site_id: SiteId, now: datetime) -> dict[AgentId, int]:
        """Of every agent who is online and present."""
        ...

    async def add_session(self, agent_id: AgentId, token: str, now: datetime, expires_at: datetime) -> None: ...

    async def by_session(self, token: str, now: datetime) -> Agent | None: ...

    async def end_session(self, token: str) -> None: ...

    async def end_sessions_of(self, agent_id: AgentId) -> None: ...

    async def listed(self, site_id: SiteId) -> tuple[Agent, ...]: ...


class CannedReplies(Protocol):
    async def listed(self, site_id: SiteId) -> tuple[CannedReply, ...]: ...

    async def save(self, reply: CannedReply) -> None:
        """Make or replace; Conflict when another one has the shortcut already."""
        ...

    async def get(self, reply_id: CannedReplyId) -> CannedReply | None: ...

    async def delete(self, reply_id: CannedReplyId) -> None: ...


class ArticleSuggester(Protocol):
    """The search, off the event loop. `audience` holds what the reader belongs to, such as everyone and a plan."""

    async def suggest(
        self,
        question: str,
        *,
        locale: str | None,
        audience: frozenset[str],
        limit: int = 3,
        typing: bool = False,
        first: str | None = None,
    ) -> Suggestions:
        """`typing`: the last word may be unfinished; `first`: the article that stands on top now."""

    async def search(self, words: str, *, locale: str, audience: frozenset[str], limit: int) -> Suggestions: ...

    def article(self, article_id: str, locale: str) -> ListedArticle | None:
        """In the locale, else in the default language, marked as fallback; None when there is no such article."""
        ...

    async def page(self, article_id: str, locale: str) -> ArticlePage | None:
        """As `article`, with its text: made when it is asked for, off the event loop."""
        ...

    def articles(self, locale: str) -> tuple[ListedArticle, ...]:
        """All that exist in the locale."""
        ...

    @property
    def locales(self) -> tuple[str, ...]: ...

    @property
    def ready(self) -> bool: ...


class Publisher(Protocol):
    """Tells connected clients. Never awaited: what is lost here is found again by heads and catching up."""

    def committed(self, executed: Executed) -> None: ...

    def typing(self, conversation: Conversation, who: Reader, actor_id: str, name: str | None) -> None: ...

    def read(self, conversation: Conversation, reader: Reader, seq: int, public_seq: int) -> None: ...

    def presence_changed(self, site_id: SiteId) -> None: ...

    def lists_changed(self, site_id: SiteId) -> None: ...

    def identified(self, visitor: Visitor) -> None:
        """The visitor is now somebody: its sockets go on hearing what it hears as that contact."""
        ...

    def session_ended(self, session_token: str) -> None:
        """Close the sockets of a console session that is over."""
        ...


@dataclass(frozen=True)
class Ports:
    """Everything a service may use; built once in `bootstrap.py`."""

    clock: Clock
    ids: Ids
    store: ConversationStore
    questions: Questions
    people: People
    agents: Agents
    queue: Queue
    canned_replies: CannedReplies
    suggester: ArticleSuggester
    publisher: Publisher
    limiter: RateLimiter
    passwords: Passwords
    signer: Signer
    rules: Rules
    tickets: Tickets
    phone_calls: PhoneCalls
    policy: Policy
    ways_facts: WaysFacts
    notices: Notices
    faces: Faces
    mail: MailPorts
    check_ins: CheckIns
    season_news: SeasonNews
    attachments: AttachmentPorts
    places: KeptPlaces = field(default_factory=KeptPlaces)
