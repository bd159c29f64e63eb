""" "Did this answer your question?": a yes ends the matter, a no says why."""

from chat_server.domain.contact import Visitor
from chat_server.domain.events import NewEvent, OutcomeGiven
from chat_server.domain.ids import ArticleId
from chat_server.domain.question import OutcomeEntry, outcome_event
from chat_server.services.access import visitors_question
from chat_server.services.perform import perform
from chat_server.services.ports import Ports
from chat_server.services.stored import Target


async def record_outcome(
    ports: Ports,
    visitor: Visitor,
    question_id: str,
    outcome: OutcomeGiven,
    article_id: str | None = None,
    comment: str | None = None,
) -> None:
    ports.limiter.check("feedback", visitor.id)
    question = await visitors_question(ports, visitor, question_id)
    entry = OutcomeEntry(
        outcome=outcome,
        at=ports.clock.now(),
        article_id=ArticleId(article_id) if article_id else None,
        comment=comment or None,
    )
    question = await ports.questions.add_outcome(question.id, entry)
    if question.conversation_id is not None:
        new = NewEvent(actor=visitor.actor, data=outcome_event(question.id, entry), at=entry.at)
        await perform(ports, Target(question.conversation_id), lambda _: [new])
