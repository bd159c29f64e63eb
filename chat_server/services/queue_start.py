"""The place at which a conversation joins the queue: fixed then, from plan and topic."""

from collections.abc import Sequence
from datetime import datetime

from chat_server.domain.contact import Visitor
from chat_server.domain.question import Question
from chat_server.domain.queue_order import QueuePlan, placed
from chat_server.services.ports import Ports


def place_of(ports: Ports, visitor: Visitor, topic: str | None, now: datetime) -> QueuePlan:
    """By the plan as the policy knows it: who has none of its plans stands where anonymous visitors do."""
    return placed(now, ports.policy.plan(visitor.plan).name, topic, ports.policy.head_starts)


def topic_of(ports: Ports, questions: Sequence[Question], question_id: str) -> str | None:
    """The first tag of the article that was suggested first; None when there was none, or it is gone."""
    asked = next((question for question in questions if question.id == question_id), None)
    if asked is None or not asked.shown or not ports.policy.topic_head_starts:
        return None
    article = ports.suggester.article(asked.shown[0].article_id, asked.locale)
    return article.topic if article is not None else None
