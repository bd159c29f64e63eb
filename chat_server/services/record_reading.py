"""The merchant opened an article; a conversation that the question already led to hears of it too."""

from chat_server.domain.contact import Visitor
from chat_server.domain.errors import Invalid, NotFound
from chat_server.domain.events import NewEvent
from chat_server.domain.ids import ArticleId
from chat_server.domain.question import Reading, reading_event
from chat_server.services.access import audience_of, visitors_question
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.show_article import show_article
from chat_server.services.stored import Target


async def record_reading(
    ports: Ports, visitor: Visitor, question_id: str, article_id: str, dwell_ms: int | None
) -> None:
    ports.limiter.check("feedback", visitor.id)
    question = await visitors_question(ports, visitor, question_id)
    try:
        page = await show_article(ports, article_id, question.locale, audience_of(ports.policy, visitor))
    except NotFound as problem:
        raise Invalid(problem.message, field="article_id") from None
    reading = Reading(article_id=ArticleId(article_id), title=page.title, at=ports.clock.now(), dwell_ms=dwell_ms)
    question = await ports.questions.add_reading(question.id, reading)
    if question.conversation_id is not None:
        new = NewEvent(actor=visitor.actor, data=reading_event(question.id, reading), at=reading.at)
        await perform(ports, Target(question.conversation_id), lambda _: [new])
