"""The way to a person in few words: asks, escalates, is answered."""

from itertools import count

from chat_server.domain.agent import Agent
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.question import Question
from chat_server.services.accept_conversation import accept_conversation
from chat_server.services.ask_question import AskQuestion, ask_question
from chat_server.services.escalate import escalate
from chat_server.services.resolve_conversation import resolve_conversation
from chat_server.services.send_message import SendMessage, send_message
from chat_server.services.stored import Executed
from tests.support.verify import verify_action
from tests.support.world import World

WHERE_IS_IT = "Where is my parcel?"
_numbers = count(1)


def client_id() -> str:
    """A new one, as a client would choose it."""
    return f"c-{next(_numbers)}"


async def asks(world: World, visitor: Visitor, text: str = WHERE_IS_IT) -> Question:
    return (await ask_question(world.ports, visitor, AskQuestion(text=text, client_id=client_id()))).question


async def queued(world: World, visitor: Visitor, text: str = WHERE_IS_IT) -> Conversation:
    """Asks and talks to a person: the conversation waits in the queue."""
    return await talks_to_a_person(world, visitor, await asks(world, visitor, text))


async def talks_to_a_person(world: World, visitor: Visitor, question: Question) -> Conversation:
    escalated = await escalate(world.ports, visitor, question.id, client_id())
    return await verify_action(world, escalated.conversation.id)


async def active(world: World, visitor: Visitor, agent: Agent, text: str = WHERE_IS_IT) -> Conversation:
    """Asks, talks to a person, and the agent accepts."""
    conversation = await queued(world, visitor, text)
    await accept_conversation(world.ports, agent, conversation.id)
    return await verify_action(world, conversation.id)


async def resolved(world: World, visitor: Visitor, agent: Agent, text: str = WHERE_IS_IT) -> Conversation:
    conversation = await active(world, visitor, agent, text)
    await resolve_conversation(world.ports, agent, conversation.id)
    return await verify_action(world, conversation.id)


async def says(world: World, who: Visitor | Agent, conversation: Conversation, text: str) -> Executed:
    """A message with a client id of its own."""
    command = SendMessage(conversation_id=conversation.id, client_id=client_id(), text=text)
    executed = await send_message(world.ports, who, command)
    await verify_action(world, conversation.id)
    return executed
