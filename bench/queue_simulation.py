"""Runs a made-up support desk through the product's own order, assignment and waiting band (`chat_server.domain`)."""

import heapq
from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from random import Random

import msgspec
from numpy.random import Generator

from bench.queue_world import HOUR_S, Arrival, Duty
from chat_server.domain.ids import AgentId, ConversationId
from chat_server.domain.queue_order import HeadStarts, placed
from chat_server.domain.routing import Candidate, Desk, Lane, Shift, hand_out
from chat_server.domain.waiting_band import MIN_HANDLING_TIMES, Calibration, Forecast, Outlook, WaitingBand, forecasts

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
EPOCH_MS = 0
LATELY_S = 1800.0
RECENT = 100  # handling times that the band looks at


@dataclass
class Chat:
    """One conversation's way through the desk; times in seconds."""

    arrival: Arrival
    candidate: Candidate
    queued: bool = False
    taken_at: float | None = None
    left_at: float | None = None
    band: WaitingBand | None = None
    forecast: Forecast | None = None
    position: int = 0
    slots: int = 0
    mean_handling_s: float = 0.0
    last_wait_s: float | None = None
    ahead_s: float = 0.0  # the head start

    @property
    def waited_s(self) -> float | None:
        return None if self.taken_at is None else self.taken_at - self.arrival.at


@dataclass
class Working:
    """An agent on shift, with the chats held: since when."""

    desk: Desk
    ends: float
    chats: dict[int, float] = field(default_factory=dict)
    busy_s: float = 0.0


class Simulation:
    """`bands` says whether every newcomer is told a waiting band."""

    def __init__(
        self, people: list[Arrival], duties: list[Duty], head_starts: HeadStarts, chance: Generator, *, bands: bool
    ) -> None:
        self._head_starts, self._chance, self._bands = head_starts, chance, bands
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = count()
        self.chats = [self._chat(arrival) for arrival in people]
        self._waiting: list[tuple[int, int, Chat]] = []  # key, number
        self._on_shift: dict[AgentId, Working] = {}
        self._handling: deque[float] = deque(maxlen=RECENT)
        self._calibration = Calibration()
        self._random = Random(int(chance.integers(1 << 32)))  # noqa: S311 - a simulation
        self._arrived: deque[Chat] = deque()
        self._last_wait: float | None = None
        self.paid_s = self.busy_s = 0.0
        for chat in self.chats:
            self._at(chat.arrival.at, partial(self._arrives, chat))
        for duty in duties:
            self._at(duty.begins, partial(self._begins, duty))
            self._at(duty.ends, partial(self._ends, duty))

    def _at(self, time: float, what: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (time, next(self._order), what))

    def _chat(self, arrival: Arrival) -> Chat:
        place = placed(EPOCH + timedelta(seconds=arrival.at), arrival.plan, None, self._head_starts)
        key = round((place.key - EPOCH).total_seconds() * 1000)
        candidate = Candidate(ConversationId(str(arrival.number)), key, Lane(arrival.locale))
        return Chat(arrival, candidate, ahead_s=arrival.at - key / 1000)

    def run(self) -> None:
        while self._events:
            now, _, what = heapq.heappop(self._events)
            what(now)

    def _arrives(self, chat: Chat, now: float) -> None:
        if not self._on_shift:
            return  # closed: the merchant is offered a ticket
        self._arrived.append(chat)
        insort(self._waiting, (chat.candidate.key, chat.arrival.number, chat))
        self._assign(now)
        if chat.taken_at is None:
            chat.queued = True
            self._tell(now, chat)
            self._at(now + chat.arrival.patience_s, partial(self._gives_up, chat))

    def _gives_up(self, chat: Chat, now: float) -> None:
        if chat.taken_at is None and chat.left_at is None:
            chat.left_at = now
            self._waiting.remove((chat.candidate.key, chat.arrival.number, chat))

    def _assign(self, now: float) -> None:
        shift = Shift(one.desk for one in self._on_shift.values())
        for candidate, desk in hand_out([entry[2].candidate for entry in self._waiting], shift):
            entry = next(entry for entry in self._waiting if entry[2].candidate is candidate)
            self._waiting.remove(entry)
            self._takes(now, entry[2], self._on_shift[desk.agent_id])

    def _takes(self, now: float, chat: Chat, working: Working) -> None:
        chat.taken_at = now + chat.arrival.accept_s
        working.chats[chat.arrival.number] = now
        working.desk = msgspec.structs.replace(working.desk, held=len(working.chats))
        self._last_wait = now - chat.arrival.at if chat.queued else self._last_wait
        if chat.forecast is not None:
            self._calibration = self._calibration.learned(chat.forecast.error(chat.taken_at - chat.arrival.at))
        length = chat.arrival.accept_s + chat.arrival.handling_s
        self._at(now + length, partial(self._resolves, chat, working, length))

    def _resolves(self, chat: Chat, working: Working, length: float, now: float) -> None:
        del working.chats[chat.arrival.number]
        self.busy_s += length
        self._handling.append(length)
        idle = working.desk.idle_since if working.chats else round(now * 1000)
        working.desk = msgspec.structs.replace(working.desk, held=len(working.chats), idle_since=idle)
        if self._waiting and self._on_shift:
            self._assign(now)

    def _begins(self, duty: Duty, now: float) -> None:
        self._on_shift[duty.desk.agent_id] = Working(duty.desk, duty.ends)
        self.paid_s += (duty.ends - duty.begins) * duty.desk.capacity
        self._assign(now)

    def _ends(self, duty: Duty, now: float) -> None:
        del self._on_shift[duty.desk.agent_id]
        if not self._on_shift:  # the last one leaves: everybody waiting is told at once
            for _, _, chat in self._waiting:
                chat.left_at = now
            self._waiting.clear()

    def _tell(self, now: float, chat: Chat) -> None:
        if not self._bands:
            return
        working = sorted(self._on_shift.values(), key=lambda one: one.desk.agent_id)
        chat.position = 1 + sum(1 for entry in self._waiting if entry < (chat.candidate.key, chat.arrival.number, chat))
        chat.slots = sum(one.desk.capacity for one in working)
        chat.last_wait_s = self._last_wait
        if len(self._handling) < MIN_HANDLING_TIMES:
            return
        chat.mean_handling_s = sum(self._handling) / len(self._handling)
        found = forecasts(
            [entry[2].candidate for entry in self._waiting],
            Shift(one.desk for one in working),
            self._outlook(now, working),
            round(now * 1000) + EPOCH_MS,
            self._random,
        )
        index = next(number for number, entry in enumerate(self._waiting) if entry[2] is chat)
        chat.forecast = found[index]
        if chat.forecast is not None:
            chat.band = self._calibration.band(chat.forecast, self._overdue(now))

    def _outlook(self, now: float, working: list[Working]) -> Outlook:
        lately = [chat for chat in self._arrived if now - chat.arrival.at < LATELY_S]
        self._arrived = deque(lately)
        waited = sum((chat.taken_at or chat.left_at or now) - chat.arrival.at for chat in lately)
        left = sum(chat.left_at is not None for chat in lately)
        return Outlook(
            handling_s=tuple(sorted(self._handling)),
            busy=tuple((one.desk.agent_id, now - since) for one in working for since in one.chats.values()),
            ends_s=tuple(one.ends - now for one in working),
            leaving_per_s=left / (waited + HOUR_S),
            arrivals=tuple((chat.candidate.lane, chat.ahead_s) for chat in lately),
            arrivals_within_s=LATELY_S,
        )

    def _overdue(self, now: float) -> list[float]:
        return [
            chat.forecast.error(now - chat.arrival.at)
            for _, _, chat in self._waiting
            if chat.forecast is not None and chat.band is not None and now - chat.arrival.at > chat.band.high_s
        ]
