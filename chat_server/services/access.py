"""One door to an object per kind of caller: "absent" and "not yours" answer alike."""

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.errors import NotFound, Unauthenticated
from chat_server.domain.ids import ConversationId, QuestionId
from chat_server.domain.policy import Policy
from chat_server.domain.question import Question
from chat_server.services.ports import Ports


async def visitor_by_token(ports: Ports, token: str | None) -> Visitor:
    found = await ports.people.visitor_by_token(token) if token else None
    if found is None:
        raise Unauthenticated("This visitor token is not known. Open a session first: POST /api/widget/session.")
    return found


async def agent_by_session(ports: Ports, token: str | None) -> Agent:
    found = await ports.agents.by_session(token, ports.clock.now()) if token else None
    if found is None:
        raise Unauthenticated("You are not logged in. Log in at /console.")
    return found


def known_id(text: str) -> str:
    """An id from a URL or a caller: ours are ASCII; what is not may not even be storable and becomes nobody's id."""
    return text if text.isascii() and "\x00" not in text else ""


async def visitors_conversation(ports: Ports, visitor: Visitor, conversation_id: str) -> Conversation:
    found = await ports.store.conversation(ConversationId(known_id(conversation_id)))
    if found is None or found.site_id != visitor.site_id or found.owner_id != visitor.owner_id:
        raise NotFound("There is no such conversation for you.")
    return found


async def agents_conversation(ports: Ports, agent: Agent, conversation_id: str) -> Conversation:
    found = await ports.store.conversation(ConversationId(known_id(conversation_id)))
    if found is None or found.site_id != agent.site_id:
        raise NotFound("There is no such conversation for you.")
    return found


async def visitors_question(ports: Ports, visitor: Visitor, question_id: str) -> Question:
    found = await ports.questions.get(QuestionId(known_id(question_id)))
    if found is None or found.site_id != visitor.site_id or found.owner_id != visitor.owner_id:
        raise NotFound("There is no such question of yours.")
    return found


def uploader_id(sender: Visitor | Agent) -> str:
    """Whose an upload is until it is sent along."""
    return sender.owner_id if isinstance(sender, Visitor) else sender.id


def audience_of(policy: Policy, visitor: Visitor) -> frozenset[str]:
    """Which articles are meant for this reader."""
    return frozenset({"everyone", policy.plan(visitor.plan).name})


def agents_audience(policy: Policy) -> frozenset[str]:
    """Agents read what anybody may read, and what is meant for them."""
    return frozenset({"everyone", "agents", *policy.plan_names})
