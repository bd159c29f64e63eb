"""A question asked in earnest: what was shown for it is kept, so that everything later can build on it."""

import asyncio
import hashlib

import msgspec

from chat_server.domain.contact import Visitor
from chat_server.domain.events import ShownSuggestion
from chat_server.domain.ids import ArticleId, QuestionId
from chat_server.domain.question import Question, Withheld
from chat_server.services.help_articles import Suggestions
from chat_server.services.ports import Ports
from chat_server.services.stored import Asked
from chat_server.services.suggest_articles import SuggestArticles, arm_for, for_arm, suggestions_for


class AskQuestion(msgspec.Struct, frozen=True):
    text: str
    client_id: str
    locale: str | None = None
    page: str | None = None


async def ask_question(ports: Ports, visitor: Visitor, command: AskQuestion) -> Asked:
    """The same client id again is the same question with the answer of then; Conflict when its body differs."""
    ports.limiter.check("questions", visitor.id)
    fingerprint = _fingerprint(command)
    before = await ports.questions.asked_before(visitor.id, command.client_id, fingerprint)
    if before is not None:
        return before
    found, arm = await asyncio.gather(
        suggestions_for(ports, visitor, SuggestArticles(command.text, command.locale)), arm_for(ports, visitor)
    )
    seen = for_arm(arm, found)
    question = Question(
        id=QuestionId(ports.ids.new("que")),
        site_id=visitor.site_id,
        owner_id=visitor.owner_id,
        visitor_id=visitor.id,
        client_id=command.client_id,
        text=command.text,
        locale=found.locale,
        page=command.page or visitor.page,
        level=seen.level,
        index_version=found.index_version,
        shown=_kept(seen),
        asked_at=ports.clock.now(),
        arm=arm,
        withheld=None if arm == "none" else Withheld(level=found.level, suggestions=_kept(found)),
    )
    return await ports.questions.add(Asked(question=question, suggestions=seen, fingerprint=fingerprint))


def _kept(found: Suggestions) -> tuple[ShownSuggestion, ...]:
    return tuple(
        ShownSuggestion(
            article_id=ArticleId(suggestion.article_id),
            title=suggestion.title,
            score=suggestion.score,
            content_hash=suggestion.content_hash,
        )
        for suggestion in found.suggestions
    )


def _fingerprint(command: AskQuestion) -> str:
    """Of the body as it was sent: what the session adds may have changed until the retry."""
    body = (command.text, command.locale or "", command.page or "")
    return hashlib.sha256("\x00".join(body).encode()).hexdigest()
