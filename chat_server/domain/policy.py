"""The support policy as data: which plan may use which channel, when, and what people fill in for a ticket.

`ways_of` is the one place that says what is offered and open now, and why; everything else asks it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

from chat_server.domain.opening_hours import Calendar, Season, Span, hours_on, opening, season_on
from chat_server.domain.queue_order import HeadStarts

ChannelKind = Literal["chat", "ticket", "phone", "personal_agent", "account_manager", "survey"]
CHANNEL_KINDS: tuple[ChannelKind, ...] = get_args(ChannelKind)
# The channels on which people can be asked something, as a refusal lists them; reading an article is always open.
ASKING: tuple[ChannelKind, ...] = ("chat", "ticket", "phone")
ARTICLE = "article"

FieldType = Literal["text", "long_text", "choice", "money", "date_time", "yes_no", "files"]
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
Texts = dict[str, str]  # by locale

# What merchants are told besides: why there is no phone, the survey, a season's hours. An invitation can be declined
# for good; what says how we can be reached stays.
NoticeKind = Literal["no_phone", "survey", "season"]
HideableNotice = Literal["survey"]


def text_in(texts: Texts, locale: str) -> str:
    """The text in this locale, else in English, else in any; empty when there is none."""
    return texts.get(locale) or texts.get("en") or next(iter(texts.values()), "")


class TicketField(msgspec.Struct, frozen=True):
    """`choices` are ids in their order, for the type `choice` only; `max_length` in characters, for texts."""

    id: str
    type: FieldType
    labels: Texts
    required: bool = False
    choices: tuple[str, ...] = ()
    choice_labels: dict[str, Texts] = {}
    max_length: int = 200


class TicketKind(msgspec.Struct, frozen=True):
    """`article_id` explains the kind; `plans` are those that may open it, None for all that have tickets.

    An answer is due at the time that the field `due_field` holds, else after `due_after_days`.
    """

    id: str
    labels: Texts
    fields: tuple[TicketField, ...] = ()
    due_after_days: int | None = None
    remind_after_days: int | None = None
    article_id: str | None = None
    plans: tuple[str, ...] | None = None
    due_field: str | None = None

    @property
    def due_after(self) -> timedelta | None:
        return timedelta(days=self.due_after_days) if self.due_after_days is not None else None

    def due_at(self, filled_in: Mapping[str, str], now: datetime) -> datetime | None:
        """Until when a ticket opened at `now` is to be answered; `filled_in` as `ticket_fields.checked` leaves it."""
        wanted = filled_in.get(self.due_field or "")
        if wanted:
            return max(now, datetime.fromisoformat(wanted))
        return now + self.due_after if self.due_after is not None else None


class ChannelPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan says of one channel. `hours` names a calendar; without, the channel has no hours of its own.

    `number` and `numbers` (by country) are the phone's, `url` and `url_locale` the survey's, `about` says what an
    account manager does, `check_in_days` how often one calls, and `text` is the survey's invitation. The chat's
    `head_start_minutes` is how far ahead of their arrival conversations stand in the queue.
    """

    kind: ChannelKind
    hours: str | None = None
    number: str = ""
    numbers: dict[str, str] = {}
    url: str = ""
    url_locale: str = ""
    about: Texts = {}
    text: Texts = {}
    check_in_days: int | None = None
    head_start_minutes: int | None = None

    def number_in(self, country: str | None) -> str:
        return self.numbers.get(country or "", self.number)


class PlanPolicy(msgspec.Struct, frozen=True):
    """`no_phone` says why there is no phone; the widget shows it to plans without one."""

    name: str
    labels: Texts
    channels: tuple[ChannelPolicy, ...]
    no_phone: Texts = {}

    def channel(self, kind: ChannelKind) -> ChannelPolicy | None:
        return next((one for one in self.channels if one.kind == kind), None)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """`zone` is the line's; calendars by name. Plans stand in their order, the smallest first.

    `topic_head_starts`: minutes by an article's first tag.
    """

    zone: ZoneInfo
    plans: tuple[PlanPolicy, ...]
    anonymous_plan: str
    calendars: dict[str, Calendar] = {}
    ticket_kinds: tuple[TicketKind, ...] = ()
    identity_required: bool = False
    plans_url: str | None = None
    topic_head_starts: dict[str, int] = {}

    def knows(self, plan: str) -> bool:
        return any(one.name == plan for one in self.plans)

    def plan(self, name: str) -> PlanPolicy:
        """A plan that the policy does not know counts as the anonymous one: nobody is locked out by a new name."""
        by_name = {one.name: one for one in self.plans}
        return by_name.get(name, by_name[self.anonymous_plan])

    def offers(self, kind: ChannelKind, plan: str, *, signed: bool) -> bool:
        """By plan alone; only where the site demands identity, a visitor whom nobody has vouched for has nothing."""
        return (signed or not self.identity_required) and self.plan(plan).channel(kind) is not None

    @property
    def head_starts(self) -> HeadStarts:
        chats = {one.name: one.channel("chat") for one in self.plans}
        plans = {
            name: timedelta(minutes=chat.head_start_minutes)
            for name, chat in chats.items()
            if chat and chat.head_start_minutes
        }
        topics = {topic: timedelta(minutes=minutes) for topic, minutes in self.topic_head_starts.items()}
        return HeadStarts(plans=plans, topics=topics)

    @property
    def plan_names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.plans)

    def ticket_kind(self, kind_id: str) -> TicketKind | None:
        return next((one for one in self.ticket_kinds if one.id == kind_id), None)

    def due_after(self, kind_id: str) -> timedelta | None:
        """How long an answer to such a ticket may take; None also for a kind that the policy has no more."""
        kind = self.ticket_kind(kind_id)
        return kind.due_after if kind else None

    def ticket_kinds_of(self, plan: str) -> tuple[TicketKind, ...]:
        """What this plan may open a ticket about; nothing for a plan without tickets."""
        known = self.plan(plan)
        if known.channel("ticket") is None:
            return ()
        return tuple(one for one in self.ticket_kinds if one.plans is None or known.name in one.plans)


class Colleague(msgspec.Struct, frozen=True):
    """The personal agent or account manager of a contact. `available`: online now; `face` names the picture."""

    name: str
    available: bool
    face: str | None = None


class Facts(msgspec.Struct, frozen=True):
    """What the policy cannot know. `signed`: the platform has vouched for who asks."""

    signed: bool = True
    agents_online: bool = True
    personal_agent: Colleague | None = None
    account_manager: Colleague | None = None
    next_check_in: datetime | None = None


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One channel for one contact now. `rule` names what decided; everything after it only for what is offered."""

    kind: ChannelKind
    offered: bool
    open: bool
    rule: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_zone: str | None = None
    hours_today: tuple[Span, ...] = ()
    season: Season | None = None
    channel: ChannelPolicy | None = None
    colleague: Colleague | None = None
    next_check_in: datetime | None = None


class Ways(msgspec.Struct, frozen=True):
    """Every kind of channel once, in the order of CHANNEL_KINDS."""

    plan: PlanPolicy
    country: str | None
    ways: tuple[Way, ...]

    def of(self, kind: ChannelKind) -> Way:
        return next(way for way in self.ways if way.kind == kind)

    @property
    def offered(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.offered)

    @property
    def open_kinds(self) -> tuple[str, ...]:
        """Where something can be asked now; the help centre always stands open."""
        return (*(kind for kind in ASKING if self.of(kind).open), ARTICLE)


def ways_of(policy: Policy, plan: str, country: str | None, now: datetime, facts: Facts | None) -> Ways:
    """What a contact on `plan` in `country` may use at `now`, and why; without facts, by the policy alone.

    A channel is offered by plan alone; only where the site demands identity, a visitor whom nobody has vouched for is
    offered nothing.
    """
    known = policy.plan(plan)
    shut = policy.identity_required and facts is not None and not facts.signed
    ways = []
    for kind in CHANNEL_KINDS:
        channel = known.channel(kind)
        if shut or channel is None:
            rule = "identity required" if shut else f"plan {known.name}"
            ways.append(Way(kind=kind, offered=False, open=False, rule=rule))
        else:
            way = _by_hours(policy, known, channel, country, now)
            ways.append(_with_people(way, facts) if facts else way)
    return Ways(plan=known, country=country, ways=tuple(ways))


def _by_hours(policy: Policy, plan: PlanPolicy, channel: ChannelPolicy, country: str | None, now: datetime) -> Way:
    if channel.hours is None:
        return Way(kind=channel.kind, offered=True, open=True, rule=f"plan {plan.name}", channel=channel)
    calendar = policy.calendars[channel.hours]
    state = opening(calendar, country, now)
    today = now.astimezone(calendar.zone).date()
    return Way(
        kind=channel.kind,
        offered=True,
        open=state.open,
        rule=state.rule,
        opens_at=state.opens_at,
        closes_at=state.closes_at,
        time_zone=calendar.zone.key,
        hours_today=hours_on(calendar, country, today),
        season=season_on(calendar, country, today),
        channel=channel,
    )


def _with_people(way: Way, facts: Facts) -> Way:
    """Chat needs somebody at the desk, and a personal agent is there or not, whatever the hours say."""
    if way.kind == "chat" and way.open and not facts.agents_online:
        return msgspec.structs.replace(way, open=False, rule="no agent online", closes_at=None)
    if way.kind == "personal_agent":
        agent = facts.personal_agent
        if agent is None:
            return msgspec.structs.replace(way, open=False, rule="being assigned", opens_at=None, closes_at=None)
        if agent.available:
            return msgspec.structs.replace(way, colleague=agent, open=True, rule="agent online", opens_at=None)
        rule = "agent away" if way.open else way.rule
        return msgspec.structs.replace(way, colleague=agent, open=False, rule=rule, closes_at=None)
    if way.kind == "account_manager":
        if facts.account_manager is None:
            way = msgspec.structs.replace(way, open=False, rule="being assigned", opens_at=None, closes_at=None)
        return msgspec.structs.replace(way, colleague=facts.account_manager, next_check_in=facts.next_check_in)
    return way
