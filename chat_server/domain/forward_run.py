"""The assignment run forward: who is taken when, if chats take as long as they did and nobody's plans change.

The same rules as `routing` hand out places as they become free. With one length for all chats the run is deterministic
and gives the positions; with lengths drawn from recent ones, many runs give the waiting band.
"""

import heapq
from bisect import bisect
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from math import inf

import msgspec

from chat_server.domain.ids import AgentId
from chat_server.domain.routing import Candidate, Lane, Shift


class Busy(msgspec.Struct, frozen=True):
    """A chat in progress: seconds until its agent is free for another one."""

    agent_id: AgentId
    left_s: float


class Run(msgspec.Struct, frozen=True):
    """What becomes of the waiting conversations, in their order.

    `ahead`: how many the agents who can help it take before it; `start_s`: seconds from now, infinite for those whom
    nobody there can take.
    """

    ahead: list[int]
    start_s: list[float]


Release = tuple[float, int]  # when (seconds from now), which desk


Releases = Callable[[Sequence[Release]], Iterator[Release]]


def releases_of_equal_chats(length_s: float, first: Sequence[Release]) -> Iterator[Release]:
    """Places as they become free when every chat takes the same time: then they do so in the same order for ever."""
    due = deque(sorted(first, key=_when))
    while due:
        at, desk = due.popleft()
        yield at, desk
        due.append((at + length_s, desk))


def releases_of_drawn_chats(
    draw: Callable[[], float], ends_s: Sequence[float], first: Sequence[Release]
) -> Iterator[Release]:
    """As above with a length drawn for every chat; a desk takes nothing more once its shift has ended."""
    order = count()  # of two places at once the first stays the first
    due = [(at, next(order), desk) for at, desk in first if at < ends_s[desk]]
    heapq.heapify(due)
    while due:
        at, _, desk = due[0]
        yield at, desk
        following = at + draw()
        if following < ends_s[desk]:
            heapq.heapreplace(due, (following, next(order), desk))
        else:
            heapq.heappop(due)


def _when(release: Release) -> float:
    return release[0]


def first_releases(shift: Shift, busy: Sequence[Busy]) -> list[Release]:
    """The places that are free now, as `routing.best` fills them, then those of chats in progress."""
    index = {desk.agent_id: number for number, desk in enumerate(shift.desks)}
    now = [
        ((desk.held + taken) / desk.capacity, desk.idle_since, number)
        for number, desk in enumerate(shift.desks)
        for taken in range(desk.free)
    ]
    free = [(0.0, number) for _, _, number in sorted(now)]
    return free + [(max(one.left_s, 0.001), index[one.agent_id]) for one in busy if one.agent_id in index]


class Newcomer(msgspec.Struct, frozen=True):
    """Somebody who is not there yet, but would stand before others: `rank` between theirs, such as 2.5."""

    at_s: float
    lane: Lane
    rank: float


def run(
    waiting: Sequence[Candidate],
    shift: Shift,
    first: Sequence[Release],
    releases: Releases,
    leaves_s: Sequence[float] | None = None,
    newcomers: Sequence[Newcomer] = (),
) -> Run:
    """`waiting` in the order of the keys. A place goes to the first conversation that its agent may take.

    `first`: see `first_releases`; `releases` goes on from there. A desk that is not among them never takes anything.
    Whoever has left by then (`leaves_s`, from now) takes no place, and learns when it would have been theirs.
    `newcomers` in the order of their coming.
    """
    lanes: dict[Lane, deque[float]] = {newcomer.lane: deque() for newcomer in newcomers}
    for place, candidate in enumerate(waiting):
        lanes.setdefault(candidate.lane, deque()).append(place)
    groups = _Groups(shift, list(lanes), {desk for _, desk in first})
    queues = list(lanes.values())
    result = Run(ahead=[0] * len(waiting), start_s=[inf] * len(waiting))
    left, coming = len(waiting), deque(newcomers)
    for at, desk in releases(first) if left else ():
        while coming and coming[0].at_s <= at:
            _join(lanes[coming[0].lane], coming.popleft().rank)
        taken = False
        while not taken and (lane := groups.next_lane(desk, queues)) is not None:
            rank = queues[lane].popleft()
            real = int(rank)
            taken = rank != real or leaves_s is None or leaves_s[real] > at
            if rank == real:
                result.start_s[real], left = at, left - 1
                result.ahead[real] = groups.ahead(lane)
            if taken:
                groups.took(desk)
        if not left or groups.idle:
            break
    nobodys = sorted(int(rank) for queue in queues for rank in queue if rank == int(rank))
    for number, one in enumerate(nobodys):
        result.ahead[one] = len(waiting) - left + number
    return result


def _join(queue: deque[float], rank: float) -> None:
    queue.insert(bisect(queue, rank), rank)


class _Groups:
    """Desks that may take the same lanes are one group: there are few of them, however many agents there are."""

    def __init__(self, shift: Shift, lanes: Sequence[Lane], working: set[int]) -> None:
        self.lanes = lanes
        able = [{desk.agent_id for desk in shift.able(lane)} for lane in lanes]
        served = [
            tuple(number for number, agents in enumerate(able) if desk.agent_id in agents) for desk in shift.desks
        ]
        groups = {lanes_of: number for number, lanes_of in enumerate(dict.fromkeys(served))}
        self._of_desk = [groups[lanes_of] for lanes_of in served]
        self._lanes_of = list(groups)
        self._groups_of = [
            [number for lanes_of, number in groups.items() if lane in lanes_of] for lane in range(len(lanes))
        ]
        self._taken = [0] * len(groups)
        self._busy = {self._of_desk[desk] for desk in working}

    def next_lane(self, desk: int, queues: Sequence[deque[float]]) -> int | None:
        """The lane whose first conversation stands before those of the others that this desk may take."""
        group = self._of_desk[desk]
        first, found = inf, None
        for lane in self._lanes_of[group]:
            queue = queues[lane]
            if queue and queue[0] < first:
                first, found = queue[0], lane
        if found is None:
            self._busy.discard(group)
        return found

    @property
    def idle(self) -> bool:
        """Whether no desk has anything left that it may take."""
        return not self._busy

    def ahead(self, lane: int) -> int:
        """How many the agents of this lane have taken so far."""
        return sum(self._taken[group] for group in self._groups_of[lane])

    def took(self, desk: int) -> None:
        self._taken[self._of_desk[desk]] += 1
