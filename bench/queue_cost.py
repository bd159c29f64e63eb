"""What the queue costs: `make bench-queue`. A full house of 500 agents, and 10,000 to 100,000 who wait.

Prints Markdown: the best of some turns in milliseconds, and how 100,000 compare with 20,000.
"""

import time
from bisect import insort
from collections.abc import Callable
from functools import partial
from random import Random

from bench.reporting import markdown
from chat_server.domain.forward_run import Busy, first_releases, releases_of_equal_chats, run
from chat_server.domain.ids import AgentId, ConversationId
from chat_server.domain.routing import Candidate, Desk, Lane, Shift, best, hand_out

SIZES = (10_000, 20_000, 100_000)
AGENTS, CAPACITY, TURNS = 500, 4, 5
LOCALES = ("es", "en", "nl", "de", "fr", "it")
LENGTH_S = 600.0


def main() -> int:
    rows = [_measured(size) for size in SIZES]
    print(f"# Cost of the queue\n\n{AGENTS} agents with {CAPACITY} chats each, two languages each.\n\n{markdown(rows)}")
    ratio = float(str(rows[2]["positions_ms"])) / float(str(rows[1]["positions_ms"]))
    print(f"\nPositions of 100,000 against 20,000: {ratio:.1f} times.")
    return 0


def _measured(size: int) -> dict[str, object]:
    chance = Random(size)  # noqa: S311 - the same queue at every run
    waiting = [
        Candidate(ConversationId(f"c{number:06}"), number, Lane(chance.choice(LOCALES))) for number in range(size)
    ]
    full = _desks(chance, held=CAPACITY)
    busy = [Busy(desk.agent_id, chance.random() * LENGTH_S) for desk in full for _ in range(CAPACITY)]
    freed = [*full[:-1], Desk(full[-1].agent_id, CAPACITY, CAPACITY - 1, full[-1].languages)]
    newcomer = Candidate(ConversationId("newcomer"), size // 2, Lane("es"))
    return {
        "waiting": size,
        "arrival_ms": _best_ms(partial(_arrive, waiting, newcomer, full)),
        "claim_ms": _best_ms(lambda: hand_out(waiting, Shift(freed))),
        "positions_ms": _best_ms(partial(_positions, waiting, full, busy)),
    }


def _desks(chance: Random, held: int) -> list[Desk]:
    return [
        Desk(AgentId(f"a{number:04}"), CAPACITY, held, frozenset(chance.sample(LOCALES, 2)), frozenset(), number)
        for number in range(AGENTS)
    ]


def _arrive(waiting: list[Candidate], newcomer: Candidate, desks: list[Desk]) -> None:
    """Joins the order at its key, and looks for an agent with a free place."""
    insort(waiting, newcomer, key=lambda candidate: candidate.key)
    best(Shift(desks), newcomer)
    waiting.remove(newcomer)


def _positions(waiting: list[Candidate], desks: list[Desk], busy: list[Busy]) -> None:
    shift = Shift(desks)
    run(waiting, shift, first_releases(shift, busy), partial(releases_of_equal_chats, LENGTH_S))


def _best_ms(what: Callable[[], object]) -> float:
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        what()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
