"""The order of the queue: one fixed key for each waiting conversation, its arrival minus a head start.

Nobody is overtaken without bound: whoever comes a head start later comes after. Nobody moves silently: the key is made
when the conversation joins the queue and stays, also through a restart, a lost agent or a changed plan.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

NO_HEAD_START = timedelta(0)


class HeadStarts(msgspec.Struct, frozen=True):
    """How far ahead of their arrival conversations stand, by plan and by topic; both together add up."""

    plans: dict[str, timedelta] = {}
    topics: dict[str, timedelta] = {}

    def of_plan(self, plan: str) -> timedelta:
        return self.plans.get(plan, NO_HEAD_START)

    def of_topic(self, topic: str | None) -> timedelta:
        return self.topics.get(topic, NO_HEAD_START) if topic is not None else NO_HEAD_START


class QueuePlan(msgspec.Struct, frozen=True):
    """Why a conversation stands where it stands: fixed when it joins the queue. `key` sorts, the earlier the sooner."""

    arrived_at: datetime
    plan: str
    plan_head_start: timedelta
    topic: str | None = None
    topic_head_start: timedelta = NO_HEAD_START

    @property
    def key(self) -> datetime:
        return self.arrived_at - self.plan_head_start - self.topic_head_start


def placed(arrived_at: datetime, plan: str, topic: str | None, head_starts: HeadStarts) -> QueuePlan:
    return QueuePlan(
        arrived_at=arrived_at,
        plan=plan,
        plan_head_start=head_starts.of_plan(plan),
        topic=topic,
        topic_head_start=head_starts.of_topic(topic),
    )


Reason = Literal["arrival", "plan", "topic", "plan_and_topic"]


def reason(place: QueuePlan) -> Reason:
    """What decided besides the arrival."""
    match (place.plan_head_start > NO_HEAD_START, place.topic_head_start > NO_HEAD_START):
        case (True, True):
            return "plan_and_topic"
        case (True, False):
            return "plan"
        case (False, True):
            return "topic"
        case _:
            return "arrival"
