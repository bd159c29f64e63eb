"""A question asked in earnest: what was shown for it is kept, so that everything later can build on it."""

import msgspec

from chat_server.domain.contact import Visitor
from chat_server.domain.events import ShownSuggestion
from chat_server.domain.ids import ArticleId, QuestionId
from chat_server.domain.question import Question
from chat_server.services.help_articles import Suggestions
from chat_server.services.ports import Ports
from chat_server.services.suggest_articles import suggestions_for


class AskQuestion(msgspec.Struct, frozen=True):
    text: str
    client_id: str
    locale: str | None = None
    page: str | None = None


class Asked(msgspec.Struct, frozen=True):
    question: Question
    suggestions: Suggestions


async def ask_question(ports: Ports, visitor: Visitor, command: AskQuestion) -> Asked:
    """The same client id again is the same question; Conflict when its text differs."""
    ports.limiter.check("questions", visitor.id)
    found = await suggestions_for(ports, visitor, command.text, command.locale)
    question = Question(
        id=QuestionId(ports.ids.new("que")),
        site_id=visitor.site_id,
        owner_id=visitor.owner_id,
        visitor_id=visitor.id,
        client_id=command.client_id,
        text=command.text,
        locale=found.locale,
        page=command.page or visitor.page,
        level=found.level,
        index_version=found.index_version,
        shown=tuple(
            ShownSuggestion(
                article_id=ArticleId(suggestion.article_id),
                title=suggestion.title,
                score=suggestion.score,
                content_hash=suggestion.content_hash,
            )
            for suggestion in found.suggestions
        ),
        asked_at=ports.clock.now(),
    )
    stored = await ports.questions.add(question)
    await ports.people.keep_unsent(visitor.id, None)
    return Asked(question=stored, suggestions=found)
