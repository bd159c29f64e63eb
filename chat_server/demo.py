"""The demo's people and conversations, made through the services like everything else, with a clock of their own.

Deterministic, and never seeded twice: when the first demo account is there, nothing happens. That account comes first
and the rest may be cut short, so whoever seeds does it in one transaction (`bootstrap.seed_demo`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chat_server.demo_stories import AGENTS, CANNED_REPLIES, STORIES, Story
from chat_server.domain.agent import Agent, Availability
from chat_server.domain.contact import Identity, Visitor
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.services.accept_conversation import accept_conversation
from chat_server.services.add_note import add_note
from chat_server.services.ask_question import AskQuestion, ask_question
from chat_server.services.canned_replies import save_canned_reply
from chat_server.services.escalate import escalate
from chat_server.services.leave_queue import leave_queue
from chat_server.services.manage_agents import AgentWishes, add_agent
from chat_server.services.mark_read import mark_read
from chat_server.services.open_session import OpenSession, open_session
from chat_server.services.ports import Clock, Ports
from chat_server.services.rate_conversation import rate_conversation
from chat_server.services.record_outcome import record_outcome
from chat_server.services.record_reading import record_reading
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.set_availability import set_availability


class StoryClock:
    """Tells the time at which a story happens."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def at(self, moment: datetime) -> None:
        self._now = moment

    def pass_time(self, by: timedelta) -> None:
        self._now += by


@dataclass(frozen=True)
class Stage:
    """What every step of a story needs."""

    ports: Ports
    clock: StoryClock
    agents: dict[str, Agent]


async def accounts_are_open(ports: Ports) -> bool:
    """Whether somebody could log in with a password that stands in the README."""
    for person in AGENTS:
        known = await ports.agents.credentials(DEFAULT_SITE, person.email)
        if known and known[0].active and await ports.passwords.verify(known[1], person.password):
            return True
    return False


async def seed(ports_with: Callable[[Clock], Ports], now: datetime) -> None:
    """Agents, canned replies and one conversation in every state, ending some minutes before `now`."""
    clock = StoryClock(now)
    ports = ports_with(clock)
    if await ports.agents.credentials(DEFAULT_SITE, AGENTS[0].email) is not None:
        return
    agents: dict[str, Agent] = {}
    for person in AGENTS:
        wishes = AgentWishes(name=person.name, admin=person.admin, languages=person.languages, password=person.password)
        agents[person.key] = await add_agent(ports, DEFAULT_SITE, person.email, wishes)
    for shortcut, title, text, locale in CANNED_REPLIES:
        await save_canned_reply(ports, agents["amir"], None, shortcut=shortcut, title=title, text=text, locale=locale)
    stage = Stage(ports, clock, agents)
    for number, story in enumerate(STORIES):
        clock.at(now - timedelta(minutes=story.minutes_ago))
        await _tell(stage, story, f"demo-{number}")
    for agent in agents.values():
        await set_availability(ports, agent, Availability.OFFLINE)


async def _tell(stage: Stage, story: Story, key: str) -> None:
    """Ask, read, escalate, and then whatever the story's steps say."""
    ports = stage.ports
    visitor = await _arrives(stage, story, key)
    asked = await ask_question(ports, visitor, AskQuestion(story.question, f"{key}-question", story.locale))
    stage.clock.pass_time(timedelta(seconds=20))
    shown = asked.suggestions.suggestions
    if story.reads and shown:
        await record_reading(ports, visitor, asked.question.id, shown[0].article_id, 24_000)
        stage.clock.pass_time(timedelta(seconds=24))
        await record_outcome(
            ports, visitor, asked.question.id, "not_answered", shown[0].article_id, story.why_not or None
        )
    helper = stage.agents[story.agent]
    await set_availability(ports, helper, Availability.ONLINE)
    escalated = await escalate(ports, visitor, asked.question.id, f"{key}-escalate")
    conversation_id = escalated.conversation.id
    for number, (who, text) in enumerate(story.steps):
        stage.clock.pass_time(timedelta(seconds=25))
        await set_availability(ports, helper, Availability.ONLINE)
        message = SendMessage(conversation_id, f"{key}-{number}", text)
        match who:
            case "merchant":
                await send_message(ports, visitor, message)
            case "agent":
                executed = await send_message(ports, helper, message)
                await mark_read(ports, visitor, conversation_id, executed.public_seq or 0)
                await mark_read(ports, helper, conversation_id, executed.seq)
            case "note":
                await add_note(ports, helper, conversation_id, f"{key}-{number}", text)
            case "accept":
                await accept_conversation(ports, helper, conversation_id)
            case "resolve":
                await resolve_conversation(ports, helper, conversation_id)
            case "rate":
                await rate_conversation(ports, visitor, conversation_id, int(text[0]), text[2:])
            case "leave":
                await leave_queue(ports, visitor, conversation_id)
            case "offline":
                await set_availability(ports, helper, Availability.OFFLINE)


async def _arrives(stage: Stage, story: Story, key: str) -> Visitor:
    """With a signed identity, or as an anonymous visitor when the story names nobody."""
    ports, now = stage.ports, stage.clock.now()
    token = None
    if story.name:
        identity = Identity(
            sub=key,
            iat=int(now.timestamp()),
            exp=int((now + timedelta(days=3650)).timestamp()),
            name=story.name,
            email=story.email,
            plan=story.plan,
            country=story.country,
            locale=story.locale,
            time_zone=story.time_zone,
        )
        token = await ports.signer.sign(DEFAULT_SITE, identity)
    opened = await open_session(
        ports,
        OpenSession(
            site_id=DEFAULT_SITE,
            address="demo",
            identity_token=token,
            locale=story.locale,
            time_zone=story.time_zone,
            page=story.page,
        ),
    )
    return opened.visitor
