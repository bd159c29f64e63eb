"""Who gets a waiting conversation: the best agent on shift who may take it. Pure; ids and numbers in, a choice out.

Conversations are handed out in the order of their keys. Each goes to somebody who can help: of its team, speaking its
language. While nobody on shift speaks it, or its team has nobody on shift, anybody may: nothing waits for nobody.
"""

from collections.abc import Iterable, Sequence

import msgspec

from chat_server.domain.ids import AgentId, ConversationId, TeamId


class Lane(msgspec.Struct, frozen=True):
    """What decides who may take a conversation; many waiting conversations share one.

    `agent_id` is the personal agent whom the merchant waits for: then nobody else is asked.
    """

    locale: str
    team_id: TeamId | None = None
    agent_id: AgentId | None = None


class Candidate(msgspec.Struct, frozen=True):
    """A waiting conversation. `key`: milliseconds since 1970, see `queue_order`; `tried`: agents who let it pass."""

    id: ConversationId
    key: int
    lane: Lane
    tried: frozenset[AgentId] = frozenset()


class Desk(msgspec.Struct, frozen=True):
    """An agent on shift. `held` counts chats and open offers, `idle_since` is when the last one began (ms).

    Without languages an agent speaks all, without teams nobody's team comes first.
    """

    agent_id: AgentId
    capacity: int
    held: int = 0
    languages: frozenset[str] = frozenset()
    teams: frozenset[TeamId] = frozenset()
    idle_since: int = 0

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.held)

    def speaks(self, locale: str) -> bool:
        return not self.languages or locale in self.languages


class Shift:
    """The agents who are there, and which of them may take what."""

    def __init__(self, desks: Iterable[Desk]) -> None:
        self.desks = tuple(sorted(desks, key=lambda desk: desk.agent_id))
        self._lanes: dict[Lane, tuple[Desk, ...]] = {}

    def able(self, lane: Lane) -> tuple[Desk, ...]:
        """Those who may take a conversation of this lane, free or not; empty only while nobody may."""
        found = self._lanes.get(lane)
        if found is None:
            found = self._lanes[lane] = self._able(lane)
        return found

    def _able(self, lane: Lane) -> tuple[Desk, ...]:
        if lane.agent_id is not None:
            return tuple(desk for desk in self.desks if desk.agent_id == lane.agent_id)
        team = tuple(desk for desk in self.desks if lane.team_id in desk.teams) if lane.team_id else self.desks
        present = team or self.desks
        return tuple(desk for desk in present if desk.speaks(lane.locale)) or present


def best(shift: Shift, candidate: Candidate, held: dict[AgentId, int] | None = None) -> Desk | None:
    """The least busy of those with a free place, then who has been idle longest; None when nobody has one.

    `held` counts what was handed out since the desks were looked at. Whoever let the conversation pass is asked again
    only when all others have.
    """
    counts = held if held is not None else {}
    free = [desk for desk in shift.able(candidate.lane) if counts.get(desk.agent_id, desk.held) < desk.capacity]
    willing = [desk for desk in free if desk.agent_id not in candidate.tried]
    return min(
        willing or free,
        key=lambda desk: (counts.get(desk.agent_id, desk.held) / desk.capacity, desk.idle_since, desk.agent_id),
        default=None,
    )


def hand_out(waiting: Sequence[Candidate], shift: Shift) -> list[tuple[Candidate, Desk]]:
    """Everything that can be assigned now; `waiting` in the order of the keys. Places run out, order stays."""
    held = {desk.agent_id: desk.held for desk in shift.desks}
    places = sum(desk.free for desk in shift.desks)
    full: set[Lane] = set()
    given: list[tuple[Candidate, Desk]] = []
    for candidate in waiting:
        if not places:
            break
        if candidate.lane in full:
            continue
        desk = best(shift, candidate, held)
        if desk is None:
            full.add(candidate.lane)
            continue
        held[desk.agent_id] += 1
        places -= 1
        given.append((candidate, desk))
    return given
