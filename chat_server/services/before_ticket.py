"""What went before a ticket: the chat or the question that it comes from, and the words that stand there already."""

import msgspec

from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.events import QuestionAsked
from chat_server.domain.ids import ArticleId, QuestionId
from chat_server.domain.question import Question
from chat_server.services.access import visitors_conversation, visitors_question
from chat_server.services.ports import Ports

SUBJECT = 120  # characters of a question that become the subject when nobody wrote one


class Before(msgspec.Struct, frozen=True):
    """`asked` are the questions' texts, oldest first; `question` is the last of them, with what was shown for it."""

    conversation: Conversation | None = None
    question: Question | None = None
    asked: tuple[str, ...] = ()

    @property
    def article_id(self) -> ArticleId | None:
        """What the merchant read last."""
        readings = self.question.readings if self.question else ()
        return readings[-1].article_id if readings else None

    @property
    def dismisses(self) -> QuestionId | None:
        return self.question.id if self.question is not None and self.question.shown else None

    @property
    def subject(self) -> str:
        return " ".join(self.asked[-1].split())[:SUBJECT].strip() if self.asked else ""

    @property
    def text(self) -> str:
        return "\n\n".join(self.asked)


async def before_merchants_ticket(
    ports: Ports, visitor: Visitor, question_id: str | None, conversation_id: str | None
) -> Before:
    """Raises NotFound when the question or the conversation is not this visitor's."""
    question = await visitors_question(ports, visitor, question_id) if question_id else None
    conversation_id = conversation_id or (question.conversation_id if question else None)
    if conversation_id is not None:
        return await before_in_chat(ports, await visitors_conversation(ports, visitor, conversation_id), question)
    return Before(question=question, asked=(question.text,) if question else ())


async def before_in_chat(ports: Ports, conversation: Conversation, question: Question | None = None) -> Before:
    events = await ports.store.events(conversation.id, 0, public=True)
    asked = [event.data for event in events if isinstance(event.data, QuestionAsked)]
    if question is None and asked:
        question = await ports.questions.get(asked[-1].question_id)
    return Before(conversation=conversation, question=question, asked=tuple(one.text for one in asked))
