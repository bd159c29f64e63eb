"""What `bench.queue_simulator` says about a simulated desk: waits by plan, and how well the waiting band held."""

from collections.abc import Callable, Sequence

import numpy as np

from bench.queue_simulation import Chat
from bench.queue_world import PLANS
from chat_server.domain.waiting_band import WaitingBand

Figures = dict[str, object]
# The score of an interval that should hold four times out of five (Winkler 1972): a miss costs 2 / (1 - 0.8).
MISS_COSTS = 10.0
# How wide the bands of the simple forecasts are.
WIDE, LES_WIDE = (0.5, 2.0), (0.5, 1.5)


def waits(chats: Sequence[Chat], plan: str | None = None) -> np.ndarray:
    """Seconds from asking for a person until the answer, of those who got one; shape (answered,)."""
    own = [chat.waited_s for chat in chats if plan in (None, chat.arrival.plan)]
    return np.array([waited for waited in own if waited is not None])


def by_plan(chats: Sequence[Chat]) -> list[Figures]:
    """Minutes, for all and for each plan; `left` is the share that gave up or was sent home."""
    return [_of_plan(chats, plan) for plan in (None, *PLANS)]


def _of_plan(chats: Sequence[Chat], plan: str | None) -> Figures:
    own = [chat for chat in chats if plan in (None, chat.arrival.plan)]
    answered = waits(own) / 60
    shares = {name: float(np.quantile(answered, share)) for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))}
    return {
        "plan": plan or "all",
        "conversations": len(own),
        "mean": float(answered.mean()),
        **shares,
        "max": float(answered.max()),
        "left": sum(chat.left_at is not None for chat in own) / len(own),
    }


def band_figures(chats: Sequence[Chat]) -> Figures:
    """Of those who had to wait and were answered: shares, and mean Winkler scores in seconds."""
    waited = [chat for chat in chats if chat.queued and chat.taken_at is not None]
    told = [chat for chat in waited if chat.band is not None]
    return {
        "waited": len(waited),
        "cannot_say": 1 - len(told) / len(waited),
        "holds": _holds(told),
        **{f"holds_{plan}": _holds([chat for chat in told if chat.arrival.plan == plan]) for plan in PLANS},
        "holds_longest_fifth": _holds(sorted(told, key=_waited)[-len(told) // 5 :]),
        "score": _score(told, _band),
        "score_position": _score(told, lambda chat: _around(chat.position * chat.mean_handling_s / chat.slots, WIDE)),
        "score_les": _score(told, lambda chat: _around(chat.last_wait_s or 0.0, LES_WIDE)),
    }


def _waited(chat: Chat) -> float:
    return chat.waited_s or 0.0


def _band(chat: Chat) -> tuple[float, float]:
    band = chat.band or WaitingBand(0, 0)
    return band.low_s, band.high_s


def _around(middle_s: float, factors: tuple[float, float]) -> tuple[float, float]:
    return middle_s * factors[0], middle_s * factors[1]


def _holds(chats: Sequence[Chat]) -> float | None:
    if not chats:
        return None
    return float(np.mean([low <= _waited(chat) <= high for chat in chats for low, high in (_band(chat),)]))


def _score(chats: Sequence[Chat], band: Callable[[Chat], tuple[float, float]]) -> float:
    scores = []
    for chat in chats:
        low, high = band(chat)
        waited = _waited(chat)
        scores.append(high - low + MISS_COSTS * (max(0.0, low - waited) + max(0.0, waited - high)))
    return float(np.mean(scores))
