"""Any story of two merchants and two agents, told through the one door: what is stored always adds up."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from chat_server.adapters.sql import log, rows
from chat_server.adapters.sql.sqlite import writing_engine
from chat_server.adapters.sql.tables import agent, conversation, event, question, site, visitor
from chat_server.domain import assignment, message
from chat_server.domain import conversation as rules
from chat_server.domain.agent import Availability
from chat_server.domain.conversation import Conversation, Decide
from chat_server.domain.errors import ChatError
from chat_server.domain.events import Actor, ActorKind, MessageSent
from chat_server.domain.ids import DEFAULT_SITE, AgentId, ConversationId, OwnerId, VisitorId
from chat_server.domain.message import Draft
from chat_server.domain.queue_order import HeadStarts, QueuePlan, placed
from chat_server.services.stored import Executed, Target
from tests.support.builders import a_question, an_agent
from tests.support.clock import MONDAY_MORNING
from tests.support.verify import verified, verify_places

MERCHANTS = ("vis_vera", "vis_jonas", "vis_tom")
PLANS = {"vis_vera": "small_shop", "vis_jonas": "large_shop", "vis_tom": "essential"}
HEAD_STARTS = HeadStarts({"small_shop": timedelta(seconds=3), "large_shop": timedelta(seconds=6)})
AGENTS = (an_agent("Amir", capacity=1), an_agent("Lucia", capacity=2))
ACTIONS = (
    "escalates",
    "leaves",
    "accepts",
    "accepts",
    "resolves",
    "is put back",
    "gives it away",
    "gives it away",
    "says",
    "says",
    "answers",
    "notes",
    "rates",
    "redacts",
    "goes away",
    "comes back",
    "days pass",
)
STORY = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.sampled_from(MERCHANTS),
        st.sampled_from([0, 1]),
    ),
    min_size=5,
    max_size=25,
)


@pytest.fixture(scope="module")
def connection(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A site, merchants and agents; each story is undone at its end."""
    engine = writing_engine(Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("stories") / "chat.sqlite")))
    with engine.connect() as opened:
        with opened.begin():
            opened.execute(insert(site), {"id": DEFAULT_SITE, "signing_secret": "secret", "created_at": MONDAY_MORNING})
            for number, name in enumerate(MERCHANTS):
                values = {"id": name, "site_id": DEFAULT_SITE, "token_hash": str(number), "locale": "es"}
                opened.execute(insert(visitor), values | {"created_at": MONDAY_MORNING})
            for one in AGENTS:
                lease = {"password_hash": "", "present_until": MONDAY_MORNING + timedelta(days=365)}
                values = msgspec.structs.asdict(one) | {"availability": one.availability.value}
                opened.execute(insert(agent), values | lease)
        yield opened
    engine.dispose()


class Told:
    """The story so far. Whatever is refused is undone alone, as in the writer thread."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.now = MONDAY_MORNING
        self.steps = 0
        self.keys: dict[tuple[str, datetime | None], datetime] = {}

    def happens(self, action: str, merchant: str, agent_number: int) -> None:
        self.steps += 1
        self.now += timedelta(days=3) if action == "days pass" else timedelta(seconds=1)
        with suppress(ChatError, IntegrityError), self.connection.begin_nested():
            self.act(action, merchant, AgentId(AGENTS[agent_number].id))

    def act(self, action: str, merchant: str, agent_id: AgentId) -> None:
        if action in {"goes away", "comes back"}:
            availability = Availability.AWAY if action == "goes away" else Availability.ONLINE
            changed = update(agent).where(agent.c.id == agent_id)
            self.connection.execute(changed.values(availability=availability.value))
        elif action == "escalates":
            self.escalate(merchant)
        elif action != "days pass":
            self.in_conversation(action, merchant, agent_id)

    def escalate(self, merchant: str) -> None:
        owner, visitor_id = OwnerId(merchant), VisitorId(merchant)
        asked = a_question(asked_at=self.now)
        mine = msgspec.structs.replace(asked, owner_id=owner, visitor_id=visitor_id)
        self.connection.execute(insert(question), msgspec.to_builtins(mine) | {"asked_at": self.now})
        opening = Conversation(
            id=ConversationId(f"cnv_{self.steps}"),
            site_id=DEFAULT_SITE,
            owner_id=owner,
            visitor_id=visitor_id,
            locale="es",
        )
        actor = Actor(kind=ActorKind.CONTACT, id=owner)
        target = Target(opening.id, opening=opening)
        place = self.place(merchant)
        self.execute(target, lambda situation: rules.escalate(situation, mine.id, actor, self.now, place))

    def place(self, merchant: str) -> QueuePlan:
        return placed(self.now, PLANS[merchant], None, HEAD_STARTS)

    def in_conversation(self, action: str, merchant: str, agent_id: AgentId) -> None:
        """In the merchant's newest conversation."""
        theirs = select(conversation.c.id).where(conversation.c.owner_id == merchant)
        found = self.connection.execute(theirs.order_by(conversation.c.opened_at.desc()).limit(1)).scalar_one_or_none()
        if found is None:
            return
        contact = Actor(kind=ActorKind.CONTACT, id=merchant)
        speaking = Actor(kind=ActorKind.AGENT, id=agent_id)
        draft, now = Draft(client_id="c", text="Hello"), self.now
        by_merchant: dict[str, Decide] = {
            "leaves": lambda situation: rules.leave_queue(situation, contact, now),
            "is put back": lambda situation: rules.requeue(situation, "agent_gone", now),
            "says": lambda situation: message.send(situation, draft, contact, now, place=self.place(merchant)),
            "rates": lambda situation: rules.rate(situation, 4, None, contact, now),
        }
        by_agent: dict[str, Decide] = {
            "accepts": lambda situation: assignment.accept(situation, now),
            "resolves": lambda situation: rules.resolve(situation, now),
            "answers": lambda situation: message.send(situation, draft, speaking, now),
            "notes": lambda situation: message.add_note(situation, "n", "A note", now),
            "redacts": lambda situation: message.redact(situation, now),
            "gives it away": lambda situation: assignment.transfer(situation, "Look at this.", now),
        }
        if action in by_merchant:
            self.execute(Target(found), by_merchant[action])
        else:
            other = AgentId(next(one.id for one in AGENTS if one.id != agent_id))
            target = Target(found, agent_id=agent_id, receiver_id=other, event_seq=self.last_message(found))
            self.execute(target, by_agent[action])

    def last_message(self, conversation_id: ConversationId) -> int | None:
        said = select(event.c.seq).where(event.c.conversation_id == conversation_id, event.c.type == MessageSent.type)
        return self.connection.execute(said.order_by(event.c.seq.desc()).limit(1)).scalar_one_or_none()

    def execute(self, target: Target, decide: Decide) -> Executed:
        return log.execute(self.connection, target, decide, None, self.now)

    def verify(self) -> None:
        """Nobody holds more than allowed, every place is accounted for, one open conversation each."""
        verify_places(self.connection)
        for held, capacity in self.connection.execute(select(agent.c.open_count, agent.c.capacity)):
            assert 0 <= held <= capacity
        still_open = select(conversation.c.owner_id).where(conversation.c.status.in_(["queued", "active"]))
        owners = self.connection.execute(still_open).scalars().all()
        assert len(owners) == len(set(owners))
        self.verify_order()

    def verify_order(self) -> None:
        """Whoever waits stands where the arrival and the head start say, for as long as it is the same wait."""
        for row in self.connection.execute(select(conversation)).mappings():
            state = rows.conversation(row)
            if state.place is not None and state.is_open:
                assert state.queue_key == state.place.key
                assert state.queue_key == self.keys.setdefault((state.id, state.queued_at), state.queue_key)


@given(STORY)
@settings(max_examples=60)
def test_whatever_happens_log_row_and_places_agree(connection: Connection, story: list[tuple[str, str, int]]) -> None:
    with connection.begin() as transaction:
        told = Told(connection)
        for merchant in MERCHANTS:
            told.happens("escalates", merchant, 0)
        for action, merchant, agent_number in story:
            told.happens(action, merchant, agent_number)
            told.verify()
        for found in connection.execute(select(conversation.c.id)).scalars().all():
            verified(connection, found)
        transaction.rollback()
