"""Where a waiting conversation stands and what can honestly be said about how long."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from math import inf
from random import Random
from statistics import fmean

from chat_server.domain.conversation import Conversation, Status
from chat_server.domain.forward_run import Busy, Run, first_releases, releases_of_equal_chats, run
from chat_server.domain.ids import ConversationId, SiteId
from chat_server.domain.routing import Candidate, Lane, Shift
from chat_server.domain.waiting_band import (
    MIN_HANDLING_TIMES,
    Calibration,
    Forecast,
    Outlook,
    WaitingBand,
    forecasts,
)
from chat_server.services.ports import Ports
from chat_server.services.queue_ports import QueueFacts, QueuePlace, Told, Waiting, newest_last

LATELY = timedelta(minutes=30)
# For positions, as long as nobody knows better; all chats are equally long then, so it changes little.
A_CHAT_S = 600.0
# Whoever finds a free place waits only until its agent reacts.
AT_ONCE = WaitingBand(low_s=0, high_s=120)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Added to what was waited for, so that the share of those who leave is not made of a few minutes.
CALM = timedelta(hours=1)


async def queue_places(ports: Ports, site_id: SiteId) -> tuple[QueuePlace, ...]:
    """All places of the site's queue, in order. What is said for the first time is remembered, to learn from it."""
    now = ports.clock.now()
    facts = await ports.queue.facts(site_id, now, now - LATELY)
    if not facts.waiting:
        return ()
    kept = ports.places.get(site_id, now, facts)
    if kept is not None:
        return kept
    candidates = [_candidate(one) for one in facts.waiting]
    shift = Shift(facts.desks)
    ahead = _ahead(candidates, shift, facts, now)
    expected = _forecasts(candidates, shift, facts, now)
    known = _since(facts.waiting, facts.told)
    new = {
        one.conversation_id: forecast
        for one, start, forecast in zip(facts.waiting, ahead.start_s, expected, strict=True)
        if forecast is not None and start > 0 and one.conversation_id not in known
    }
    if new:
        await ports.queue.remember(site_id, now, new)
    bands = _bands(facts, ahead, expected, known, now)
    places = tuple(
        QueuePlace(conversation_id=one.conversation_id, owner_id=one.owner_id, position=before + 1, wait=band)
        for one, before, band in zip(facts.waiting, ahead.ahead, bands, strict=True)
    )
    ports.places.keep(site_id, now, facts, places)
    return places


async def queue_place(ports: Ports, conversation: Conversation) -> QueuePlace | None:
    """None when the conversation is not waiting."""
    if conversation.status is not Status.QUEUED:
        return None
    places = await queue_places(ports, conversation.site_id)
    return next((place for place in places if place.conversation_id == conversation.id), None)


def _candidate(one: Waiting) -> Candidate:
    return Candidate(one.conversation_id, _ms(one.queue_key), Lane(one.locale))


def _ms(moment: datetime) -> int:
    return round((moment - EPOCH) / timedelta(milliseconds=1))


def _ahead(candidates: Sequence[Candidate], shift: Shift, facts: QueueFacts, now: datetime) -> Run:
    length = fmean(facts.handling_s) if facts.handling_s else A_CHAT_S
    busy = [Busy(agent_id, length - (now - since).total_seconds()) for agent_id, since in facts.in_progress]
    return run(candidates, shift, first_releases(shift, busy), partial(releases_of_equal_chats, max(length, 1.0)))


def _forecasts(
    candidates: Sequence[Candidate], shift: Shift, facts: QueueFacts, now: datetime
) -> Sequence[Forecast | None]:
    """None for all with hardly any data. The same situation gives the same forecast: it never jumps by chance."""
    if len(facts.handling_s) < MIN_HANDLING_TIMES or not facts.desks:
        return [None] * len(candidates)
    waited = sum((((one.until or now) - one.queued_at) for one in facts.joined), CALM)
    outlook = Outlook(
        handling_s=tuple(sorted(max(seconds, 1.0) for seconds in facts.handling_s)),
        busy=tuple((agent_id, (now - since).total_seconds()) for agent_id, since in facts.in_progress),
        ends_s=(inf,) * len(facts.desks),
        leaving_per_s=sum(one.left for one in facts.joined) / waited.total_seconds(),
        arrivals=tuple((Lane(one.locale), (one.queued_at - one.queue_key).total_seconds()) for one in facts.joined),
        arrivals_within_s=LATELY.total_seconds(),
    )
    chance = Random(len(candidates))  # noqa: S311 - a simulation
    return forecasts(candidates, shift, outlook, _ms(now), chance)


def _since(waiting: Sequence[Waiting], told: Sequence[Told]) -> Mapping[ConversationId, Told]:
    """What those who wait now were told, for this wait: whoever has come back waits anew."""
    joined = {one.conversation_id: one.queued_at for one in waiting}
    return {
        one.conversation_id: one
        for one in told
        if one.until is None and one.conversation_id in joined and one.at >= joined[one.conversation_id]
    }


def _bands(
    facts: QueueFacts,
    ahead: Run,
    expected: Sequence[Forecast | None],
    known: Mapping[ConversationId, Told],
    now: datetime,
) -> list[WaitingBand | None]:
    learned = newest_last(facts.told)
    calibration = Calibration(
        tuple(one.forecast.error(((one.until or now) - one.at).total_seconds()) for one in learned)
    )
    errors = (one.forecast.error((now - one.at).total_seconds()) for one in known.values())
    overdue = [error for error in errors if error > 1]
    return [
        AT_ONCE if start == 0 else calibration.band(forecast, overdue) if forecast is not None else None
        for start, forecast in zip(ahead.start_s, expected, strict=True)
    ]
